"""The application: the only place that knows all parts. A flat list of named steps."""

from __future__ import annotations

import logging
from functools import partial

from flask import Flask
from flask_security.core import Security
from werkzeug.middleware.proxy_fix import ProxyFix

from gapcheck import clock, config, logs, paths
from gapcheck.accounts import account
from gapcheck.accounts.mail import NoMail
from gapcheck.accounts.second_factor import OneTimeCodes
from gapcheck.config import Settings
from gapcheck.encryption import Keyring
from gapcheck.extensions import Installation, csrf, db, limiter, migrate
from gapcheck.faults import Fault, InputFaults
from gapcheck.models import opening
from gapcheck.services import exposure
from gapcheck.web import assets, charts, errors, headers, incoming, request_log, words
from gapcheck.web.accounts.browser import account_of
from gapcheck.web.accounts.signing import blueprint as signing_blueprint
from gapcheck.web.accounts.views import blueprint as accounts_blueprint
from gapcheck.web.audit.views import blueprint as audit_blueprint
from gapcheck.web.downloads.views import blueprint as downloads_blueprint
from gapcheck.web.facilitate.views import blueprint as facilitate_blueprint
from gapcheck.web.health import blueprint as health_blueprint
from gapcheck.web.mails.views import blueprint as mails_blueprint
from gapcheck.web.members.views import blueprint as members_blueprint
from gapcheck.web.portfolio.views import blueprint as portfolio_blueprint
from gapcheck.web.preview.views import blueprint as preview_blueprint
from gapcheck.web.questionnaires.views import blueprint as questionnaires_blueprint
from gapcheck.web.respond.views import blueprint as respond_blueprint
from gapcheck.web.settings.views import blueprint as settings_blueprint
from gapcheck.web.workshop.views import blueprint as workshop_blueprint


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application of an installation. Raises InputFaults for settings that cannot work."""
    settings = settings or config.load()
    logs.configure()
    app = Flask("gapcheck", template_folder=str(paths.TEMPLATES), static_folder=None)
    _configure(app, settings)
    _refuse_exposed_files(settings)
    _keys(app, settings)
    _database(app, settings)
    _protect(app, settings)
    _accounts(app)
    _pages(app)
    clock.use_offset_file(settings.clock_file)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=1_000_000,
        TRUSTED_HOSTS=[settings.host],
        SESSION_COOKIE_NAME="__Host-gapcheck" if settings.secure else "gapcheck",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The longest; that a sign-in ends earlier when nothing happens is for the server to say (services.sign_ins).
        PERMANENT_SESSION_LIFETIME=account.ABSOLUTE,
        # A form stays good for as long as the sign-in: an executive may leave it open for an hour.
        WTF_CSRF_TIME_LIMIT=None,
        PREFERRED_URL_SCHEME="https" if settings.secure else "http",
        # The limiter is one for the process: whatever another application in it has set, this one has limits.
        RATELIMIT_ENABLED=True,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]  # Flask's own recipe


def _refuse_exposed_files(settings: Settings) -> None:
    faults = [Fault(str(path), f"others can read it. Run: chmod 600 {path}") for path in exposure.exposed(settings)]
    faults += [Fault(str(path), "lies where files are served. Move it.") for path in exposure.served(settings)]
    if faults:
        raise InputFaults(faults)


def _keys(app: Flask, settings: Settings) -> None:
    if settings.secret_key is None or settings.key is None:
        raise InputFaults([Fault("GAPCHECK_KEY", "there are no keys yet. Run `gapcheck init` first.")])
    keyring = Keyring(settings.key, settings.secret_key, settings.older_keys, partial(config.keys_now, settings))
    app.extensions["gapcheck"] = Installation(settings, keyring)


def _database(app: Flask, settings: Settings) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = opening.options(settings.database_url)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(paths.MIGRATIONS))
    with app.app_context():
        opening.install(db.engine)


def _protect(app: Flask, settings: Settings) -> None:
    request_log.init_app(app)
    incoming.init_app(app)
    csrf.init_app(app)
    app.config["RATELIMIT_STORAGE_URI"] = settings.ratelimit_storage
    app.config["RATELIMIT_HEADERS_ENABLED"] = False
    limiter.init_app(app)
    headers.init_app(app, secure=settings.secure)


def _accounts(app: Flask) -> None:
    app.config.update(account.library_settings(app.extensions["gapcheck"].keyring))
    # Without its blueprint: none of the library's pages is there, used or not.
    library = Security(register_blueprint=False, mail_util_cls=NoMail, totp_cls=OneTimeCodes)
    library.init_app(app, account.datastore(db))
    app.login_manager.user_loader(account_of)  # type: ignore[attr-defined]  # set by the library
    # Nobody signs in by a token in a request. The library would look for one in every JSON body, however deep it nests.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # set by the library
    # The library logs addresses of failed sign-ins at this level.
    logging.getLogger("flask_security").setLevel(logging.ERROR)


def _pages(app: Flask) -> None:
    assets.init_app(app, paths.STATIC)
    words.init_app(app)
    charts.init_app(app)
    errors.init_app(app)
    for blueprint in (
        respond_blueprint,
        facilitate_blueprint,
        mails_blueprint,
        preview_blueprint,
        members_blueprint,
        audit_blueprint,
        portfolio_blueprint,
        downloads_blueprint,
        settings_blueprint,
        questionnaires_blueprint,
        workshop_blueprint,
        signing_blueprint,
        accounts_blueprint,
        health_blueprint,
    ):
        app.register_blueprint(blueprint)
