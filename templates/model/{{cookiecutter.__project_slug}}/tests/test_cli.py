import json

from {{ cookiecutter.package_name }}.cli import main


def test_training_writes_an_artefact_like_the_committed_one(tmp_path, trained):
    assert main(["train", "--to", str(tmp_path)]) == 0
    written = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert written.keys() == trained.description.keys()
    assert written["input"] == trained.description["input"]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(["model.json", *trained.description["files"]])


def test_the_artefact_passes_its_check(capsys):
    assert main(["check"]) == 0
    assert "belongs to this project" in capsys.readouterr().out


def test_rows_and_keys_are_scored(tmp_path, capsys, project, trained):
    rows = [example.row for example in project.examples]
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"rows": rows}), encoding="utf-8")
    assert main(["score", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["predictions"] == trained.score(rows)


def test_a_key_that_is_not_there_is_told(capsys):
    assert main(["score", "--key", "no such key"]) == 1
    assert "no such key" in capsys.readouterr().err


def test_the_trained_model_is_measured(tmp_path, capsys, trained):
    assert main(["evaluate", "--to", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert all(metric["title"] in said for metric in trained.description["metrics"])
    report = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    assert {file.name for file in tmp_path.glob("*.svg")} == {plot["file"] for plot in report["plots"]}
    assert trained.description["name"] in (tmp_path / report["card"]).read_text(encoding="utf-8")


def test_the_trained_model_is_exported_again(tmp_path, trained):
    assert main(["export", "--to", str(tmp_path)]) == 0
    written = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert written == trained.description
