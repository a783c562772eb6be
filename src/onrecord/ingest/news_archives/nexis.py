"""Splits downloads of LexisNexis: of Nexis Uni and Lexis+ since 2018, and of LexisNexis Academic before.

Today: title, publication and day on lines of their own, a copyright line, "Section:", "Length: 812 words",
"Byline:", "Body", the text, "Classification", "Load-Date:", "End of Document". A cover lists the documents.
Before: "1 of 50 DOCUMENTS", publication, day, "HEADLINE:", "BYLINE:", "LENGTH: 512 words", "BODY:", the text,
"LOAD-DATE:", "LANGUAGE:", a copyright line. There is no published definition: the layouts are those of files.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.news_archives.fields import article_text, language_tag, names_of, notice_of, parse_day
from onrecord.model.errors import IngestError

BLOCK_LINES = 60  # lines within which labels follow the title of a block
_END = re.compile(r"\s*end of document\s*", re.IGNORECASE)
_START = re.compile(r"\s*(?:document )?(\d{1,6}) of \d{1,6}(?: documents?)?\s*", re.IGNORECASE)
_LENGTH = re.compile(r"length: ?[\d,]{1,9} (?:words|mots|wörter|palabras)\b", re.IGNORECASE)
_LOAD_DATE = re.compile(r"load-date: ?\S", re.IGNORECASE)
_BODY = re.compile(r"body(?:\s*:\s*(?P<rest>.*))?", re.IGNORECASE)
_LABEL = re.compile(r"(?P<label>[A-Za-z][A-Za-z -]{2,24}?)\s*:(?:\s+(?P<value>.*)|$)")
_HEADER = frozenset(
    [
        "section",
        "length",
        "byline",
        "dateline",
        "highlight",
        "headline",
        "series",
        "distribution",
        "column",
        "department",
        "url",
        "source",
        "subject",
        "slug",
        "style",
        "pub-type",
        "issn",
        "edition",
        "contact",
        "kicker",
        "subheadline",
    ]
)
# Blocks behind the text. Older files have them in capitals with a colon, today's as a line of their own.
_BLOCKS = frozenset({"classification", "graphic", "notes", "correction", "correction-date"})
_TAIL = frozenset(
    [
        "load-date",
        "language",
        "publication-type",
        "subject",
        "graphic",
        "notes",
        "url",
        "organization",
        "organisation",
        "company",
        "person",
        "type",
        "document-type",
        "journal-code",
        "correction-date",
        "correction",
        "acc-no",
        "city",
        "country",
        "state",
        "ticker",
        "industry",
        "geographic",
        "categories",
        "cross-reference",
        "issn",
        "pub-type",
        "transmission-date",
    ]
)
_COPYRIGHT = re.compile(
    r"(?:copyright\b|©|\(c\) ?(?:19|20)\d\d).{0,300}|all rights reserved\.?", re.IGNORECASE
)
_EDITION = re.compile(r".{0,60}\b(?:edition|final|update)\b.{0,60}", re.IGNORECASE)
_COVER = re.compile(
    r"(?:user name|date and time|job number|documents? \(\d+\)|client/matter|search terms|search type"
    r"|narrowed by|content type\b.*|sources:|timeline:)",
    re.IGNORECASE,
)
_COVER_ENTRY = re.compile(r"\d{1,4}\.\s+(?P<title>\S.*)")
_COVER_COUNT = re.compile(r"documents? \((\d{1,5})\)", re.IGNORECASE)
_NOISE = re.compile(r"link to (?:image|pdf|the original story.*)\.?|load-date:.*", re.IGNORECASE)
_PAGE = re.compile(r"\s*page \d{1,4} of \d{1,4}\s*", re.IGNORECASE)  # the running head, where it is text
_ADDRESS = re.compile(r"https?://\S{4,500}")
_NOT_SHOWN = re.compile(r"we are sorry but there is an error in this document", re.IGNORECASE)


def matches(lines: Sequence[str]) -> bool:
    """Return whether the first lines of a text are of a download of LexisNexis."""
    plain = [line.strip() for line in lines]
    length = any(_LENGTH.match(line) for line in plain)
    body = any(_BODY.fullmatch(line) for line in plain)
    ended = any(_END.fullmatch(line) or _LOAD_DATE.match(line) for line in plain)
    started = any(_START.fullmatch(line) for line in plain)
    cover = any(line.lower().startswith("job number:") for line in plain) and any(
        _COVER_COUNT.match(line) for line in plain
    )
    return cover or (body and (ended or started)) or (length and ended)


@dataclass(slots=True)
class _Article:
    """The parts of one article: the lines before the labels, the labelled fields, body, what is behind."""

    head: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    tail: dict[str, str] = field(default_factory=dict)


def split(
    lines: Iterable[str], join: Callable[[Iterable[str]], list[str]]
) -> Iterator[ExtractedArticle | IngestError]:
    """Yield the articles of a download in their order; at its end an error if the cover lists more."""
    listed = found = 0
    for chunk, ended in _chunks(lines):
        cover = _cover_end(chunk)
        counts = (_COVER_COUNT.match(line.strip()) for line in chunk[:cover])
        listed = listed or next((int(count[1]) for count in counts if count), 0)
        parts = _parse(_without_cover(chunk, cover))
        if not parts.body and not parts.fields and (ended is None or not parts.head):
            continue  # a cover or blank lines
        found += 1
        yield _extract(parts, join, cut_off=ended is False)
    if listed > found:
        yield IngestError(
            "damaged", f"its cover lists {listed:,} documents, but it has {found:,}; download the rest again"
        )


def _chunks(lines: Iterable[str]) -> Iterator[tuple[list[str], bool | None]]:
    """Yield the lines of each article and whether its end is printed; None where no article prints one."""
    chunk: list[str] = []
    prints_end = False
    for line in lines:
        line = line.replace("\xa0", " ")
        if _END.fullmatch(line):
            prints_end = True
            yield chunk, True
            chunk = []
        elif _PAGE.fullmatch(line):
            continue
        elif _START.fullmatch(line) and not prints_end:
            if any(one.strip() for one in chunk):
                yield chunk, None
            chunk = []
        else:
            chunk.append(line)
    if any(line.strip() for line in chunk):
        yield chunk, False if prints_end else None


def _cover_end(lines: Sequence[str]) -> int:
    """Return the number of lines of the cover, 0 without one; the heading of the first document follows."""
    plain = [line.strip() for line in lines]
    if not any(_COVER_COUNT.match(line) or line.lower().startswith("job number:") for line in plain[:20]):
        return 0
    first_day = next(
        (number for number, line in enumerate(plain) if number > 2 and _is_head_day(plain, number)),
        len(plain),
    )
    marks = [number for number, line in enumerate(plain[:first_day]) if _COVER.match(line)]
    return marks[-1] + 1 if marks else 0


def _is_head_day(plain: Sequence[str], number: int) -> bool:
    """Return whether a line is the day in the head of a document: a label or copyright line follows soon."""
    if plain[number].lower().startswith("date and time") or parse_day(plain[number]) is None:
        return False
    following = [line for line in plain[number + 1 : number + 8] if line]
    return any(_COPYRIGHT.match(line) or _LENGTH.match(line) or _BODY.fullmatch(line) for line in following)


def _without_cover(chunk: list[str], cover: int) -> list[str]:
    """Return the lines of the first document; its title is the first that the cover lists."""
    rest = chunk[cover:]
    titles = {
        _key(match["title"])
        for match in map(_COVER_ENTRY.fullmatch, (line.strip() for line in chunk[:cover]))
        if match
    }
    for number, line in enumerate(rest):
        if _key(line) in titles:
            return rest[number:]
    if not cover:
        return rest
    plain = [line.strip() for line in rest]
    day = next((number for number in range(len(plain)) if _is_head_day(plain, number)), 0)
    printed = [number for number in range(day) if plain[number]]
    return rest[printed[-2] :] if len(printed) > 1 else rest


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def _parse(lines: Sequence[str]) -> _Article:
    parts = _Article()
    start = _body_start(lines)
    label = ""
    for line in lines[:start]:
        plain = line.strip()
        match = _LABEL.fullmatch(plain)
        if match and match["label"].lower() in _HEADER:
            label = match["label"].lower()
            parts.fields[label] = match["value"] or ""
        elif label and plain and not _BODY.fullmatch(plain):
            parts.fields[label] = f"{parts.fields[label]} {plain}".strip()
        elif plain and not _BODY.fullmatch(plain) and not parts.fields:
            parts.head.append(plain)
        else:
            label = ""
    end = _body_end(lines, start)
    rest = _BODY.fullmatch(lines[start - 1].strip()) if start else None
    parts.body = [*([rest["rest"]] if rest and rest["rest"] else []), *lines[start:end]]
    _parse_tail(lines[end:], parts)
    return parts


def _body_start(lines: Sequence[str]) -> int:
    """Return the number of the first line of the text: behind "Body", else behind the last label."""
    for number, line in enumerate(lines):
        if _BODY.fullmatch(line.strip()):
            return number + 1
    start = 0
    for number, line in enumerate(lines):
        match = _LABEL.fullmatch(line.strip())
        if (
            match
            and match["label"].lower() in _HEADER
            and (start or _LENGTH.match(line.strip()) or number < 15)
        ):
            start = number + 1
    return start


def _body_end(lines: Sequence[str], start: int) -> int:
    for number in range(start, len(lines)):
        plain = lines[number].rstrip()
        if plain[:1].isspace():  # in a text the paragraphs are indented, the labels are not
            continue
        if plain.lower() in _BLOCKS and _is_block(plain.lower(), lines[number + 1 : number + BLOCK_LINES]):
            return number
        match = _LABEL.fullmatch(plain)
        if (
            match
            and match["label"].lower() in _TAIL
            and (match["label"].isupper() or _LOAD_DATE.match(plain))
        ):
            return number
    end = len(lines)
    while end > start and (not lines[end - 1].strip() or _COPYRIGHT.fullmatch(lines[end - 1].strip())):
        end -= 1
    return end


def _is_block(name: str, following: Sequence[str]) -> bool:
    """Return whether a line of one word is the title of a block: the end of the article is labels."""
    labels = [match for match in map(_LABEL.fullmatch, (line.strip() for line in following)) if match]
    return any(match["label"].lower() in _TAIL for match in labels) or (
        name != "correction" and not following
    )


def _parse_tail(lines: Sequence[str], parts: _Article) -> None:
    """Take the fields behind the text; those that go on over several lines are joined."""
    name = ""
    for line in lines:
        plain = line.strip()
        match = _LABEL.fullmatch(plain)
        if match and match["label"].lower() in _TAIL:
            name = match["label"].lower()
            parts.tail.setdefault(name, match["value"] or "")
        elif plain.lower() in _BLOCKS:
            name = plain.lower()
            parts.tail.setdefault(name, "")
        elif name and plain and not _COPYRIGHT.fullmatch(plain):
            parts.tail[name] = f"{parts.tail[name]} {plain}".strip()


def _extract(
    parts: _Article, join: Callable[[Iterable[str]], list[str]], cut_off: bool
) -> ExtractedArticle | IngestError:
    title, outlet, day, edition = _read_head(parts)
    named = f"the article {title[:100]!r}" if title else "an article without a title"
    if cut_off and "load-date" not in parts.tail:
        return IngestError("damaged", f"the file ends within {named}; download it again")
    body = [line for line in join(parts.body) if not _NOISE.fullmatch(line)]
    address = body.pop() if len(body) > 1 and _ADDRESS.fullmatch(body[-1]) else None
    if not body or (len(body) < 3 and _NOT_SHOWN.search(" ".join(body))):
        return IngestError("no-article", f"{named} has no text in the download")
    if correction := parts.tail.get("correction"):
        body.append(f"Correction: {correction}")
    language = parts.fields.get("language") or parts.tail.get("language")
    return ExtractedArticle(
        article_text(title, parts.fields.get("dateline"), body),
        title=title,
        outlet=outlet,
        url=parts.fields.get("url") or parts.tail.get("url") or address,
        page_language=language_tag(language),
        authors=names_of(parts.fields.get("byline")),
        date=day or parse_day(parts.tail.get("load-date", "")),
        version=edition,
        notice=notice_of(title),
    )


def _read_head(parts: _Article) -> tuple[str | None, str | None, str | None, str | None]:
    """Return title, outlet, day and edition from the lines before the labels."""
    lines = [line for line in parts.head if not _COPYRIGHT.fullmatch(line)]
    number = next((number for number, line in enumerate(lines) if parse_day(line)), None)
    before = lines if number is None else lines[:number]
    after = [] if number is None else lines[number + 1 :]
    day = None if number is None else parse_day(lines[number])
    edition = next((line for line in after if _EDITION.fullmatch(line)), None)
    heading = [
        line
        for line in after
        if line != edition and not re.fullmatch(r"[\d:. APMapm]+(?: [A-Z]{2,5})?", line)
    ]
    title = parts.fields.get("headline") or None
    outlet = before[-1] if before else None
    if title is None and len(before) > 1:
        title = " ".join(before[:-1])
    elif title is None and heading:
        title = " ".join(heading)
    elif title is None and number is None:
        title, outlet = outlet, None
    return title, outlet, day, edition
