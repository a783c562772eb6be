"""Copies of an article: which articles give the same rows, and the record of one from that of another."""

import hashlib
from dataclasses import fields, replace

from onrecord.assemble.record import build_article_row
from onrecord.model.article import Article, Published
from onrecord.model.ids import encode_fields
from onrecord.model.record import Record

FREE = frozenset({"url", "source", "credit", "version", "notice", "extent"})
"""Fields of an article on which no row depends. Of the publication date only the value counts, and an unknown
language is English, as it is for the readers."""


def reading_key(article: Article) -> str:
    """Return a digest (SHA-256, hexadecimal) of all that the rows of an article depend on.

    Two articles with the same key have the same rows: same text, character by character, title, outlet,
    authors, language, publication date with its time, and post passed on. Only FREE may differ.
    """
    values: list[str | None] = []
    for field in fields(Article):
        if field.name in FREE:
            continue
        value = getattr(article, field.name)
        if isinstance(value, Published):
            value = value.value
        elif field.name == "language":
            value = value or "en"
        values.append(value if value is None or isinstance(value, str) else repr(value))
    return hashlib.sha256(encode_fields(values)).hexdigest()


def record_of_copy(record: Record, copy: Article) -> Record:
    """Return the record that reading `copy` would give, from the record of an article with the same key."""
    return replace(record, article=build_article_row(copy))
