"""The audit trail of a workspace, for its owners."""
