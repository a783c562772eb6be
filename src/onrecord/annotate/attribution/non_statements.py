"""Attributions that are no statements: what is only named, seems, or lets somebody do something. Finds none, only judges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.attribution.nested_filters import is_lifeless
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Annotation, Attribution, NonStatement, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer

_QUESTIONS = frozenset({"how", "whether", "what", "when", "where", "which", "who", "whom", "whose", "why"})
_ABOUT = frozenset({"about", "on", "over"})
_IDLE = frozenset({"AUX", "ADV", "PART", "DET", "PUNCT"})


@dataclass(frozen=True, slots=True)
class NonStatementAnnotator:
    """Marks the attributions in which nobody says, writes, thinks or wants anything; they stay in their layer.

    The corpus the model learned from marks them, too ("is known as", "the lift allows"), so the model finds them.
    """

    name: str = "no-statements"
    needs: tuple[Layer, ...] = (Sentence, Token, Attribution)
    gives: tuple[Layer, ...] = (NonStatement,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:  # noqa: ARG002 (the words are in the layers)
        """Return one annotation for each attribution that is no statement."""
        tree = view.index(SyntaxTree)
        for row in view.of(Attribution):
            if not row.verbatim and is_no_statement(row, tree):
                yield NonStatement(row.span, row.id)


def is_no_statement(row: Attribution, tree: SyntaxTree) -> bool:
    """Tell whether an attribution tells of nothing said, written, thought or wanted."""
    cue = [tree[at] for span in row.cue for at in tree.range(span)]
    words = [token for token in cue if token.pos not in _IDLE]
    if not words:
        return bool(cue) and all(token.pos == "AUX" for token in cue)
    doubts = [_doubts().get(token.lemma.lower(), "") for token in words if token.pos != "ADP"]
    if "always" in doubts:
        return True
    if not doubts or not all(doubts):
        return False
    return any(_holds(doubt, row, tree) for doubt in doubts)


def _holds(doubt: str, row: Attribution, tree: SyntaxTree) -> bool:
    """Tell whether a word that can be no cue is none here: of nobody, of a thing, of what is merely seen or open."""
    if doubt == "nobody":
        return not row.source
    source = [at for span in row.source for at in tree.range(span)]
    if doubt == "thing":
        return bool(source) and is_lifeless(tree, source)
    if doubt == "question":
        return _opening(row, tree) in _QUESTIONS
    return doubt == "seen" and not _is_seen_as(row, tree)


def _is_seen_as(row: Attribution, tree: SyntaxTree) -> bool:
    """Tell whether something is seen as something or seen to be so, which is an opinion, or by nobody."""
    content: Sequence[Token] = [tree[at] for span in row.content for at in tree.range(span)]
    opinion = any(token.text.lower() in ("as", "like") for token in content) or _opening(row, tree) in (
        "that",
        "how",
        "no",
    )
    return opinion or not row.source


def _opening(row: Attribution, tree: SyntaxTree) -> str:
    """Return the first word of the content that is no preposition, in small letters; "" when there is none."""
    content = (tree[at] for span in row.content for at in tree.range(span))
    return next((token.text.lower() for token in content if token.text.lower() not in _ABOUT), "")


@cache
def _doubts() -> dict[str, str]:
    """Return by lemma when a word is no cue (`no_statements.txt`)."""
    return {row[0]: row[1] for row in lexicon_rows("attribution/non_statements")}
