"""Asks callers for the key, where there is one."""

import hmac

from flask import Flask, request

from .problems import Problem
from .service import service

# What probes ask, which have no key.
OPEN = frozenset({"/health/live", "/health/ready"})


def install(app: Flask) -> None:
    @app.before_request
    def admit() -> None:
        key = service().settings.api_key
        if key is None or request.path in OPEN:
            return
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        # In constant time, so that the answer's delay gives no letter of the key away.
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), key.encode()):
            headers = {"WWW-Authenticate": "Bearer"}
            raise Problem(401, "unauthorized", 'Send the key as "Authorization: Bearer KEY".', headers=headers)
