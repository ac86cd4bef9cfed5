from {{ cookiecutter.package_name }}.columns import COLUMNS


def test_the_whole_portfolio_is_there(data):
    _, y, weight = data
    assert len(y) == 2182
    assert round((y * weight).sum()) == 113_171
    assert round(weight.sum()) == 2_383_170


def test_every_level_has_a_label(data):
    X, _, _ = data
    for column in COLUMNS:
        if column.type == "string":
            assert set(X[column.name]) == set(column.labels)
