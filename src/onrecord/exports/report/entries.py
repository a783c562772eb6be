"""Entries of a report: what was told, in words for people, with its evidence."""

from collections.abc import Iterable, Mapping, Sequence

from onrecord.exports.report.content import Entry, Quoted, Source, Step
from onrecord.exports.tellings.profiles import Profile
from onrecord.exports.tellings.told_rows import (
    ToldCommitment,
    ToldEvent,
    ToldStatement,
    join_names,
    public_source,
    web_address,
)
from onrecord.exports.tellings.words import NOT_ACTUAL, did, event_name, shortened
from onrecord.store.stored_rows import StoredArticle
from onrecord.views.rows.commitments import THE_ARTICLE, CommitmentRow
from onrecord.views.rows.commitments import Step as CommitmentStep
from onrecord.views.rows.threads import ThreadRow

Told = ToldStatement | ToldEvent | ToldCommitment
LONGEST_HEADING = 200  # code points
LONGEST_STEP = 400
MOST_QUOTED = 2  # reports of an entry whose words are shown; further ones are named
MOST_NAMED = 12  # further reports that are named


def statement_entry(reports: Sequence[ToldStatement]) -> Entry:
    """Return the entry of an utterance from its reports."""
    first = min(reports, key=_publication)
    facts = (
        ("said", first.said or ""),
        ("published", first.article.published or ""),
        ("to", join_names(map(_with_country, first.to))),
        ("for", _with_country(first.on_behalf_of) if first.on_behalf_of else ""),
        ("medium", first.medium or ""),
        ("words", {"direct": "quoted", "mixed": "partly quoted", "indirect": "paraphrased"}[first.kind]),
        ("reached this page by", _chain(first)),
        ("reality", NOT_ACTUAL.get(first.reality, "")),
        ("chance that the row is right", f"{first.confidence:.0%}"),
        ("reports", str(len(reports)) if len(reports) > 1 else ""),
    )
    return Entry(
        shortened(f"{first.speaker} {did(first.act, first.reality)}: {first.content}", LONGEST_HEADING),
        _given(facts),
        quoted=_quoted(reports),
        also=_also(reports),
        is_actual=first.reality == "actual",
    )


def event_entry(reports: Sequence[ToldEvent]) -> Entry:
    """Return the entry of an event from its reports."""
    first = min(reports, key=_publication)
    tellers = join_names(dict.fromkeys(told.told_by for told in reports if told.told_by))
    place = next((told.place for told in reports if told.place), None)
    facts = (
        ("type", " / ".join(filter(None, (first.type, first.mode)))),
        ("day", next((told.date for told in reports if told.date), "")),
        ("place", ", ".join(filter(None, (place.name, place.country))) if place else ""),
        ("numbers", "; ".join(dict.fromkeys(words for told in reports for words in told.quantities))),
        ("so says", tellers),
        ("reality", NOT_ACTUAL.get(first.reality, "")),
        ("chance that the row is right", f"{first.confidence:.0%}"),
        ("reports", str(len(reports)) if len(reports) > 1 else ""),
    )
    return Entry(
        shortened(event_name(first), LONGEST_HEADING),
        _given(facts),
        quoted=_quoted(reports),
        also=_also(reports),
        is_actual=first.reality == "actual",
    )


def commitment_entry(row: CommitmentRow, told: Mapping[str, ToldCommitment]) -> Entry:
    """Return the entry of a commitment, with its steps. `told` are reports by reference."""
    facts = (
        ("status", row.status),
        ("because", row.why),
        ("terms", "; ".join(row.terms)),
        ("agreed", " ".join(filter(None, (row.agreed, row.place)))),
        ("reports", str(row.pages) if row.pages > 1 else ""),
    )
    steps = [Step(step.day or "no date", _step_words(step), step.id) for step in row.steps]
    parties = join_names(row.parties) or "unnamed"
    reports = [told[step.id] for step in row.steps if step.id in told]
    heading = shortened(f"{parties}: {row.what}", LONGEST_HEADING)
    return Entry(heading, _given(facts), tuple(steps), _quoted(reports))


def thread_entry(row: ThreadRow) -> Entry:
    """Return the entry of a thread: a statement, and what was answered."""
    steps = []
    for turn in row.turns:
        relations = join_names(dict.fromkeys(one.relation for one in turn.answers))
        outlet = f" ({turn.outlet})" if turn.outlet else ""
        said = f"{turn.who} {relations or did(turn.act, 'actual')}: {shortened(turn.content, LONGEST_STEP)}"
        steps.append(Step(turn.day or "no date", f"{said}{outlet}", turn.id, turn.depth))
    days = " to ".join(dict.fromkeys(filter(None, (row.first, row.last))))
    facts = (("between", join_names(row.who)), ("days", days), ("statements", str(len(row.turns))))
    first = row.turns[0]
    heading = shortened(f"{first.who} {did(first.act, 'actual')}: {first.content}", LONGEST_HEADING)
    return Entry(heading, _given(facts), tuple(steps))


def source_of(article: StoredArticle, identifier: str) -> Source:
    """Return an article as the source of a row."""
    words = " · ".join(filter(None, (article.outlet, article.title))) or public_source(article.source)
    return Source(f"{words} ({article.published or 'no date'})", web_address(article.url), identifier)


def _step_words(step: CommitmentStep) -> str:
    teller = step.teller if step.teller != THE_ARTICLE else step.outlet or THE_ARTICLE
    return f"{step.status}, says {teller}: “{shortened(step.status_words or step.words, LONGEST_STEP)}”"


def _quoted(reports: Sequence[Told]) -> tuple[Quoted, ...]:
    """Return the words of the first reports."""
    shown = sorted(reports, key=_publication)[:MOST_QUOTED]
    return tuple(Quoted(told.excerpt, source_of(told.article, told.reference)) for told in shown)


def _also(reports: Sequence[Told]) -> tuple[Source, ...]:
    """Return the sources of further reports."""
    others = sorted(reports, key=_publication)[MOST_QUOTED:][:MOST_NAMED]
    return tuple(source_of(told.article, told.reference) for told in others)


def _publication(told: Told) -> tuple[str, str]:
    return told.article.published or "9999", told.reference


def _chain(told: ToldStatement) -> str:
    """Return the way of the words from the speaker to the article, "" where nobody is between."""
    between = [one.name if (one := link.actor or link.outlet) else link.words for link in told.chain[1:-1]]
    return " → ".join([told.speaker, *filter(None, between), "this article"]) if between else ""


def _with_country(profile: Profile) -> str:
    is_person = profile.kind == "person" and profile.country
    return f"{profile.name} ({profile.country})" if is_person else profile.name


def _given(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in facts if value)
