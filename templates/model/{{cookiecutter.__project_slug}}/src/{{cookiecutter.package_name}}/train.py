"""Training: from the data to an artefact that is known to score as scikit-learn does."""

from pathlib import Path
{% if not cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.fitting import fit
from {{ cookiecutter.__framework }}.training import publish, say
{% endif %}
from .evaluate import evaluate
from .export import PROJECT
{%- if cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.fitting import fit
from {{ cookiecutter.__framework }}.training import publish, say
{%- endif %}


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
