"""Training: from the data to an artefact that is known to score as scikit-learn does."""

from pathlib import Path

from . import artefact
from .dataset import load_training_data
from .evaluate import evaluate
from .export import NotInOnnx, OnnxModel, PythonModel, export_onnx, export_python
from .model import build_model
from .provenance import ARTEFACTS, project


def train(folder: Path = ARTEFACTS) -> None:
    """Trains the model and writes its artefact into `folder`, telling each step on standard output.

    Raises:
        TrainingRefused: neither ONNX nor skops gives the scores of the model. The artefact that was there stays.
    """
    table = project()
    say(f"Training {table['name']} {table['version']}")
    X, y, weight = load_training_data()
    say(f"Loaded {len(X):,} rows with {weight.sum():,.0f} policyholder years")
    model = build_model().fit(X, y, regressor__sample_weight=weight)
    metrics = evaluate(y, model.predict(X), weight)
    say("Fitted the model; comparing ONNX with scikit-learn")
    exported: OnnxModel | PythonModel
    try:
        exported = export_onnx(model, X)
    except NotInOnnx as error:
        say(str(error))
        exported = export_python(model, X)
    artefact.write(folder, exported, artefact.describe(model, X, metrics, exported))
    say(f"Wrote {exported.file} and model.json to {folder}")

    say("\nOn the training data")
    for metric in metrics:
        say(f"  {metric.title:<34}{metric.value:>10.6f}")
    if isinstance(exported, PythonModel):
        say('ONNX cannot express this model: its runtime is "python". model.skops holds it, and the Python of this')
        say("project scores it, with the packages that training needs. Loading it trusts these types:")
        say("  " + (", ".join(exported.trusted) or "none beside those that skops trusts by itself"))
        return
    parity = exported.parity
    say(
        f"Parity: {parity.rows:,} rows and {parity.probes} probes agree,"
        f" the worst within {parity.worst:.1e} (tolerance {parity.tolerance:g})"
    )


def say(line: str) -> None:
    # Flushed, because whoever reads a pipe wants to follow.
    print(line, flush=True)
