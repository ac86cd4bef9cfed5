import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from {{ cookiecutter.package_name }}.app import create_app
from {{ cookiecutter.package_name }}.json_log import LOGGER, JsonFormatter
from {{ cookiecutter.package_name }}.service import EXTENSION, Service
from {{ cookiecutter.package_name }}.settings import Settings


@pytest.fixture
def app() -> Flask:
    return create_app(Settings())


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What is logged, line by line."""
    kept: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(json.loads(JsonFormatter().format(record)))

    handler = Keep()
    LOGGER.addHandler(handler)
    yield kept
    LOGGER.removeHandler(handler)


@pytest.fixture
def description(app: Flask) -> dict[str, Any]:
    """The content of model.json."""
    service: Service = app.extensions[EXTENSION]
    assert service.model is not None, service.refusal
    return service.model.description
