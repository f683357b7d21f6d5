"""All companies of a workspace side by side."""
