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
    """The data source gave no answer that can be used. Its cause is why."""


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
            kind = SourceTimeout if getattr(error.orig, "sqlstate", None) == STATEMENT_TIMEOUT else SourceFailed
            raise kind from error
        except exc.SQLAlchemyError as error:
            raise SourceFailed from error
        if not rows:
            raise KeyUnknown
        if len(rows) > 1:
            raise SourceFailed from LookupError("The query gives several rows for one key.")
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
        with self.engine.connect() as connection:
            found = connection.execute(self.query, {"key": parameter}).mappings().fetchmany(2)
        return [{str(name): value for name, value in row.items()} for row in found]


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
