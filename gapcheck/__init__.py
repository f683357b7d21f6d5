"""gapcheck: own views and guesses of two people, compared item by item."""

__version__ = "0.1.0"
