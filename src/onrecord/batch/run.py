"""One run in its folder: what it is made with, its plans, its manifest, and what a killed run left behind."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from onrecord.batch.folder import TEMPORARY, Folder
from onrecord.batch.inputs import GatherSettings, InputFile, digest_input
from onrecord.batch.plan import Plan
from onrecord.batch.shard import RECORDS, SHARDS, TABLES_FOLDER, Manifest
from onrecord.batch.stage import STAGED, StagedInput
from onrecord.model.errors import SettingError
from onrecord.model.record import Run

PLANS = "plans"
ASIDE = "aside"
_CHANGED = ".changed"  # ends the name of a plan of which an input has changed
_ARTICLES = f"{TABLES_FOLDER}/articles/"
DIGITS = 12
_RUN_FILE = "run.json"


def run_digest(run: Run, settings: GatherSettings) -> str:
    """Return the digest of all that outcomes depend on besides the input."""
    told = {"run": asdict(run), "gathering": gathering_of(settings)}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def gathering_of(settings: GatherSettings) -> dict[str, object]:
    """Return the settings by which articles are taken out of the input, those that were given."""
    given = {name: value for name, value in asdict(settings.overrides).items() if value is not None}
    limits = settings.limits
    return {
        "overrides": given,
        "columns": dict(sorted(settings.columns.items())),
        "max_bytes": limits.max_bytes,
        "article_seconds": limits.article_seconds,
    }


@dataclass(frozen=True)
class RunFolder:
    """The folder `run=…` of a run."""

    folder: Folder
    run: Run

    @classmethod
    def open(cls, out: str, run: Run, settings: GatherSettings) -> "RunFolder":
        """Make the folder of a run in `out`, unless it is there. Raises SettingError if it cannot be made."""
        digest = run_digest(run, settings)
        folder = Folder(out).within(f"run={digest[:DIGITS]}")
        try:
            for name in (STAGED, PLANS, SHARDS, ASIDE, TABLES_FOLDER, RECORDS):
                folder.make(name)
            told = {"run": asdict(run), "digest": f"sha256:{digest}", "gathering": gathering_of(settings)}
            folder.write_json(_RUN_FILE, told)
        except OSError as error:
            raise SettingError(
                f"{out} cannot be written ({error.strerror or error}); choose another --out, or change its "
                "permissions"
            ) from error
        return cls(folder, run)

    def plans(self) -> list[Plan]:
        """Return the plans of this run and earlier ones, by id."""
        return [Plan.from_json(self.folder.read_json(name)) for name in self._json_names(PLANS)]

    def save_plan(self, plan: Plan) -> None:
        """Write a plan down, so that a later run goes on with it."""
        self.folder.write_json(f"{PLANS}/{plan.id}.json", plan.to_json())

    def finished(self) -> set[str]:
        """Return the names of the shards that are complete."""
        return {_stem(name) for name in self._json_names(SHARDS)}

    def can_go_on(self, plan: Plan) -> bool:
        """Return whether a plan is finished, or all its inputs are still laid down."""
        return set(plan.names) <= self.finished() or {one.file.name for one in plan.inputs} <= set(
            self.staged()
        )

    def manifests(self, shards: Iterable[str]) -> list[Manifest]:
        """Return the manifests of finished shards."""
        return [self.folder.read_json(f"{SHARDS}/{shard}.json") for shard in shards]

    def staged(self) -> dict[str, StagedInput]:
        """Return the inputs that are laid down, by their names."""
        found = [StagedInput.from_json(self.folder.read_json(name)) for name in self._json_names(STAGED)]
        return {one.file.name: one for one in found}

    def drop_staged(self, inputs: Iterable[StagedInput]) -> None:
        """Delete inputs that were laid down. What tells that they are complete goes first."""
        for one in inputs:
            self.folder.delete(f"{STAGED}/{one.file.key}.json")
            self.folder.delete(f"{STAGED}/{one.file.key}.parquet")

    def mark_changed(self, plan: Plan) -> None:
        """Say of a plan that one of its inputs has changed. `drop_changed` does the rest."""
        self.folder.move(f"{PLANS}/{plan.id}.json", f"{PLANS}/{plan.id}{_CHANGED}")

    def drop_changed(self) -> None:
        """Delete the plans that are marked, and their shards; their records are kept to be taken again.

        It can be stopped and done again. Rows of shards without a manifest are deleted by `clear`.
        """
        for name in self.folder.names(PLANS):
            if not name.endswith(_CHANGED):
                continue
            plan = Plan.from_json(self.folder.read_json(name))
            for manifest in self.manifests(self.finished() & set(plan.names)):
                for file in manifest["files"]:
                    if file.startswith(_ARTICLES):
                        self._set_aside(file)
                self.folder.delete(f"{SHARDS}/{manifest['shard']}.json")
            self.folder.delete(name)

    def _set_aside(self, file: str) -> None:
        """Move a file of the table of articles out of it, unless that was done before."""
        with suppress(FileNotFoundError):
            self.folder.move(file, f"{ASIDE}/{file.removeprefix(_ARTICLES).replace('/', '-')}")

    def set_aside(self) -> list[str]:
        """Return the names of the files with records of plans that were dropped."""
        return list(self.folder.names(ASIDE))

    def drop_aside(self) -> None:
        """Delete these files: all that was worth taking has been taken."""
        for name in self.set_aside():
            self.folder.delete(name)

    def clear(self) -> int:
        """Delete the files that killed runs left: incomplete ones, and those of unfinished shards.

        Returns their number.
        """
        finished, cleared = self.finished(), 0
        for under in (STAGED, PLANS, SHARDS, ASIDE, RECORDS, TABLES_FOLDER):
            for name in self.folder.names(under, deep=True):
                is_output = under in (RECORDS, TABLES_FOLDER)
                if name.endswith(TEMPORARY) or (is_output and _stem(name) not in finished):
                    self.folder.delete(name)
                    cleared += 1
        return cleared

    def _json_names(self, under: str) -> list[str]:
        return [name for name in self.folder.names(under) if name.endswith(".json")]


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def is_unchanged(file: InputFile, before: StagedInput) -> bool:
    """Return whether a file is the one that was laid down: by size and time of change, else by its bytes.

    One that could not be read then is a changed one.
    """
    if before.digest is None:
        return False
    known = None not in (file.size, file.modified)
    if known and (file.size, file.modified) == (before.file.size, before.file.modified):
        return True
    return digest_input(file) == before.digest


def divide(
    files: Sequence[InputFile], plans: Iterable[Plan], can_go_on: Callable[[Plan], bool]
) -> tuple[list[InputFile], list[Plan], list[Plan]]:
    """Return the files that no plan has, the plans that hold, and those in which a file has changed.

    A plan that cannot go on (`RunFolder.can_go_on`) is made again, as if a file had changed.
    """
    given = {file.name: file for file in files}
    holding: list[Plan] = []
    changed: list[Plan] = []
    for plan in plans:
        known = [(given[one.file.name], one) for one in plan.inputs if one.file.name in given]
        holds = can_go_on(plan) and all(is_unchanged(file, one) for file, one in known)
        (holding if holds else changed).append(plan)
    planned = {one.file.name for plan in holding for one in plan.inputs}
    dropped = {one.file.name: one.file for plan in changed for one in plan.inputs}
    new = [file for name, file in (dropped | given).items() if name not in planned]
    return new, holding, changed
