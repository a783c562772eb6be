"""What there is, where nothing is what was asked for: days, and names like the one that was given."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from onrecord.batch.selection.choice import RecordSource, Selection
from onrecord.store.actor_ids import is_actor_id, without_suffix
from onrecord.store.search_terms import fold_name

SHOWN = 5
_LIKE = 0.75  # similarity (difflib) of words that are shown as near


def describe_near(source: RecordSource, selection: Selection) -> str:
    """Return in a sentence what there is of what was asked for."""
    return "; ".join(_describe(source, selection)) or "it has no articles"


def _describe(source: RecordSource, selection: Selection) -> Iterator[str]:
    wanted = selection.filter
    days = [day[:10] for day in source.list_values("days")]
    if days:
        yield f"it has {len(days)} dates of publication from {min(days)} to {max(days)}"
    if wanted.actor is not None:
        like = find_near(wanted.actor, source.list_values("names"))
        yield f"names like {wanted.actor}: {', '.join(like)}" if like else f"no name is like {wanted.actor}"
    if wanted.outlet is not None:
        outlets = sorted(set(source.list_values("outlets")))
        like = find_near(wanted.outlet, outlets) or outlets[:SHOWN]
        yield f"outlets: {', '.join(like)}" if like else "no article has an outlet"
    if selection.country is not None:
        yield _list("countries of actors", source.list_values("countries"))
    if wanted.types:
        yield _list("types of events", source.list_values("types"))


def _list(what: str, values: Iterable[str]) -> str:
    found = sorted(set(values))
    return f"{what}: {', '.join(found)}" if found else f"{what}: none"


def find_near(wanted: str, names: Iterable[str]) -> list[str]:
    """Return at most SHOWN names that are like `wanted`, or have a word or words that are, nearest first."""
    if is_actor_id(wanted):
        wanted = without_suffix(wanted).partition(":")[2].replace("-", " ")
    folded = fold_name(wanted).strip()
    size = len(folded.split())
    by_words: dict[str, set[str]] = {}
    for name in dict.fromkeys(names):
        words = fold_name(name).split()
        for first in range(max(1, len(words) - size + 1)):
            key = " ".join(words[first : first + size])
            if get_close_matches(folded, [key], n=1, cutoff=_LIKE):
                by_words.setdefault(key, set()).add(name)
    nearest = get_close_matches(folded, by_words, n=SHOWN, cutoff=_LIKE) if by_words else []
    found = [name for key in nearest for name in sorted(by_words[key])]
    return list(dict.fromkeys(found))[:SHOWN]
