import numpy as np
import pytest

from {{ cookiecutter.package_name }} import amounts, classifier
from {{ cookiecutter.package_name }}.sample import EvaluationRefused, divide, sample_of, split

DRAW = np.random.default_rng(7)
ROWS = 400
ACTUAL = DRAW.gamma(2.0, 1.0, ROWS).round(3) + 0.001
PREDICTED = ACTUAL * DRAW.uniform(0.5, 1.5, ROWS)
# Few predictions alike, as a tariff has: the order of rows must not count.
PREDICTED[:200] = PREDICTED[:200].round(1) + 0.1
WEIGHT = DRAW.integers(1, 5, ROWS).astype(float)
LABELS = np.array(["left", "more", "same"])
CHANCES = DRAW.dirichlet([1, 2, 3], ROWS)
HAPPENED = np.array([DRAW.choice(LABELS, p=row) for row in CHANCES])

AMOUNT_MEASURES = {
    "balance": amounts.balance,
    "gini": amounts.gini,
    **{
        f"{measure.__name__} {power}": lambda *rows, measure=measure, power=power: measure(*rows, power)
        for measure in (amounts.deviance, amounts.explained)
        for power in (0, 1, 2)
    },
}
CLASS_MEASURES = [
    classifier.loss,
    classifier.explained,
    classifier.brier,
    classifier.roc_area,
    classifier.precision_area,
    classifier.calibration_error,
]


@pytest.mark.parametrize("name", AMOUNT_MEASURES)
def test_a_row_of_weight_two_is_two_rows(name):
    measure = AMOUNT_MEASURES[name]
    twice = np.repeat(np.arange(ROWS), WEIGHT.astype(int))
    repeated = measure(ACTUAL[twice], PREDICTED[twice], np.ones(len(twice)))
    assert measure(ACTUAL, PREDICTED, WEIGHT) == pytest.approx(repeated, rel=1e-9)
    assert measure(ACTUAL, PREDICTED, np.ones(ROWS)) != pytest.approx(repeated, rel=1e-3)


@pytest.mark.parametrize("measure", CLASS_MEASURES)
@pytest.mark.parametrize("labels", [2, 3])
def test_a_classified_row_of_weight_two_is_two_rows(measure, labels):
    names = LABELS[:labels]
    rows = np.isin(HAPPENED, names)
    happened, weight = HAPPENED[rows], WEIGHT[rows]
    chances = CHANCES[rows][:, :labels] / CHANCES[rows][:, :labels].sum(axis=1, keepdims=True)
    twice = np.repeat(np.arange(len(happened)), weight.astype(int))
    repeated = measure(happened[twice], chances[twice], np.ones(len(twice)), names)
    # Groups of equal weight are cut at a row's middle, which moves a row or two of the calibration error's.
    rel = 0.2 if measure is classifier.calibration_error else 1e-9
    assert measure(happened, chances, weight, names) == pytest.approx(repeated, rel=rel)


def test_gini_is_that_of_a_curve_drawn_by_hand():
    # Two rows of weight 1 and 3: the lower prediction has 1 of 4 claims, so the curve goes by (0.25, 0.25 / 4).
    actual, predicted, weight = np.array([0.25, 1.25]), np.array([0.1, 0.2]), np.array([1.0, 3.0])
    shares, claims = amounts.lorenz_curve(actual, predicted, weight)
    assert shares.tolist() == [0, 0.25, 1]
    assert claims.tolist() == pytest.approx([0, 0.0625, 1])
    below = 0.25 * 0.0625 / 2 + 0.75 * (0.0625 + 1) / 2
    assert amounts.gini(actual, predicted, weight) == pytest.approx(1 - 2 * below)


def test_gini_tells_order_from_disorder():
    constant = np.full(ROWS, 0.3)
    assert amounts.gini(ACTUAL, constant, WEIGHT) == pytest.approx(0)
    assert amounts.gini(ACTUAL, -ACTUAL, WEIGHT) == pytest.approx(-amounts.gini(ACTUAL, ACTUAL, WEIGHT))
    shuffled = DRAW.permutation(ROWS)
    again = amounts.gini(ACTUAL[shuffled], PREDICTED[shuffled], WEIGHT[shuffled])
    assert again == pytest.approx(amounts.gini(ACTUAL, PREDICTED, WEIGHT), rel=1e-12)


