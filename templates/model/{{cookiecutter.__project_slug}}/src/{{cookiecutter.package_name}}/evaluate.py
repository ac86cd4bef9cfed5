"""How well predictions fit the data that the model learned from."""

from typing import Any
{% if not cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.metrics import Metric, measures
from {{ cookiecutter.__framework }}.protocols import TrainingData
{% endif %}
from .export import PROJECT
{%- if cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.metrics import Metric, measures
from {{ cookiecutter.__framework }}.protocols import TrainingData
{%- endif %}


def evaluate(model: Any, data: TrainingData) -> list[Metric]:
    """Metrics of a fitted model, in the measures of its task."""
    return measures(PROJECT.task, model, data)
