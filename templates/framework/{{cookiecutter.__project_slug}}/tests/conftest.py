import numpy as np
import pandas as pd
import pytest


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
