"""The ONNX graphs of the framework's own transformers."""

from typing import Any

from onnx import TensorProto
from skl2onnx import update_registered_converter
from skl2onnx.common.data_types import DoubleTensorType

from .transformers import DayNumber, DaysBetween

# The first operators that split texts.
OPSET = 20
# From the first of March of the year 0 to 1970-01-01, less the one day that a month's first day counts.
EPOCH = -719469


class Graph:
    """Adds nodes to the graph that the converter builds, each by what it computes."""

    def __init__(self, scope: Any, container: Any) -> None:
        self.scope = scope
        self.container = container

    def node(self, kind: str, *given: str, outputs: int = 1, **attributes: Any) -> str:
        """A further node; gives the name of its first output."""
        names = [self.scope.get_unique_variable_name(kind.lower()) for _ in range(outputs)]
        name = self.scope.get_unique_operator_name(kind)
        self.container.add_node(kind, list(given), names, name=name, op_version=OPSET, **attributes)
        return str(names[0])

    def number(self, value: float) -> str:
        return self.constant(TensorProto.DOUBLE, [float(value)])

    def constant(self, kind: int, values: list[Any]) -> str:
        name = str(self.scope.get_unique_variable_name("constant"))
        self.container.add_initializer(name, kind, [len(values)], values)
        return name

    def whole_times(self, value: str, factor: float) -> str:
        """How many whole `factor`s are in a number."""
        return self.node("Floor", self.node("Div", value, self.number(factor)))

    def joined(self, variables: Any) -> str:
        """Columns side by side."""
        names = [variable.full_name for variable in variables]
        return str(names[0]) if len(names) == 1 else self.node("Concat", *names, axis=1)

    def give(self, value: str, output: str) -> None:
        """Gives a value the name that an output is to have."""
        self.container.add_node("Identity", [value], [output], name=self.scope.get_unique_operator_name("Identity"))

    def sum(self, first: str, *others: str) -> str:
        for other in others:
            first = self.node("Add", first, other)
        return first


def convert_days(scope: Any, operator: Any, container: Any) -> None:
    """Splits each text at its hyphens and counts days by the Gregorian calendar.

    Years begin in March there, so that a leap day is the last one: the days before a month, counted from 0, are then
    floor((153 * month + 2) / 5), those before a year 365 * year + floor(year / 4) - floor(year / 100) +
    floor(year / 400).
    """
    graph = Graph(scope, container)
    texts = graph.joined(operator.inputs)
    missing = graph.node("Equal", texts, graph.constant(TensorProto.STRING, [b""]))
    texts = graph.node("Where", missing, graph.constant(TensorProto.STRING, [b"nan-nan-nan"]), texts)
    parts = graph.node("StringSplit", texts, outputs=2, delimiter="-")
    numbers = graph.node("Cast", parts, to=TensorProto.DOUBLE)
    year, month, day = (
        graph.node("Gather", numbers, graph.constant(TensorProto.INT64, [place]), axis=2) for place in range(3)
    )
    early = graph.node("LessOrEqual", month, graph.number(2))
    year = graph.node("Sub", year, graph.node("Where", early, graph.number(1), graph.number(0)))
    month = graph.node("Add", month, graph.node("Where", early, graph.number(9), graph.number(-3)))
    fifths = graph.node("Add", graph.node("Mul", month, graph.number(153)), graph.number(2))
    leap_years = graph.node(
        "Sub", graph.sum(graph.whole_times(year, 4), graph.whole_times(year, 400)), graph.whole_times(year, 100)
    )
    total = graph.sum(
        graph.node("Mul", year, graph.number(365)),
        leap_years,
        graph.whole_times(fifths, 5),
        day,
        graph.number(EPOCH),
    )
    by_row = graph.node("Squeeze", total, graph.constant(TensorProto.INT64, [2]))
    if isinstance(operator.raw_operator, DaysBetween):
        first, last = (
            graph.node("Gather", by_row, graph.constant(TensorProto.INT64, [place]), axis=1) for place in range(2)
        )
        by_row = graph.node("Sub", last, first)
    graph.give(by_row, operator.outputs[0].full_name)


def shape_of_days(operator: Any) -> None:
    width = 1 if isinstance(operator.raw_operator, DaysBetween) else operator.raw_operator.n_features_in_
    operator.outputs[0].type = DoubleTensorType([None, width])


def register() -> None:
    """Tells the converter of them."""
    for transformer in (DayNumber, DaysBetween):
        name = f"Framework{transformer.__name__}"
        update_registered_converter(transformer, name, shape_of_days, convert_days)
