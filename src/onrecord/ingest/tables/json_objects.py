"""Reads the objects of a JSON file one by one with ijson, so that a file of any size takes little memory."""

from collections.abc import Collection, Iterable, Iterator
from typing import BinaryIO

from onrecord.ingest.charsets import BOMS
from onrecord.ingest.files import too_large_error
from onrecord.ingest.limits import Limits
from onrecord.model.errors import IngestError

_STARTS, _ENDS = {"start_map", "start_array"}, {"end_map", "end_array"}
_SMALL = 16  # characters that a number or a name of a field counts
_CHUNK = 1 << 16  # bytes that ijson asks for at once
_UTF8_MARK = BOMS[0][0]


class _Bounded:
    """A stream that ends with an error when one string in it is longer than the limit."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._before = b""
        self.since = 0  # bytes since the last event
        start = stream.read(len(_UTF8_MARK))
        self._before = start.removeprefix(_UTF8_MARK)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raises IngestError ("too-large")."""
        if size == 0:
            return b""
        chunk, self._before = self._before or self._stream.read(size), b""
        self.since += len(chunk)
        if self.since > 2 * (self._limits.max_bytes + _CHUNK):
            raise too_large_error(None, self._limits, "one of its strings")
        return chunk


def read_objects(
    stream: BinaryIO, wanted: Collection[str], limits: Limits, many: bool = False
) -> Iterator[tuple[str, object]]:
    """Yield the path and the value of each object, list or simple value at one of the paths `wanted`.

    Paths are those of ijson: "messages.item" for the entries of the list "messages", "" for the whole. With
    `many`, one value may follow another, as in JSON Lines. An object over the
    limit gives an IngestError as its value. What is not JSON ends the values with an IngestError whose path
    is "".
    """
    import ijson

    bounded = _Bounded(stream, limits)
    try:
        yield from _build(ijson.parse(bounded, use_float=True, multiple_values=many), bounded, wanted, limits)
    except ijson.JSONError as error:
        detail = " ".join(str(error).split("\n")[0].split())[:120]
        yield "", IngestError("not-json", f"its JSON is broken or cut off ({detail}); the rest was not read")
    except IngestError as error:
        yield "", IngestError(error.reason, f"{error.detail}; the rest was not read")
    except (OSError, ValueError, EOFError) as error:
        yield "", IngestError("unreadable", f"reading failed ({error}); the rest was not read")


def _build(
    events: Iterable[tuple[str, str, object]], bounded: _Bounded, wanted: Collection[str], limits: Limits
) -> Iterator[tuple[str, object]]:
    """Yield the path and value of what is wanted in the events of a parser. Raises what the parser raises."""
    from ijson.common import ObjectBuilder

    builder, path, depth, size = None, "", 0, 0
    for prefix, event, value in events:
        bounded.since = 0
        if builder is None:
            if prefix not in wanted or event in _ENDS or event == "map_key":
                continue
            if event not in _STARTS:
                yield prefix, value
                continue
            builder, path, depth, size = ObjectBuilder(), prefix, 0, 0
        size += len(value) if isinstance(value, str) else _SMALL
        depth += (event in _STARTS) - (event in _ENDS)
        if size <= limits.max_bytes:
            builder.event(event, value)
        if depth == 0:
            whole = size <= limits.max_bytes
            yield path, builder.value if whole else too_large_error(size, limits, "an entry")
            builder = None
