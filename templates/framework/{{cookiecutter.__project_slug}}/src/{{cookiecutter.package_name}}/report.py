"""What an evaluation leaves behind: a folder for each version of the model, which git keeps and the editor shows."""

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from .evaluation import Evaluation
from .model_card import model_card
from .plotting import Plot, plot_style, svg

SCHEMA = 1
CARD = "model-card.md"
EVALUATION = "evaluation.json"
DIGITS = 6


def write_report(folder: Path, description: Mapping[str, Any], evaluation: Evaluation) -> None:
    """Writes plots, card and, last, evaluation.json. No file tells the time: the same model gives the same files.

    Plots that an earlier evaluation left in the folder and this one has not are removed.

    Args:
        folder: `reports/<version>` of the project.
        description: the content of model.json.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with plot_style():
        files = {f"{plot.name}.svg": svg(plot) for plot in evaluation.plots}
    for left in folder.glob("*.svg"):
        if left.name not in files:
            left.unlink()
    document = json.dumps(content(description, evaluation), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    for name, text in {**files, CARD: model_card(description, evaluation), EVALUATION: document}.items():
        new = folder / f"{name}.new"
        new.write_text(text, encoding="utf-8", newline="\n")
        os.replace(new, folder / name)


def content(description: Mapping[str, Any], evaluation: Evaluation) -> dict[str, Any]:
    """The content of evaluation.json."""
    return {
        "schema": SCHEMA,
        "name": description["name"],
        "version": description["version"],
        "task": description["task"],
        "runtime": description["runtime"],
        "rows": {
            "fitted": evaluation.fitted_rows,
            "held_out": evaluation.held_out_rows,
            "weight": rounded(evaluation.held_out_weight),
            "unit": evaluation.words.weight,
        },
        "metrics": [metric.content() for metric in evaluation.metrics],
        **({"parity": description["parity"]} if "parity" in description else {}),
        "plots": [plot_content(plot) for plot in evaluation.plots],
        "card": CARD,
    }


def plot_content(plot: Plot) -> dict[str, Any]:
    return {"file": f"{plot.name}.svg", "title": plot.title, "alt": plot.alt, "table": table_content(plot.table)}


def table_content(table: pd.DataFrame) -> dict[str, Any]:
    rows = table.astype(object).to_numpy().tolist()
    return {"columns": [str(name) for name in table.columns], "rows": [[rounded(cell) for cell in row] for row in rows]}


def rounded(value: Any) -> Any:
    """A number with six digits that count, so that another processor writes the same; what is no number as null."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value
