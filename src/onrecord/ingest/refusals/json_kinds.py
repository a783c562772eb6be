"""JSON that holds no articles: records of OnRecord itself, maps, notebooks, settings, error replies."""

import json
import re
from typing import TYPE_CHECKING, cast

from onrecord.ingest.lexicons import load_entries
from onrecord.ingest.refusals.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.ingest.formats import Head

_OBJECT = re.compile(r"\s*\[?\s*\{")
_LOOKED_AT = 20_000
_ERROR_KEYS = frozenset(load_entries("error_keys.txt"))
_SAYS_ERROR = frozenset({"error", "errors", "message", "msg", "detail", "fault", "error_code"})
_MOST_ERROR = 4_000  # characters of an error reply


def _begins(*patterns: str) -> "Callable[[Head], bool]":
    """Tell JSON by keys near its beginning: all patterns must be there."""
    wanted = [re.compile(pattern) for pattern in patterns]

    def matches(head: "Head") -> bool:
        if not _OBJECT.match(head.text[:200]):
            return False
        start = head.text[:_LOOKED_AT]
        return all(pattern.search(start) for pattern in wanted)

    return matches


def _is_error_reply(head: "Head") -> bool:
    """Return whether a source is a small JSON object that only says what went wrong."""
    text = head.text.strip()
    if len(text) > _MOST_ERROR or not text.startswith("{"):
        return False
    try:
        reply = cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return False
    if not isinstance(reply, dict):
        return False
    keys = {str(key).lower() for key in reply}
    return bool(keys & _SAYS_ERROR) and keys <= _ERROR_KEYS


_TEXT = 'write one object per article, with its text in "text"'
_MAP = r'"type"\s*:\s*"(?:FeatureCollection|Feature|Topology)"'
_HAR = r'^\s*\{\s*"log"\s*:\s*\{'
JSON_KINDS: tuple[Refusal, ...] = (
    Refusal(
        "record",
        "a record that OnRecord made",
        _begins(r'^\s*\[?\s*\{\s*"schema"\s*:\s*"onrecord/\d', r'"outcome"\s*:'),
        "give the article itself; records are put into a dossier by: onrecord add DOSSIER SOURCE",
    ),
    Refusal("geojson", "a map (GeoJSON)", _begins(_MAP), _TEXT),
    Refusal("notebook", "a notebook (Jupyter)", _begins(r'"cells"\s*:\s*\[', r'"cell_type"\s*:'), _TEXT),
    Refusal("har", "a log of a browser's requests (HAR)", _begins(_HAR, r'"creator"'), _TEXT),
    Refusal(
        "package-json",
        "the settings of a program (package.json)",
        _begins(r'"(?:devD|d)ependencies"\s*:\s*\{', r'"(?:name|scripts|lockfileVersion)"\s*:'),
        _TEXT,
    ),
    Refusal(
        "json-schema",
        "a schema or description of an interface",
        _begins(r'^\s*\{\s*"(?:\$schema|openapi|swagger)"\s*:'),
        _TEXT,
    ),
    Refusal("error-reply", "a server's error reply", _is_error_reply, "get the article itself"),
)
