"""Makes the fonts of pages and report while the package is built or installed, so that every installation has them."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FontsHook(BuildHookInterface[Any]):
    """Writes static/fonts and fonts before a wheel (or an editable install) is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs the font commands by their paths: the package itself need not be importable while it is built."""
        root = Path(self.root)
        if self.target_name == "wheel":
            runpy.run_path(str(root / "gapcheck" / "web" / "fonts.py"))["make"](root / "static" / "fonts")
            runpy.run_path(str(root / "gapcheck" / "report" / "cuts.py"))["make"](root / "fonts")
