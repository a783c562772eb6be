"""Mentions of actors in a mark file: occurrences of their names, and other words that refer to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.evaluation.marks.marked_text import MarkedText, plain
from onrecord.evaluation.marks.rows import Field
from onrecord.evaluation.noun_phrases import smallest_phrase
from onrecord.model.annotation import ActorKind, MentionForm
from onrecord.model.record import MentionRow
from onrecord.model.span import Span


@dataclass(frozen=True, slots=True)
class ActorMarks:
    """The row of an actor.

    With `names_at_marks_only`, only its marked names are mentions, not every occurrence.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None
    sector: str | None
    aliases: tuple[str, ...]
    names_at_marks_only: bool
    roles: tuple[tuple[Field, int], ...]
    forms: tuple[tuple[Span, MentionForm], ...]


def find_mentions(
    words: MarkedText,
    actors: Sequence[ActorMarks],
    parties: Iterable[tuple[str, tuple[Span, ...]]],
    language: str = "en",
) -> tuple[dict[str, tuple[MentionRow, ...]], list[str]]:
    """Return the mentions of each actor by id, and the faults (an alias that two actors share).

    Every occurrence of a name or alias is a mention; longer names are matched first. The words by which a
    row refers to a party are a mention too: a pronoun, a metonym of a state, or a noun phrase.
    """
    found: dict[str, dict[Span, MentionForm]] = {actor.id: dict(actor.forms) for actor in actors}
    aliases, faults = _aliases(actors)
    taken = [span for actor in actors for span, _ in actor.forms]
    for alias, owner in sorted(aliases.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        for span in words.find_everywhere(alias):
            if not any(span.overlaps(other) for other in taken):
                taken.append(span)
                found[owner][span] = _form_of_name(alias)
    kinds = {actor.id: actor.kind for actor in actors}
    for owner, spans in parties:
        for span in spans:
            if not any(span.overlaps(own) for own in found[owner]):
                form = _form_of_words(span.words(words.text), kinds[owner], language)
                whole = form != "nominal"
                found[owner][span if whole else smallest_phrase(span, words.text, language)] = form
    rows = {
        owner: tuple(MentionRow(span, form) for span, form in sorted(own.items()))
        for owner, own in found.items()
    }
    return rows, faults


def _aliases(actors: Sequence[ActorMarks]) -> tuple[dict[str, str], list[str]]:
    owners: dict[str, str] = {}
    faults = []
    for actor in actors:
        names = actor.aliases if actor.names_at_marks_only else (actor.name, *actor.aliases)
        for name in names:
            alias = plain(name)
            if owners.setdefault(alias, actor.id) != actor.id:
                faults.append(
                    f"the name {name!r} is one of {owners[alias]} and of {actor.id}; "
                    f"give it to neither and mark each place: at 3<{name}>"
                )
    return owners, faults


def _form_of_name(alias: str) -> MentionForm:
    is_name = any(word[:1].isupper() or word[:1].isdigit() or "@" in word for word in alias.split())
    return "name" if is_name else "nominal"


def _form_of_words(words: str, kind: ActorKind, language: str) -> MentionForm:
    if words.lower() in {row[0] for row in lexicon_rows("mentions/pronouns", language)}:
        return "pronoun"
    return "metonym" if kind == "state" else "nominal"
