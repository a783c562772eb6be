"""The rows a dossier would give back for one record, made without a dossier. Pure; a test holds the two ways together."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from onrecord.model.edtf import edtf_bounds
from onrecord.model.record import Actor, ActorKind, Commitment, Event, Link, Record, Statement
from onrecord.store.search_terms import fold_name, plain_name, printable
from onrecord.store.stored_rows import StoredActor, StoredAnswer, StoredArticle, StoredEvent, StoredLink, StoredStatement

_NAMING = ("name", "metonym")  # forms of mention that are names of an actor


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
    """Yield the statements of a record in its order."""
    article, actors = article_of(record), {actor.id: actor for actor in record.actors}
    for statement in record.statements:
        yield _statement(statement, article, actors)


def events_of(record: Record) -> Iterator[StoredEvent]:
    """Yield the events of a record in its order."""
    article, names = article_of(record), {actor.id: actor.name for actor in record.actors}
    mouths = {statement.id: statement.actor for statement in record.statements}
    for event in record.events:
        mouth = mouths[event.told_by] if event.told_by is not None else None
        yield _event(event, article, names, None if mouth is None else names[mouth])


def actors_of(record: Record) -> Iterator[StoredActor]:
    """Yield the actors of a record, those of the same name and kind as one, most statements first."""
    said = count_statements_by_actor(record)
    groups: defaultdict[str, list[Actor]] = defaultdict(list)
    for actor in record.actors:
        groups[known_as(actor)].append(actor)
    for _, group in sorted(
        groups.items(), key=lambda row: (-sum(said[actor.id] for actor in row[1]), row[0])
    ):
        yield _group(record, group, sum(said[actor.id] for actor in group))


def count_statements_by_actor(record: Record) -> Counter[str]:
    """Count by actor the statements it is reported to have made, alone or with others."""
    return Counter(actor for row in record.statements if row.reality == "actual" for actor in row.actors)


def known_as(actor: Actor) -> str:
    """Return what actors have in common that are shown as one: kind and name as compared."""
    return make_known_as(actor.kind, actor.name)


def make_known_as(kind: ActorKind, name: str) -> str:
    """Return what an actor of a kind and name is known as before anybody judged: `person:dmitry-peskov`."""
    return f"{kind}:{(fold_name(name) or name.casefold()).strip().replace(' ', '-')}"


def names_of(actor: Actor, text: str) -> dict[str, str]:
    """Return the names by which an article calls an actor, as shown, by the name as compared; first its own."""
    called = [
        actor.name,
        *(mention.span.words(text) for mention in actor.mentions if mention.form in _NAMING),
    ]
    found: dict[str, str] = {}
    for name in called:
        if fold_name(name):
            found.setdefault(fold_name(name), plain_name(name))
    return found


def reporting_statement_of(commitment: Commitment, record: Record) -> str | None:
    """Return the innermost statement whose content tells what became of a commitment (or it at all); None: the article does."""
    told = commitment.status_evidence or commitment.evidence
    around = [
        statement
        for statement in record.statements
        if all(
            any(span.clipped(part) == span for part in statement.evidence.content.spans)
            for span in told.spans
        )
    ]
    inner = min(
        around,
        key=lambda row: (sum(len(words) for words in row.evidence.content.words), row.id),
        default=None,
    )
    return inner.id if inner else None


def _statement(statement: Statement, article: StoredArticle, actors: dict[str, Actor]) -> StoredStatement:
    mouth = None if statement.actor is None else actors[statement.actor]
    said, evidence = statement.said, statement.evidence
    return StoredStatement(
        article=article,
        id=statement.id,
        actor=mouth.name if mouth else None,
        actor_kind=mouth.kind if mouth else None,
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


def _event(event: Event, article: StoredArticle, names: dict[str, str], teller: str | None) -> StoredEvent:
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
        teller=teller,
        quantities=tuple(str(quantity.evidence) for quantity in event.quantities),
        round=event.round,
        words=str(event.evidence.all),
        confidence=event.confidence,
    )


def _group(record: Record, group: list[Actor], said: int) -> StoredActor:
    published = record.article.published.value
    days = edtf_bounds(published) if published else None
    name = min(actor.name for actor in group)
    names = {name} | {called for actor in group for called in names_of(actor, record.article.text).values()}
    return StoredActor(
        id=known_as(group[0]),
        name=next((one for one in sorted(names) if make_known_as(group[0].kind, one) == known_as(group[0])), name),
        kind=group[0].kind,
        countries=tuple(sorted({actor.country for actor in group if actor.country is not None})),
        sectors=tuple(sorted({actor.sector for actor in group if actor.sector is not None})),
        names=tuple(sorted(names)),
        roles=tuple(sorted({role.title for actor in group for role in actor.roles})),
        articles=1,
        statements=said,
        first=days[0].isoformat() if days else None,
        last=days[1].isoformat() if days else None,
        wikidata=tuple(sorted({actor.wikidata for actor in group if actor.wikidata is not None})),
    )
