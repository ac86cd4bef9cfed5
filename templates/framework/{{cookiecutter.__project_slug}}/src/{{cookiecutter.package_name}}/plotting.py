"""How every plot looks, and how it is written: as SVG that is the same for the same data, with its text as text."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

# Colours that people with any colour vision tell apart (Okabe and Ito 2008), on a white card of their own, so that a
# plot reads the same in a light and in a dark window.
BLUE, ORANGE, GREEN, GREY = "#0072b2", "#d55e00", "#009e73", "#6b6b6b"
CYCLE = (BLUE, ORANGE, GREEN, "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#8c6d31")
LIGHT = "#d9dde1"

STYLE: Any = {
    "axes.edgecolor": GREY,
    "axes.facecolor": "white",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.labelsize": 10,
    "axes.prop_cycle": cycler(color=CYCLE),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "Helvetica", "sans-serif"],
    "font.size": 10,
    "grid.color": "#e6e6e6",
    "legend.frameon": False,
    "legend.fontsize": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "evaluation",
    "text.color": "#1f1f1f",
    # A dollar in a column's name is a dollar.
    "text.parse_math": False,
}


@dataclass(frozen=True)
class Plot:
    """A figure with what it shows: `alt` in words, `table` in numbers; `name` is its file's, without the ending."""

    name: str
    title: str
    alt: str
    figure: Figure
    table: pd.DataFrame


@contextmanager
def plot_style() -> Iterator[None]:
    """Inside it, figures are made and written in the one style."""
    with rc_context(rc=STYLE):
        yield


def new_figure(title: str, panels: int = 1) -> tuple[Figure, list[Axes]]:
    """A figure with panels side by side. No window and no state of matplotlib's is behind it."""
    figure = Figure(figsize=(6.4 if panels == 1 else 9.6, 4.0))
    axes = list(figure.subplots(1, panels, squeeze=False).ravel())
    axes[0].set_title(fit_label(title, 70), loc="left")
    return figure, axes


def svg(plot: Plot) -> str:
    """The text of the plot's SVG file: no date, no name of a program, the same ids each time; LF ends its lines."""
    text = io.StringIO()
    metadata = {"Date": None, "Creator": None, "Title": plot.title, "Description": plot.alt}
    plot.figure.savefig(text, format="svg", metadata=metadata)
    return text.getvalue()


def fit_label(text: str, most: int = 26) -> str:
    """A label that fits on an axis, without signs that no file of text may hold."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def name_levels(axes: Axes, labels: list[str]) -> None:
    """Puts levels along the horizontal axis, slanted where they are long."""
    names = [fit_label(label) for label in labels]
    slanted = sum(len(name) + 2 for name in names) > 62
    axes.set_xticks(np.arange(len(names)), names, rotation=35 if slanted else 0, ha="right" if slanted else "center")
    if slanted:
        axes.tick_params(axis="x", labelsize=8)


def weight_bars(axes: Axes, weight: np.ndarray, unit: str) -> None:
    """The weight of each level as bars behind the lines, with a scale of its own at the right."""
    bars = axes.twinx()
    bars.bar(np.arange(len(weight)), weight, color=LIGHT, width=0.8, zorder=0)
    bars.set_ylim(0, weight.max() * 2.5)
    bars.set_ylabel(fit_label(unit, 40), color=GREY)
    bars.tick_params(axis="y", colors=GREY)
    bars.yaxis.set_major_formatter(StrMethodFormatter("{x:,.6g}"))
    bars.grid(visible=False)
    axes.set_zorder(bars.get_zorder() + 1)
    axes.patch.set_visible(False)


def percent(part: float) -> str:
    return f"{100 * part:.0f} %"


def figures(value: float) -> str:
    """A number as people read it: three digits that count, thousands whole."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"
