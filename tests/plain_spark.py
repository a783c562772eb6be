"""What `onrecord.batch.job` uses of Spark, in this process: the logic of a batch without Java."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class PlainAccumulator:
    value: int

    def add(self, more: int) -> None:
        self.value += more


@dataclass(frozen=True)
class PlainRDD:
    make: Callable[[], Iterator[Iterable[Any]]]  # the partitions

    def map(self, work: Callable[[Any], Any]) -> "PlainRDD":
        return PlainRDD(lambda: (map(work, part) for part in self.make()))

    def flatMap(self, work: Callable[[Any], Iterable[Any]]) -> "PlainRDD":  # noqa: N802 - Spark's name
        return PlainRDD(lambda: ([one for row in part for one in work(row)] for part in self.make()))

    def union(self, other: "PlainRDD") -> "PlainRDD":
        return PlainRDD(lambda: iter([*self.make(), *other.make()]))

    def partitionBy(self, number: int, place: Callable[[Any], int]) -> "PlainRDD":  # noqa: N802
        def parts() -> Iterator[list[Any]]:
            found: list[list[Any]] = [[] for _ in range(number)]
            for part in self.make():
                for row in part:
                    found[place(row[0])].append(row)
            return iter(found)

        return PlainRDD(parts)

    def mapPartitionsWithIndex(self, work: Callable[[int, Any], Iterable[Any]]) -> "PlainRDD":  # noqa: N802
        return PlainRDD(lambda: (work(index, iter(part)) for index, part in enumerate(self.make())))

    def collect(self) -> list[Any]:
        return [row for part in self.make() for row in part]


@dataclass(frozen=True)
class PlainContext:
    defaultParallelism: int = 2  # noqa: N815 - Spark's name

    def parallelize(self, values: Sequence[Any], _: int) -> PlainRDD:
        return PlainRDD(lambda: iter([list(values)]))

    def accumulator(self, value: int) -> PlainAccumulator:
        return PlainAccumulator(value)

    def cancelAllJobs(self) -> None:  # noqa: N802 - Spark's name
        return
