"""Splits downloads of Factiva (Dow Jones): with codes of fields, or as articles are shown.

With codes: HD (headline), BY, CR (credit), WC, PD (day), ET (time), SN (source), LA, LP (lead), TD (text),
AN and others, each in front of a cell or a tab; the lead and the text go on over many paragraphs. As shown:
title, author, "812 words", "1 October 2020", time, source, its code, "English", a copyright line, the text.
Both end with "Document " and the accession number. The codes are those of Factiva's own list ("Field
codes").
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.news_archives.fields import (
    LANGUAGE_NAMES,
    article_text,
    language_tag,
    names_of,
    notice_of,
    parse_day,
)
from onrecord.model.errors import IngestError

CODES = frozenset(
    {
        "AN", "ART", "AU", "BY", "CLM", "CO", "CR", "CT", "CX", "CY", "DE", "ED", "ET", "GC", "HD", "HL",
        "HLP", "IN", "IPC", "IPD", "LA", "LP", "NS", "PD", "PG", "PUB", "RE", "RF", "RST", "SC", "SE", "SN",
        "TD", "VOL", "WC",
    }
)  # fmt: skip
_BODY = ("LP", "TD")
_FIELD = re.compile(r"(?P<code>[A-Z]{2,3})(?:\s*[\t|]\s*|\s{2,}|:\s+|$)(?P<value>.*)")
_NUMBER = re.compile(r"(?:AN\s+)?Document\s+(?P<number>[A-Z]{2,12}0*\d{8,}[0-9a-z]{6,14})\s*")
_WORDS = re.compile(r"[\d,.]{1,9} words", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d{2}(?: [A-Z]{2,5})?")
_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)).{0,300}|.{0,80}\ball rights reserved\.?", re.IGNORECASE)
_LATE = re.compile(
    r"search summary|(?:text|date|source|author|company|subject|industry|region|language)\s*(?:\t.*)?",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:page \d+ of \d+ )?© \d{4} factiva, inc\. all rights reserved\.?|search summary", re.IGNORECASE
)


def matches(lines: Sequence[str]) -> bool:
    """Return whether the first lines of a text are of a download of Factiva."""
    plain = [line.strip() for line in lines]
    codes = {match["code"] for match in map(_FIELD.fullmatch, plain) if match}
    if {"HD", "PD"} <= codes and codes & {"LP", "TD", "AN"} and codes & {"SN", "WC", "LA"}:
        return True
    return any(_NUMBER.fullmatch(line) for line in plain) and any(_WORDS.fullmatch(line) for line in plain)


def split(
    lines: Iterable[str], join: Callable[[Iterable[str]], list[str]]
) -> Iterator[ExtractedArticle | IngestError]:
    """Yield the articles of a download in their order."""
    chunk: list[str] = []
    for line in lines:
        plain = line.replace("\xa0", " ").strip(" ")
        if _NOISE.fullmatch(plain):
            continue
        field = _FIELD.fullmatch(plain.strip())
        number = _NUMBER.fullmatch(plain.strip()) or (field and field["code"] == "AN" and field)
        if number:
            if any(line.strip() for line in chunk):  # else "AN" stands on a line of its own above
                yield _extract(chunk, join)
            chunk = []
        else:
            chunk.append(plain)
    rest = [line for line in chunk if line.strip()]
    if any(_WORDS.fullmatch(line.strip()) for line in rest) or _is_coded(rest):
        title = next((line for line in rest if not _LATE.fullmatch(line.strip())), "")
        named = re.sub(r"^HD\s+", "", title)[:100]
        yield IngestError("damaged", f"the file ends within the article {named!r}; download it again")


def _is_coded(lines: Sequence[str]) -> bool:
    codes = {match["code"] for match in map(_FIELD.fullmatch, (line.strip() for line in lines)) if match}
    return {"HD", "PD"} <= codes


def _extract(lines: list[str], join: Callable[[Iterable[str]], list[str]]) -> ExtractedArticle | IngestError:
    fields = _coded(lines) if _is_coded(lines) else _shown(lines)
    body = [line for code in _BODY for line in join(fields.get(code, []))]
    one = {code: " ".join(" ".join(values).split()) for code, values in fields.items()}
    title = one.get("HD") or None
    if not body:
        return IngestError("no-article", f"the article {(title or '')[:100]!r} has no text in the download")
    if correction := one.get("CX"):
        body.append(f"Correction: {correction}")
    day = one.get("PD", "")
    return ExtractedArticle(
        article_text(title, None, body),
        title=title,
        outlet=one.get("SN") or None,
        page_language=language_tag(one.get("LA")),
        authors=names_of(one.get("BY") or one.get("AU")),
        date=parse_day(f"{day} {one.get('ET', '')}") or parse_day(day),
        credit=one.get("CR") or None,
        version=one.get("ED") or None,
        notice=notice_of(title),
    )


def _coded(lines: Iterable[str]) -> dict[str, list[str]]:
    """Return the lines of each field by its code. A line without a code belongs to the field before."""
    fields: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        match = _FIELD.fullmatch(line.strip())
        if match and match["code"] in CODES:
            code = match["code"]
            fields.setdefault(code, []).append(match["value"])
        elif code:
            fields[code].append(line)
    return fields


def _shown(lines: Sequence[str]) -> dict[str, list[str]]:
    """Return the fields of an article as it is shown: by their order, from the number of words on."""
    printed = [number for number, line in enumerate(lines) if line.strip()]
    plain = [line.strip() for line in lines]
    words = next((number for number in printed if _WORDS.fullmatch(plain[number])), None)
    if words is None:
        return {"HD": [plain[printed[0]]] if printed else [], "TD": [lines[number] for number in printed[1:]]}
    above = _without_section([plain[number] for number in printed if number < words])
    fields: dict[str, list[str]] = {
        "HD": above[:1],
        "BY": [line for line in above[1:] if _is_byline(line)][:1],
    }
    language = next(
        (number for number in printed if number > words and plain[number].lower() in LANGUAGE_NAMES), words
    )
    start = language + 1
    for number in printed:
        if words < number <= language:
            _take(plain[number], fields)
        elif language < number <= language + 4 and _COPYRIGHT.fullmatch(plain[number]):
            start = number + 1
    fields["TD"] = list(lines[start:])
    return fields


def _without_section(above: list[str]) -> list[str]:
    """Return the lines above the number of words from the title on.

    A page marks the title with its code (texts.py). Elsewhere a section is a short line before a longer one.
    """
    marked = next((number for number, line in enumerate(above) if re.match(r"HD\t", line)), None)
    if marked is not None:
        return [above[marked][3:].strip(), *above[marked + 1 :]]
    short = len(above) > 1 and len(above[0].split()) <= 3 < 5 <= len(above[1].split())
    return above[1:] if short and not above[1].lower().startswith("by ") else above


def _is_byline(line: str) -> bool:
    """Return whether a line between title and number of words names an author rather than a section."""
    return line.lower().startswith("by ") or len(line.split()) > 1


def _take(line: str, fields: dict[str, list[str]]) -> None:
    """Put a line of the head into its field: day, then time, then source; code and page are not kept."""
    if "PD" not in fields:
        if parse_day(line):
            fields["PD"] = [line]
    elif _TIME.fullmatch(line):
        fields["ET"] = [line]
    elif line.lower() in LANGUAGE_NAMES:
        fields["LA"] = [line]
    else:
        fields.setdefault("SN", [line])
