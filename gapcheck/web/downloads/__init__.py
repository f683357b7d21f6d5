"""What leaves a workspace as a file: many reports at once, and answers."""
