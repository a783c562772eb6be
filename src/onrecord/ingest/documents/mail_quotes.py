"""Finds in the lines of a message what it forwards and what it answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr, parsedate_to_datetime
from functools import cache

from onrecord.ingest.dates import parse_date
from onrecord.ingest.lexicons import load_words
from onrecord.model.errors import IngestError

_FORWARDED = re.compile(
    r"[>\s]*(?:-{2,}\s*(?:forwarded|original) message\b.*|begin forwarded message:)\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[>\s*]*(from|date|sent|subject|to|cc|reply-to):\*?\s*(.*)$", re.IGNORECASE)
_RULE = re.compile(r"\s*_{10,}\s*$")  # Outlook's line above the headers of what it forwards
_FIELDS_WITHIN = 12  # lines below the mark in which the headers of the forwarded message stand
_ATTRIBUTION = re.compile(r"\s*on\b.{5,300}\bwrote:\s*$", re.IGNORECASE)
_LONGEST_ADDED = 250  # characters of a line that a newsletter's program adds
_SIGNATURE = "--"


@dataclass(frozen=True, slots=True)
class ForwardedPart:
    """A forwarded message within a message: its first line there, its headers, and the lines of its body."""

    start: int
    sender: str
    date: str | None
    subject: str | None
    lines: tuple[str, ...]


def find_forwarded(lines: Sequence[str]) -> ForwardedPart | None:
    """Return what a message forwards, None when nothing. What follows "Original Message" counts as such."""
    start = next((number for number in range(len(lines)) if _begins_forwarded(lines, number)), None)
    if start is None:
        return None
    fields: dict[str, str] = {}
    body = start if _FIELD.match(lines[start]) else start + 1
    for number in range(body, min(start + 1 + _FIELDS_WITHIN, len(lines))):
        match = _FIELD.match(lines[number])
        if match:
            fields.setdefault(match[1].lower(), match[2].strip())
            body = number + 1
        elif lines[number].strip(" >") and fields:
            break
    name, address = parseaddr(fields.get("from", ""))
    sender = " ".join((name or address or fields.get("from", "")).split())
    if not sender:
        return None
    unquoted = tuple(re.sub(r"^(?:> ?)+", "", line) for line in lines[body:])
    date = fields.get("date") or fields.get("sent")
    return ForwardedPart(start, sender, _day(date), fields.get("subject") or None, unquoted)


def is_forwarded_mark(line: str) -> bool:
    """Return whether a line says that a forwarded message follows, in words."""
    return _FORWARDED.match(line) is not None


def _begins_forwarded(lines: Sequence[str], number: int) -> bool:
    """Return whether a line is the mark of a forwarded message, or Outlook's rule or headers without one."""
    if _FORWARDED.match(lines[number]):
        return True
    is_rule = _RULE.match(lines[number]) is not None
    if not is_rule and not lines[number].lstrip(" *").lower().startswith("from:"):
        return False
    block = [line for line in lines[number + is_rule : number + 8] if line.strip()][:5]
    names = [match[1].lower() for match in map(_FIELD.match, block) if match]
    return names[:1] == ["from"] and names[1:2] in (["sent"], ["date"]) and "subject" in names


def _day(value: str | None) -> str | None:
    if not value:
        return None
    for text in (value, re.sub(r"\bat\b|\s\S*\(.*\)", " ", value)):
        try:
            return parse_date(text)
        except IngestError:
            pass
    try:
        return parse_date(parsedate_to_datetime(value).isoformat(timespec="seconds"))
    except (ValueError, TypeError, IndexError, OverflowError, IngestError):
        return None


def is_newsletter_line(line: str) -> bool:
    """Return whether a newsletter's program added the line: "View this email in your browser"."""
    plain = line.strip(" \t>*_|[(").replace("’", "'")
    return len(plain) <= _LONGEST_ADDED and _newsletter_lines().match(plain) is not None


@cache
def _newsletter_lines() -> re.Pattern[str]:
    beginnings = "|".join(map(re.escape, load_words("newsletter_lines.txt")))
    return re.compile(rf"(?:{beginnings})(?!\w)", re.IGNORECASE)


def without_quotes(lines: Sequence[str], is_answer: bool) -> list[str]:
    """Return the lines without the signature, and of an answer without the lines that it quotes.

    In a message that answers nothing, as a newsletter, quoted lines are a part of it.
    """
    kept: list[str] = []
    for line in lines:
        if line.rstrip() == _SIGNATURE:
            break
        if not line.startswith(">"):
            kept.append(line)
        elif is_answer:
            _drop_attribution(kept)
        else:
            kept.append(re.sub(r"^(?:> ?)+", "", line))
    return kept


def _drop_attribution(kept: list[str]) -> None:
    """Drop "On Monday, Ann Lee wrote:", on one line or two, at the end of the lines."""
    while kept and not kept[-1].strip():
        kept.pop()
    for count in (1, 2):
        if _ATTRIBUTION.fullmatch(" ".join(kept[-count:])) and len(kept) >= count:
            del kept[-count:]
            return
    kept.append("")
