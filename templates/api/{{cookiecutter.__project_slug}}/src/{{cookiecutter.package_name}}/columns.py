"""The columns of a row, as the input schema in model.json describes them."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeGuard

Kind = Literal["number", "integer", "string", "boolean"]
Scalar = float | int | str | bool | None
Row = dict[str, Any]


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

    @property
    def takes_null(self) -> bool:
        return self.nullable or not self.required

    @property
    def rejects_unseen(self) -> bool:
        return self.schema.get("x-on-unseen") == "reject"


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


def is_number(value: Any) -> TypeGuard[int | float]:
    """Python counts True and False as integers; JSON does not."""
    return isinstance(value, int | float) and not isinstance(value, bool)
