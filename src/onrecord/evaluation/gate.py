"""The gate: floors for measured scores, each tied to the digest of the gold that it was measured on.

The caller passes the functions that measure.
"""

import hashlib
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from onrecord.model.errors import GoldError

# Takes the path of the gold and returns the figures by name ("full", "direct.full").
Measure = Callable[[Path], Mapping[str, float]]
# A figure further above its floor could fall that far unnoticed, so the gate suggests a higher floor.
RAISE_ABOVE = 0.02
SHARED = "shared/"
CORPUS = "corpus/"
GOLD_FOLDER = Path(__file__).parent / "gold"
FLOORS = Path(__file__).parent / "floors.toml"


@dataclass(frozen=True, slots=True)
class Floor:
    """The value that a figure must not fall below (or, with `at-most`, rise above).

    `gold` is a path below this package's gold folder; or `corpus/...`, below the current folder; or
    `shared/...`, below the shared folder, which not every checkout has. `needs` are further paths of these
    kinds that the measurement reads (the texts that a gold file refers to). `sha256` is the digest of the
    gold when the value was set, `command` prints the figure, and `note` says how the value was chosen.
    """

    measure: str
    figure: str
    value: float
    gold: str
    sha256: str
    command: str
    note: str
    needs: tuple[str, ...] = ()
    bound: Literal["at-least", "at-most"] = "at-least"

    @property
    def name(self) -> str:
        """The name of the floor in messages."""
        return f"{self.measure} {self.figure} on {self.gold}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result for one floor: its state, a sentence, and a hint if the floor could be raised."""

    state: Literal["held", "failed", "unmeasured"]
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class GateReport:
    """The verdicts in the order of the floors."""

    verdicts: tuple[Verdict, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Messages of the floors that fail."""
        return self._messages("failed")

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Messages of the floors that need files absent from the shared folder or the corpus."""
        return self._messages("unmeasured")

    @property
    def hints(self) -> tuple[str, ...]:
        """Suggestions to raise floors."""
        return tuple(verdict.hint for verdict in self.verdicts if verdict.hint)

    def _messages(self, state: str) -> tuple[str, ...]:
        return tuple(verdict.message for verdict in self.verdicts if verdict.state == state)


@dataclass(frozen=True, slots=True)
class _Floors:
    floor: tuple[Floor, ...] = ()


_ADAPTER: TypeAdapter[_Floors] = TypeAdapter(_Floors)


def load_floors(path: Path = FLOORS) -> tuple[Floor, ...]:
    """Load floors.toml. Raises GoldError for another format."""
    try:
        return _ADAPTER.validate_python(tomllib.loads(path.read_text(encoding="utf-8"))).floor
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise GoldError(f"{path}: is not a list of floors: {error}") from error


def check_gate(
    measures: Mapping[str, Measure], shared: Path | None, floors: Sequence[Floor] | None = None
) -> GateReport:
    """Measure every figure that has a floor, and compare. Each measure runs once for each gold file.

    A floor fails when its figure is below it, its gold has changed, or its measure or figure is unknown. A
    floor is not measured when its gold, or a path that it needs, is absent from the shared folder or the
    corpus.
    """
    measured: dict[tuple[str, str], Mapping[str, float]] = {}
    verdicts: list[Verdict] = []
    for floor in load_floors() if floors is None else floors:
        verdict = _find_obstacle(floor, shared) or _find_fault(floor, shared, measures)
        if verdict is None:
            if (floor.measure, floor.gold) not in measured:
                measured[floor.measure, floor.gold] = measures[floor.measure](_locate(floor.gold, shared))
            verdict = _judge(floor, measured[floor.measure, floor.gold])
        verdicts.append(verdict)
    return GateReport(tuple(verdicts))


def render_gate(report: GateReport) -> str:
    """Return one line a floor, one line a hint, and the totals."""
    lines = [f"{verdict.state:10s} {verdict.message}" for verdict in report.verdicts]
    lines += [f"{'hint':10s} {hint}" for hint in report.hints]
    failed, unmeasured = len(report.problems), len(report.unmeasured)
    held = len(report.verdicts) - failed - unmeasured
    return "\n".join([*lines, f"gate: {held} held, {failed} failed, {unmeasured} not measured here"])


def _locate(path: str, shared: Path | None) -> Path:
    if path.startswith(CORPUS):
        return Path(path)
    if not path.startswith(SHARED):
        return GOLD_FOLDER / path
    return (shared or Path(SHARED)) / path.removeprefix(SHARED)


def _find_obstacle(floor: Floor, shared: Path | None) -> Verdict | None:
    for path in (floor.gold, *floor.needs):
        if path.startswith(SHARED) and not (shared and _locate(path, shared).exists()):
            return Verdict("unmeasured", f"{floor.name}: not measured here: {path} is absent")
        if path.startswith(CORPUS) and not _locate(path, shared).exists():
            where = f"{path} is absent below {Path.cwd()}; run the gate in the root of the repository"
            return Verdict("unmeasured", f"{floor.name}: not measured here: {where}")
    return None


def _find_fault(floor: Floor, shared: Path | None, measures: Mapping[str, Measure]) -> Verdict | None:
    path = _locate(floor.gold, shared)
    if not path.is_file():
        return Verdict("failed", f"{floor.name}: the gold file {path} is missing")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != floor.sha256:
        was = f"its SHA-256 is {digest}, the floor was set on {floor.sha256}"
        return Verdict("failed", f"{floor.name}: the gold has changed: {was}; measure again and set both")
    if floor.measure not in measures:
        known = ", ".join(sorted(measures))
        return Verdict("failed", f"{floor.name}: nothing measures {floor.measure!r}; known are {known}")
    return None


def _judge(floor: Floor, figures: Mapping[str, float]) -> Verdict:
    value = figures.get(floor.figure)
    if value is None:
        known = ", ".join(sorted(figures))
        return Verdict("failed", f"{floor.name}: there is no figure {floor.figure!r}; known are {known}")
    above = value - floor.value if floor.bound == "at-least" else floor.value - value
    message = f"{floor.name}: {value:.4f}, must be {floor.bound.replace('-', ' ')} {floor.value:.4f}"
    if math.isnan(above) or above < 0:
        return Verdict("failed", f"{message}; measure it with: {floor.command}")
    hint = f"{floor.name}: {value:.4f} is well clear of {floor.value:.4f}; move the floor"
    return Verdict("held", message, hint if above > RAISE_ABOVE else "")
