"""Whom a statement is credited to when its source is a pronoun or a noun: scores on the marked statements of speakers.jsonl."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, cast

from pydantic import TypeAdapter

from onrecord.evaluation.corpora import load_rows
from onrecord.model.annotation import Attribution, Circumstance, Mention
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.reading import Reader, Reading
from onrecord.model.span import Span

Part = Literal["tune", "held-out"]
Told = Literal["named", "nominal", "unknown"]
Form = Literal["pronoun", "nominal"]
Given = Literal["marked", "predicted"]
NAMING = frozenset({"name", "metonym"})


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """One line of speakers.jsonl: a statement, and spans that name its speaker.

    `told` is "named" (`actor` are the names that mean the speaker anywhere in the text), "nominal" (the speaker is nowhere
    named; `actor` is the noun the source refers back to) or "unknown" (no name and nothing to refer back to; `actor` is
    empty). The article is the line of `file` (below the shared data folder) with this `id` or `url`; `sha256` is its text's.
    """

    file: str
    sha256: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    form: Form
    told: Told
    actor: tuple[Span, ...]
    part: Part
    id: str | None = None
    url: str | None = None

    @property
    def key(self) -> str:
        """What the article is known by in its file."""
        return self.id or self.url or ""


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakerCase:
    """An article and the marked statements in it."""

    article: Article
    rows: tuple[SpeakerRow, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """What came of a marked statement: whether it was `credited` to somebody, and whether that was `right`.

    Credited is a statement whose speaker has a name; of pronouns also one whose speaker is told by a noun, of nouns one
    that was rightly joined to an earlier noun. Right is the right one of these, and for a speaker who cannot be told, none.
    """

    row: SpeakerRow
    credited: bool
    right: bool


class SpeakerScore(NamedTuple):
    """Counts: statements, those whose speaker can be told from the text, those credited, and those credited rightly."""

    rows: int
    tellable: int
    credited: int
    credited_right: int
    right: int

    @property
    def share_right(self) -> float:
        """Share of all statements that are right: credited to the right actor, or to nobody where nobody can be told."""
        return self.right / self.rows if self.rows else 0.0

    @property
    def precision(self) -> float:
        """Of the statements credited to somebody the share credited rightly."""
        return self.credited_right / self.credited if self.credited else 0.0

    @property
    def recall(self) -> float:
        """Of the statements whose speaker can be told the share credited rightly."""
        return self.credited_right / self.tellable if self.tellable else 0.0

    @property
    def coverage(self) -> float:
        """Statements credited by statements whose speaker can be told (above 1 where too many are credited)."""
        return self.credited / self.tellable if self.tellable else 0.0


_ROWS: TypeAdapter[SpeakerRow] = TypeAdapter(SpeakerRow)
_TEXTS: TypeAdapter[_Text] = TypeAdapter(_Text)


def load_speakers(path: Path, data: Path) -> tuple[SpeakerCase, ...]:
    """Load speakers.jsonl with the articles it marks, from files below `data`.

    Raises GoldError when an article is not there or is not the one that was marked.
    """
    by_article: dict[tuple[str, str], list[SpeakerRow]] = {}
    for _, row in load_rows(path, _ROWS):
        by_article.setdefault((row.file, row.key), []).append(row)
    articles = {file: _load_articles(data / file) for file in sorted({file for file, _ in by_article})}
    return tuple(_make_case(articles[file].get(key), rows, path) for (file, key), rows in by_article.items())


def credit_speakers(case: SpeakerCase, readers: Sequence[Reader]) -> Iterator[tuple[Given, Credit]]:
    """Yield what the readers make of each marked statement of an article, given marked statements and given predicted ones.

    Given marked statements, the marked one takes the place of those found with the same source; given predicted ones, the
    marked source is looked for among those found, and a statement that was not found is credited to nobody.
    """
    last = max(i for i, reader in enumerate(readers) if Attribution in reader.gives) + 1
    found = _read_on(case.article, Reading(), readers[:last])
    marked = found.joined((Attribution,), _with_marked(found.of(Attribution), case.rows))
    for given, reading in (("marked", marked), ("predicted", found)):
        whole = _read_on(case.article, reading, readers[last:])
        actors: dict[int, list[Mention]] = {}
        for mention in whole.of(Mention):
            actors.setdefault(mention.actor, []).append(mention)
        for row in case.rows:
            speaker = _speaker(row, whole)
            yield cast("Given", given), _judge(row, [] if speaker is None else actors.get(speaker, []))


def evaluate_speakers(path: Path, data: Path, readers: Sequence[Reader]) -> dict[str, SpeakerScore]:
    """Score the readers over all rows and by part, form and file, given marked statements and given predicted ones."""
    groups: dict[str, list[Credit]] = {}
    for case in load_speakers(path, data):
        for given, credit in credit_speakers(case, readers):
            row = credit.row
            folder = row.file.partition("/")[0]
            for name in ("all", f"all {row.form}", row.part, f"{row.part} {row.form}", f"{row.part} {folder}"):
                groups.setdefault(name if given == "marked" else f"{name}, as predicted", []).append(credit)
    return {name: score_credits(rows) for name, rows in sorted(groups.items())}


def score_credits(rows: Iterable[Credit]) -> SpeakerScore:
    """Count the credits."""
    judged = list(rows)
    return SpeakerScore(
        rows=len(judged),
        tellable=sum(one.row.told != "unknown" for one in judged),
        credited=sum(one.credited for one in judged),
        credited_right=sum(one.credited and one.right for one in judged),
        right=sum(one.right for one in judged),
    )


def speaker_figures(scores: Mapping[str, SpeakerScore]) -> dict[str, float]:
    """Return the figures that can have floors by name ("held-out pronoun.precision")."""
    out: dict[str, float] = {}
    for name, of in scores.items():
        out |= {f"{name}.precision": of.precision, f"{name}.recall": of.recall, f"{name}.right": of.share_right}
    return out


def render_speakers(scores: Mapping[str, SpeakerScore]) -> str:
    """Return a table: a line a group."""
    lines = [f"{'statements':32s} {'n':>4s} {'right':>6s} {'precision':>9s} {'recall':>7s} {'coverage':>8s}"]
    for name, of in scores.items():
        figures = f"{of.share_right:6.3f} {of.precision:9.3f} {of.recall:7.3f} {of.coverage:8.3f}"
        counts = f"({of.credited_right} of {of.credited} credited; {of.tellable} can be told)"
        lines.append(f"{name:32s} {of.rows:4d} {figures}  {counts}")
    return "\n".join(lines)


def _read_on(article: Article, reading: Reading, readers: Sequence[Reader]) -> Reading:
    for reader in readers:
        reading = reading.joined(reader.gives, reader.read(article, reading))
    return reading


def _with_marked(found: Sequence[Attribution], rows: Iterable[SpeakerRow]) -> list[Attribution]:
    out = list(found)
    for row in rows:
        spans = (*row.source, *row.cue, *row.content)
        whole = Span(min(span.start for span in spans), max(span.end for span in spans))
        marked = Attribution(whole, row.source, row.cue, row.content, 1.0)
        place = next((i for i, one in enumerate(out) if _same_source(one.source, row.source)), None)
        if place is None:
            out.append(marked)
        else:
            out[place] = replace(marked, within=out[place].within, verbatim=out[place].verbatim)
    return out


def _same_source(source: Sequence[Span], marked: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for span in source for other in marked)


def _speaker(row: SpeakerRow, reading: Reading) -> int | None:
    for one, circumstance in zip(reading.of(Attribution), reading.of(Circumstance), strict=True):
        if _same_source(one.source, row.source):
            return circumstance.speaker
    return None


def _judge(row: SpeakerRow, mentions: Sequence[Mention]) -> Credit:
    named = any(mention.form in NAMING for mention in mentions)
    told = named or (row.form == "pronoun" and any(mention.form == "nominal" for mention in mentions))
    if row.told == "unknown":
        return Credit(row, told, not told)
    met = any(mention.span.overlaps(span) for mention in mentions for span in row.actor)
    right = met and (told or row.told == "nominal")
    return Credit(row, told or right, right)


def _load_articles(path: Path) -> dict[str, Article]:
    rows = (row for _, row in load_rows(path, _TEXTS))
    return {key: Article(row.text, row.title, row.outlet or row.publisher, row.url) for row in rows if (key := row.id or row.url)}


def _make_case(article: Article | None, rows: Sequence[SpeakerRow], path: Path) -> SpeakerCase:
    first = rows[0]
    if article is None:
        raise GoldError(f"{path}: {first.file} has no article {first.key!r}")
    if hashlib.sha256(article.text.encode()).hexdigest() != first.sha256:
        raise GoldError(f"{path}: {first.key!r} in {first.file} has another text than the one that was marked")
    for row in rows:
        for span in (*row.source, *row.cue, *row.content, *row.actor):
            if not span.is_sound(article.text):
                raise GoldError(f"{path}: span {list(span)} in {row.file} {row.key!r} is outside the text or cuts a word")
    return SpeakerCase(article, tuple(rows))
