"""Splits text downloads of ProQuest: articles between long underscores, "Label: value" lines, "Full text:".

There is no published definition: the layout is that of files. Other formats (PDF, RTF, DOCX) have the same
lines, with "Document 1 of 50" between articles.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.news_archives.fields import article_text, language_tag, names_of, notice_of, parse_day
from onrecord.model.errors import IngestError

_RULE = re.compile(r"\s*_{20,}\s*")
_START = re.compile(r"\s*document \d{1,6} of \d{1,6}\s*", re.IGNORECASE)
_LABEL = re.compile(r"(?P<label>[A-Z][A-Za-z/ -]{2,40}?)\s?:(?:\s+(?P<value>.*)|$)")
_LABELS = frozenset(
    {
        "abstract", "alternate title", "author", "author affiliation", "business indexing term",
        "classification", "column", "company / organization", "company/organization", "contact us at",
        "copyright", "correspondence author", "country of publication", "credit", "database", "dateline",
        "document feature", "document type", "document url", "edition", "first page", "full text",
        "identifier / keyword", "identifiers / keywords", "illustrations", "isbn", "issn", "issue",
        "language of publication", "last updated", "links", "location", "number of pages", "pages",
        "people", "person", "place of publication", "proquest document id", "publication date",
        "publication info", "publication subject", "publication title", "publication year", "publisher",
        "section", "source type", "subject", "title", "url", "volume", "word count", "year",
    }
)  # fmt: skip
_NEEDED = ("proquest document id", "publication title", "document url")
_CONTACT = re.compile(
    r"(?:contact us at|database copyright|terms and conditions|report information from proquest)\b",
    re.IGNORECASE,
)


def matches(lines: Sequence[str]) -> bool:
    """Return whether the first lines of a text are of a download of ProQuest."""
    plain = [line.strip() for line in lines]
    labels = {match["label"].lower() for match in map(_LABEL.fullmatch, plain) if match}
    if "proquest document id" in labels or ("full text" in labels and labels & set(_NEEDED)):
        return True
    return any(line.lower().startswith("report information from proquest") for line in plain)


def split(
    lines: Iterable[str], join: Callable[[Iterable[str]], list[str]]
) -> Iterator[ExtractedArticle | IngestError]:
    """Yield the articles of a download in their order."""
    for chunk in _chunks(lines):
        labels = {
            match["label"].lower()
            for match in map(_LABEL.fullmatch, (line.strip() for line in chunk))
            if match
        }
        if labels & {"full text", *_NEEDED}:
            yield _extract(chunk, join)
        elif sum(len(line.split()) for line in chunk) > 200 and not any(map(_CONTACT.match, chunk)):
            yield IngestError("damaged", f"a part of it is no article of ProQuest: {chunk[0].strip()[:80]!r}")


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for line in lines:
        if _RULE.fullmatch(line) or _START.fullmatch(line):
            if any(one.strip() for one in chunk):
                yield chunk
            chunk = []
        else:
            chunk.append(line.replace("\xa0", " "))
    if any(line.strip() for line in chunk):
        yield chunk


def _extract(lines: list[str], join: Callable[[Iterable[str]], list[str]]) -> ExtractedArticle | IngestError:
    start, end = _bounds(lines)
    fields = _fields([*lines[:start], *lines[end:]])
    first = next((line.strip() for line in lines if line.strip()), "")
    title = fields.get("title") or (None if _LABEL.fullmatch(first) else first)
    if start == end:
        return IngestError(
            "no-article", f"the article {(title or '')[:100]!r} has no full text in the download"
        )
    text = lines[start:end]
    text[0] = re.sub(r"^\s*full text\s?:\s*", "", text[0], flags=re.IGNORECASE)
    body = [line for line in join(text) if not re.match(r"credit: ", line, re.IGNORECASE)]
    credit = fields.get("credit") or next(
        (line[8:] for line in join(text) if line.lower().startswith("credit: ")), None
    )
    if not body:
        return IngestError(
            "no-article", f"the article {(title or '')[:100]!r} has no full text in the download"
        )
    outlet = (
        (fields.get("publication title") or fields.get("publication info", "")).partition(";")[0].strip(" .")
    )
    return ExtractedArticle(
        article_text(title, fields.get("dateline"), body),
        title=title,
        outlet=outlet or None,
        url=fields.get("url") or None,
        page_language=language_tag(fields.get("language of publication")),
        authors=_authors(fields.get("author", "")),
        date=parse_day(fields.get("publication date", "")) or parse_day(fields.get("publication year", "")),
        credit=credit,
        version=fields.get("edition") or None,
        notice=notice_of(title),
    )


def _bounds(lines: Sequence[str]) -> tuple[int, int]:
    """Return the first line of the full text and the line behind its last; equal when there is none.

    Behind it come only labelled lines, so the end is looked for from the end of the article.
    """
    start = next((n for n, line in enumerate(lines) if line.strip().lower().startswith("full text")), None)
    if start is None:
        return 0, 0
    end = len(lines)
    for number in range(len(lines) - 1, start, -1):
        match = _LABEL.fullmatch(lines[number].strip())
        if match and match["label"].lower() in _LABELS - {"credit", "dateline"}:
            end = number
        elif lines[number].strip() and end - number > 3:
            break
    subject = (
        n for n in range(end, len(lines)) if lines[n].lower().startswith(("subject:", "business indexing"))
    )
    return start, next(subject, end)  # a paragraph can begin like a label; the subjects come first


def _fields(lines: Iterable[str]) -> dict[str, str]:
    """Return the labelled values. A line without a label goes on with the value before."""
    fields: dict[str, str] = {}
    label = ""
    for line in lines:
        plain = line.strip()
        match = _LABEL.fullmatch(plain)
        if match and match["label"].lower() in _LABELS:
            label = match["label"].lower()
            fields[label] = match["value"] or ""
        elif label and plain:
            fields[label] = f"{fields[label]} {plain}".strip()
        else:
            label = ""
    return fields


def _authors(stated: str) -> tuple[str, ...]:
    """Return the names of "Lee, Ann; Ruiz, Eva" the right way round."""
    names = (name.strip(" .") for name in stated.split(";"))
    turned = (
        " ".join(part.strip() for part in reversed(name.split(","))) if name.count(",") == 1 else name
        for name in names
    )
    return tuple(name for one in turned for name in names_of(one))
