"""Settings: one list of name, default and help. Read by cli and web only, and passed on; nothing reads them at import."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.model.errors import SettingError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Its environment variable is `ONRECORD_` and the name in capitals; a command's option wins over it."""

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
    Setting("workers", 0, 0, 512, "processes that read at once; 0 means one for each core"),
    Setting("min_confidence", 0.0, 0.0, 1.0, "leave out statements whose confidence is lower"),
    Setting("max_bytes", 20_000_000, 1, 10**12, "largest file, page or JSONL line that is read, in bytes"),
    Setting("timeout", 30.0, 0.01, 86_400, "seconds to wait for an address, in all"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force."""

    workers: int
    min_confidence: float
    max_bytes: int
    timeout: float


def load_settings(environment: Mapping[str, str], options: Mapping[str, float | None]) -> Settings:
    """Return the settings: an option where given, else the environment variable, else the default.

    Raises SettingError for a value that is no number or out of range.
    """
    values = {setting.name: _value(setting, environment, options.get(setting.name)) for setting in SETTINGS}
    return Settings(
        workers=int(values["workers"]) or count_cores(),
        min_confidence=values["min_confidence"],
        max_bytes=int(values["max_bytes"]),
        timeout=values["timeout"],
    )


def _value(setting: Setting, environment: Mapping[str, str], option: float | None) -> float:
    where, raw = f"--{setting.name.replace('_', '-')}", option
    if raw is None and setting.variable in environment:
        where = setting.variable
        try:
            raw = float(environment[where])
        except ValueError as error:
            raise SettingError(f"{where}={environment[where]!r} is no number ({setting.help})") from error
    value = setting.default if raw is None else float(raw)
    if not setting.lowest <= value <= setting.highest:
        raise SettingError(
            f"{where} is {value:g}; it must lie between {setting.lowest:g} and {setting.highest:g} ({setting.help})"
        )
    return value


def count_cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # absent on macOS
    return len(affinity(0)) if affinity else os.cpu_count() or 1
