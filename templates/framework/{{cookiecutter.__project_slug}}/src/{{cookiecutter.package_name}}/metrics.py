"""A measure of how well a model does."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Metric:
    """`better` says which of two values is the better one, as far as one is; "one" is the one that is closer to 1."""

    name: str
    title: str
    value: float
    better: Literal["higher", "lower", "one"] | None = None

    def content(self) -> dict[str, Any]:
        """The metric as JSON has it."""
        return {key: value for key, value in asdict(self).items() if value is not None}
