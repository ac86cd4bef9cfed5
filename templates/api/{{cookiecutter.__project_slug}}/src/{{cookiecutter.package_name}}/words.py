"""The words for values: what a column takes, what training saw, what was sent."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from .columns import Column, is_number

MOST_LISTED = 20
MOST_LETTERS = 100


def expectation(column: Column) -> str:
    """What a column takes: "an integer of at least 1", "one of a, b"."""
    or_null = " or null" if column.nullable else ""
    rejects = column.observed if column.rejects_unseen else {}
    allowed = column.schema.get("enum", rejects.get("categories"))
    if allowed is not None:
        return f"one of {listed(allowed)}{or_null}"
    if column.schema.get("format") == "date":
        return f"a date such as 2026-01-31{or_null}"
    noun = {"number": "a number", "integer": "an integer", "string": "a text", "boolean": "true or false"}[column.kind]
    limits = range_text(
        tightest(max, column.schema.get("minimum"), rejects.get("minimum")),
        tightest(min, column.schema.get("maximum"), rejects.get("maximum")),
    )
    seen = column.observed.get("categories")
    suggestion = "" if seen is None else f", such as {', '.join(map(as_text, seen[:5]))}"
    return f"{noun}{limits}{suggestion}{or_null}"


def observation(column: Column) -> str:
    """What training saw of a column: "1 to 7", "one of a, b"."""
    if "categories" in column.observed:
        return f"one of {listed(column.observed['categories'])}"
    limits = range_text(column.observed.get("minimum"), column.observed.get("maximum"))
    return limits.removeprefix(" ").removeprefix("from ")


def brief(value: Any) -> Any:
    """What was sent, short enough to be sent back: long texts are cut, nested values named by their kind."""
    if isinstance(value, str):
        return value if len(value) <= MOST_LETTERS else f"{value[:MOST_LETTERS]}…"
    if isinstance(value, float) and not math.isfinite(value):
        return not_finite(value)
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "an object" if isinstance(value, dict) else value


def not_finite(value: float) -> str:
    """The name of a number that JSON lacks."""
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def as_text(value: Any) -> str:
    """A value as JSON has it, texts without quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value) and float(value).is_integer() and abs(value) < 1e21:
        return str(int(value))
    return str(value)


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to a misspelt name: at most a third of its letters differ.

    By Levenshtein distance, without regard to case, spaces, hyphens and underscores.
    """
    wanted = plain(name)
    if len(wanted) > MOST_LETTERS:
        return None
    best, best_distance = None, max(1, len(wanted) // 3) + 1
    for candidate in candidates:
        found = distance(wanted, plain(candidate))
        if found < best_distance:
            best, best_distance = candidate, found
    return best


def plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name.lower())


def distance(a: str, b: str) -> int:
    previous = list(range(len(b) + 1))
    for row, letter in enumerate(a, 1):
        current = [row]
        for column, other in enumerate(b, 1):
            substitution = previous[column - 1] + (letter != other)
            current.append(min(substitution, previous[column] + 1, current[column - 1] + 1))
        previous = current
    return previous[-1]


def range_text(minimum: float | None, maximum: float | None) -> str:
    if minimum is not None and maximum is not None:
        return f" from {as_text(minimum)} to {as_text(maximum)}"
    if minimum is not None:
        return f" of at least {as_text(minimum)}"
    return "" if maximum is None else f" of at most {as_text(maximum)}"


def tightest(choose: Any, first: float | None, second: float | None) -> float | None:
    given = [limit for limit in (first, second) if limit is not None]
    return choose(given) if given else None


def listed(values: Sequence[Any]) -> str:
    shown = ", ".join(map(as_text, values[:MOST_LISTED]))
    return shown if len(values) <= MOST_LISTED else f"{shown} and {len(values) - MOST_LISTED} more"
