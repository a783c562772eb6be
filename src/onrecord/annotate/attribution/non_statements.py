"""Attributions that are no statements: somebody is only named, seems so, or lets somebody do something."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.attribution.animacy import is_inanimate
from onrecord.annotate.attribution.lexicon import words_of
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Annotation, Attribution, NonStatement, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer

_EMPTY_TAGS = frozenset({"AUX", "ADV", "PART", "DET", "PUNCT"})


@dataclass(frozen=True, slots=True)
class NonStatementAnnotator:
    """Marks the attributions in which nobody says, writes, thinks or wants anything.

    They stay in their layer. The model finds them because the corpus it learned from marks them ("is known
    as", "the lift allows").
    """

    name: str = "non-statements"
    needs: tuple[Layer, ...] = (Sentence, Token, Attribution)
    gives: tuple[Layer, ...] = (NonStatement,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:  # noqa: ARG002 - the layers hold the text
        """Return one annotation for each attribution that is no statement."""
        tree = view.index(SyntaxTree)
        for row in view.of(Attribution):
            if not row.verbatim and is_non_statement(row, tree):
                yield NonStatement(row.span, row.id)


def is_non_statement(row: Attribution, tree: SyntaxTree) -> bool:
    """Return whether an attribution reports nothing said, written, thought or wanted."""
    cue = [tree[at] for span in row.cue for at in tree.range(span)]
    words = [token for token in cue if token.pos not in _EMPTY_TAGS]
    if not words:
        return bool(cue) and all(token.pos == "AUX" for token in cue)
    reasons = [_reasons().get(token.lemma.lower(), "") for token in words if token.pos != "ADP"]
    if "always" in reasons:
        return True
    if not reasons or not all(reasons):
        return False
    return any(_applies(reason, row, tree) for reason in reasons)


def _applies(reason: str, row: Attribution, tree: SyntaxTree) -> bool:
    """Return whether a reason for a word to be no cue applies here (see non_statements.txt)."""
    if reason == "nobody":
        return not row.source
    source = [at for span in row.source for at in tree.range(span)]
    if reason == "thing":
        return bool(source) and is_inanimate(tree, source)
    if reason == "question":
        return _first_word(row, tree) in words_of("question words")
    return reason == "seen" and not _is_opinion(row, tree)


def _is_opinion(row: Attribution, tree: SyntaxTree) -> bool:
    """Return whether something is seen as something or seen to be so, or the text does not say by whom."""
    content: Sequence[Token] = [tree[at] for span in row.content for at in tree.range(span)]
    is_compared = any(token.text.lower() in ("as", "like") for token in content)
    return is_compared or _first_word(row, tree) in words_of("openings of opinions") or not row.source


def _first_word(row: Attribution, tree: SyntaxTree) -> str:
    """Return the first word of the content that is no preposition, in lower case; "" when there is none."""
    content = (tree[at] for span in row.content for at in tree.range(span))
    return next(
        (
            token.text.lower()
            for token in content
            if token.text.lower() not in words_of("prepositions of topics")
        ),
        "",
    )


@cache
def _reasons() -> dict[str, str]:
    """Return by lemma the reason why a word is no cue."""
    return {row[0]: row[1] for row in lexicon_rows("attribution/non_statements")}
