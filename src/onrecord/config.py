"""Settings: one list of (name, default, help). Only cli and web load them, and pass them on as values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.model.deadline import ARTICLE_SECONDS, PART
from onrecord.model.errors import SettingError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Its environment variable is `ONRECORD_` plus the name in capitals; a command's option wins.
    """

    name: str
    default: float
    lowest: float
    highest: float
    help: str

    @property
    def variable(self) -> str:
        """Name of the environment variable."""
        return f"ONRECORD_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = (
    Setting("workers", 0, 0, 512, "processes that read in parallel; 0 means one per CPU core"),
    Setting("min_confidence", 0.0, 0.0, 1.0, "leave out statements below this confidence"),
    Setting("max_bytes", 20_000_000, 1, 10**12, "largest file, page or JSONL line, in bytes"),
    Setting(
        "article_seconds",
        ARTICLE_SECONDS,
        0,
        86_400,
        f"processor time of an article, in seconds for each started {PART:,} characters; 0 for no limit",
    ),
    Setting("timeout", 30.0, 0.01, 86_400, "seconds to wait for an address, in total"),
)


ACTORS_VARIABLE = "ONRECORD_ACTORS"


@dataclass(frozen=True, slots=True)
class Settings:
    """The effective values. `actors` are the paths of a user's own lists of actors."""

    workers: int
    min_confidence: float
    max_bytes: int
    article_seconds: float
    timeout: float
    actors: tuple[str, ...] = ()


def load_settings(
    environment: Mapping[str, str], options: Mapping[str, float | None], actors: tuple[str, ...] = ()
) -> Settings:
    """Return the settings: the option if given, else the environment variable, else the default.

    ONRECORD_ACTORS has paths separated as in PATH.

    Raises SettingError for a value that is not a number or out of range.
    """
    values = {setting.name: _value(setting, environment, options.get(setting.name)) for setting in SETTINGS}
    return Settings(
        workers=int(values["workers"]) or count_cores(),
        min_confidence=values["min_confidence"],
        max_bytes=int(values["max_bytes"]),
        article_seconds=values["article_seconds"],
        timeout=values["timeout"],
        actors=actors or tuple(filter(None, environment.get(ACTORS_VARIABLE, "").split(os.pathsep))),
    )


def _value(setting: Setting, environment: Mapping[str, str], option: float | None) -> float:
    origin, raw = f"--{setting.name.replace('_', '-')}", option
    if raw is None and setting.variable in environment:
        origin = setting.variable
        try:
            raw = float(environment[origin])
        except ValueError as error:
            raise SettingError(
                f"{origin}={environment[origin]!r} is not a number ({setting.help})"
            ) from error
    value = setting.default if raw is None else float(raw)
    if not setting.lowest <= value <= setting.highest:
        bounds = f"{setting.lowest:g} and {setting.highest:g}"
        raise SettingError(f"{origin} is {value:g}; it must be between {bounds} ({setting.help})")
    return value


def count_cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # does not exist on macOS
    return len(affinity(0)) if affinity else os.cpu_count() or 1
