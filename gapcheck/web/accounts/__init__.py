"""Setting a password with a one-time link. Signing in and out are Flask-Security's."""
