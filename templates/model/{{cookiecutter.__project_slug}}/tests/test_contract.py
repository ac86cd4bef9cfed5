from {{ cookiecutter.package_name }}.framework.contract import ModelContract


class TestContract(ModelContract):
    key = "2-4-7-9"
