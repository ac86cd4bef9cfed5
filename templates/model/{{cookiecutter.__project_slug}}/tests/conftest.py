import pytest

from {{ cookiecutter.package_name }}.export import PROJECT
from {{ cookiecutter.package_name }}.framework.project import ModelProject

pytest_plugins = ["{{ cookiecutter.package_name }}.framework.pytest_plugin"]


@pytest.fixture(scope="session")
def project() -> ModelProject:
    return PROJECT
