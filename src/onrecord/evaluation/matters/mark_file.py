"""Reader of the mark files of matters: finds the offsets of quoted words, reports all faults by line."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, get_args

from onrecord.evaluation.corpus import CorpusText, Split
from onrecord.evaluation.marks.marked_text import MarkedText
from onrecord.evaluation.matters.gold import (
    ANSWER_RELATIONS,
    ARTICLE_RELATIONS,
    EVENT_TYPES,
    LAYERS,
    NOTICES,
    STEP_KINDS,
    ArticlePair,
    MarkedAnswer,
    MarkedCommitment,
    MarkedEvent,
    MarkedStatement,
    MarkedStep,
    Matter,
    Number,
    Telling,
    Words,
    find_mark_files,
    load_matter_texts,
    matter_digest,
)
from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import GoldError
from onrecord.model.span import Span, sorted_spans

T = TypeVar("T", bound=str)
Kept = MarkedEvent | MarkedStatement | MarkedCommitment
_PLACE = re.compile(r"\s+([a-z])(?: ([a-z-]+))?:\s*(<[^>]*>(?:\s*\+\s*<[^>]*>)*)\s*(?:;\s*(.*))?")
_QUOTED = re.compile(r"<([^>]*)>")
_PAIR = re.compile(r"(\w+) ([a-z])(?: of)? ([a-z])(?:;\s*(.*))?")
_NUMBER = re.compile(r"((?:>=|<=|~)?\d+(?:\.\d+)?(?:\.\.\d+)?) ([^()]+?)(?: \((.+)\))?")
_ANSWER = re.compile(r"answer (s\d+) ([a-z]+) (s\d+|[a-z])")
_HEAD = re.compile(r"(event|statement|commitment) ([esc]\d+) (.+)")


class MatterError(GoldError):
    """A mark file of a matter that cannot be read. `faults` has one message a fault, with its line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def load_matters(folder: Path, split: Split, marks: Path | None = None) -> list[Matter]:
    """Load the matters of a split of a folder; `marks` has the files of another marker.

    Raises MatterError with all faults by file and line, GoldError where a file is missing.
    """
    texts = load_matter_texts(folder)
    files = find_mark_files(folder, split, texts)
    if marks is not None:
        files = [marks / file.name for file in files if (marks / file.name).is_file()]
    faults: list[str] = []
    found: list[Matter] = []
    for file in files:
        try:
            found.append(read_mark_file(file, texts.get(file.stem, ())))
        except MatterError as error:
            faults += [f"{file}: {fault}" for fault in error.faults]
    if faults:
        raise MatterError(faults)
    return found


