"""The data. Where it comes from is told in data/README.md."""

from pathlib import Path

import pandas as pd

from .columns import COLUMNS, NAMES

DATA_FILE = Path(__file__).parents[2] / "data" / "swedish-motor-1977.csv"


class MotorPortfolio:
    """The Swedish portfolio of 1977, a row for each rating cell."""

    def load_training_data(self) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
        """Features, target and weight.

        The target is the claim frequency, in claims per policyholder year; the weight is the number of policyholder
        years behind it, so that target times weight is the number of claims.
        """
        cells = self.read()
        return cells[NAMES], cells["Claims"] / cells["Insured"], cells["Insured"]

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
