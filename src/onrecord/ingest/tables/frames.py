"""Data frames of pandas, Polars and whatever else narwhals reads: a row is an article."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from onrecord.ingest.articles import Overrides
from onrecord.ingest.formats import ParsedArticle
from onrecord.ingest.limits import DEFAULT_LIMITS, Limits
from onrecord.ingest.tables.columns import map_columns, parse_columns
from onrecord.ingest.tables.table import SAMPLED_ROWS, RowReader
from onrecord.model.errors import IngestError

if TYPE_CHECKING:
    import narwhals as nw

NAME = "frame"
_BUFFER = 256  # rows taken out of a frame at once


def frame_articles(
    frame: object, columns: Mapping[str, str], overrides: Overrides, limits: Limits = DEFAULT_LIMITS
) -> Iterator[ParsedArticle]:
    """Return an iterator over the article of each row, or why there is none, in the order of the frame.

    Every row gives one, blank rows too; the row at position 0 is located as `frame[0]`. `columns` are names
    by field, as in `map_columns`. Raises IngestError at once: "format" when it is no data frame, "field"
    when no column holds the text, two may, or a given one does not exist.
    """
    given = parse_columns(f"{name}={column}" for name, column in columns.items())
    table = _as_frame(frame)
    names = [str(name) for name in table.columns]
    sample = list(islice(table.iter_rows(buffer_size=_BUFFER), SAMPLED_ROWS))
    reader = RowReader.of(map_columns(names, sample, given), sample, overrides, limits)
    return _rows(table, reader)


def _as_frame(frame: object) -> "nw.DataFrame[Any]":
    import narwhals as nw
    from narwhals.exceptions import DuplicateError

    try:
        found = nw.from_native(frame, eager_only=True)  # type: ignore[call-overload]
        found.columns  # noqa: B018 - names them, or says that two are alike
    except DuplicateError as error:
        raise IngestError(
            "field", f"two of its columns have one name; rename one ({' '.join(str(error).split())[:120]})"
        ) from error
    except TypeError as error:
        what = type(frame)
        raise IngestError(
            "format",
            f"{what.__module__}.{what.__qualname__} is not a data frame with rows; give one of pandas or "
            "Polars (a lazy one collected)",
        ) from error
    result: nw.DataFrame[Any] = found
    return result


def _rows(table: "nw.DataFrame[Any]", reader: RowReader) -> Iterator[ParsedArticle]:
    for at, cells in enumerate(table.iter_rows(buffer_size=_BUFFER)):
        place = f"{NAME}[{at}]"
        yield place, reader.build(cells, place)