@pytest.mark.parametrize("power", [0, 1, 2])
def test_residuals_are_the_parts_of_the_deviance(power):
    residual = amounts.deviance_residuals(ACTUAL, PREDICTED, WEIGHT, power)
    assert np.sum(residual**2) / WEIGHT.sum() == pytest.approx(amounts.deviance(ACTUAL, PREDICTED, WEIGHT, power))
    assert np.array_equal(np.sign(residual), np.sign(ACTUAL - PREDICTED))


def test_a_prediction_of_zero_has_a_deviance():
    predicted = np.append(PREDICTED[1:], 0.0)
    assert 0 < amounts.deviance(ACTUAL, predicted, WEIGHT, 1) < np.inf
    assert amounts.deviance(np.zeros(ROWS), predicted, WEIGHT, 0) >= 0


def test_groups_have_equal_weight_and_keep_equal_values_together():
    values = DRAW.normal(size=1000).round(2)
    weight = DRAW.uniform(1, 2, 1000)
    groups = amounts.equal_weight_groups(values, weight, 10)
    shares = [weight[groups == group].sum() / weight.sum() for group in range(10)]
    assert shares == pytest.approx([0.1] * 10, abs=0.01)
    assert all(len(set(groups[values == value])) == 1 for value in set(values))


def test_actual_and_expected_are_weighted_means():
    table = amounts.actual_and_expected(np.array([0.0, 0, 1]), np.array([1.0, 2, 5]), np.ones(3), np.array([1.0, 3, 2]))
    assert table["actual"].tolist() == [1.75, 5]
    assert table["weight"].tolist() == [4, 2]


def test_the_split_has_a_quarter_of_the_weight_and_of_each_label(frame):
    weight = DRAW.lognormal(0, 2, len(frame))
    labels = np.where(np.arange(len(frame)) % 40 == 0, "rare", "usual")
    fitted, held_out = split(sample_of(frame, labels, weight), by_label=True)
    assert len(fitted) + len(held_out) == len(frame)
    assert (held_out.actual == "rare").mean() == pytest.approx(1 / 40, abs=1 / 150)
    fitted, held_out = split(sample_of(frame, labels, weight), by_label=False)
    assert held_out.weight.sum() / weight.sum() == pytest.approx(0.25, abs=0.1)
    sample = sample_of(frame, labels, weight)
    assert np.array_equal(divide(sample, 3, False), divide(sample, 3, False))
    assert np.ptp(np.bincount(divide(sample, 3, False))) <= 2


def test_rows_without_weight_do_not_count(frame):
    weight = np.where(np.arange(len(frame)) < 100, 0.0, 2.0)
    sample = sample_of(frame, np.arange(len(frame)), weight)
    assert len(sample) == len(frame) - 100
    assert sample.actual[0] == 100
    assert (sample_of(frame, np.arange(len(frame))).weight == 1).all()


def test_what_cannot_be_divided_or_measured_is_refused(frame):
    for weight in (np.nan, -1.0):
        with pytest.raises(EvaluationRefused, match="weight"):
            sample_of(frame, np.ones(len(frame)), np.append(np.ones(len(frame) - 1), weight))
    with pytest.raises(EvaluationRefused, match="the data has 10"):
        sample_of(frame[:10], np.ones(10))
    labels = np.append(np.full(len(frame) - 1, "a"), "b")
    with pytest.raises(EvaluationRefused, match="Each label"):
        split(sample_of(frame, labels), by_label=True)
    for power, actual in [(1, [-0.1, 1.0]), (2, [0.0, 1.0]), (0, [np.nan, 1.0])]:
        with pytest.raises(EvaluationRefused):
            amounts.require_actual(np.array(actual), power)
