"""Records as JSON Lines: a dossier's whole records, one article a line, as `onrecord read --format json` prints them."""

from collections.abc import Iterable, Iterator

from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json


def render_records(records: Iterable[Record]) -> Iterator[str]:
    """Yield a line a record, with its line break."""
    for record in records:
        yield outcome_to_json(record) + "\n"
