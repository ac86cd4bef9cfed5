from {{ cookiecutter.package_name }}.columns import COLUMNS, NAMES
from {{ cookiecutter.package_name }}.dataset import load_training_data


def test_the_whole_portfolio_is_there():
    X, y, weight = load_training_data()
    assert list(X.columns) == NAMES
    assert len(X) == len(y) == len(weight) == 2182
    assert round((y * weight).sum()) == 113_171
    assert round(weight.sum()) == 2_383_170


def test_values_are_what_a_caller_may_send():
    X, y, weight = load_training_data()
    assert not X.isna().any(axis=None)
    assert (weight > 0).all()
    assert (y >= 0).all()
    for column in COLUMNS:
        values = set(X[column.name].tolist())
        if column.type == "string":
            assert values == set(column.labels)
        else:
            assert all(isinstance(value, int) and value >= column.minimum for value in values)
