"""Predictions of the trained model, by features or by key. In a notebook: `from <package>.predict import MODEL`."""
{% if not cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.trained import TrainedModel
{% endif %}
from .export import PROJECT
{%- if cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.trained import TrainedModel
{%- endif %}

MODEL = TrainedModel(PROJECT)
