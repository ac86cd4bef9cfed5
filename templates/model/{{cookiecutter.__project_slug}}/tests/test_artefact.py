import hashlib
import json

import pytest

from {{ cookiecutter.package_name }} import provenance
from {{ cookiecutter.package_name }} import train as training
from {{ cookiecutter.package_name }}.dataset import DATA_FILE
from {{ cookiecutter.package_name }}.export import OnnxModel, PythonModel, predict, score
from {{ cookiecutter.package_name }}.skops_file import read_model

# Training again, perhaps with another processor's arithmetic, may move a score by this share of itself.
RETRAINED = 1e-6
TRAIN_AGAIN = "Run `python -m {{ cookiecutter.package_name }} train` and commit the artefact."


@pytest.fixture(scope="module")
def description() -> dict:
    return json.loads((provenance.ARTEFACTS / "model.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def file(description) -> str:
    return OnnxModel.file if description["runtime"] == OnnxModel.runtime else PythonModel.file


@pytest.fixture(scope="module")
def content(file) -> bytes:
    return (provenance.ARTEFACTS / file).read_bytes()


def test_the_artefact_is_fresh(description):
    recorded = description["training"]
    assert recorded["code"] == provenance.code_digest(), f"The code changed since training. {TRAIN_AGAIN}"
    assert recorded["data"] == provenance.text_digest(DATA_FILE), f"The data changed since training. {TRAIN_AGAIN}"
    assert recorded["lock"] == provenance.text_digest(provenance.LOCK_FILE), f"The lock changed. {TRAIN_AGAIN}"


def test_the_files_belong_together(description, file, content):
    assert description["files"] == {file: hashlib.sha256(content).hexdigest()}


def test_the_artefact_gives_its_golden_scores(description, content):
    golden = description["golden"]
    rows = [item["row"] for item in golden["rows"]]
    if description["runtime"] == PythonModel.runtime:
        scores = predict(read_model(content, description["python"]["trusted"]), rows)
    else:
        scores = score(content, rows)
    for item, scored in zip(golden["rows"], scores, strict=True):
        limit = golden["tolerance"] * max(item["prediction"], golden["scale"])
        assert abs(scored - item["prediction"]) <= limit, item["row"]


def test_training_again_gives_the_golden_scores(trained, description):
    rows = description["golden"]["rows"]
    scores = predict(trained, [item["row"] for item in rows])
    assert scores.tolist() == pytest.approx([item["prediction"] for item in rows], rel=RETRAINED)


def test_training_writes_an_artefact_like_the_committed_one(tmp_path, description, file):
    training.train(tmp_path)
    written = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert written.keys() == description.keys()
    assert written["input"] == description["input"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["model.json", file]