def read_mark_file(file: Path, texts: Sequence[CorpusText]) -> Matter:
    """Return the matter of a mark file. Raises MatterError with all its faults."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise MatterError([f"cannot be read as UTF-8 text ({error})"]) from error
    if not texts:
        raise MatterError(
            [f"there is no matter {file.stem} in texts.jsonl; the name of the file must be its id"]
        )
    reader = _Reader(file.stem, tuple(texts))
    for number, line in enumerate(lines, start=1):
        reader.read(number, line)
    matter = reader.finish()
    if reader.faults:
        raise MatterError(reader.faults)
    return matter


@dataclass(slots=True)
class _Reader:
    """The rows read so far, and the faults so far, so that all are reported at once."""

    matter: str
    texts: tuple[CorpusText, ...]
    faults: list[str] = field(default_factory=list)
    first: bool = True
    layers: list[str] = field(default_factory=list)
    pairs: list[ArticlePair] = field(default_factory=list)
    answers: list[tuple[int, MarkedAnswer]] = field(default_factory=list)
    kept: dict[str, Kept] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    current: str | None = None
    words: dict[str, MarkedText] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = {text.id[-1]: MarkedText(text.text) for text in self.texts}

    def read(self, number: int, line: str) -> None:
        """Read one line; a fault is kept with its number."""
        if not line.strip() or line.lstrip().startswith("#"):
            return
        try:
            self._choose(line)(number, line.rstrip())
        except GoldError as error:
            self.faults.append(f"line {number}: {error}")

    def _choose(self, line: str) -> Callable[[int, str], None]:
        if self.first:
            return self._read_matter
        if line[0].isspace():
            return self._read_place
        sort = line.split(maxsplit=1)[0]
        if sort in ARTICLE_RELATIONS:
            return self._read_pair
        rows = {"layers": self._read_layers, "answer": self._read_answer}
        rows |= dict.fromkeys(("event", "statement", "commitment"), self._read_head)
        if sort not in rows:
            known = ", ".join([*rows, *ARTICLE_RELATIONS])
            raise GoldError(f"{sort!r} is no row; a row begins with one of {known}")
        return rows[sort]

    def finish(self) -> Matter:
        """Return the matter, after checks of what only the whole file shows."""
        if self.first:
            self.faults.append("line 1: the first row must be `matter ID DIGEST`")
        for name, row in self.kept.items():
            places = row.tellings if isinstance(row, MarkedEvent) else ()
            if not (places or (row.steps if isinstance(row, MarkedCommitment) else ()) or _spots(row)):
                self.faults.append(f"line {self.lines[name]}: {name} has no words of any article under it")
        for number, answer in self.answers:
            for name in (answer.statement, answer.to):
                if name.startswith("s") and name[1:].isdigit() and name not in self.kept:
                    self.faults.append(f"line {number}: there is no statement {name}")
        rows = self.kept.values()
        return Matter(
            self.matter,
            frozenset(layer for layer in LAYERS if not self.layers or layer in self.layers),
            self.texts,
            tuple(row for row in rows if isinstance(row, MarkedEvent)),
            tuple(self.pairs),
            tuple(row for row in rows if isinstance(row, MarkedStatement)),
            tuple(answer for _, answer in self.answers),
            tuple(row for row in rows if isinstance(row, MarkedCommitment)),
        )

    def _read_matter(self, _: int, line: str) -> None:
        self.first = False
        digest = matter_digest(self.texts)
        if line != f"matter {self.matter} {digest}":
            raise GoldError(
                f"the first row must be `matter {self.matter} {digest}`; another digest means that a text "
                "has changed since it was marked"
            )

    def _read_layers(self, _: int, line: str) -> None:
        self.layers = [_one_of(LAYERS, name, "layer") for name in line.split()[1:]]

    def _read_pair(self, _: int, line: str) -> None:
        match = _PAIR.fullmatch(line)
        if match is None:
            raise GoldError(f"{line!r} does not read `RELATION ARTICLE of ARTICLE`")
        relation = _one_of(ARTICLE_RELATIONS, match[1], "relation")
        left, right = self._article(match[2]), self._article(match[3])
        if left == right:
            raise GoldError(f"article {match[2]} cannot be related to itself")
        words = self._find(match[2], match[4] or "") if relation in NOTICES else None
        self.pairs.append(ArticlePair(relation, left, right, words))

    def _read_answer(self, number: int, line: str) -> None:
        match = _ANSWER.fullmatch(line)
        if match is None:
            raise GoldError(f"{line!r} does not read `answer s2 denies s1` or `answer s2 denies a`")
        to = match[3] if match[3].startswith("s") and len(match[3]) > 1 else self._article(match[3])
        relation = _one_of(ANSWER_RELATIONS, match[2], "relation")
        self.answers.append((number, MarkedAnswer(match[1], relation, to)))

    def _read_head(self, number: int, line: str) -> None:
        self.current = None
        match = _HEAD.fullmatch(line)
        if match is None or match[1][0] != match[2][0]:
            raise GoldError(f"{line!r} needs an id of its kind: event e1, statement s1, commitment c1")
        name, parts = match[2], [part.strip() for part in match[3].split(";")]
        if name in self.kept:
            raise GoldError(f"{name} is used in line {self.lines[name]} already")
        self.kept[name] = _head(match[1], name, parts)
        self.lines[name], self.current = number, name

    def _read_place(self, _: int, line: str) -> None:
        match = _PLACE.fullmatch(line)
        if match is None:
            raise GoldError(f"{line.strip()!r} does not read `ARTICLE: <words> + <words>; …`")
        if self.current is None:
            raise GoldError("these words stand under no event, statement or commitment")
        row = self.kept[self.current]
        words, rest = self._find(match[1], match[3]), match[4] or ""
        if not isinstance(row, MarkedCommitment):
            if match[2]:
                raise GoldError(f"{match[2]!r} is a step; steps stand under commitments")
            self._check_new(row, words)
        if isinstance(row, MarkedEvent):
            telling = Telling(words, tuple(_numbers(rest)))
            self.kept[row.id] = replace(row, tellings=(*row.tellings, telling))
        elif isinstance(row, MarkedStatement):
            self.kept[row.id] = replace(row, places=(*row.places, words))
        else:
            step = _step(_one_of(STEP_KINDS, match[2] or "", "step"), words, rest)
            self.kept[row.id] = replace(row, steps=(*row.steps, step))

    def _check_new(self, row: MarkedEvent | MarkedStatement, words: Words) -> None:
        if words.article in {place.article for place in _spots(row)}:
            raise GoldError(f"{row.id} has a line for article {words.article[-1]} already; join words by +")

    def _article(self, letter: str) -> str:
        if letter not in self.words:
            raise GoldError(f"there is no article {letter}; the matter has {', '.join(self.words)}")
        return self.matter + letter

    def _find(self, letter: str, quoted: str) -> Words:
        article = self._article(letter)
        spans: list[Span] = []
        for words in _QUOTED.findall(quoted):
            found = self.words[letter].find_everywhere(words)
            if len(found) != 1:
                often = "not found" if not found else f"found {len(found)} times"
                raise GoldError(f"{words!r} is {often} in article {letter} (as whole words); it must be once")
            spans += found
        if not spans:
            raise GoldError(f"write words of article {letter} as <the words>")
        return Words(article, sorted_spans(spans))


def _spots(row: Kept) -> tuple[Words, ...]:
    if isinstance(row, MarkedEvent):
        return tuple(telling.words for telling in row.tellings)
    return row.places if isinstance(row, MarkedStatement) else ()


def _head(sort: str, name: str, parts: Sequence[str]) -> Kept:
    if sort == "statement":
        return MarkedStatement(name, "; ".join(parts), ())
    if len(parts) != 3:
        shape = "TYPE; DAY; WHAT" if sort == "event" else "PARTIES; WHAT; by DAY"
        raise GoldError(f"{sort} {name} needs three parts: {shape}")
    if sort == "commitment":
        return MarkedCommitment(name, parts[0], parts[1], _day(parts[2].removeprefix("by ")), ())
    if parts[0] not in EVENT_TYPES:
        raise GoldError(f"{parts[0]!r} is no type of event; use one of {', '.join(sorted(EVENT_TYPES))}")
    return MarkedEvent(name, parts[0], _day(parts[1]), parts[2], ())


def _step(kind: str, words: Words, rest: str) -> MarkedStep:
    parts = [part.strip() for part in rest.split(";")]
    if len(parts) != 2 or not (parts[1] == "-" or parts[1].startswith("by ")):
        raise GoldError(f"a step ends with `; DAY; by TELLER` (`-` for unknown), not {rest!r}")
    teller = None if parts[1] == "-" else parts[1].removeprefix("by ")
    return MarkedStep(_one_of(STEP_KINDS, kind, "step"), words, _day(parts[0]), teller)


def _day(words: str) -> str | None:
    if words == "-":
        return None
    if edtf_bounds(words) is None:
        raise GoldError(f"{words!r} is no day in EDTF (2025-03-03) and not `-`")
    return words


def _numbers(rest: str) -> Iterator[Number]:
    for part in filter(None, (part.strip() for part in rest.split(";"))):
        match = _NUMBER.fullmatch(part)
        if match is None:
            raise GoldError(f"{part!r} does not read `NUMBER UNIT (TELLER)`")
        yield Number(match[1], match[2], match[3])


def _one_of(known: tuple[T, ...], name: str, what: str) -> T:
    for one in known:
        if one == name:
            return one
    raise GoldError(f"{name!r} is no {what}; use one of {', '.join(known)}")


def check_split(name: str) -> Split:
    """Return the split of this name. Raises GoldError where there is none."""
    return _one_of(get_args(Split), name, "split")
