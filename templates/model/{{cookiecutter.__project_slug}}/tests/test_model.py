import pytest

USUAL = {"Kilometres": "2", "Zone": "4", "Bonus": 7, "Make": "9"}


def test_predicted_claims_are_the_actual_claims(fitted, data):
    X, y, weight = data
    assert (fitted.predict(X) * weight).sum() == pytest.approx((y * weight).sum(), rel=0.001)


def test_cells_are_told_apart(fitted, data):
    X, y, weight = data
    assert fitted.score(X, y, sample_weight=weight) > 0.9


@pytest.mark.parametrize(
    ("unseen", "as_if"),
    [({"Make": "10"}, {"Make": "9"}), ({"Bonus": 9}, {"Bonus": 7}), ({"Zone": "Bornholm"}, {"Zone": "4"})],
)
def test_an_unseen_level_scores_as_the_baseline(trained, unseen, as_if):
    scores = trained.score([USUAL | unseen, USUAL | as_if])
    assert scores[0] == scores[1]
