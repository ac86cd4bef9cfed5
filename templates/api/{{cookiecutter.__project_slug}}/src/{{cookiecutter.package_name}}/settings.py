"""What the environment decides. Secrets come from files, never from a variable or the image."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from .datasources import Source, SourceInvalid, features_source

MEGABYTE = 1024 * 1024
# A shorter key could be guessed by whoever reads the cache.
LEAST_KEY = 16


class SettingsError(Exception):
    """A setting cannot be used. The message names it."""


@dataclass(frozen=True)
class CacheSettings:
    """Where predictions are kept, how long and how many; `key` hides which rows they belong to."""

    # "none", "memory" or "redis".
    kind: str = "none"
    url: str = ""
    password: str | None = field(default=None, repr=False)
    key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    seconds: int = 300
    entries: int = 10_000


@dataclass(frozen=True)
class Settings:
    """`api_key` is what callers must send, None where nothing is asked of them.

    `features` is the data source of `POST /predict/KEY`, None where there is none.
    """

    max_body_bytes: int = 8 * MEGABYTE
    body_seconds: float = 10
    api_key: str | None = field(default=None, repr=False)
    cache: CacheSettings = field(default_factory=CacheSettings)
    features: Source | None = None
    build_version: str = "source"
    build_commit: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Reads the variables that the README lists.

        Raises:
            SettingsError: one of them cannot be used.
        """
        try:
            features = features_source(environment.get("DATASOURCES_FILE"), environment.get("SECRETS_DIR"))
        except SourceInvalid as error:
            raise SettingsError(f"DATASOURCES_FILE: {error}") from error
        return cls(
            max_body_bytes=int(number(environment, "MAX_BODY_MB", 8, least=1 / MEGABYTE, most=1024) * MEGABYTE),
            body_seconds=number(environment, "BODY_SECONDS", 10, least=0.1, most=3600),
            api_key=secret(environment, "API_KEY_FILE"),
            cache=cache_settings(environment),
            features=features,
            build_version=environment.get("BUILD_VERSION") or cls.build_version,
            build_commit=environment.get("BUILD_COMMIT") or None,
        )


def cache_settings(environment: Mapping[str, str]) -> CacheSettings:
    defaults = CacheSettings()
    place = environment.get("CACHE") or "none"
    key = secret(environment, "CACHE_KEY_FILE")
    if key is not None and len(key) < LEAST_KEY:
        raise SettingsError(f"CACHE_KEY_FILE names a file with a key of less than {LEAST_KEY} characters.")
    settings = CacheSettings(
        key=defaults.key if key is None else key.encode(),
        seconds=int(number(environment, "CACHE_SECONDS", defaults.seconds, least=1, most=31_536_000)),
        entries=int(number(environment, "CACHE_ENTRIES", defaults.entries, least=1, most=10_000_000)),
    )
    if place in ("none", "memory"):
        return replace(settings, kind=place)
    if urlsplit(place).scheme not in ("redis", "rediss"):
        raise SettingsError("CACHE must be none, memory, or the address of a Redis such as redis://cache:6379/0.")
    if urlsplit(place).password is not None:
        raise SettingsError("CACHE holds a password; put it into the file that CACHE_PASSWORD_FILE names.")
    if key is None:
        raise SettingsError("CACHE_KEY_FILE is missing: whoever shares a Redis needs the same key.")
    return replace(settings, kind="redis", url=place, password=secret(environment, "CACHE_PASSWORD_FILE"))


def number(environment: Mapping[str, str], name: str, default: float, *, least: float, most: float) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise SettingsError(f"{name} is {text!r}; it must be a number from {least:.3g} to {most}.")
    return value


def secret(environment: Mapping[str, str], name: str) -> str | None:
    """The content of the file that a variable names, None where it names none."""
    file = environment.get(name)
    if not file:
        return None
    try:
        content = Path(file).read_text().strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{name} names a file that cannot be read.") from error
    if not content:
        raise SettingsError(f"{name} names a file that holds nothing.")
    return content
