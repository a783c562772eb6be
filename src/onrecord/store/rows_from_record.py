"""Makes from one record the rows that a dossier would return for it. Pure; a test holds both ways equal."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from onrecord.model.edtf import edtf_bounds
from onrecord.model.record import Actor, Commitment, Event, Link, Record, Statement
from onrecord.store.actor_ids import known_as_of, make_known_as, without_suffix
from onrecord.store.search_terms import fold_name, plain_name, printable
from onrecord.store.stored_rows import (
    StoredActor,
    StoredAnswer,
    StoredArticle,
    StoredEvent,
    StoredLink,
    StoredStatement,
)

_NAME_FORMS = ("name", "metonym")  # forms of mention that are names of an actor


def article_of(record: Record) -> StoredArticle:
    """Return the article of a record."""
    article = record.article
    return StoredArticle(
        id=article.id,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        language=article.language,
        authors=article.authors,
        source=printable(article.source),
        published=article.published.value,
        published_how=article.published.how,
        characters=len(article.text),
        actors=len(record.actors),
        statements=len(record.statements),
        events=len(record.events),
        commitments=len(record.commitments),
    )


def statements_of(record: Record) -> Iterator[StoredStatement]:
    """Yield the statements of a record, in its order."""
    article, actors = article_of(record), {actor.id: actor for actor in record.actors}
    for statement in record.statements:
        yield _statement(statement, article, actors)


def events_of(record: Record) -> Iterator[StoredEvent]:
    """Yield the events of a record, in its order."""
    article, names = article_of(record), {actor.id: actor.name for actor in record.actors}
    speakers = {statement.id: statement.actor for statement in record.statements}
    for event in record.events:
        speaker = speakers[event.told_by] if event.told_by is not None else None
        yield _event(event, article, names, None if speaker is None else names[speaker])


def actors_of(record: Record) -> Iterator[StoredActor]:
    """Yield the actors of a record, those of one name and kind together, most statements first."""
    counts = count_statements_by_actor(record)
    groups: defaultdict[str, list[Actor]] = defaultdict(list)
    for actor in record.actors:
        groups[known_as_of(actor, record.article.id)].append(actor)
    totals = {known_as: sum(counts[actor.id] for actor in group) for known_as, group in groups.items()}
    for known_as in sorted(groups, key=lambda known_as: (-totals[known_as], known_as)):
        yield _actor(record, groups[known_as], totals[known_as])


def count_statements_by_actor(record: Record) -> Counter[str]:
    """Count for each actor the statements it is reported to have made, alone or with others."""
    return Counter(actor for row in record.statements if row.reality == "actual" for actor in row.actors)


def names_of(actor: Actor, text: str) -> dict[str, str]:
    """Return the names of an actor in its article, for display, by folded name; its own name first."""
    called = [
        actor.name,
        *(mention.span.words(text) for mention in actor.mentions if mention.form in _NAME_FORMS),
    ]
    found: dict[str, str] = {}
    for name in called:
        if fold_name(name):
            found.setdefault(fold_name(name), plain_name(name))
    return found


def reporting_statement_of(commitment: Commitment, record: Record) -> str | None:
    """Return the innermost statement whose content reports a commitment's status, or the commitment if it has
    no status.

    None where the article itself reports it.
    """
    spans = (commitment.status_evidence or commitment.evidence).spans

    def reports(statement: Statement) -> bool:
        content = statement.evidence.content.spans
        return all(any(span.clipped(part) == span for part in content) for span in spans)

    def content_length(statement: Statement) -> int:
        return sum(len(words) for words in statement.evidence.content.words)

    reporting = (statement for statement in record.statements if reports(statement))
    innermost = min(reporting, key=lambda row: (content_length(row), row.id), default=None)
    return innermost.id if innermost else None


def _statement(statement: Statement, article: StoredArticle, actors: dict[str, Actor]) -> StoredStatement:
    speaker = None if statement.actor is None else actors[statement.actor]
    said, evidence = statement.said, statement.evidence
    return StoredStatement(
        article=article,
        id=statement.id,
        actor=speaker.name if speaker else None,
        actor_kind=speaker.kind if speaker else None,
        kind=statement.kind,
        act=statement.act,
        within=statement.within,
        said=said.value if said else None,
        said_words=str(said.evidence) if said else "",
        medium=statement.medium.kind if statement.medium else None,
        source=str(evidence.source),
        cue=str(evidence.cue),
        content=str(evidence.content),
        confidence=statement.confidence,
        addressees=tuple(actors[addressee.actor].name for addressee in statement.addressees),
        answers=tuple(StoredAnswer(answer.to, answer.relation) for answer in statement.answers),
        chain=tuple(_link(link, actors) for link in statement.source_chain),
        actors=tuple(actors[actor].name for actor in statement.actors),
        on_behalf_of=None if statement.on_behalf_of is None else actors[statement.on_behalf_of].name,
        reality=statement.reality,
    )


def _link(link: Link, actors: dict[str, Actor]) -> StoredLink:
    actor = None if link.actor is None else actors[link.actor].name
    outlet = None if link.outlet is None else actors[link.outlet].name
    return StoredLink(link.id, actor, link.medium, outlet, link.title, link.date, str(link.evidence))


def _event(
    event: Event, article: StoredArticle, names: dict[str, str], told_by_actor: str | None
) -> StoredEvent:
    date, place = event.date, event.place
    return StoredEvent(
        article=article,
        id=event.id,
        type=event.type,
        mode=event.mode,
        reality=event.reality,
        contexts=event.contexts,
        actors=tuple(names[actor] for actor in event.actors),
        recipients=tuple(names[actor] for actor in event.recipients),
        date=date.value if date else None,
        date_words=str(date.evidence) if date else "",
        place=place.name if place else None,
        place_country=place.country if place else None,
        told_by=event.told_by,
        told_by_actor=told_by_actor,
        quantities=tuple(str(quantity.evidence) for quantity in event.quantities),
        round=event.round,
        words=str(event.evidence.all),
        confidence=event.confidence,
        geonames=place.geonames if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
    )


def _actor(record: Record, group: list[Actor], statements: int) -> StoredActor:
    published = record.article.published.value
    days = edtf_bounds(published) if published else None
    name = min(actor.name for actor in group)
    names = {name} | {called for actor in group for called in names_of(actor, record.article.text).values()}
    kind, known_as = group[0].kind, known_as_of(group[0], record.article.id)
    return StoredActor(
        id=known_as,
        name=next(
            (one for one in sorted(names) if make_known_as(kind, one) == without_suffix(known_as)), name
        ),
        kind=kind,
        countries=tuple(sorted({actor.country for actor in group if actor.country is not None})),
        sectors=tuple(sorted({actor.sector for actor in group if actor.sector is not None})),
        names=tuple(sorted(names)),
        roles=tuple(sorted({role.title for actor in group for role in actor.roles})),
        articles=1,
        statements=statements,
        first=days[0].isoformat() if days else None,
        last=days[1].isoformat() if days else None,
        wikidata=tuple(sorted({actor.wikidata for actor in group if actor.wikidata is not None})),
    )
