"""Collects into wheels/ all that the image installs: `python collect_wheels.py`, with the Python that the image has.

The libraries come by their hashes, from the index that pip is set up with. What requirements-model.txt names comes from
one index alone: the one in that file, else MODEL_INDEX_URL, else the one that pip is set up with. Further indexes of
pip's own settings are not asked for it, so that nobody can put a package of that name in its place.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHEELS = HERE / "wheels"
# What of pip's settings is about the way to an index, and not about which packages there are.
KEPT = ("index-url", "cert", "client-cert", "proxy", "trusted-host", "timeout", "retries", "keyring-provider")


def main() -> None:
    shutil.rmtree(WHEELS, ignore_errors=True)
    download("--require-hashes", "--requirement", "requirements.lock")
    download("--no-deps", "--requirement", "requirements-model.txt", environment=one_index(os.environ))


def download(*arguments: str, environment: dict[str, str] | None = None) -> None:
    command = [*pip(), "download", "--quiet", "--only-binary", ":all:", "--dest", str(WHEELS), *arguments]
    status = subprocess.run(command, cwd=HERE, env=environment, check=False).returncode
    if status != 0:
        sys.exit(status)


def one_index(environment: "os._Environ[str]") -> dict[str, str]:
    """An environment in which pip asks one index, by the same way as before."""
    described = subprocess.run([*pip(), "config", "list"], check=True, capture_output=True, text=True).stdout
    settings = {}
    for line in described.splitlines():
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = str(ast.literal_eval(value))
    kept = {f"PIP_{name.upper().replace('-', '_')}": settings[name] for name in KEPT if name in settings}
    rest = {name: value for name, value in environment.items() if not name.startswith("PIP_")}
    index = {"PIP_INDEX_URL": environment["MODEL_INDEX_URL"]} if environment.get("MODEL_INDEX_URL") else {}
    return rest | kept | index | {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def pip() -> list[str]:
    return [sys.executable, "-m", "pip"]


if __name__ == "__main__":
    main()
