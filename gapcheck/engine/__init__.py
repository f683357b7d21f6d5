"""The comparison: pure functions over frozen dataclasses, no framework.

``compare`` takes a ``Wave`` (gapcheck.engine.wave) and gives a ``Comparison`` (gapcheck.engine.result); ``comparisons``
gives one for every pair of more than two seats, ``movement`` what changed between two waves.
"""

from gapcheck.engine.comparison import compare, comparisons

__all__ = ["compare", "comparisons"]
