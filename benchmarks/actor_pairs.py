"""Draws pairs of actors that a dossier has joined across articles, to be judged by reading.

    python benchmarks/actor_pairs.py DOSSIER… --pairs 200 [--by actor|pair] [--seed 1] > pairs.tsv

A line has both references, names, kinds, countries and the words around a mention in either article. With
`--by actor` each actor is drawn once (hard ones weigh as much as states), with `--by pair` every pair of
articles is as likely. Write "right" or "wrong" and a reason into the first two columns; `--count FILE` counts
them.
"""

import argparse
import csv
import random
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from onrecord.model.record import Actor, Record
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter

CONTEXT = 70  # characters on either side of a mention
COLUMNS = ("verdict", "reason", "actor", "left", "right", "words_left", "words_right")
Joined = dict[str, list[str]]  # id across articles -> rows (`ARTICLE/ACTOR`), one of each article


def find_joined(dossier: Dossier) -> Joined:
    """Return the actors of several articles, with one row of each article."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for article in dossier.list_articles(Filter()):
        for actor in dossier.list_actor_features(article.id):
            found[actor.known_as].setdefault(article.id, actor.reference)
    return {known_as: sorted(rows.values()) for known_as, rows in found.items() if len(rows) > 1}


def draw(joined: Joined, count: int, by: str, chance: random.Random) -> list[tuple[str, str, str]]:
    """Return triples of an actor's id and two of its rows in different articles."""
    if by == "actor":
        names = chance.sample(sorted(joined), min(count, len(joined)))
        picked = ((name, chance.sample(joined[name], 2)) for name in names)
        return [(name, left, right) for name, (left, right) in picked]
    pairs = [(name, *pair) for name in sorted(joined) for pair in combinations(joined[name], 2)]
    return chance.sample(pairs, min(count, len(pairs)))


def describe(record: Record, actor: Actor) -> str:
    """Return kind, country, titles and the words around the first mention by name."""
    text, named = record.article.text, [row for row in actor.mentions if row.form == "name"]
    span = (named or list(actor.mentions))[0].span
    around = text[max(span.start - CONTEXT, 0) : span.start] + "[" + text[span.start : span.end] + "]"
    around += text[span.end : span.end + CONTEXT]
    titles = "; ".join(role.title for role in actor.roles[:2])
    head = f"{actor.name} ({actor.kind}, {actor.country}, {record.article.published.value}, {titles})"
    return " ".join(f"{head}: …{around}…".split())


def words_of(dossier: Dossier, reference: str) -> str:
    """Return what an actor of one article is, with its words."""
    article, _, row = reference.partition("/")
    record = dossier.get_record(article)
    actor = next((one for one in record.actors if one.id == row), None) if record else None
    return describe(record, actor) if record and actor else ""


def main() -> None:
    """Print the pairs, or the count of verdicts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("dossiers", nargs="*")
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--by", choices=("actor", "pair"), default="actor")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=Path)
    options = parser.parse_args()
    if options.count:
        with options.count.open(encoding="utf-8", newline="") as file:
            verdicts = Counter(row["verdict"] for row in csv.DictReader(file, delimiter="\t"))
        sys.stdout.write(f"{dict(verdicts)}\n")
        return
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
    share = options.pairs // max(len(options.dossiers), 1)
    for name in options.dossiers:
        with open_dossier(name, create=False) as dossier:
            for actor, left, right in draw(find_joined(dossier), share, options.by, chance):
                words = (words_of(dossier, left), words_of(dossier, right))
                writer.writerow(("", "", actor, left, right, *words))


if __name__ == "__main__":
    main()
