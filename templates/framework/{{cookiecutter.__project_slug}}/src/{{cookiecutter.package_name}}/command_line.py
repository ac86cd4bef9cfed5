"""The command line of a model project: `python -m <package>` with the commands below."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .checking import findings
from .data_rows import Ranges, data_rows
from .evaluation import Evaluation
from .export import TrainingRefused
from .project import ModelProject
from .protocols import TrainingData
from .skops_file import TypesNotTrusted
from .trained import TrainedModel
from .training import export_again, report, say, tell


def run(
    project: ModelProject,
    train: Callable[[Path], None],
    evaluate: Callable[[Any, TrainingData], Evaluation],
    arguments: Sequence[str] | None = None,
) -> int:
    """Runs one command; `train` and `evaluate` are the project's own. Gives the exit status: 0 done, 1 failed."""
    chosen = parser_of(project).parse_args(arguments)
    trained = TrainedModel(project)
    commands: dict[str, Callable[[], bool | None]] = {
        "train": lambda: train(chosen.to),
        "evaluate": lambda: evaluate_again(trained, evaluate, chosen.to),
        "score": lambda: score(trained, chosen.rows, chosen.key),
        "rows": lambda: tell_rows(project, chosen.count, chosen.seed, chosen.only),
        "export": lambda: export_again(project, chosen.to),
        "check": lambda: check(project),
    }
    try:
        return 1 if commands[chosen.command]() is False else 0
    except TrainingRefused as error:
        print(f"{error}\nThe artefact was left as it is.", file=sys.stderr)
    except (FileNotFoundError, NotImplementedError, TypesNotTrusted) as error:
        print(error, file=sys.stderr)
    except (KeyError, ValueError) as error:
        if chosen.command != "score":
            raise
        print(error.args[0], file=sys.stderr)
    return 1


def parser_of(project: ModelProject) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {project.package}", description="Work with the model.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    train = commands.add_parser("train", help="train the model and write its artefact")
    again = commands.add_parser("evaluate", help="measure the trained model again and write its report")
    again.add_argument("--to", type=Path, help="the folder to write the report into, reports/VERSION if not given")
    score = commands.add_parser("score", help="score the rows of a JSON file, or what is known by a key")
    score.add_argument("rows", nargs="?", type=Path, help='a file with {"rows": [...]}; standard input if not given')
    score.add_argument("--key", help="score what the dataset knows by this key")
    rows = commands.add_parser("rows", help="some rows of the training data, with what happened in each, as JSON")
    rows.add_argument("--count", type=int, default=20, help="how many rows, 20 if not given")
    rows.add_argument("--seed", type=int, default=0, help="another number draws other rows")
    rows.add_argument("--only", type=row_ranges, metavar="NUMBERS", help="these rows instead, such as 5,10-20")
    export = commands.add_parser("export", help="convert the trained model again, without training it")
    for writing in (train, export):
        writing.add_argument("--to", type=Path, default=project.artefacts, help="the folder to write the artefact into")
    commands.add_parser("check", help="whether the artefact belongs to code, lock and data")
    return parser


def evaluate_again(
    trained: TrainedModel, evaluate: Callable[[Any, TrainingData], Evaluation], folder: Path | None
) -> bool:
    evaluation = evaluate(trained.estimator, trained.project.dataset.load_training_data())
    tell(evaluation)
    if evaluation.refusal:
        return False
    version = trained.description["version"]
    report(trained.project.reports / version if folder is None else folder, trained.description, evaluation)
    return True


def score(trained: TrainedModel, file: Path | None, key: str | None) -> None:
    if key is not None:
        predictions = [trained.make_prediction(trained.project.dataset, key)]
    else:
        text = sys.stdin.read() if file is None else file.read_text(encoding="utf-8")
        predictions = trained.score(rows_in(json.loads(text)))
    say(json.dumps({"predictions": predictions}, ensure_ascii=False))


def tell_rows(project: ModelProject, count: int, seed: int, only: Ranges | None) -> None:
    # The last line of what is written: a dataset may print while it loads.
    say(json.dumps(data_rows(project, count, seed, only), ensure_ascii=False))


def row_ranges(text: str) -> Ranges:
    """Reads `5,10-20`."""
    ends = [[int(number) for number in part.split("-", 1)] for part in text.split(",")]
    return [(numbers[0], numbers[-1]) for numbers in ends]


def rows_in(document: Any) -> list[Any]:
    rows = document.get("rows") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError('Rows are given as {"rows": [{column: value, ...}, ...]}.')
    return rows


def check(project: ModelProject) -> bool:
    found = list(findings(project))
    for finding in found:
        say(finding)
    say(f"Run `python -m {project.package} train`." if found else "The artefact belongs to this project.")
    return not found
