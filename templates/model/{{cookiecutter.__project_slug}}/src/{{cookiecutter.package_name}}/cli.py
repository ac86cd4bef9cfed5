"""The command line: `python -m <package>` with `train`, `evaluate`, `score`, `rows`, `export` or `check`."""

from collections.abc import Sequence
{% if not cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.command_line import run
{% endif %}
from .evaluate import evaluate
from .export import PROJECT
{%- if cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.command_line import run
{%- endif %}
from .train import train


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Gives the exit status: 0 done, 1 failed; wrong use exits with 2."""
    return run(PROJECT, train=train, evaluate=evaluate, arguments=arguments)
