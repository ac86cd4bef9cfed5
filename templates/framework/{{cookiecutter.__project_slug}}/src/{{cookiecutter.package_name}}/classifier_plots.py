"""The plots of classifiers alone. `labels` are in the order of the probabilities' columns."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, PrecisionRecallDisplay, RocCurveDisplay

from .classifier import calibration, judged, one_hot, precision_area, roc_area
from .plotting import BLUE, GREY, Plot, fit_label, new_figure, percent
from .sample import Numbers, Sample

# Of many labels, so many curves are drawn.
MOST_CURVES = 8


def roc(held_out: Sample, probabilities: Numbers, labels: npt.NDArray[Any]) -> Plot:
    """The ROC curve, of more than two labels one each against the others."""
    title = "ROC curve"
    figure, [axes] = new_figure(title)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="by chance")
    tables = []
    for column, hits in curves(held_out, labels):
        display = RocCurveDisplay.from_predictions(
            hits, probabilities[:, column], sample_weight=held_out.weight, ax=axes, name=name_of(labels, column)
        )
        shares = np.linspace(0, 1, 11)
        reached = np.interp(shares, display.fpr, display.tpr)
        tables.append(named({"false positive rate": shares, "true positive rate": reached}, labels, column))
    finish(axes, "False positive rate", "True positive rate", "lower right")
    area = roc_area(held_out.actual, probabilities, held_out.weight, labels)
    alt = f"ROC curve with an area of {area:.3f} below it; chance has 0.5."
    return Plot("roc", title, alt, figure, pd.concat(tables, ignore_index=True))


def precision_recall(held_out: Sample, probabilities: Numbers, labels: npt.NDArray[Any]) -> Plot:
    """The precision-recall curve, of more than two labels one each against the others."""
    title = "Precision and recall"
    figure, [axes] = new_figure(title)
    tables = []
    shares = []
    for column, hits in curves(held_out, labels):
        display = PrecisionRecallDisplay.from_predictions(
            hits, probabilities[:, column], sample_weight=held_out.weight, ax=axes, name=name_of(labels, column)
        )
        recalls = np.linspace(0, 1, 11)
        precisions = np.interp(recalls, display.recall[::-1], display.precision[::-1])
        tables.append(named({"recall": recalls, "precision": precisions}, labels, column))
        shares.append(float(np.average(hits, weights=held_out.weight)))
    if len(shares) == 1:
        axes.axhline(shares[0], color=GREY, linestyle=":", label="by chance")
    finish(axes, "Recall", "Precision", "upper right")
    area = precision_area(held_out.actual, probabilities, held_out.weight, labels)
    alt = f"Precision against recall: average precision {area:.3f}, chance {np.mean(shares):.3f}."
    return Plot("precision-recall", title, alt, figure, pd.concat(tables, ignore_index=True))


def calibration_curve(held_out: Sample, probabilities: Numbers, labels: npt.NDArray[Any]) -> Plot:
    """Actual against predicted probability in ten groups of equal weight. scikit-learn's own curve knows no weights."""
    title = "Calibration"
    figure, [axes] = new_figure(title)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="perfect")
    tables = []
    for column, hits in curves(held_out, labels):
        groups = calibration(hits, probabilities[:, column], held_out.weight)
        display = CalibrationDisplay(
            groups["actual"].to_numpy(), groups["expected"].to_numpy(), probabilities[:, column]
        )
        display.plot(ax=axes, name=name_of(labels, column), ref_line=False)
        tables.append(named({key: groups[key] for key in ("weight", "expected", "actual")}, labels, column))
    finish(axes, "Predicted probability", "Actual share", "upper left")
    table = pd.concat(tables, ignore_index=True)
    worst = table.loc[(table["actual"] - table["expected"]).abs().idxmax()]
    alt = (
        f"Actual share against predicted probability, in groups of equal weight. The furthest off: predicted "
        f"{percent(worst['expected'])}, actual {percent(worst['actual'])}."
    )
    return Plot("calibration", title, alt, figure, table)


def confusion(held_out: Sample, decided: npt.NDArray[Any], labels: npt.NDArray[Any]) -> Plot:
    """The weight of rows by actual and predicted label."""
    title = "Confusion matrix"
    figure, [axes] = new_figure(title)
    axes.grid(visible=False)
    display = ConfusionMatrixDisplay.from_predictions(
        held_out.actual,
        decided,
        labels=labels,
        sample_weight=held_out.weight,
        display_labels=[fit_label(str(label)) for label in labels],
        cmap="Blues",
        colorbar=False,
        values_format=",.0f" if held_out.weight.sum() >= 100 else ".3g",
        ax=axes,
    )
    matrix = display.confusion_matrix
    right = percent(float(np.trace(matrix) / matrix.sum()))
    alt = f"Rows by actual and predicted label, as weights: {right} on the diagonal, where both agree."
    table = pd.DataFrame(matrix, columns=[f"predicted {label}" for label in labels])
    table.insert(0, "actual", [str(label) for label in labels])
    return Plot("confusion", title, alt, figure, table)


def binned_residuals(held_out: Sample, probabilities: Numbers, labels: npt.NDArray[Any]) -> Plot:
    """Mean actual less predicted probability in groups of equal weight, with twice the standard error about zero.

    Single residuals of a classifier say nothing, since each is one of two values (Gelman and Hill 2007, 5.8).
    """
    title = "Binned residuals"
    column = judged(labels)[0]
    hits = one_hot(held_out.actual, labels)[:, column]
    groups = calibration(hits, probabilities[:, column], held_out.weight)
    off = groups["actual"] - groups["expected"]
    # The weight as it would be were all rows alike (Kish 1965, 8.2).
    rows = held_out.weight.sum() / (held_out.weight**2).sum() * groups["weight"]
    error = np.sqrt(groups["expected"] * (1 - groups["expected"]) / rows)
    figure, [axes] = new_figure(f"{title} of {name_of(labels, column)}")
    axes.axhline(0, color=GREY)
    axes.fill_between(groups["expected"], -2 * error, 2 * error, color=GREY, alpha=0.2, label="two standard errors")
    axes.plot(groups["expected"], off, color=BLUE, marker="o", linestyle="", label="actual less predicted")
    finish(axes, "Predicted probability", "Residual", "best")
    outside = int((off.abs() > 2 * error).sum())
    alt = (
        f"Actual less predicted share by predicted probability: {outside} of {len(groups)} groups lie outside two "
        f"standard errors, the furthest {off[off.abs().idxmax()]:.3g} off."
    )
    table = pd.DataFrame({"expected": groups["expected"], "residual": off, "two standard errors": 2 * error})
    return Plot("residuals", title, alt, figure, table)


def curves(held_out: Sample, labels: npt.NDArray[Any]) -> list[tuple[int, Numbers]]:
    """The column of each label that is judged, and which rows have it."""
    hits = one_hot(held_out.actual, labels)
    return [(column, hits[:, column]) for column in judged(labels)[:MOST_CURVES]]


def name_of(labels: npt.NDArray[Any], column: int) -> str:
    return fit_label(str(labels[column]))


def named(columns: dict[str, Any], labels: npt.NDArray[Any], column: int) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    if len(labels) > 2:
        table.insert(0, "label", str(labels[column]))
    return table


def finish(axes: Axes, x: str, y: str, legend: Any) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.legend(loc=legend)
