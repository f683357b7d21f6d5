"""The members of a workspace, for its owners."""
