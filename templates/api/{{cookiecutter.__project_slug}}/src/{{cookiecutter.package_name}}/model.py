"""The model: loaded once, held to its golden rows, then asked by every request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .artefact import Artefact, ModelRefused
from .cache import MOST_ROWS, Cache, store_of
from .columns import Scalar
from .predictions import Prediction, disagreement, predictions_of
from .runtime import Runtime
from .settings import CacheSettings
from .validation import Findings, RowValidator


@dataclass(frozen=True)
class Scored:
    """What came of the rows of one request: problems, or one prediction a row."""

    predictions: list[Prediction]
    findings: Findings


class Model:
    def __init__(self, artefact: Artefact, cache: CacheSettings) -> None:
        """Loads the file that scores, and scores the golden rows.

        Raises:
            ModelRefused: it cannot be loaded, or does not give its golden scores.
        """
        self.description = artefact.description
        self.digest = artefact.digest
        self.runtime = Runtime(artefact)
        self.validator = RowValidator(self.description["input"], self.runtime.ranges)
        self.cache: Cache | None = None
        self.check_golden()
        store = store_of(cache)
        if store is not None:
            self.cache = Cache(store, cache.key, self.digest, self.validator.columns)

    @cached_property
    def name(self) -> dict[str, str]:
        """Name and version, as every answer has them."""
        return {"name": self.description["name"], "version": self.description["version"]}

    def score(self, rows: Any) -> Scored:
        """Checks and scores what a request holds as `rows`."""
        findings = Findings()
        values = self.validator.check(rows, findings)
        if findings.problems:
            return Scored([], findings)
        return Scored(self.predictions(values, len(rows), findings), findings)

    def predictions(self, values: Mapping[str, Sequence[Scalar]], count: int, findings: Findings) -> list[Prediction]:
        """From the cache, or from the model."""
        if self.cache is None or count > MOST_ROWS:
            return self.run(values, findings)
        key, kept = self.cache.get(values, count)
        if kept is not None:
            return kept
        warned = findings.count
        predictions = self.run(values, findings)
        # What comes with a warning of its own is not kept: the warning would be lost.
        if findings.count == warned:
            self.cache.put(key, predictions)
        return predictions

    def run(self, values: Mapping[str, Sequence[Scalar]], findings: Findings) -> list[Prediction]:
        return predictions_of(self.description["outputs"], self.runtime.run(values), findings)

    def check_golden(self) -> None:
        golden = self.description["golden"]
        if not golden["rows"]:
            return
        try:
            scored = self.score([item["row"] for item in golden["rows"]])
        except Exception as error:  # The runtime has kinds of its own.
            raise ModelRefused("The model cannot score its golden rows.") from error
        if scored.findings.problems:
            raise ModelRefused(f"The golden rows are not valid: {scored.findings.problems[0]['expected']}.")
        for index, (prediction, item) in enumerate(zip(scored.predictions, golden["rows"], strict=True)):
            found = disagreement(prediction, item["prediction"], golden)
            if found is not None:
                raise ModelRefused(f"The model does not give its golden scores: row {index} {found}.")
