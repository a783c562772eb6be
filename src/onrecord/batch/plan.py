"""Which articles are read together: shards of a few days each, and copies of one text in one shard.

A day with more articles than a shard holds is divided by the keys of its articles; days with few are put
together. So the files of a table are at most as many as the shards and the days together.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from onrecord.batch.stage import StagedInput

LONGEST_SHARD = 1000  # articles, unless another number is asked for
SHORTEST_SHARD = 25  # below, starting and writing a shard takes longer than reading it
SHARDS_A_CORE = 4  # so that cores end at about the same time
CHARACTERS = 10_000  # of an article in JSON, for which a shard has room: twice the usual


@dataclass(frozen=True, slots=True)
class Plan:
    """A division of some inputs into shards. `days` has the first shard of each day and the number of them.

    Days of which several share a shard have the same first shard, and the number 1.
    """

    id: str
    inputs: tuple[StagedInput, ...]
    days: dict[str, tuple[int, int]]
    shards: int

    def index_of(self, day: str, key: str) -> int | None:
        """Return the shard of the articles of a day and key, None when no article is of that day."""
        first, number = self.days.get(day, (0, 0))
        return first + int(key[:12], 16) % number if number else None

    def name_of(self, index: int) -> str:
        """Return the name of a shard, which its files have."""
        return f"{self.id}-{index:06d}"

    @property
    def names(self) -> list[str]:
        """The names of all shards."""
        return [self.name_of(index) for index in range(self.shards)]

    @property
    def articles(self) -> int:
        """The number of articles and faults in it."""
        return sum(count for staged in self.inputs for count, _ in staged.days.values())

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        inputs = [staged.to_json() for staged in self.inputs]
        return {"id": self.id, "shards": self.shards, "days": self.days, "inputs": inputs}

    @classmethod
    def from_json(cls, raw: "dict[str, object]") -> "Plan":
        """Return it from JSON."""
        inputs = tuple(StagedInput.from_json(one) for one in raw["inputs"])  # type: ignore[attr-defined]
        days = {day: tuple(where) for day, where in raw["days"].items()}  # type: ignore[attr-defined]
        return cls(raw["id"], inputs, days, raw["shards"])  # type: ignore[arg-type]


def make_plan(inputs: Sequence[StagedInput], size: int) -> Plan:
    """Return the plan for these inputs, with about `size` articles a shard. The same inputs give the same."""
    counts, characters = Counter[str](), Counter[str]()
    for staged in inputs:
        for day, (count, length) in staged.days.items():
            counts[day] += count
            characters[day] += length
    # The room that a day takes, in articles: long ones take more.
    room = {day: max(counts[day], ceil(characters[day] / CHARACTERS)) for day in sorted(counts)}
    days: dict[str, tuple[int, int]] = {}
    shards = filled = 0
    for day, needed in room.items():
        if filled and filled + needed > size:
            shards, filled = shards + 1, 0
        number = ceil(needed / size)
        days[day] = (shards, number)
        shards, filled = (shards + number, 0) if number > 1 else (shards, filled + needed)
    return Plan(_plan_id(inputs, size), tuple(inputs), days, shards + (filled > 0))


def _plan_id(inputs: Iterable[StagedInput], size: int) -> str:
    told = [f"{staged.file.name}\0{staged.digest}\0{staged.days}" for staged in inputs]
    return hashlib.sha256("\n".join([str(size), *told]).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def shard_size(articles: int, cores: int) -> int:
    """Return the number of articles a shard, where none is asked for: so that all cores have work."""
    return max(SHORTEST_SHARD, min(LONGEST_SHARD, ceil(articles / (SHARDS_A_CORE * max(cores, 1)))))
