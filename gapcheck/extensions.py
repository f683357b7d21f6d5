"""The Flask extensions, unbound; ``gapcheck.app`` binds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from gapcheck.config import Settings
from gapcheck.encryption import Keyring
from gapcheck.models import Base

db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True, compare_type=True)
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)


@dataclass(frozen=True, slots=True)
class Installation:
    """What belongs to this installation and not to a request: its settings and its keys."""

    settings: Settings
    keyring: Keyring


def installation() -> Installation:
    """The installation of the running application."""
    return cast(Installation, current_app.extensions["gapcheck"])
