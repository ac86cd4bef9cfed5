from {{ cookiecutter.__framework_module }}.contract import ModelContract


class TestContract(ModelContract):
{%- if cookiecutter.__sample in ['frequency', 'severity'] %}
    key = "2-4-7-9"
{%- elif cookiecutter.__sample %}
    key = "P00042"
{%- else %}
    key = "fill in a key that the dataset knows"
{%- endif %}
