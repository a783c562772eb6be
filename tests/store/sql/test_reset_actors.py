"""Actors get back the ids they have before they are linked, with few queries."""

from pathlib import Path

from sqlalchemy import create_engine, event, select, update

from builders import make_record
from onrecord.resolve.linker import link_articles
from onrecord.store.actor_ids import known_as_of
from onrecord.store.open_dossier import open_dossier
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import reset_actors


def test_actors_are_reset_with_two_queries_an_article_and_none_for_those_that_stay(tmp_path: Path) -> None:
    path = tmp_path / "linked.dossier"
    records = [make_record(number, 4, varied=number % 2 > 0) for number in range(6)]
    with open_dossier(path, create=True) as dossier:
        for record in records:
            dossier.write(record)
        list(link_articles(dossier))
    first = {
        (record.article.id, actor.id): known_as_of(actor, record.article.id)
        for record in records
        for actor in record.actors
    }
    asked: list[str] = []
    engine, actors = create_engine(f"sqlite:///{path}"), schema.actors
    with engine.begin() as connection:
        changed = actors.c.id == records[0].actors[0].id
        connection.execute(update(actors).where(changed).values(known_as="person:somebody-else"))
        reset_actors(connection, set())
        found = connection.execute(select(actors.c.article_id, actors.c.id, actors.c.known_as)).all()
        assert {(article, row): known_as for article, row, known_as in found} == first
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2]))
        reset_actors(connection, set())
    engine.dispose()
    about_rows = [query for query in asked if "FROM actors" in query or "FROM mentions" in query]
    assert len(about_rows) == 2 * len(records) < len(first)
    assert not [query for query in asked if query.startswith("UPDATE")]
