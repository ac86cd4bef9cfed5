import pytest

from {{ cookiecutter.package_name }}.export import PROJECT
{%- if cookiecutter.__bundled %}

pytest_plugins = ["{{ cookiecutter.__framework_module }}.pytest_plugin"]
{%- endif %}


@pytest.fixture(scope="session")
def project():
    return PROJECT
