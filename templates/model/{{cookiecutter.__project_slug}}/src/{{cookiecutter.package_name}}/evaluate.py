"""How well the model does, on rows that it was not fitted on: measures, plots and the model card."""

from typing import Any
{% if not cookiecutter.__bundled %}
from {{ cookiecutter.__framework }} import evaluation
from {{ cookiecutter.__framework }}.protocols import TrainingData
{% endif %}
from .export import PROJECT
{%- if cookiecutter.__bundled %}
from {{ cookiecutter.__framework }} import evaluation
from {{ cookiecutter.__framework }}.protocols import TrainingData
{%- endif %}


def evaluate(model: Any, data: TrainingData) -> evaluation.Evaluation:
    """What the framework finds out of a fitted model and the data that it was fitted on."""
    return evaluation.evaluate(PROJECT, model, data)
