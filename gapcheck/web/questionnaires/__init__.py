"""The questionnaires that a workspace can choose, and its own."""
