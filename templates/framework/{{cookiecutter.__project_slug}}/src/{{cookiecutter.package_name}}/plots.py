"""The plots of every task. Each gives the figure with its words and numbers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import PredictionErrorDisplay
from sklearn.model_selection import LearningCurveDisplay

from .judge import lower_first
from .learning import LearningCurve
from .plotting import BLUE, GREEN, GREY, ORANGE, Plot, figures, fit_label, name_levels, new_figure, percent, weight_bars
from .sample import SEED, Numbers

MOST_BARS = 20
MOST_POINTS = 600


@dataclass(frozen=True)
class Words:
    """What the target is called, its unit, and the unit of the weight: "Claim frequency", "claims per policyholder
    year", "policyholder years"."""

    target: str
    unit: str
    weight: str


def deciles(groups: pd.DataFrame, words: Words) -> Plot:
    """Actual against expected by tenth of the weight, rows ordered by prediction; `groups` of actual_and_expected."""
    title = f"{words.target} by decile of the prediction"
    labels = [str(number + 1) for number in range(len(groups))]
    figure, [axes] = new_figure(title)
    actual_expected_lines(axes, groups, labels, words)
    axes.set_xlabel("Decile of the prediction, equal weight each")
    first, last = (groups.iloc[place].map(figures) for place in (0, -1))
    off = furthest(groups, [f"group {label}" for label in labels])
    alt = (
        f"{words.target} in {len(groups)} groups from the lowest to the highest prediction: expected "
        f"{first['expected']} to {last['expected']}, actual {first['actual']} to {last['actual']}. {off}"
    )
    return Plot("deciles", title, alt, figure, table_of(groups, "decile", labels))


def factor(
    name: str, title: str, labels: list[str], groups: pd.DataFrame, tariff: pd.DataFrame | None, words: Words
) -> Plot:
    """Actual against expected by the levels of a column, and beside it the relativities, where there are any.

    Args:
        labels: of each row of `groups`, which actual_and_expected gave, and of `tariff`.
        tariff: relativities to the base level: `model`, of the predictions, and `actual`, of the means.
    """
    heading = f"{words.target} by {title}"
    figure, axes = new_figure(heading, panels=1 if tariff is None else 2)
    actual_expected_lines(axes[0], groups, labels, words)
    axes[0].set_xlabel(fit_label(title, 60))
    alt = f"{words.target}, actual against expected by {title}. {furthest(groups, labels)}"
    table = table_of(groups, "level", labels)
    if tariff is not None:
        alt += relativity_lines(axes[1], tariff, labels, title)
        relativities = {"relativity of the model": tariff["model"], "actual relativity": tariff["actual"]}
        table = table.assign(**{word: column.to_numpy() for word, column in relativities.items()})
    return Plot(name, heading, alt, figure, table)


def residuals(residual: Numbers, predicted: Numbers, weight: Numbers, words: Words) -> Plot:
    """Deviance residuals against predictions, at most 600 rows, drawn by weight with a fixed seed."""
    title = "Deviance residuals by prediction"
    shown = np.arange(len(residual))
    if len(shown) > MOST_POINTS:
        draw = np.random.default_rng(SEED)
        shown = np.sort(draw.choice(len(shown), MOST_POINTS, replace=False, p=weight / weight.sum()))
    figure, [axes] = new_figure(title)
    # The Display plots the actual less the predicted value: so it is given the prediction plus the residual.
    display = PredictionErrorDisplay(y_true=predicted[shown] + residual[shown], y_pred=predicted[shown])
    scatter = {"s": 12, "color": BLUE, "alpha": 0.45, "linewidths": 0}
    display.plot(ax=axes, kind="residual_vs_predicted", scatter_kwargs=scatter, line_kwargs={"color": GREY})
    axes.set_xlabel(fit_label(f"Predicted {words.unit}", 60))
    axes.set_ylabel("Deviance residual")
    inner = float(np.mean(np.abs(residual) <= 2 * residual.std()))
    low, high, deviation = map(figures, (residual.min(), residual.max(), residual.std()))
    alt = (
        f"Deviance residuals against predictions. They lie between {low} and {high}, {percent(inner)} of them within "
        f"two standard deviations of {deviation}."
    )
    quantiles = np.linspace(0, 1, 11)
    table = pd.DataFrame({"share of rows": quantiles, "residual below": np.quantile(residual, quantiles)})
    return Plot("residuals", title, alt, figure, table)


def column_bars(importance: pd.DataFrame, titles: dict[str, str], loss: str) -> Plot:
    """Permutation importance, of column_importance."""
    title = "Importance of the columns"
    shown = importance.head(MOST_BARS)
    names = [titles.get(column, column) for column in shown["column"]]
    figure = bars(title, names, shown["mean"], f"{loss} that shuffling the column adds", shown["deviation"])
    most, least = (figures(shown["mean"].iloc[place]) for place in (0, -1))
    alt = (
        f"How much the {lower_first(loss)} grows when a column is shuffled. The most important column is {names[0]}, "
        f"with {most}; the least of those shown is {names[-1]}, with {least}."
    )
    table = pd.DataFrame({"column": names, "mean": shown["mean"], "deviation": shown["deviation"]})
    return Plot("column-importance", title, alt, figure, table)


