import sys
import types

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

from {{ cookiecutter.package_name }}.columns import Column, Example, Output
from {{ cookiecutter.package_name }}.project import ModelProject

ROWS = 400
COLUMNS = (
    Column("age", "integer", "Age", minimum=18, nullable=False),
    Column("zone", "string", "Zone", nullable=True),
    Column("since", "date", "Since", nullable=True),
    Column("garage", "boolean", "Garage"),
    Column("value", "number", "Value", nullable=True),
)


class Drivers:
    """Drawn from a seed; a missing text or date is NaN."""

    def load_training_data(self):
        draw = np.random.default_rng(5)
        frame = pd.DataFrame(
            {
                "age": draw.integers(18, 80, ROWS),
                "zone": draw.choice(["city", "country", None], ROWS),
                "since": draw.choice(["2001-02-28", "2004-02-29", "2023-12-31", None], ROWS),
                "garage": draw.random(ROWS) < 0.5,
                "value": np.where(draw.random(ROWS) < 0.1, np.nan, draw.uniform(0, 9, ROWS).round(2)),
            }
        ).astype({"zone": "str", "since": "str"})
        frame[["zone", "since"]] = frame[["zone", "since"]].replace({"None": np.nan, "nan": np.nan})
        years = pd.Series(draw.uniform(0.2, 1, ROWS))
        expected = np.exp(-2 + 0.5 * (frame["zone"] == "city") - 0.01 * (frame["age"] - 40))
        return frame, pd.Series(draw.poisson(expected * years) / years), years

    def load_prediction_data(self, key):
        return self.load_training_data()[0].iloc[[int(key)]].reset_index(drop=True)


def build_model():
    zones = OneHotEncoder(categories=[["city", "country"]], handle_unknown="ignore", sparse_output=False)
    features = ColumnTransformer([("zone", zones, ["zone"]), ("rest", "passthrough", ["age", "garage"])])
    return Pipeline([("features", features), ("regressor", PoissonRegressor(alpha=1e-4, solver="newton-cholesky"))])


@pytest.fixture(scope="session")
def frame():
    """600 rows with a category, a number, a date, a boolean and a number that may be missing."""
    draw = np.random.default_rng(1)
    rows = 600
    days = pd.to_datetime(draw.integers(0, 7000, rows), unit="D", origin="2000-01-01")
    return pd.DataFrame(
        {
            "zone": draw.choice(["a", "b", "c"], rows),
            "age": draw.uniform(0, 20, rows).round(1),
            "since": days.strftime("%Y-%m-%d"),
            "paperless": draw.random(rows) < 0.4,
            "income": np.where(draw.random(rows) < 0.1, np.nan, draw.lognormal(6, 1, rows).round(2)),
        }
    )


@pytest.fixture
def project(tmp_path):
    """A model project in a folder of its own."""
    package = tmp_path / "src" / "drivers"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Claims of drivers."""\n')
    table = '[project]\nname = "drivers"\nversion = "1.2.3"\ndescription = "Claims."\n'
    (tmp_path / "pyproject.toml").write_text(table)
    (tmp_path / "requirements.lock").write_text("# pins\n--index-url https://one.example\nnumpy==2.4.6\n")
    module = types.ModuleType("drivers")
    module.__file__ = str(package / "__init__.py")
    sys.modules["drivers"] = module
    example = {"age": 40, "zone": "city", "since": "2020-01-31", "garage": True, "value": 3.5}
    yield ModelProject(
        package="drivers",
        task="frequency",
        dataset=Drivers(),
        build_model=build_model,
        columns=COLUMNS,
        outputs=(Output("frequency", "Claim frequency"),),
        examples=(Example("A driver", example),),
    )
    del sys.modules["drivers"]
