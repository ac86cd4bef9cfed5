"""The training data. Where it comes from is told in data/README.md."""

import pandas as pd

from .columns import COLUMNS, NAMES
from .provenance import ROOT

DATA_FILE = ROOT / "data" / "swedish-motor-1977.csv"


def load_training_data() -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Features, target and weight, one row for each rating cell.

    The target is the claim frequency, in claims per policyholder year; the weight is the number of policyholder years
    behind it, so that target times weight is the number of claims.
    """
    texts = {column.name: str for column in COLUMNS if column.type == "string"}
    cells = pd.read_csv(DATA_FILE, dtype=texts)
    return cells[NAMES], cells["Claims"] / cells["Insured"], cells["Insured"]
