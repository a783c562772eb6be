"""Responses.

What an attribution rejects, answers, criticises, repeats, confirms, corrects or gives thanks for.
"""

from collections.abc import Iterable, Iterator

from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.provenance.documents import find_documents
from onrecord.annotate.provenance.lexicon import load_provenance_lexicon
from onrecord.annotate.responses.cues import ResponseFinder
from onrecord.annotate.responses.earlier_statements import EarlierStatements
from onrecord.annotate.responses.targets import TargetResolver
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Circumstance,
    LinkMention,
    Mention,
    ParticipantMention,
    Passage,
    Quotation,
    Response,
    Sentence,
    SourceLink,
    TimeExpression,
    Title,
    Token,
    UtteranceAct,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer


class ResponseAnnotator:
    """What each attribution answers.

    An earlier one of the article, one nested in it, or a link of a source chain. A response that would close
    a circle is left out, and so is one to what was said on a later day.
    """

    name = "responses"
    needs: tuple[Layer, ...] = (
        Passage, Sentence, Token, Quotation, Attribution, UtteranceAct, Mention, ParticipantMention,
        LinkMention, Title, TimeExpression, Circumstance, SourceLink,
    )  # fmt: skip
    gives: tuple[Layer, ...] = (Response,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the responses by attribution. Raises ModelError when a word list is missing."""
        actors = ActorIndex.of(view)
        times = sorted(view.of(TimeExpression), key=lambda row: row.span)
        quotations = sorted(view.of(Quotation), key=lambda row: row.span)
        documents = find_documents(article.text, actors, quotations, times, load_provenance_lexicon())
        statements = EarlierStatements.of(article.text, actors, view)
        targets = TargetResolver.of(actors, documents, statements, view.of(SourceLink))
        return list(_without_circles(ResponseFinder(article.text, actors, statements, targets).find()))


def _without_circles(responses: Iterable[Response]) -> Iterator[Response]:
    """Yield each response once, and none by which two statements would answer each other."""
    answered: dict[int, set[int]] = {}
    seen: set[tuple[int, int, int | None]] = set()
    for row in sorted(responses, key=lambda row: (row.attribution, row.to, row.relay or 0)):
        key = (row.attribution, row.to, row.relay)
        if key in seen or _reaches(answered, row.to, row.attribution):
            continue
        seen.add(key)
        if row.relay is None:
            answered.setdefault(row.attribution, set()).add(row.to)
        yield row


def _reaches(answered: dict[int, set[int]], start: int, goal: int) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        at = waiting.pop()
        if at == goal:
            return True
        fresh = answered.get(at, set()) - seen
        seen |= fresh
        waiting.extend(fresh)
    return False
