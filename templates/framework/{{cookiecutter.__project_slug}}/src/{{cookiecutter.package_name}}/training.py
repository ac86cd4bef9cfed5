"""The second half of every training: from a fitted model to the artefact, told step by step."""

from pathlib import Path
from typing import Any

from . import artefact
from .evaluation import Evaluation
from .export import Exported, export
from .metrics import Metric
from .project import ModelProject
from .protocols import TrainingData
from .report import CARD, EVALUATION, write_report
from .trained import TrainedModel


def publish(
    project: ModelProject, model: Any, data: TrainingData, evaluation: Evaluation, folder: Path | None = None
) -> None:
    """Exports a fitted model and writes its artefact into `folder`, which is that of the package if not given.

    The report of the evaluation goes with the artefact of the package, and with no other.

    Raises:
        TrainingRefused: neither ONNX nor skops gives the scores of the model. The artefact that was there stays.
    """
    say("Comparing ONNX with scikit-learn")
    exported = export(project, model, data[0])
    if exported.refusal:
        say(exported.refusal)
    description = artefact.describe(project, model, data, evaluation.metrics, exported)
    # The report first: whoever sees a new model.json finds the report of that model beside it.
    if folder in (None, project.artefacts) and not evaluation.refusal:
        report(project.reports / description["version"], description, evaluation)
    write(project, exported, description, folder)
    tell(evaluation)
    say(outcome(exported))


def export_again(project: ModelProject, folder: Path) -> None:
    """Writes the artefact of the model that model.skops holds: after an update of the converter, say.

    Raises:
        TrainingRefused: neither ONNX nor skops gives the scores of the model.
        FileNotFoundError: the project does not keep model.skops.
    """
    trained = TrainedModel(project)
    metrics = [Metric(**metric) for metric in trained.description["metrics"]]
    data = project.dataset.load_training_data()
    exported = export(project, trained.estimator, data[0], kept=trained.skops)
    description = artefact.describe(project, trained.estimator, data, metrics, exported)
    # The fit is as old as it was; what it was made of was not read again.
    kept = ("trained_at", "data", "code", "lock", "commit")
    description["training"] |= {key: trained.description["training"][key] for key in kept}
    write(project, exported, description, folder)
    say(outcome(exported))


def write(project: ModelProject, exported: Exported, description: dict[str, Any], folder: Path | None) -> None:
    folder = project.artefacts if folder is None else folder
    artefact.write(folder, exported, description)
    say(f"Wrote {', '.join(description['files'])} and {artefact.DESCRIPTION} to {folder}")


def report(folder: Path, description: dict[str, Any], evaluation: Evaluation) -> None:
    write_report(folder, description, evaluation)
    say(f"Wrote {EVALUATION}, {CARD} and {len(evaluation.plots)} plots to {folder}")


def tell(evaluation: Evaluation) -> None:
    if evaluation.refusal:
        say(f"\nNot evaluated: {evaluation.refusal}")
        return
    say(f"\nOn {evaluation.held_out_rows:,} rows that were held out, {evaluation.fitted_rows:,} being fitted on")
    for metric in evaluation.metrics:
        say(f"  {metric.title:<34}{metric.value:>10.6g}")


def outcome(exported: Exported) -> str:
    """Whether ONNX serves the model, and if not, what does."""
    if exported.onnx:
        parity = exported.onnx.parity
        return (
            f"Parity: {parity.rows:,} rows and {parity.probes} probes agree,"
            f" the worst within {parity.worst:.1e} (tolerance {parity.tolerance:g})"
        )
    trusted = exported.skops.trusted if exported.skops else []
    return (
        'ONNX cannot express this model: its runtime is "python". model.skops holds it, and the Python of this\n'
        "project scores it, with the packages that training needs. Loading it trusts these types:\n"
        "  " + (", ".join(trusted) or "none beside those that skops trusts by itself")
    )


def say(line: str) -> None:
    # Flushed, because whoever reads a pipe wants to follow.
    print(line, flush=True)
