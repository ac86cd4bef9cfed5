"""Checks rows. The policy is the one of every server of such models, and its cases are shared with them.

Only a wrong type, a missing required column, a hard limit and `x-on-unseen: reject` refuse a row. A value outside what
training saw, an unknown category and a column that the model lacks come back as warnings. An integer is accepted for a
category coded as text. A column that is not required and not given counts as null.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .columns import Column, Row, Scalar, columns_of, is_number
from .words import brief, expectation, nearest, observation

MOST_PROBLEMS = 20
MOST_WARNINGS = 1000
# A row may hold this many columns beside the model's own before it is refused as a whole.
MOST_EXTRA_COLUMNS = 256
# For so many different extra columns of a request the nearest name is looked for: each search takes a while.
MOST_SUGGESTIONS = 100
# Beyond, JSON readers round integers.
LARGEST_INTEGER = 2**53 - 1
NO_SUCH_COLUMN = "no such column"
# Rows are checked in pieces: first what the columns say, then what the types of the model can hold.
PIECE = 64

INVALID: Any = object()


@dataclass(frozen=True)
class Range:
    """The numbers that the model's own type can hold where a column's type promises less."""

    least: float
    most: float
    expected: str


@dataclass
class Findings:
    """What is wrong or odd with the rows of one request. `more_warnings` counts those beyond the listed ones."""

    problems: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    more_warnings: int = 0
    # What was said of columns that the model lacks: a body may name very many.
    said: dict[str, str] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return len(self.problems) >= MOST_PROBLEMS

    @property
    def count(self) -> int:
        """How many warnings there are, listed or not."""
        return len(self.warnings) + self.more_warnings

    def problem(self, got: Any, expected: str, row: int | None = None, column: str | None = None) -> None:
        places = {"row": row, "column": column}
        given = {name: place for name, place in places.items() if place is not None}
        if not self.is_full:
            self.problems.append(given | {"got": brief(got), "expected": expected})

    def warn(self, row: int, column: str, got: Any, observed: str) -> None:
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append({"row": row, "column": column, "got": brief(got), "observed": observed})
        else:
            self.more_warnings += 1


class RowValidator:
    def __init__(self, input_schema: dict[str, Any], ranges: Mapping[str, Range]) -> None:
        """`ranges` holds the limits of the columns whose values may not fit into the model's own type."""
        self.columns = columns_of(input_schema)
        self.names = {column.name for column in self.columns}
        self.ranges = ranges

    def check(self, rows: Any, findings: Findings) -> dict[str, list[Scalar]]:
        """The values of each column, in the model's types. Where there are problems, they are incomplete."""
        values: dict[str, list[Scalar]] = {column.name: [] for column in self.columns}
        if not isinstance(rows, list) or not rows:
            findings.problem(rows, "a list of at least one row")
            return values
        for first in range(0, len(rows), PIECE):
            if findings.is_full:
                break
            piece = rows[first : first + PIECE]
            for index, row in enumerate(piece, first):
                self.check_row(row, index, values, findings)
            self.check_ranges(first, len(piece), values, findings)
        return values

    def check_row(self, row: Any, index: int, values: dict[str, list[Scalar]], findings: Findings) -> None:
        checked: dict[str, Scalar] = dict.fromkeys(values)
        if not isinstance(row, dict):
            findings.problem(row, "an object of column names and values", index)
        elif len(row) > len(self.columns) + MOST_EXTRA_COLUMNS:
            findings.problem(f"{len(row)} columns", f"the model's {len(self.columns)} columns", index)
        else:
            for column in self.columns:
                checked[column.name] = self.check_value(column, row, index, findings)
            self.warn_of_extra(row, index, findings)
        for name, value in checked.items():
            values[name].append(value)

    def check_value(self, column: Column, row: Row, index: int, findings: Findings) -> Scalar:
        """The value in the column's type; null where it is none, and a problem is found."""
        if column.name not in row:
            if column.required:
                near = nearest(column.name, (name for name in row if name not in self.names))
                hint = "" if near is None else f' (the row has "{near}")'
                findings.problem(None, f"a value: the column is required{hint}", index, column.name)
            return None
        value: Scalar = convert(column, row[column.name])
        if value is None:
            return None
        is_unseen = value is not INVALID and not column.seen.hold(value)
        if value is INVALID or not column.limits.hold(value) or (is_unseen and column.rejects_unseen):
            findings.problem(row[column.name], expectation(column), index, column.name)
            return None
        if is_unseen:
            findings.warn(index, column.name, value, observation(column))
        return value

    def check_ranges(self, first: int, count: int, values: dict[str, list[Scalar]], findings: Findings) -> None:
        for index in range(first, first + count):
            for name, limits in self.ranges.items():
                value = values[name][index]
                if is_number(value) and not limits.least <= value <= limits.most:
                    findings.problem(value, limits.expected, index, name)

    def warn_of_extra(self, row: Row, index: int, findings: Findings) -> None:
        for name in row:
            if name not in self.names:
                findings.warn(index, name, row[name], self.unknown(name, findings.said))

    def unknown(self, name: str, said: dict[str, str]) -> str:
        """What to say of a column that the model lacks."""
        if name not in said:
            if len(said) >= MOST_SUGGESTIONS:
                return NO_SUCH_COLUMN
            near = nearest(name, (column.name for column in self.columns))
            said[name] = NO_SUCH_COLUMN if near is None else f'{NO_SUCH_COLUMN}; the nearest is "{near}"'
        return said[name]


def convert(column: Column, value: Any) -> Any:
    """The value in the column's type, None where null is allowed, INVALID where the type is wrong."""
    if value is None:
        return None if column.takes_null else INVALID
    match column.kind:
        case "number":
            return value if is_number(value) and math.isfinite(value) else INVALID
        case "integer":
            return int(value) if is_integer(value) else INVALID
        case "boolean":
            return value if isinstance(value, bool) else INVALID
        case "string":
            if is_integer(value):
                return str(int(value))
            if not isinstance(value, str):
                return INVALID
            return value if column.schema.get("format") != "date" or is_date(value) else INVALID


def is_integer(value: Any) -> bool:
    return is_number(value) and abs(value) <= LARGEST_INTEGER and float(value).is_integer()


def is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
