"""The WSGI entry point for a server that is not ``gapcheck serve``: ``gunicorn gapcheck.wsgi:app``."""

import os

from gapcheck import config
from gapcheck.commands.application import present, running_app

os.umask(0o077)
with running_app() as app:
    pass  # the database is the right one
#: Until this process ends.
_presence = present(config.load())
_presence.__enter__()
