from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline

from {{ cookiecutter.package_name }}.columns import Column
from {{ cookiecutter.package_name }}.onnx_graphs import to_onnx
from {{ cookiecutter.package_name }}.onnx_scores import OnnxSession
from {{ cookiecutter.package_name }}.transformers import DayNumber, DaysBetween

# Each first and last of a month, and leap days, of four hundred years.
DAYS = [date(1799, 12, 30) + timedelta(days=day) for day in range(0, 146_100, 13)]
DAYS += [date(1900, 2, 28), date(1900, 3, 1), date(2000, 2, 29), date(2024, 2, 29), date(2100, 2, 28), date(2100, 3, 1)]


def frame():
    texts = [day.isoformat() for day in DAYS]
    return pd.DataFrame({"since": texts, "until": texts[::-1]})


def test_days_are_counted_from_1970():
    numbers = DayNumber().fit_transform(pd.DataFrame({"day": ["1970-01-01", "1969-12-31", "2000-03-01", np.nan]}))
    assert numbers[:3, 0].tolist() == [0, -1, 11017]
    assert np.isnan(numbers[3, 0])


def test_days_lie_between_two_dates():
    assert DaysBetween().fit_transform(frame())[0, 0] == (DAYS[-1] - DAYS[0]).days


@pytest.mark.parametrize(("transformer", "names"), [(DayNumber(), ["since"]), (DaysBetween(), ["since", "until"])])
def test_onnx_counts_every_day_alike(transformer, names):
    X = frame()
    columns = [Column(name, "date", name) for name in X.columns]
    model = Pipeline([("days", ColumnTransformer([("days", transformer, names)])), ("line", LinearRegression())])
    model.fit(X, np.arange(len(X)))
    line = model[-1]
    line.coef_, line.intercept_ = np.array([1.0]), 0.0
    rows = X.to_dict("records")
    (scored,) = OnnxSession(to_onnx(model, "mixed", columns, X)).run(rows).values()
    assert scored.ravel().tolist() == model.predict(X).tolist()
    (missing,) = OnnxSession(to_onnx(model, "mixed", columns, X)).run([{"since": None, "until": None}]).values()
    assert np.isnan(missing).all()
