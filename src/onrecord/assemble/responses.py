"""Answers: from replies to the answers of statements. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from onrecord.model.annotation import Response
from onrecord.model.article import Article
from onrecord.model.evidence import Evidence
from onrecord.model.record import Answer, Statement


def with_answers(
    article: Article, statements: Iterable[Statement], replies: Iterable[Response], ids: Mapping[int, str]
) -> tuple[Statement, ...]:
    """Return the statements with what each answers; `ids` are the ids of the statements by attribution.

    What answers something that is not on the record, or itself, is left out.
    """
    rows = list(statements)
    links = {statement.id: {link.id for link in statement.source_chain} for statement in rows}
    answers: dict[str, list[Answer]] = {}
    for reply in replies:
        own, other = ids.get(reply.attribution), ids.get(reply.to)
        spans = [span for span in reply.evidence if span.is_sound(article.text)]
        if own is None or other is None or not spans or own == other:
            continue
        to = other if reply.relay is None else f"{other}.{reply.relay + 1}"
        known = answers.setdefault(own, [])
        if (reply.relay is None or to in links.get(other, ())) and to not in {answer.to for answer in known}:
            known.append(Answer(to, reply.relation, Evidence.of(article.text, spans)))
    return tuple(replace(row, answers=tuple(answers[row.id])) if answers.get(row.id) else row for row in rows)
