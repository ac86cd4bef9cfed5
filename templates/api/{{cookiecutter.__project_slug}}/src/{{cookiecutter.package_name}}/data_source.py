"""Fetches the features of a key."""

import math
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import create_engine, exc, text

from .datasources import Source
from .settings import SettingsError

LONGEST_KEY = 200
# Connections that are open for longer are replaced, since networks forget them.
RECYCLE_SECONDS = 1800
# What PostgreSQL says when a statement took too long.
STATEMENT_TIMEOUT = "57014"


class KeyUnknown(Exception):
    """The data source has no row for the key."""


class SourceFailed(Exception):
    """The data source gave no answer that can be used.

    The message is for callers. `says` is for the log: the words of the data source where these can hold no value of a
    row and no secret, else its code for what happened.
    """

    def __init__(self, message: str, says: str | None = None) -> None:
        super().__init__(message)
        self.says = says


class SourceTimeout(Exception):
    """The data source took too long."""


class DataSource:
    """Asked from many threads. At most `connections` questions are open at once, however slow the data source is."""

    def __init__(self, source: Source) -> None:
        """Connects to nothing yet.

        Raises:
            SettingsError: there is no driver for the data source.
        """
        self.source = source
        pool: dict[str, Any] = {}
        if source.url.get_backend_name() != "sqlite":
            pool = {
                "pool_size": source.connections,
                "max_overflow": 0,
                "pool_timeout": source.timeout_seconds,
                "pool_pre_ping": True,
                "pool_recycle": RECYCLE_SECONDS,
            }
        try:
            self.engine = create_engine(
                source.url,
                connect_args=connect_arguments(source),
                isolation_level="AUTOCOMMIT",
                hide_parameters=True,
                **pool,
            )
        except (ImportError, exc.ArgumentError) as error:
            name = source.url.drivername
            raise SettingsError(f'DATASOURCES_FILE: no driver for "{name}" is installed.') from error
        self.query = text(source.query)
        self.threads = ThreadPoolExecutor(source.connections, thread_name_prefix="data-source")

    def features(self, key: str) -> dict[str, Any]:
        """The row of the key, by the names of its columns, in the types of the data source.

        Raises:
            KeyUnknown, SourceFailed, SourceTimeout: there is no such row.
        """
        parameter = self.parameter(key)
        # In a thread of its own, since no driver gives up in time whatever happens to the network.
        asked = self.threads.submit(self.fetch, parameter)
        try:
            rows = asked.result(self.source.timeout_seconds)
        except (TimeoutError, exc.TimeoutError) as error:
            asked.cancel()
            raise SourceTimeout from error
        except exc.DBAPIError as error:
            if code_of(error) == STATEMENT_TIMEOUT:
                raise SourceTimeout from error
            raise failure_of(error) from error
        except exc.SQLAlchemyError as error:
            raise SourceFailed("The data source failed on this key") from error
        if not rows:
            raise KeyUnknown
        if len(rows) > 1:
            raise SourceFailed("The data source has several rows for this key", "The query gives several rows.")
        return dict(rows[0])

    def parameter(self, key: str) -> str | int:
        if len(key) > LONGEST_KEY or "\0" in key:
            raise KeyUnknown
        if self.source.key == "text":
            return key
        if not re.fullmatch(r"-?[0-9]{1,18}", key, re.ASCII):
            raise KeyUnknown
        return int(key)

    def fetch(self, parameter: str | int) -> list[Mapping[str, Any]]:
        try:
            connection = self.engine.connect()
        except exc.DBAPIError as error:
            raise SourceFailed("The API cannot connect to its data source", str(error.orig)) from error
        with connection:
            found = connection.execute(self.query, {"key": parameter}).mappings().fetchmany(2)
        return [{str(name): value for name, value in row.items()} for row in found]


def failure_of(error: exc.DBAPIError) -> SourceFailed:
    """Why a query failed. What is wrong with its own words, a table that is not there, say, names no value of a row."""
    code, words = code_of(error), str(error.orig)
    # PostgreSQL's class of errors in the words of a query; SQLite has no such class.
    if (code or "").startswith("42") or re.match("no such|.*syntax error", words):
        return SourceFailed("The data source does not take the query of the API", words)
    return SourceFailed("The data source failed on this key", code)


def code_of(error: exc.DBAPIError) -> str | None:
    """PostgreSQL's or SQLite's code for what happened."""
    code: str | None = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return code


def connect_arguments(source: Source) -> dict[str, Any]:
    """What makes a driver give up by itself, so that a data source that hangs does not keep a connection for ever."""
    if source.url.get_backend_name() == "sqlite":
        return {"timeout": source.timeout_seconds}
    if source.url.drivername != "postgresql+psycopg":
        return {}
    milliseconds = math.ceil(source.timeout_seconds * 1000)
    return {
        "connect_timeout": max(2, math.ceil(source.timeout_seconds)),
        "tcp_user_timeout": milliseconds,
        "options": f"-c statement_timeout={milliseconds} -c default_transaction_read_only=on",
    }
