"""The comparison: pure functions over frozen dataclasses, no framework."""
