"""Whether the artefact of a project still belongs to it: its files, its scores, and what it was made of."""

import hashlib
from collections.abc import Callable, Iterator

import numpy as np

from . import provenance
from .parity import differences, tolerance_of
from .project import ModelProject
from .scores import Scores, scores_of
from .trained import TrainedModel


def findings(project: ModelProject) -> Iterator[str]:
    """What is wrong, each in one sentence. Data that cannot be loaded here, as in a pipeline, is not compared."""
    trained = TrainedModel(project)
    recorded = trained.description["training"]
    for name, digest in trained.description["files"].items():
        if hashlib.sha256((project.artefacts / name).read_bytes()).hexdigest() != digest:
            yield f"{name} is not the file that model.json tells of."
            return
    yield from golden_findings(trained)
    if recorded["code"] != provenance.code_digest(project):
        yield "The code changed since training."
    if recorded["lock"] != provenance.lock_digest(project):
        yield "requirements.lock changed since training."
    try:
        data = project.dataset.load_training_data()
    except (FileNotFoundError, ConnectionError):
        return
    if recorded["data"] != provenance.data_digest(data):
        yield "The data changed since training."


def golden_findings(trained: TrainedModel) -> Iterator[str]:
    """How the runtime, and scikit-learn where the project keeps its model, differ from the golden scores."""
    golden = trained.description["golden"]
    rows = [item["row"] for item in golden["rows"]]
    scorers: dict[str, Callable[..., list[Scores]]] = {trained.description["runtime"]: trained.scores}
    if trained.keeps_estimator:
        scorers["scikit-learn"] = trained.estimator_scores
    expected = scores_of(trained.description["outputs"], [item["prediction"] for item in golden["rows"]])
    for name, scorer in scorers.items():
        apart = differences(scorer(rows), expected, golden["scale"])
        beyond = np.flatnonzero(apart > tolerance_of(expected))
        if len(beyond):
            apart_by = f"{apart[beyond[0]]:.2g} from what model.json says"
            yield f"Golden row {beyond[0]} has another score by {name}: {apart_by}."
