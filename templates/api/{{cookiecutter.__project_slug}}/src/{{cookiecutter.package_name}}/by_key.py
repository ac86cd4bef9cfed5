"""From a key to a row: what the data source has, and what the caller knows better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .columns import Column, Row
from .data_source import DataSource, KeyUnknown, SourceFailed, SourceTimeout
from .json_log import log_failure
from .metrics import DATA_SOURCE
from .problems import Problem


@dataclass(frozen=True)
class Asked:
    """The body of a request by key."""

    overrides: Row
    wants_features: bool


def asked(body: Any) -> Asked:
    """Reads `{"overrides": {column: value}, "features": true}`; both may be left out.

    Raises:
        Problem: 400 for anything else.
    """
    if not isinstance(body, dict) or not body.keys() <= {"overrides", "features"}:
        raise invalid('The body must be an object with "overrides" and "features", or nothing.')
    overrides, features = body.get("overrides", {}), body.get("features", False)
    if not isinstance(overrides, dict):
        raise invalid('"overrides" must be an object of column names and values.')
    if not isinstance(features, bool):
        raise invalid('"features" must be true or false.')
    return Asked(overrides, features)


def fetch(source: DataSource, key: str, columns: Sequence[Column]) -> Row:
    """The columns of the model that the data source has for a key, as a caller would send them.

    Raises:
        Problem: 404 where there is no such key, 502 where the data source fails, 504 where it takes too long.
    """
    try:
        found = source.features(key)
    except KeyUnknown as error:
        DATA_SOURCE.labels("unknown").inc()
        detail = "The data source has nothing for this key. Correct the key, or send the whole row to /predict."
        raise Problem(404, "key-unknown", detail) from error
    except SourceTimeout as error:
        DATA_SOURCE.labels("timeout").inc()
        seconds = f"{source.source.timeout_seconds:g} s"
        detail = f"The data source did not answer within {seconds}. Try again, or send the whole row to /predict."
        raise Problem(504, "data-source-timeout", detail) from error
    except SourceFailed as error:
        DATA_SOURCE.labels("failed").inc()
        log_failure(error, data_source=error.says)
        detail = f"{error}; the log of the API says why. Send the whole row to /predict meanwhile."
        raise Problem(502, "data-source-failed", detail) from error
    DATA_SOURCE.labels("found").inc()
    return {column.name: plain(found[column.name], column) for column in columns if column.name in found}


def plain(value: Any, column: Column) -> Any:
    """A value of a data source as JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    if column.kind == "boolean" and value in (0, 1):
        return bool(value)  # Not every data source has a type for it.
    if isinstance(value, datetime) and column.schema.get("format") == "date":
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def refusal(problems: Sequence[Mapping[str, Any]], fetched: Row, overrides: Row) -> Problem:
    """What to say of a row that cannot be scored: the data source is to blame where each problem is with its values."""
    by_source = all(problem.get("column") in fetched.keys() - overrides.keys() for problem in problems)
    errors = [{name: value for name, value in problem.items() if name != "row"} for problem in problems]
    if by_source:
        detail = "The data source has features that the model does not take; see errors. Overrides replace them."
        return Problem(502, "features-invalid", detail, errors)
    if any(problem.get("column") not in fetched.keys() | overrides.keys() for problem in problems):
        detail = "Neither the data source nor the overrides have all that the model needs; see errors."
        return Problem(400, "rows-invalid", detail, errors)
    count = len(errors)
    return Problem(400, "rows-invalid", f"The row has {count} problem{'' if count == 1 else 's'}; see errors.", errors)


def features_used(columns: Sequence[Column], fetched: Row, overrides: Row) -> dict[str, dict[str, Any]]:
    """Each column of the row with its value and where that came from."""
    return {
        column.name: {"value": overrides[column.name], "from": "override"}
        if column.name in overrides
        else {"value": fetched[column.name], "from": "datasource"}
        for column in columns
        if column.name in fetched or column.name in overrides
    }


def invalid(detail: str) -> Problem:
    return Problem(400, "body-invalid", detail)
