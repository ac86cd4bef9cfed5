"""`flask smoke URL` holds an API that runs somewhere to the golden scores of the installed model package."""

import json
import os
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import click
from flask import Flask

from .predictions import disagreement
from .routes import loaded_model
from .settings import secret

SECONDS = 30


def install(app: Flask) -> None:
    @app.cli.command("smoke")
    @click.argument("url")
    @click.option("--wait", default=0.0, help="Seconds in which it may become ready.")
    def smoke(url: str, wait: float) -> None:
        """Compare the scores of the API at URL with the golden ones. API_KEY_FILE names the file with its key."""
        model = loaded_model()
        served = ready(url, time.monotonic() + wait)["model"]
        expected = model.name | {"digest": model.digest}
        if served != expected:
            raise click.ClickException(f"{url} serves {words(served)} instead of {words(expected)}.")
        golden = model.description["golden"]
        rows = [item["row"] for item in golden["rows"]]
        predictions = ask(f"{url.rstrip('/')}/predict", {"rows": rows})["predictions"] if rows else []
        for index, (prediction, item) in enumerate(zip(predictions, golden["rows"], strict=True)):
            found = disagreement(prediction, item["prediction"], golden)
            if found is not None:
                raise click.ClickException(f"{url}: golden row {index} {found}.")
        click.echo(f"{url} serves {words(served)}; {len(rows)} golden rows agree.")


def ready(url: str, until: float) -> Any:
    while True:
        try:
            return ask(f"{url.rstrip('/')}/health/ready")
        except click.ClickException:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


def ask(url: str, body: Any = None) -> Any:
    if not url.startswith(("http://", "https://")):
        raise click.ClickException("The URL must begin with http:// or https://.")
    headers = {"Content-Type": "application/json"}
    key = secret(os.environ, "API_KEY_FILE")
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    content = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, content, headers), timeout=SECONDS) as answer:
            return json.load(answer)
    except HTTPError as error:
        raise click.ClickException(f"{url} answers with status {error.code}.") from error
    except (URLError, TimeoutError, ValueError) as error:
        raise click.ClickException(f"{url} does not answer: {error}") from error


def words(model: dict[str, str]) -> str:
    return f"{model['name']} {model['version']} ({model['digest'][:15]}…)"
