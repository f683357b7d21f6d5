"""Signing in and out, setting a password by a link, and one's own account."""
