"""The application."""

import os

from flask import Flask

from . import api_key, json_log, problems, requests_log, sample_features, saved_docs, saved_requests, smoke
from .routes import blueprint, by_key_blueprint
from .service import EXTENSION, Service
from .settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """An app that serves the model of the installed package, with the settings of the environment where none are given.

    Raises:
        SettingsError: a setting of the environment cannot be used.
    """
    settings = settings or Settings.from_environment(os.environ)
    json_log.configure()
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.json.sort_keys = False  # type: ignore[attr-defined]  # The columns have their own order.
    app.extensions[EXTENSION] = Service(settings)
    requests_log.install(app)
    api_key.install(app)
    problems.install(app)
    app.register_blueprint(blueprint)
    if settings.features is not None:
        app.register_blueprint(by_key_blueprint)
    for commands in (sample_features, saved_docs, saved_requests, smoke):
        commands.install(app)
    return app
