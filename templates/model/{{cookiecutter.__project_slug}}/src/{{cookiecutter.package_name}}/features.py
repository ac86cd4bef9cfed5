{% if cookiecutter.__sample in ['frequency', 'severity'] -%}
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
{%- elif cookiecutter.__sample -%}
"""From the columns of a row to what the trees take."""

from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OrdinalEncoder

from {{ cookiecutter.__framework }}.transformers import DayNumber, DaysBetween

REGIONS = ["east", "islands", "north", "south", "west"]
PAYMENTS = ["monthly", "quarterly", "yearly"]


def build_features() -> ColumnTransformer:
    """An unfitted transformer to numbers. What is missing stays NaN, which the trees know to take.

    A category that is not listed, and one that is missing, is -1.
    """
    as_they_are = ["age", "premium", "premium_change", "claims", "direct_debit", "house_policy"]
    categories = OrdinalEncoder(
        categories=[REGIONS, PAYMENTS], handle_unknown="use_encoded_value", unknown_value=-1, dtype=float
    )
    return ColumnTransformer(
        [
            ("numbers", "passthrough", as_they_are),
            ("categories", categories, ["region", "payment"]),
            ("tenure", DaysBetween(), ["customer_since", "renewal_date"]),
            ("season", DayNumber(), ["renewal_date"]),
        ]
    )
{%- else -%}
"""From the columns of a row to what the model takes."""

from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

{% if not cookiecutter.__bundled -%}
from {{ cookiecutter.__framework }}.transformers import DayNumber

{% endif -%}
from .columns import COLUMNS
{%- if cookiecutter.__bundled %}
from {{ cookiecutter.__framework }}.transformers import DayNumber
{%- endif %}


def build_features() -> ColumnTransformer:
    """An unfitted transformer to begin with: it takes every column by its type."""
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    dates = make_pipeline(DayNumber(), SimpleImputer(strategy="median"), StandardScaler())
    return ColumnTransformer(
        [
            ("numbers", numbers, named("number", "integer", "boolean")),
            ("texts", OneHotEncoder(handle_unknown="ignore", sparse_output=False), named("string")),
            ("dates", dates, named("date")),
        ]
    )


def named(*types: str) -> list[str]:
    return [column.name for column in COLUMNS if column.type in types]
{%- endif %}
