"""How well the model does, on rows that it was not fitted on: measures, plots and the model card."""

from typing import Any

from .export import PROJECT
from .framework import evaluation
from .framework.protocols import TrainingData


def evaluate(model: Any, data: TrainingData) -> evaluation.Evaluation:
    """What the framework finds out of a fitted model and the data that it was fitted on."""
    return evaluation.evaluate(PROJECT, model, data)
