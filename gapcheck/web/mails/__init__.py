"""What facilitators send, and what became of it."""
