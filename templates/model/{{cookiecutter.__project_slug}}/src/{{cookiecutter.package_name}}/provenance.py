"""What a model was made of: the project, its code, data and lock, the commit, the libraries."""

import hashlib
import platform
import subprocess
import tomllib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent.parent
ARTEFACTS = PACKAGE / "artefacts"
LOCK_FILE = ROOT / "requirements.lock"
LIBRARIES = ("numpy", "onnxruntime", "pandas", "scikit-learn", "skl2onnx", "skops")


def project() -> dict[str, Any]:
    """The `[project]` table of pyproject.toml: name, version, description."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def text_digest(file: Path) -> str:
    """SHA-256 in hex of a text file, its line ends read as LF, so that a checkout on Windows has the same."""
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def code_digest() -> str:
    """SHA-256 in hex of the package's Python files.

    It is the digest of one line for each file, `<digest>  <path>` and a line feed, ordered by path; paths are relative
    to the package, with forward slashes. So neither the package's name nor its place counts.
    """
    files: Iterable[tuple[str, Path]] = ((file.relative_to(PACKAGE).as_posix(), file) for file in PACKAGE.rglob("*.py"))
    lines = (f"{text_digest(file)}  {path}\n" for path, file in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def commit() -> str | None:
    """The git commit that the project stands at; None without one, or with changes outside the artefact."""
    try:
        changes = git("status", "--porcelain", "--", ".", f":(exclude){ARTEFACTS.relative_to(ROOT).as_posix()}")
        return None if changes else git("rev-parse", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return None


def git(*arguments: str) -> str:
    finished = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return finished.stdout.strip()


def libraries() -> dict[str, str]:
    """The versions of Python and of the libraries that the scores depend on."""
    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}
