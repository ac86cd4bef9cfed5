"""What the environment decides. Secrets come from files, never from a variable or the image."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024


class SettingsError(Exception):
    """A setting cannot be used. The message names it."""


@dataclass(frozen=True)
class Settings:
    """`api_key` is what callers must send, None where nothing is asked of them."""

    max_body_bytes: int = 8 * MEGABYTE
    api_key: str | None = None
    build_version: str = "source"
    build_commit: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Reads MAX_BODY_MB, API_KEY_FILE, BUILD_VERSION and BUILD_COMMIT.

        Raises:
            SettingsError: one of them cannot be used.
        """
        return cls(
            max_body_bytes=megabytes(environment.get("MAX_BODY_MB", "8")),
            api_key=key_in(environment["API_KEY_FILE"]) if environment.get("API_KEY_FILE") else None,
            build_version=environment.get("BUILD_VERSION") or cls.build_version,
            build_commit=environment.get("BUILD_COMMIT") or None,
        )


def megabytes(text: str) -> int:
    try:
        size = float(text) * MEGABYTE
    except ValueError:
        size = 0
    if not 1 <= size <= 1024 * MEGABYTE:
        raise SettingsError(f"MAX_BODY_MB is {text!r}; it must be a number above 0, at most 1024.")
    return int(size)


def key_in(file: str) -> str:
    try:
        key = Path(file).read_text().strip()
    except (OSError, ValueError) as error:
        raise SettingsError("API_KEY_FILE names a file that cannot be read.") from error
    if not key:
        raise SettingsError("API_KEY_FILE names a file that holds no key.")
    return key
