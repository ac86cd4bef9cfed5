"""Training: from the data to an artefact that is known to score as scikit-learn does."""

from pathlib import Path

from .evaluate import evaluate
from .export import PROJECT
from .framework.fitting import fit
from .framework.training import publish, say


def train(folder: Path | None = None) -> None:
    """Trains the model and writes its artefact into `folder`, that of the package if not given, and its report.

    Raises:
        TrainingRefused: neither ONNX nor skops gives the scores of the model. The artefact that was there stays.
    """
    X, y, weight = data = PROJECT.dataset.load_training_data()
    say(f"Loaded {len(X):,} rows")
    model = fit(PROJECT.build_model(), X, y, weight)
    say("Fitted the model; evaluating it")
    publish(PROJECT, model, data, evaluate(model, data), folder)
