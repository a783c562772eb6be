"""Responses of the record: which statement answers which."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from onrecord.model.annotation import Response
from onrecord.model.article import Article
from onrecord.model.evidence import Evidence
from onrecord.model.record import Answer, Statement


def with_answers(
    article: Article, statements: Iterable[Statement], responses: Iterable[Response], ids: Mapping[int, str]
) -> tuple[Statement, ...]:
    """Return the statements with their answers; `ids` are the statement ids by the id of the attribution.

    Answers to statements that are not in the record, and to the statement itself, are left out.
    """
    rows = list(statements)
    links = {statement.id: {link.id for link in statement.source_chain} for statement in rows}
    answers: dict[str, list[Answer]] = {}
    for response in responses:
        own, other = ids.get(response.attribution), ids.get(response.to)
        spans = [span for span in response.evidence if span.is_sound(article.text)]
        if own is None or other is None or not spans or own == other:
            continue
        to = other if response.relay is None else f"{other}.{response.relay + 1}"
        known = answers.setdefault(own, [])
        if (response.relay is None or to in links.get(other, ())) and to not in {
            answer.to for answer in known
        }:
            known.append(Answer(to, response.relation, Evidence.of(article.text, spans)))
    return tuple(replace(row, answers=tuple(answers[row.id])) if answers.get(row.id) else row for row in rows)
