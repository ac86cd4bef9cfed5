"""What this project publishes: the one place where the framework learns of its data, columns and model."""

from .columns import COLUMNS, EXAMPLES, OUTPUTS
from .dataset import MotorPortfolio
from .framework.project import ModelProject
from .model import build_model

PROJECT = ModelProject(
    package=__name__.rpartition(".")[0],
    task="frequency",
    dataset=MotorPortfolio(),
    build_model=build_model,
    columns=COLUMNS,
    outputs=OUTPUTS,
    examples=EXAMPLES,
    weight_unit="policyholder years",
)
