"""Page: the answer to one question, as tables, JSON and HTML are made from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[R_co]):
    """Rows of one kind, read while they are asked for (so once), and how many there are without the filter's limit.

    `undated` rows were left out because their date is not known; 0 unless days were asked for.
    """

    row_type: type[R_co]
    rows: Iterator[R_co]
    matching: int
    undated: int
