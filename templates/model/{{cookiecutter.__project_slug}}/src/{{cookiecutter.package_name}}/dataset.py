{% if cookiecutter.__sample in ['frequency', 'severity'] -%}
"""The data. Where it comes from is told in data/README.md."""

from pathlib import Path

import pandas as pd

from .columns import COLUMNS, NAMES

DATA_FILE = Path(__file__).parents[2] / "data" / "swedish-motor-1977.csv"


class MotorPortfolio:
    """The Swedish portfolio of 1977, a row for each rating cell."""

    def load_training_data(self) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
        """Features, target and weight.
{% if cookiecutter.task == 'frequency' %}
        The target is the claim frequency, in claims per policyholder year; the weight is the number of policyholder
        years behind it, so that target times weight is the number of claims.
        """
        cells = self.read()
        return cells[NAMES], cells["Claims"] / cells["Insured"], cells["Insured"]
{%- else %}
        The target is the mean amount of a claim, in kronor; the weight is the number of claims behind it, so that
        target times weight is what was paid. A cell without a claim says nothing of amounts and is left out.
        """
        cells = self.read()
        cells = cells[cells["Claims"] > 0].reset_index(drop=True)
        return cells[NAMES], cells["Payment"] / cells["Claims"], cells["Claims"]
{%- endif %}

    def load_prediction_data(self, key: str) -> pd.DataFrame:
        """The features of one rating cell; its key is that of the four factors, such as "2-4-7-9".

        Raises:
            KeyError: there is no such cell.
        """
        cells = self.read()[NAMES]
        found = cells[cells.astype(str).agg("-".join, axis="columns") == key]
        if found.empty:
            raise KeyError(f"No rating cell {key!r}.")
        return found.reset_index(drop=True)

    def read(self) -> pd.DataFrame:
        texts = {column.name: str for column in COLUMNS if column.kind == "string"}
        return pd.read_csv(DATA_FILE, dtype=texts)
{%- elif cookiecutter.__sample -%}
"""The data. Where it comes from is told in data/README.md."""

from pathlib import Path

import pandas as pd

from .columns import NAMES

DATA_FILE = Path(__file__).parents[2] / "data" / "renewals.csv"


class RenewalPortfolio:
    """Policies that came to their renewal, a row for each."""

    def load_training_data(self) -> tuple[pd.DataFrame, pd.Series, None]:
        """Features and what the policyholder did, "renews" or "leaves". Every policy counts alike."""
        policies = self.read()
        return policies[NAMES], policies["outcome"], None

    def load_prediction_data(self, key: str) -> pd.DataFrame:
        """The features of one policy, by its number, such as "P00042".

        Raises:
            KeyError: there is no such policy.
        """
        policies = self.read()
        found = policies[policies["policy"] == key]
        if found.empty:
            raise KeyError(f"No policy {key!r}.")
        return found[NAMES].reset_index(drop=True)

    def read(self) -> pd.DataFrame:
        return pd.read_csv(DATA_FILE, true_values=["yes"], false_values=["no"])
{%- else -%}
"""The data that the model learns from, and the features that it scores by key."""

import pandas as pd


class Portfolio:
    """To be filled in: where the data of this model comes from."""

    def load_training_data(self) -> tuple[pd.DataFrame, pd.Series, pd.Series | None]:
        """Features in the order of `columns.NAMES`, target, and the weight of each row or None.

        A text that is missing is NaN, a date is a text such as "2024-12-31".
        """
        raise NotImplementedError("Fill in load_training_data in dataset.py: where this model's data comes from.")

    def load_prediction_data(self, key: str) -> pd.DataFrame:
        """The features of one thing to score, as a frame of one row.

        Raises:
            KeyError: there is nothing by this key.
        """
        raise NotImplementedError("Fill in load_prediction_data in dataset.py: what is known by a key.")
{%- endif %}
