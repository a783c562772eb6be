"""What `onrecord check` can find wrong with a dossier."""

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["file", "record", "digest", "rows", "reference", "orphan", "search", "judgement"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `where` is an article, a row, a judgement or a table; `detail` is a sentence.

    - `file`: the database itself cannot be read, or says that it is damaged.
    - `record`: a stored record cannot be read, its words are not at their spans, or its ids lead nowhere.
    - `digest`: a record or a text is not the one that was stored.
    - `rows`: the rows that queries read are not those of the record with people's decisions, or a table that
      is kept from them is not.
    - `reference`: a row refers to one that does not exist.
    - `orphan`: something that belongs to an article, without the article; or an article without its record.
    - `search`: the full-text index does not fit the texts.
    - `judgement`: a judgement that is in force twice.
    """

    kind: FaultKind
    where: str
    detail: str
