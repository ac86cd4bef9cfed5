"""What a model was made of: the project, its code, data and lock, the commit, the libraries."""

import hashlib
import platform
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from .project import ModelProject
from .protocols import TrainingData

LIBRARIES = ("numpy", "onnxruntime", "pandas", "scikit-learn", "skl2onnx", "skops")


def project_table(project: ModelProject) -> dict[str, Any]:
    """The `[project]` table of pyproject.toml: name, version, description."""
    table: dict[str, Any] = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def text_digest(file: Path) -> str:
    """SHA-256 in hex of a text file, its line ends read as LF, so that a checkout on Windows has the same."""
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def lock_digest(project: ModelProject) -> str | None:
    """SHA-256 in hex of the lock's pins, without the options and remarks between them; None without a lock.

    So it does not matter which index the packages come from.
    """
    if not project.lock_file.exists():
        return None
    lines = project.lock_file.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith(("#", "-"))]
    return hashlib.sha256("".join(f"{pin}\n" for pin in pins).encode()).hexdigest()


def data_digest(data: TrainingData) -> str:
    """SHA-256 in hex of training data, wherever it was read from: of its features, target and weights as CSV."""
    X, y, weight = data
    digest = hashlib.sha256()
    for part in (X, y, weight):
        if part is not None:
            text = pd.DataFrame(part).to_csv(index=False, lineterminator="\n")
            digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()


def code_digest(project: ModelProject) -> str:
    """SHA-256 in hex of the package's Python files.

    It is the digest of one line for each file, `<digest>  <path>` and a line feed, ordered by path; paths are relative
    to the package, with forward slashes. So neither the package's name nor its place counts.
    """
    files = ((file.relative_to(project.folder).as_posix(), file) for file in project.folder.rglob("*.py"))
    lines = (f"{text_digest(file)}  {path}\n" for path, file in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def commit(project: ModelProject) -> str | None:
    """The git commit that the project stands at; None without one, or with changes outside what training writes."""
    written = [folder.relative_to(project.root).as_posix() for folder in (project.artefacts, project.reports)]
    try:
        outside = [f":(exclude){folder}" for folder in written]
        changes = git(project.root, "status", "--porcelain", "--", ".", *outside)
        return None if changes else git(project.root, "rev-parse", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return None


def git(folder: Path, *arguments: str) -> str:
    finished = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return finished.stdout.strip()


def libraries() -> dict[str, str]:
    """The versions of Python and of the libraries that the scores depend on."""
    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}
