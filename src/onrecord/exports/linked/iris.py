"""IRIs of articles, rows and actors, and JSON files of many objects that are written one at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

NAMESPACE = "urn:onrecord:"  # of names that are made from content: the same in every file and dossier
_SAFE = "/:~-._@!$'()*+,;="  # what a URN may hold besides letters and digits (RFC 8141, section 2)


def iri(identifier: str) -> str:
    """Return the IRI of an id: `urn:onrecord:a:1f…/s3`, `urn:onrecord:person:dmitry-peskov`."""
    return NAMESPACE + quote(identifier, safe=_SAFE)


def json_objects(head: str, objects: Iterable[Mapping[str, object]], tail: str) -> Iterator[str]:
    """Yield the lines of a JSON file: `head`, the objects with commas between, one a line, and `tail`."""
    yield head
    before = "\n"
    for one in objects:
        yield before + json.dumps(one, ensure_ascii=False)
        before = ",\n"
    yield tail


def without_empty(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that hold something: no None, no empty text or list."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {})}
