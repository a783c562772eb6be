"""The articles of a batch that name an actor, as `onrecord show articles --actor` finds them in a dossier."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from onrecord.batch.selection.choice import NamedActor, name_actor
from onrecord.batch.selection.run_folder import Part, RunFolder, read_rows
from onrecord.model.errors import OnRecordError

_ACTOR = ("article", "id", "name", "kind", "country")
_MENTION = ("article", "actor", "form", "words")


def find_actor_articles(run: RunFolder, name: str) -> set[str]:
    """Return the ids of the articles that name an actor with this name in any article, or this id.

    What linking judged one actor is one. Memory grows with the articles that name it. Damaged parts are
    passed over: their articles are refused when they are taken.
    """
    called = {one.reference: one.known_as for one in _list_actors(run) if one.is_called(name)}
    ids = set(called.values())
    same = {one.reference for one in _list_actors(run) if one.known_as in ids}
    families = _find_families(run, same)
    wanted = {families[one] for one in called if one in families}
    found = {one for one in same if families.get(one) is None or families[one] in wanted}
    for rows in run.list_members("actor") if wanted else ():
        found |= {row["member"] for row in rows if row["family"] in wanted}
    return {reference.partition("/")[0] for reference in found}


def _find_families(run: RunFolder, members: set[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for rows in run.list_members("actor"):
        found.update((row["member"], row["family"]) for row in rows if row["member"] in members)
    return found


def _list_actors(run: RunFolder) -> Iterator[NamedActor]:
    for part in run.list_parts("actors"):
        try:
            yield from _read_part(run, part)
        except OnRecordError:
            continue


def _read_part(run: RunFolder, part: Part) -> Iterator[NamedActor]:
    mentions: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    file = run.sibling(part, "mentions")
    for rows in read_rows(file, _MENTION) if file.is_file() else ():
        for row in rows:
            mentions[row["article"], row["actor"]].append((row["form"], row["words"]))
    for rows in read_rows(part.file, _ACTOR):
        for row in rows:
            yield name_actor(row["article"], row, mentions[row["article"], row["id"]])
