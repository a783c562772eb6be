"""Rendering: templates, and the words of articles made harmless and visible. Everything else about pages is in `views`."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from onrecord.model.annotation import ACTS, EVENT_TYPES
from onrecord.model.edtf import edtf_bounds
from onrecord.web.figure_images import figure_sizes
from onrecord.web.timeline_layout import plan_timeline

TONES = {
    "reject": "against", "criticise": "against", "accuse": "against", "threaten": "against", "warn": "against",
    "agree": "for", "promise": "for", "offer": "for", "praise": "for", "thank": "for", "apologise": "for",
    "demand": "asking", "request": "asking", "ask": "asking",
}  # fmt: skip
EVENT_TONES = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"), "for"),
    **dict.fromkeys(
        ("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "against"
    ),
    "REQUEST": "asking",
}
STATUS_TONES = {
    "done": "for",
    "agreed": "neutral",
    "under-way": "neutral",
    "broken": "against",
    "disputed": "asking",
}
DID = {
    "assert": "said", "accuse": "accused", "reject": "rejected", "criticise": "criticised", "demand": "demanded",
    "request": "requested", "offer": "offered", "promise": "promised", "threaten": "threatened", "agree": "agreed",
    "announce": "announced", "thank": "thanked", "praise": "praised", "apologise": "apologised", "warn": "warned",
    "ask": "asked", "decline-to-comment": "declined to comment", "think": "thought",
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO_DAY = re.compile(r"(?<=\()\d{4}-\d{2}(?:-\d{2})?(?=\))", re.ASCII)
# Characters that show nothing or turn the direction of others: controls, formats, fillers and tags (Unicode 16, Cc, Cf, Zl, Zp).
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff]"
)


def shown(text: str | None) -> Markup:
    """Return words of an article for a page: escaped, apart from their surroundings' direction, hidden characters made visible.

    A right-to-left override or a zero-width character stays where it is, in an element of its own which keeps its effect
    inside and shows its number.
    """
    if not text:
        return Markup("")
    return Markup("<bdi>") + visible(text) + Markup("</bdi>")


def visible(text: str) -> Markup:
    """Return escaped words with hidden characters made visible."""
    out, at = [], 0
    for match in _UNSEEN.finditer(text):
        if not _is_joining(text, match.start()):
            out += [escape(text[at : match.start()]), _unseen(match[0])]
            at = match.end()
    return Markup("").join([*out, escape(text[at:])])


def plain(text: str | None) -> str:
    """Return words for an attribute or a title: on one line, without hidden characters."""
    return " ".join(_UNSEEN.sub(" ", text or "").split())


def _is_joining(text: str, place: int) -> bool:
    """Tell whether a joiner stands between letters or pictures it may join: not in Latin words."""
    between = 0 < place < len(text) - 1 and text[place - 1] > "\u0370" and text[place + 1] > "\u0370"
    return text[place] in "\u200c\u200d" and between


@lru_cache(maxsize=512)
def _unseen(character: str) -> Markup:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "control character").lower()
    kept = character if unicodedata.category(character) in ("Cf", "Zl", "Zp", "Lo", "Mn") else ""
    return Markup('<span class="unseen" data-code="{}" title="{} {}">{}</span>').format(
        code, code, name, kept
    )


def day(value: str | None) -> str:
    """Return an EDTF date as people read it: "23 Jul 2022", "Jul 2022", "23–25 Jul 2022"; what is no EDTF stays as it is."""
    bounds = edtf_bounds(value) if value else None
    if value is None or bounds is None:
        return value or ""
    first, last = bounds
    if first.year <= 1 or last.year >= 9999:
        return value
    month = _MONTHS[first.month - 1]
    if first == last:
        return f"{first.day} {month} {first.year}"
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and last.day >= 28:
        return f"{month} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {month} {first.year}"
    return f"{first.day} {month} {first.year} – {last.day} {_MONTHS[last.month - 1]} {last.year}"


def with_days(sentence: str) -> str:
    """Return a sentence of the program with its ISO days as people read them."""
    return _ISO_DAY.sub(lambda found: day(found[0]), sentence)


def web_address(url: str | None) -> str | None:
    """Return an address that a link may lead to, None for every other kind."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def clipped(text: str, most: int = 420) -> str:
    """Return the beginning of long words, cut between two of them."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"


def groupby_run(rows: Iterable[object], name: str) -> Iterator[tuple[object, list[object]]]:
    """Yield runs of rows that share the value of an attribute, in their order."""
    for value, run in groupby(rows, key=lambda row: getattr(row, name)):
        yield value, list(run)


def row_of(reference: str) -> str:
    """Return the id of a row within its article."""
    return reference.rpartition("/")[2]


def static_folder() -> Path:
    """Return the folder of scripts and styles."""
    return Path(str(files("onrecord.web"))) / "static"


def static_versions() -> dict[str, str]:
    """Return for each script and style a mark of its content, so that browsers may keep it for long."""
    return {
        path.name: sha256(path.read_bytes()).hexdigest()[:12] for path in sorted(static_folder().iterdir())
    }


def make_environment() -> Environment:
    """Return the environment of the templates: everything escaped, nothing undefined."""
    environment = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    versions = static_versions()
    filters: dict[str, Callable[..., object]] = {
        "shown": shown,
        "visible": visible,
        "plain": plain,
        "day": day,
        "with_days": with_days,
        "web_address": web_address,
        "clipped": clipped,
        "groupby_run": groupby_run,
        "row_of": row_of,
        "spans": lambda spans: ", ".join(f"{span.start}-{span.end}" for span in spans),
        "tone": lambda act: TONES.get(act, "neutral"),
        "event_tone": lambda kind: EVENT_TONES.get(kind, "neutral"),
        "status_tone": lambda status: STATUS_TONES.get(status, "neutral"),
        "did": lambda act: DID.get(act, act),
        "share": lambda part: f"{part:.0%}",
        "static": lambda name: f"/static/{name}?{versions[name]}",
    }
    environment.filters.update(filters)
    environment.globals.update(
        acts=ACTS, types=EVENT_TYPES, figure_sizes=figure_sizes, timeline_of=plan_timeline
    )
    return environment
