{%- set dataset = {'frequency': 'MotorPortfolio', 'severity': 'MotorPortfolio', 'classification': 'RenewalPortfolio', '': 'Portfolio'}[cookiecutter.__sample] -%}
"""What this project publishes: the one place where the framework learns of its data, columns and model."""
{% if not cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.project import ModelProject
{% endif %}
from .columns import COLUMNS, EXAMPLES, OUTPUTS
from .dataset import {{ dataset }}
{%- if cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.project import ModelProject
{%- endif %}
from .model import build_model

PROJECT = ModelProject(
    package=__name__.rpartition(".")[0],
    task="{{ cookiecutter.task }}",
    dataset={{ dataset }}(),
    build_model=build_model,
    columns=COLUMNS,
    outputs=OUTPUTS,
    examples=EXAMPLES,
{%- if cookiecutter.__sample == 'frequency' %}
    weight_unit="policyholder years",
{%- elif cookiecutter.__sample == 'severity' %}
    weight_unit="claims",
{%- elif cookiecutter.__sample %}
    weight_unit="policies",
{%- endif %}
)
