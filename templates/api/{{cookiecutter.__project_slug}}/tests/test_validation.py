"""The policy of validation, on columns of its own."""

from typing import Any

import pytest

from {{ cookiecutter.package_name }}.validation import Findings, Range, RowValidator

INPUT = {
    "type": "object",
    "x-order": ["zone", "bonus", "since", "value", "new"],
    "properties": {
        "zone": {"type": "string", "x-observed": {"categories": ["city", "country"]}},
        "bonus": {"type": "integer", "minimum": 1, "maximum": 9, "x-observed": {"minimum": 1, "maximum": 7}},
        "since": {"type": ["string", "null"], "format": "date"},
        "value": {"type": "number"},
        "new": {"type": "boolean"},
    },
    "required": ["zone", "bonus"],
}
GOOD = {"zone": "city", "bonus": 3}


def check(row: dict[str, Any], changes: dict[str, Any] | None = None) -> tuple[dict[str, Any], Findings]:
    """The values of a row that is changed from a good one, and what is found."""
    properties = {name: schema | (changes or {}).get(name, {}) for name, schema in INPUT["properties"].items()}
    validator = RowValidator(INPUT | {"properties": properties}, {"value": Range(-10, 10, "a small number")})
    findings = Findings()
    values = validator.check([GOOD | row], findings)
    return {name: column[0] for name, column in values.items()}, findings


def test_a_good_row_has_every_column() -> None:
    values, findings = check({})
    assert values == {"zone": "city", "bonus": 3, "since": None, "value": None, "new": None}
    assert (findings.problems, findings.warnings) == ([], [])


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ({"zone": 1.5}, "zone", "a text, such as city, country"),
        ({"zone": None}, "zone", "a text, such as city, country"),
        ({"bonus": "3"}, "bonus", "an integer from 1 to 9"),
        ({"bonus": 3.5}, "bonus", "an integer from 1 to 9"),
        ({"bonus": True}, "bonus", "an integer from 1 to 9"),
        ({"bonus": 10}, "bonus", "an integer from 1 to 9"),
        ({"bonus": 2**53}, "bonus", "an integer from 1 to 9"),
        ({"since": "2026-02-30"}, "since", "a date such as 2026-01-31 or null"),
        ({"since": "20260131"}, "since", "a date such as 2026-01-31 or null"),
        ({"value": float("inf")}, "value", "a number"),
        ({"value": 11}, "value", "a small number"),
        ({"new": 1}, "new", "true or false"),
    ],
)
def test_what_refuses_a_row(row: dict[str, Any], column: str, expected: str) -> None:
    _, findings = check(row)
    assert [(found["column"], found["expected"]) for found in findings.problems] == [(column, expected)]


@pytest.mark.parametrize(
    ("row", "column", "observed"),
    [
        ({"zone": "moon"}, "zone", "one of city, country"),
        ({"bonus": 8}, "bonus", "1 to 7"),
        ({"Zone": "city"}, "Zone", 'no such column; the nearest is "zone"'),
        ({"colour": "red"}, "colour", "no such column"),
    ],
)
def test_what_scores_with_a_warning(row: dict[str, Any], column: str, observed: str) -> None:
    _, findings = check(row)
    assert findings.problems == []
    assert [(found["column"], found["observed"]) for found in findings.warnings] == [(column, observed)]


def test_a_column_may_reject_what_training_did_not_see() -> None:
    _, findings = check({"zone": "moon"}, {"zone": {"x-on-unseen": "reject"}})
    assert [found["expected"] for found in findings.problems] == ["one of city, country"]


def test_an_integer_stands_for_a_category_coded_as_text() -> None:
    values, findings = check({"zone": 7})
    assert values["zone"] == "7"
    assert findings.problems == []


def test_a_missing_column_is_named_with_what_the_row_has_instead() -> None:
    findings = Findings()
    RowValidator(INPUT, {}).check([{"zone": "city", "bonos": 3}], findings)
    assert [found["expected"] for found in findings.problems] == [
        'a value: the column is required (the row has "bonos")'
    ]
