"""The columns of a row, as the input schema in model.json describes them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeGuard

Kind = Literal["number", "integer", "string", "boolean"]
Scalar = float | int | str | bool | None
Row = dict[str, Any]

NUMBER = (int, float)


@dataclass(frozen=True)
class Bounds:
    """Some values: numbers from `least` to `most`, and of `values` where these are listed."""

    least: float
    most: float
    values: frozenset[Any] | None

    def hold(self, value: Scalar) -> bool:
        if self.values is not None and value not in self.values:
            return False
        return not is_number(value) or self.least <= value <= self.most


@dataclass(frozen=True)
class Column:
    """One column: `kind` is its type without null."""

    name: str
    kind: Kind
    nullable: bool
    required: bool
    schema: dict[str, Any]
    # What training saw. A value outside it scores with a warning, unless the column rejects it.
    observed: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def takes_null(self) -> bool:
        return self.nullable or not self.required

    @cached_property
    def rejects_unseen(self) -> bool:
        return self.schema.get("x-on-unseen") == "reject"

    @cached_property
    def limits(self) -> Bounds:
        return bounds(self.schema, self.schema.get("enum"))

    @cached_property
    def seen(self) -> Bounds:
        return bounds(self.observed, self.observed.get("categories"))


def columns_of(input_schema: dict[str, Any]) -> list[Column]:
    """The columns in the model's order."""
    columns = []
    for name in input_schema["x-order"]:
        schema = input_schema["properties"][name]
        nullable = isinstance(schema["type"], list)
        kind = schema["type"][0] if nullable else schema["type"]
        required = name in input_schema["required"]
        columns.append(Column(name, kind, nullable, required, schema, schema.get("x-observed", {})))
    return columns


def bounds(described: Mapping[str, Any], values: Sequence[Any] | None) -> Bounds:
    """From `minimum` to `maximum`, as far as there are such."""
    least, most = described.get("minimum", -math.inf), described.get("maximum", math.inf)
    return Bounds(least, most, None if values is None else frozenset(values))


def is_number(value: Any) -> TypeGuard[int | float]:
    """Python counts True and False as integers; JSON does not."""
    return isinstance(value, NUMBER) and not isinstance(value, bool)
