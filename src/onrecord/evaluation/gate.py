"""The gate: floors under measured scores, each tied to the digest of the gold it was measured on. Measuring is handed in."""

import hashlib
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from onrecord.model.errors import GoldError

# A measure takes the path of its gold and returns its figures by name ("full", "direct.full").
Measure = Callable[[Path], Mapping[str, float]]
RAISE_ABOVE = (
    0.02  # further above its floor a figure can slip too far unseen: say that the floor should be raised
)
SHARED = "shared/"
CORPUS = "corpus/"
GOLD_FOLDER = Path(__file__).parent / "gold"
FLOORS = Path(__file__).parent / "floors.toml"


@dataclass(frozen=True, slots=True)
class Floor:
    """What a measured figure must not fall below (or, `at-most`, rise above).

    `gold` is a path below this package's gold folder; `corpus/...` below the corpus of the repository, looked for in the
    current folder; or `shared/...` below the shared folder, which not every checkout has. `needs` are further paths of
    these kinds without which the figure cannot be measured (the texts a gold refers to). `sha256` is the digest of the
    gold when the value was set, `command` what prints the figure, `note` how the value came about.
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
        """How the floor is named in messages."""
        return f"{self.measure} {self.figure} on {self.gold}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found about one floor: a sentence, and one more where the floor could be raised."""

    state: Literal["held", "failed", "unmeasured"]
    told: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class GateReport:
    """The verdicts in the order of the floors."""

    verdicts: tuple[Verdict, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What fails the gate."""
        return self._told("failed")

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """What could not be measured here because the shared folder or the corpus, or part of it, is absent."""
        return self._told("unmeasured")

    @property
    def hints(self) -> tuple[str, ...]:
        """Which floors could be raised."""
        return tuple(verdict.hint for verdict in self.verdicts if verdict.hint)

    def _told(self, state: str) -> tuple[str, ...]:
        return tuple(verdict.told for verdict in self.verdicts if verdict.state == state)


@dataclass(frozen=True, slots=True)
class _Floors:
    floor: tuple[Floor, ...] = ()


_ADAPTER: TypeAdapter[_Floors] = TypeAdapter(_Floors)


def load_floors(path: Path = FLOORS) -> tuple[Floor, ...]:
    """Load floors.toml. Raises GoldError when it is not in the promised format."""
    try:
        return _ADAPTER.validate_python(tomllib.loads(path.read_text(encoding="utf-8"))).floor
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise GoldError(f"{path}: is not a list of floors: {error}") from error


def check_gate(
    measures: Mapping[str, Measure], shared: Path | None, floors: Sequence[Floor] | None = None
) -> GateReport:
    """Measure every figure that has a floor and compare. Each measure runs once for each gold file.

    What lies below the shared folder or the corpus is not measured where that, or the file, is absent. A changed gold, a measure
    or figure nobody has, and a figure below its floor are problems.
    """
    taken: dict[tuple[str, str], Mapping[str, float]] = {}
    verdicts: list[Verdict] = []
    for floor in load_floors() if floors is None else floors:
        verdict = _find_obstacle(floor, shared) or _find_fault(floor, shared, measures)
        if verdict is None:
            if (floor.measure, floor.gold) not in taken:
                taken[floor.measure, floor.gold] = measures[floor.measure](_locate(floor.gold, shared))
            verdict = _judge(floor, taken[floor.measure, floor.gold])
        verdicts.append(verdict)
    return GateReport(tuple(verdicts))


def render_gate(report: GateReport) -> str:
    """Return a line for each floor, a line for each hint, and the totals."""
    lines = [f"{verdict.state:10s} {verdict.told}" for verdict in report.verdicts]
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
        return Verdict(
            "failed",
            f"{floor.name}: nothing measures {floor.measure!r}; known are {', '.join(sorted(measures))}",
        )
    return None


def _judge(floor: Floor, figures: Mapping[str, float]) -> Verdict:
    measured = figures.get(floor.figure)
    if measured is None:
        known = ", ".join(sorted(figures))
        return Verdict("failed", f"{floor.name}: there is no figure {floor.figure!r}; known are {known}")
    above = measured - floor.value if floor.bound == "at-least" else floor.value - measured
    said = f"{floor.name}: {measured:.4f}, must be {floor.bound.replace('-', ' ')} {floor.value:.4f}"
    if math.isnan(above) or above < 0:
        return Verdict("failed", f"{said}; measure it with: {floor.command}")
    hint = (
        f"{floor.name}: {measured:.4f} is well clear of {floor.value:.4f}; move the floor"
        if above > RAISE_ABOVE
        else ""
    )
    return Verdict("held", said, hint)
