"""The model card: what a model is, what it takes, how well it does, in words that a colleague reads in five minutes."""

from collections.abc import Mapping, Sequence
from typing import Any

from .evaluation import Evaluation
from .plotting import Plot


def model_card(description: Mapping[str, Any], evaluation: Evaluation) -> str:
    """The card as Markdown, with the plots beside it (Mitchell et al. 2019).

    Args:
        description: the content of model.json.
    """
    output = description["outputs"][0]
    unit = output.get("unit") or output.get("x-unit")
    paragraphs = [
        f"# {plain(description['name'])} {plain(description['version'])}",
        plain(description.get("description", "")),
        f"Predicts: **{plain(evaluation.words.target)}**" + (f", in {plain(unit)}." if unit else "."),
        "## What it takes",
        table(("Column", "Type", "Values", "Training saw"), input_rows(description["input"])),
        "## How well it does",
        judged_on(evaluation),
        table(("Measure", "Value"), [(plain(metric.title), number(metric.value)) for metric in evaluation.metrics]),
        "## How it is served",
        served(description),
        "## Plots",
        *[picture(plot) for plot in evaluation.plots],
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def judged_on(evaluation: Evaluation) -> str:
    return (
        f"Fitted on {evaluation.fitted_rows:,} rows and judged on {evaluation.held_out_rows:,} others, which hold "
        f"{evaluation.held_out_weight:,.0f} {plain(evaluation.words.weight)}. The model that is published is fitted on "
        "all of them."
    )


def input_rows(schema: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [column_row(name, schema["properties"][name]) for name in schema["x-order"]]


def column_row(name: str, column: Mapping[str, Any]) -> tuple[str, ...]:
    types = column["type"] if isinstance(column["type"], list) else [column["type"]]
    limits = [f"from {number(column['minimum'])}"] if "minimum" in column else []
    limits += [f"to {number(column['maximum'])}"] if "maximum" in column else []
    labels = [f"{value}: {label}" for value, label in column.get("x-labels", {}).items()]
    marks = [" ".join(limits), "; ".join(labels), "may be missing" if "null" in types else ""]
    marks.append("personal" if column.get("x-personal") else "")
    observed = column.get("x-observed", {})
    categories = observed.get("categories", [])
    saw = ", ".join(map(str, categories[:12])) + (f" and {len(categories) - 12} more" if len(categories) > 12 else "")
    if "minimum" in observed:
        saw = f"{number(observed['minimum'])} to {number(observed['maximum'])}"
    title = f"{plain(column.get('title', name))} ({code(name)})"
    return title, types[0], plain(". ".join(mark for mark in marks if mark)), plain(saw)


def served(description: Mapping[str, Any]) -> str:
    if description["runtime"] == "python":
        return "By Python: ONNX does not express this model."
    parity = description["parity"]
    return (
        f"By ONNX. It agrees with scikit-learn on {parity['rows']:,} rows and {parity['probes']} probes; the furthest "
        f"apart are {parity['worst']:.1e}, where {parity['tolerance']:g} is allowed."
    )


def picture(plot: Plot) -> str:
    return f"### {plain(plot.title)}\n\n![{plain(plot.alt)}]({plot.name}.svg)"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(text: str) -> str:
    """A text on one line that Markdown takes as text."""
    line = " ".join(str(text).split())
    return "".join(f"\\{sign}" if sign in "\\`<[]*_#|" else sign for sign in line)


def code(text: str) -> str:
    """A name as code; a table wants its bars marked even there."""
    return f"`{' '.join(text.replace('`', ' ').split())}`".replace("|", "\\|")


def number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
