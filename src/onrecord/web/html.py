"""HTML: the Jinja environment and its filters.

Words of articles are escaped, hidden characters made visible.
"""

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
from onrecord.model.step import step_of
from onrecord.views.pages.lists import ROWS_PER_PAGE
from onrecord.web.figure_images import can_draw, figure_sizes
from onrecord.web.timeline_layout import lay_out_timeline

TONES = {
    "reject": "against", "criticise": "against", "accuse": "against", "threaten": "against",
    "warn": "against",
    "agree": "for", "promise": "for", "offer": "for", "praise": "for", "thank": "for", "apologise": "for",
    "demand": "question", "request": "question", "ask": "question",
}  # fmt: skip
EVENT_TONES = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"), "for"),
    **dict.fromkeys(
        ("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "against"
    ),
    "REQUEST": "question",
}
STATUS_TONES = {
    "done": "for",
    "agreed": "neutral",
    "under-way": "neutral",
    "broken": "against",
    "disputed": "question",
}
PAST_TENSE = {
    "assert": "said", "accuse": "accused", "reject": "rejected", "criticise": "criticised",
    "demand": "demanded", "request": "requested", "offer": "offered", "promise": "promised",
    "threaten": "threatened", "agree": "agreed", "announce": "announced", "thank": "thanked",
    "praise": "praised", "apologise": "apologised", "warn": "warned", "ask": "asked",
    "decline-to-comment": "declined to comment", "think": "thought",
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO_DAY = re.compile(r"(?<=\()\d{4}-\d{2}(?:-\d{2})?(?=\))", re.ASCII)
# Characters that are invisible or change the direction of others: controls, formats, fillers, tags
# (Unicode 16: Cc, Cf, Zl, Zp).
_HIDDEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff]"
)


def isolated(text: str | None) -> Markup:
    """Return escaped words of an article in an element that isolates their direction (see `visible`).

    A right-to-left override or a zero-width character stays in place, in an element that limits its effect
    and shows its code.
    """
    if not text:
        return Markup("")
    return Markup("<bdi>") + visible(text) + Markup("</bdi>")


def visible(text: str) -> Markup:
    """Return escaped words with hidden characters made visible."""
    out, at = [], 0
    for match in _HIDDEN.finditer(text):
        if not _is_joining(text, match.start()):
            out += [escape(text[at : match.start()]), _show_hidden(match[0])]
            at = match.end()
    return Markup("").join([*out, escape(text[at:])])


def plain(text: str | None) -> str:
    """Return words for an attribute or a title: on one line, without hidden characters."""
    return " ".join(_HIDDEN.sub(" ", text or "").split())


def _is_joining(text: str, place: int) -> bool:
    """Return whether a zero-width joiner is between characters it may join: emoji, not Latin letters."""
    between = 0 < place < len(text) - 1 and text[place - 1] > "\u0370" and text[place + 1] > "\u0370"
    return text[place] in "\u200c\u200d" and between


@lru_cache(maxsize=512)
def _show_hidden(character: str) -> Markup:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "control character").lower()
    content = character if unicodedata.category(character) in ("Cf", "Zl", "Zp", "Lo", "Mn") else ""
    return Markup('<span class="hidden-character" data-code="{}" title="{} {}">{}</span>').format(
        code, code, name, content
    )


def day(value: str | None) -> str:
    """Return an EDTF date as people write it ("23 Jul 2022"); other text is returned unchanged."""
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
    """Return a sentence with its ISO days in parentheses as people write them."""
    return _ISO_DAY.sub(lambda found: day(found[0]), sentence)


def web_address(url: str | None) -> str | None:
    """Return an http or https address, None for any other."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def truncated(text: str, most: int = 420) -> str:
    """Return a text of `most` characters at most, cut between two words."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"


def group_runs(rows: Iterable[object], name: str) -> Iterator[tuple[object, list[object]]]:
    """Yield each run of consecutive rows with the same value of an attribute."""
    for value, run in groupby(rows, key=lambda row: getattr(row, name)):
        yield value, list(run)


def row_of(reference: str) -> str:
    """Return the id of a row within its article."""
    return reference.rpartition("/")[2]


def static_folder() -> Path:
    """Return the directory of scripts and styles."""
    return Path(str(files("onrecord.web"))) / "static"


def static_versions() -> dict[str, str]:
    """Return a hash of the content of each script and style, for URLs that browsers may cache for long."""
    return {
        path.name: sha256(path.read_bytes()).hexdigest()[:12] for path in sorted(static_folder().iterdir())
    }


def make_environment() -> Environment:
    """Return the environment of the templates. Everything is escaped; an undefined name raises."""
    environment = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    versions = static_versions()
    filters: dict[str, Callable[..., object]] = {
        "isolated": isolated,
        "visible": visible,
        "plain": plain,
        "day": day,
        "with_days": with_days,
        "web_address": web_address,
        "truncated": truncated,
        "group_runs": group_runs,
        "row_of": row_of,
        "spans": lambda spans: ", ".join(f"{span.start}-{span.end}" for span in spans),
        "tone": lambda act: TONES.get(act, "neutral"),
        "event_tone": lambda kind: EVENT_TONES.get(kind, "neutral"),
        "status_tone": lambda status: STATUS_TONES.get(status, "neutral"),
        "step_name": lambda row: step_of(row).step,
        "past_tense": lambda act: PAST_TENSE.get(act, act),
        "percent": lambda fraction: f"{fraction:.0%}",
        "static": lambda name: f"/static/{name}?{versions[name]}",
    }
    environment.filters.update(filters)
    environment.globals.update(
        acts=ACTS,
        types=EVENT_TYPES,
        rows_per_page=ROWS_PER_PAGE,
        can_draw=can_draw,
        figure_sizes=figure_sizes,
        timeline_layout=lay_out_timeline,
    )
    return environment