def feature_bars(word: str, importance: pd.DataFrame) -> Plot:
    """The coefficients or importances that a pipeline has of its own, of feature_importance."""
    title = f"{word}s of the features"
    shown = importance.head(MOST_BARS)
    figure = bars(title, [str(name) for name in shown["feature"]], shown["value"], word)
    count = f"{len(shown)} largest of {len(importance)}" if len(importance) > len(shown) else f"{len(shown)}"
    largest = figures(shown["value"][0])
    alt = f"The {count} {word.lower()}s of the model. The largest is {largest}, of {shown['feature'][0]}."
    return Plot("features", title, alt, figure, shown)


def learning(curve: LearningCurve, loss: str) -> Plot:
    """The loss by the number of rows that the model is fitted on."""
    title = "Learning curve"
    figure, [axes] = new_figure(title)
    display = LearningCurveDisplay(
        train_sizes=curve.sizes, train_scores=curve.fitted, test_scores=curve.others, score_name=loss
    )
    display.plot(ax=axes, line_kw={"marker": "o", "markersize": 4})
    for line, band, colour in zip(axes.get_lines(), axes.collections, (ORANGE, BLUE), strict=False):
        line.set_color(colour)
        band.set(color=colour, alpha=0.2)
    axes.legend(axes.get_lines(), ["rows fitted on", "other rows"])
    axes.set_xlabel("Rows fitted on")
    others, fitted = curve.others.mean(axis=1), curve.fitted.mean(axis=1)
    alt = (
        f"{loss} on other rows by the number of rows that the model is fitted on: {figures(others[0])} with "
        f"{curve.sizes[0]:,} rows, {figures(others[-1])} with {curve.sizes[-1]:,}; on the {curve.sizes[-1]:,} rows "
        f"themselves {figures(fitted[-1])}."
    )
    table = pd.DataFrame({"rows": curve.sizes, "rows fitted on": fitted, "other rows": others})
    return Plot("learning-curve", title, alt, figure, table)


def actual_expected_lines(axes: Axes, groups: pd.DataFrame, labels: list[str], words: Words) -> None:
    positions = np.arange(len(groups))
    axes.plot(positions, groups["actual"], color=ORANGE, marker="o", label="actual")
    axes.plot(positions, groups["expected"], color=BLUE, marker="s", linestyle="--", label="expected")
    low, high = groups[["actual", "expected"]].min().min(), groups[["actual", "expected"]].max().max()
    axes.set_ylim(min(0, low), high + 0.22 * (high - min(0, low)))
    axes.set_ylabel(fit_label(words.unit, 40))
    axes.legend()
    weight_bars(axes, groups["weight"].to_numpy(), words.weight)
    name_levels(axes, labels)


def relativity_lines(axes: Axes, tariff: pd.DataFrame, labels: list[str], title: str) -> str:
    """Draws the relativities, and gives them in words."""
    positions = np.arange(len(labels))
    model = tariff["model"].to_numpy()
    axes.set_title("Relativities", loc="left")
    axes.axhline(1, color=GREY, linewidth=0.8)
    axes.plot(positions, model, color=GREEN, marker="s", label="of the model, all else equal")
    axes.plot(positions, tariff["actual"], color=ORANGE, marker="o", linestyle=":", label="of the actual means")
    axes.set_ylabel("Relative to the largest level")
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.2 * (high - low))
    axes.set_xlabel(fit_label(title, 60))
    axes.legend()
    name_levels(axes, labels)
    if not np.isfinite(model).any():
        return ""
    low, high = int(np.nanargmin(model)), int(np.nanargmax(model))
    return f" The model's relativities go from {model[low]:.2f} ({labels[low]}) to {model[high]:.2f} ({labels[high]})."


def bars(title: str, names: list[str], values: pd.Series, axis: str, deviation: pd.Series | None = None) -> Figure:
    figure, [axes] = new_figure(title)
    figure.set_size_inches(6.4, max(2.4, 1.2 + 0.26 * len(names)))
    axes.barh(np.arange(len(names)), values, xerr=deviation, color=BLUE, ecolor=GREY)
    axes.set_yticks(np.arange(len(names)), [fit_label(name, 34) for name in names])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.set_xlabel(fit_label(axis, 70))
    return figure


def furthest(groups: pd.DataFrame, labels: list[str]) -> str:
    """Where actual and expected claims differ most, by weight, in words."""
    off = ((groups["actual"] - groups["expected"]) * groups["weight"]).abs().to_numpy()
    worst = int(np.argmax(off))
    row = groups.iloc[worst]
    return f"They differ most in {labels[worst]}: actual {figures(row['actual'])}, expected {figures(row['expected'])}."


def table_of(groups: pd.DataFrame, first: str, labels: list[str]) -> pd.DataFrame:
    table = groups[["weight", "actual", "expected"]].reset_index(drop=True)
    table.insert(0, first, labels)
    return table
