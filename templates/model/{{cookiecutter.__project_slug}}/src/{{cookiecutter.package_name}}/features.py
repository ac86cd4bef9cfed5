"""From the columns of a row to what the regression takes."""

from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder

# The level of each factor with the most policyholder years. It gets no coefficient of its own: the others are measured
# against it, and a level that training did not see scores as it does.
BASELINE = {"Kilometres": "1", "Zone": "4", "Make": "9", "Bonus": 7}


def build_features() -> ColumnTransformer:
    """An unfitted transformer: one column for each level of each factor but its baseline."""
    texts = ["Kilometres", "Zone", "Make"]
    return ColumnTransformer([("texts", one_hot(texts), texts), ("bonus", one_hot(["Bonus"]), ["Bonus"])])


def one_hot(columns: list[str]) -> OneHotEncoder:
    baseline = [BASELINE[column] for column in columns]
    return OneHotEncoder(drop=baseline, handle_unknown="ignore", sparse_output=False)
