"""What a model takes and gives: the columns of a row, its outputs, and examples to try."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Scalar: TypeAlias = float | int | str | bool | None
# One row as a caller sends it.
Row: TypeAlias = dict[str, Scalar]


@dataclass(frozen=True)
class Column:
    """One column of a row.

    A date is a text such as "1977-12-31". `minimum` and `maximum` are hard limits of a number: a value beyond them is
    refused. A value within them that training did not see is scored with a warning, unless `on_unseen` is "reject". A
    `nullable` column may be null or left out. A `personal` column is masked in logs and history.
    """

    name: str
    type: Literal["number", "integer", "string", "boolean", "date"]
    title: str
    description: str = ""
    unit: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    nullable: bool = False
    personal: bool = False
    on_unseen: Literal["warn", "reject"] = "warn"

    @property
    def kind(self) -> Literal["number", "integer", "string", "boolean"]:
        """The type of its values in JSON: that of a date is a text."""
        return "string" if self.type == "date" else self.type


@dataclass(frozen=True)
class Output:
    """One thing that the model predicts, as people know it."""

    name: str
    title: str
    unit: str = ""


@dataclass(frozen=True)
class Example:
    """A row that is shown to whoever tries the model. No row of the data: it is published with the model."""

    title: str
    row: Row
