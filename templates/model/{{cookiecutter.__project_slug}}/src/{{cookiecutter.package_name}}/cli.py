"""The command line: `python -m <package> train`."""

import argparse
import sys
from collections.abc import Sequence

from .export import TrainingRefused
from .train import train


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Gives the exit status: 0 done, 1 failed; wrong use exits with 2."""
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description="Work with the model.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("train", help="train the model and write its artefact")
    command.set_defaults(run=train)
    chosen = parser.parse_args(arguments)
    try:
        chosen.run()
    except (TrainingRefused, FileNotFoundError) as error:
        print(f"{error}\nThe artefact was left as it is.", file=sys.stderr)
        return 1
    return 0
