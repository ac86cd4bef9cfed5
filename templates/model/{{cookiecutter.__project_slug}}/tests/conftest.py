import pytest
from sklearn.pipeline import Pipeline

from {{ cookiecutter.package_name }}.dataset import load_training_data
from {{ cookiecutter.package_name }}.model import build_model


@pytest.fixture(scope="session")
def trained() -> Pipeline:
    X, y, weight = load_training_data()
    return build_model().fit(X, y, regressor__sample_weight=weight)
