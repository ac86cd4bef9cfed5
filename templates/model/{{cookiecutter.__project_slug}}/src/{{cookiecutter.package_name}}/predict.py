"""Predictions of the trained model, by features or by key. In a notebook: `from <package>.predict import MODEL`."""

from .export import PROJECT
from .framework.trained import TrainedModel

MODEL = TrainedModel(PROJECT)
