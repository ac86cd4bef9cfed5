"""What an app holds beside its routes: its settings and the model that it serves."""

import logging
from collections.abc import Callable

from flask import current_app

from .artefact import ModelRefused, installed_artefact
from .data_source import DataSource
from .json_log import described, log
from .metrics import MODEL
from .model import Model
from .settings import Settings

EXTENSION = "service"


class Service:
    """`features` is where rows by key come from, and `refusal` says why there is no model.

    `is_draining` says whether the server is about to end.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.features = None if settings.features is None else DataSource(settings.features)
        self.is_draining: Callable[[], bool] = lambda: False
        self.model: Model | None = None
        self.refusal: str | None = None
        try:
            self.model = Model(installed_artefact(), settings.cache)
        except ModelRefused as error:
            # The app starts all the same, live but not ready: what asks for readiness is told why.
            self.refusal = str(error)
            log("Model refused", {"reason": self.refusal, **described(error)}, logging.ERROR)
        except Exception as error:
            self.refusal = "The model cannot be loaded; the log of the API has the cause."
            log("Model refused", {"reason": self.refusal, **described(error)}, logging.ERROR)
        else:
            MODEL.labels(*self.model.name.values(), self.model.digest).set(1)
            log("Model loaded", {"model": self.model.name, "digest": self.model.digest})


def service() -> Service:
    """The service of the current app."""
    found: Service = current_app.extensions[EXTENSION]
    return found
