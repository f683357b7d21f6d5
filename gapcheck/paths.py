"""Where the files beside the package lie: next to it in a checkout, under ``gapcheck/_site`` in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_INSTALLED = PACKAGE / "_site"
SITE = _INSTALLED if _INSTALLED.is_dir() else PACKAGE.parent

TEMPLATES = SITE / "templates"
STATIC = SITE / "static"
MIGRATIONS = SITE / "migrations"
EXAMPLES = SITE / "examples"
#: The report's fonts, made while installing.
FONTS = SITE / "fonts"
#: The instance folder of a checkout; an installed package has none of its own and uses the current folder's.
INSTANCE = (PACKAGE.parent if SITE != _INSTALLED else Path.cwd()) / "instance"
