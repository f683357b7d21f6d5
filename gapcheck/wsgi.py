"""The WSGI entry point for a server that is not ``gapcheck serve``: ``gunicorn gapcheck.wsgi:app``."""

from gapcheck.app import create_app

app = create_app()
