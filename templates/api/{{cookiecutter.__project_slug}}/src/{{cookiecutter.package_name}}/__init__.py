"""Scores rows over HTTP with the model of {{ cookiecutter.__model_name }}."""
