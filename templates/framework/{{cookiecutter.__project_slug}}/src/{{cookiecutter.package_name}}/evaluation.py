"""The evaluation of a model: how well it does on rows that it was not fitted on, as numbers and as plots."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from . import amounts, claim_plots, classifier, classifier_plots, plots
from .columns import Column
from .factors import Levels, levels_of, relativities
from .fitting import fit
from .importance import column_importance, feature_importance
from .judge import Judge, Task, amount_metrics, class_metrics, judge_of
from .learning import learning_curve
from .metrics import Metric
from .plots import Words
from .plotting import Plot, plot_style
from .project import ModelProject
from .protocols import TrainingData
from .sample import EvaluationRefused, Numbers, Sample, sample_of, split

# Of so many columns, the most important ones, there is a plot each.
MOST_FACTORS = 12
DECILES = 10


@dataclass(frozen=True)
class Evaluation:
    """What was found out of a model: measures, plots, and how many rows it was judged on; or why nothing was."""

    words: Words
    fitted_rows: int = 0
    held_out_rows: int = 0
    held_out_weight: float = 0.0
    metrics: list[Metric] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    refusal: str = ""


@dataclass(frozen=True)
class Judged:
    """The rows held out with what a model that was fitted without them predicts: numbers, or labels' probabilities."""

    task: Task
    judge: Judge
    held_out: Sample
    model: Any
    predicted: Numbers
    labels: npt.NDArray[Any]
    words: Words


def evaluate(project: ModelProject, published: Any, data: TrainingData) -> Evaluation:
    """Fits the project's model on three rows of four and judges it on the fourth; about seven fits in all.

    Args:
        published: the model that was fitted on all rows, which is what gets published. Its balance is judged, and the
            relativities and coefficients are its own.
        data: what the dataset gives.

    Returns: what was found out, or with `refusal` why the data cannot be evaluated.
    """
    output = project.outputs[0]
    words = Words(output.title, output.unit or output.title, project.weight_unit)
    try:
        return found_out(project, published, data, words)
    except EvaluationRefused as error:
        return Evaluation(words, refusal=str(error))


def found_out(project: ModelProject, published: Any, data: TrainingData, words: Words) -> Evaluation:
    features, target, weight = data
    if isinstance(target, pd.DataFrame):
        raise EvaluationRefused("An evaluation judges one output; this model has several.")
    is_classifier = project.task == "classification"
    every = sample_of(features, target if is_classifier else target.astype(float), weight)
    if not is_classifier:
        amounts.require_actual(every.actual, amounts.POWER[project.task])
    fitted, held_out = split(every, is_classifier)

    def fit_on(rows: Sample) -> Any:
        index = rows.features.index
        y, sample_weight = pd.Series(rows.actual, index, name=target.name), pd.Series(rows.weight, index)
        return fit(project.build_model(), rows.features, y, None if weight is None else sample_weight)

    try:
        model = fit_on(fitted)
    except ValueError as error:
        raise EvaluationRefused(f"The model cannot be fitted on three rows of four: {error}") from error
    labels = np.asarray(model.classes_) if is_classifier else np.empty(0)
    judge = judge_of(project.task, labels)
    judged = Judged(project.task, judge, held_out, model, judge.predict(model, held_out.features), labels, words)
    # Many small fits and predictions are slower on several threads, and much slower where a processor is shared.
    with plot_style(), threadpool_limits(limits=1):
        metrics, drawn = class_report(judged) if is_classifier else amount_report(judged, every, published)
        importance = column_importance(judge, model, held_out)
        by_name = {column.name: column for column in project.columns}
        ordered = [by_name[name] for name in importance["column"]]
        drawn.extend(factor_plots(judged, published, ordered[:MOST_FACTORS]))
        titles = {column.name: column.title for column in project.columns}
        drawn.append(plots.column_bars(importance, titles, judge.loss_title))
        if (own := feature_importance(published)) is not None:
            drawn.append(plots.feature_bars(*own))
        curve = learning_curve(judge, fit_on, every, is_classifier)
        if len(curve.sizes) > 1:
            drawn.append(plots.learning(curve, judge.loss_title))
    return Evaluation(words, len(fitted), len(held_out), float(held_out.weight.sum()), metrics, drawn)


def amount_report(judged: Judged, every: Sample, published: Any) -> tuple[list[Metric], list[Plot]]:
    held_out, predicted, words = judged.held_out, judged.predicted, judged.words
    rows = (held_out.actual, predicted, held_out.weight)
    all_predicted = judged.judge.predict(published, every.features)
    balance = amounts.balance(every.actual, all_predicted, every.weight)
    metrics = [
        Metric("balance", "Predicted / actual on all rows", balance, "one"),
        *amount_metrics(judged.task, words.target, held_out, predicted),
    ]
    groups = amounts.equal_weight_groups(predicted, held_out.weight, DECILES)
    drawn = [plots.deciles(amounts.actual_and_expected(groups, *rows), words)]
    if np.all(held_out.actual >= 0):
        drawn.insert(0, claim_plots.lorenz(*rows, words))
    residual = amounts.deviance_residuals(*rows, amounts.POWER[judged.task])
    return metrics, [*drawn, plots.residuals(residual, predicted, held_out.weight, words)]


def class_report(judged: Judged) -> tuple[list[Metric], list[Plot]]:
    held_out, predicted, labels = judged.held_out, judged.predicted, judged.labels
    decided = np.asarray(judged.model.predict(held_out.features))
    return class_metrics(held_out, predicted, decided, labels), [
        classifier_plots.calibration_curve(held_out, predicted, labels),
        classifier_plots.precision_recall(held_out, predicted, labels),
        classifier_plots.roc(held_out, predicted, labels),
        classifier_plots.confusion(held_out, decided, labels),
        classifier_plots.binned_residuals(held_out, predicted, labels),
    ]


def factor_plots(judged: Judged, published: Any, columns: list[Column]) -> Iterator[Plot]:
    """Actual against expected by column; of claims with relativities; none for a classifier of many labels."""
    held_out, words = judged.held_out, judged.words
    actual, predicted = held_out.actual, judged.predicted
    if judged.task == "classification":
        if len(judged.labels) != 2:
            return
        positive = f'Share of "{judged.labels[1]}"'
        words = Words(positive, positive, words.weight)
        actual, predicted = classifier.one_hot(actual, judged.labels)[:, 1], predicted[:, 1]
    with_relativities = judged.task in ("frequency", "severity")
    for number, column in enumerate(columns, start=1):
        levels = levels_of(held_out.features[column.name], held_out.weight, column)
        groups = amounts.actual_and_expected(levels.of_row.astype(float), actual, predicted, held_out.weight)
        labels = [levels.labels[int(level)] for level in groups.index]

        def predict(rows: pd.DataFrame) -> Numbers:
            return judged.judge.predict(published, rows)

        tariff = tariff_of(predict, held_out, column, levels, groups) if with_relativities else None
        yield plots.factor(f"factor-{number:02}", column.title, labels, groups, tariff, words)


def tariff_of(
    predict: Callable[[pd.DataFrame], Numbers], held_out: Sample, column: Column, levels: Levels, groups: pd.DataFrame
) -> pd.DataFrame:
    """Relativities to the level with the greatest weight: of the model, and of the actual means. One row a group."""
    base = groups["weight"].idxmax()
    model = relativities(predict, held_out, column.name, levels, int(base))
    return pd.DataFrame({"model": model[groups.index.astype(int)], "actual": groups["actual"] / groups["actual"][base]})
