"""Compare the built-in list of known actors with public lists that were not its source.

    python training/known_actors/check.py ../shared/data/actors

REIGN (reign_leaders_2021.csv: leaders of states with years and months) against heads of state and government;
Phoenix dictionaries (names of states and bodies, of international bodies and armed groups) against all names.
`--missing N` prints N leaders or names that are not found.
"""

import argparse
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from onrecord.annotate.actor_files.own_actors import load_actor_file
from onrecord.annotate.lexicon_files import alternatives, lexicon_rows
from onrecord.annotate.mentions.known_actors import KnownActor, KnownActors, load_known_actors, plain_title

FIRST, LAST = (2000, 1), (2021, 8)  # months; the file ends in August 2021
HEADS = re.compile(
    r"presiden|prime minister|king|queen|emir|sultan|emperor|prince|pope|chancellor|premier|supreme leader"
    r"|captain|regent|chair|head of|leader|transition|secretary|ruler|taoiseach|duke|first minister|governor"
    r"|chief adviser|chief executive|administrator"
)
DEPUTIES = re.compile(r"\b(vice|deputy|former|wife|spokes|crown|envoy|aide|candidate|first lady)")
ALIKE = 0.8  # of two spellings of a name; the lists have many misprints
Month = tuple[int, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--missing", type=int, default=0)
    options = parser.parse_args()
    known = load_known_actors()
    check_leaders(options.folder / "reign_leaders_2021.csv", known, options.missing)
    names = {plain_words(name) for table in (known.others, known.persons) for name in table}
    for file, kinds in (
        ("Countries", ("state", "government")),
        ("International", ("organisation", "outlet")),
        ("MilNonState", ("armed-group",)),
    ):
        check_names(options.folder / f"Phoenix.{file}.actors.txt", kinds, names, options.missing)


def check_leaders(path: Path, known: KnownActors, shown: int) -> None:
    """Print the share of leader-months whose leader the list has as a head of the state in that month."""
    codes = {
        code: row[0] for row in read_codes(Path(__file__).with_name("cow_codes.txt")) for code in row[1:]
    }
    heads = collect_heads(known)
    total, found, named = 0, 0, 0
    missing: Counter[str] = Counter()
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        for row in csv.DictReader(lines):
            country = codes.get(row["stateabb"], row["stateabb"])
            for month in months_of(row):
                total += 1
                same = [person for person in heads.get(country, ()) if is_named(person, row["leader"])]
                named += bool(same)
                if any(is_head_in(person, country, month) for person in same):
                    found += 1
                else:
                    missing[f"{country} {row['leader']}{'' if same else ' (not on the list)'}"] += 1
    print(f"leader-months {FIRST[0]} to {LAST[0]} (REIGN): {total}")
    print(f"  leader on the list as head of the state in that month: {100 * found / total:.1f} %")
    print(f"  leader on the list as head of the state at all: {100 * named / total:.1f} %")
    for name, months in missing.most_common(shown):
        print(f"    {name}: {months} months")


def read_codes(path: Path) -> Iterator[list[str]]:
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [field.strip() for field in line.split("|")]


def months_of(row: dict[str, str]) -> Iterator[Month]:
    """Yield the months of a reign after the first and before the last, in which only one can have led."""
    month = (int(row["syear"]), int(row["smonth"]))
    end = (
        (int(row["eyear"]), int(row["emonth"])) if row["eyear"] and row["emonth"] else (LAST[0], LAST[1] + 1)
    )
    month = following(month)
    while month < end and month <= LAST:
        if month >= FIRST:
            yield month
        month = following(month)


def following(month: Month) -> Month:
    return (month[0] + month[1] // 12, month[1] % 12 + 1)


def collect_heads(known: KnownActors) -> dict[str, list[KnownActor]]:
    """Return the persons with an office of a head of each state."""
    found: dict[str, list[KnownActor]] = {}
    for person in dict.fromkeys(known.persons.values()):
        for country in sorted({term.country for term in person.terms if is_head(term.title)} - {None}):
            found.setdefault(country, []).append(person)
    return found


def is_head(title: str) -> bool:
    words = plain_title(title)
    return bool(HEADS.search(words)) and not DEPUTIES.search(words)


def is_head_in(person: KnownActor, country: str, month: Month) -> bool:
    day = f"{month[0]:04}-{month[1]:02}-15"
    return any(term.country == country and is_head(term.title) and term.covers(day) for term in person.terms)


def is_named(person: KnownActor, leader: str) -> bool:
    """Tell whether two names have a word of three letters or more in common, or one that is much alike."""
    own = list(words_of_entry(person))
    wanted = [word for word in plain_words(leader).split() if len(word) > 2]
    return any(word in own or get_close_matches(word, own, 1, ALIKE) for word in wanted)


def words_of_entry(person: KnownActor) -> Iterator[str]:
    yield from plain_words(person.name).split()
    yield from ALIASES.get(person.name, ())


def collect_aliases() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in lexicon_rows("known_actors/persons"):
        for name in alternatives(row[1]):
            found.setdefault(row[0], set()).update(plain_words(name).split())
    return found


def plain_words(name: str) -> str:
    """Return a name in lower case without accents, hyphens and marks."""
    letters = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s]|_", " ", plain.replace("'", "").replace("’", "")).split()).removeprefix(
        "the "
    )


def check_names(path: Path, kinds: Iterable[str], names: set[str], shown: int) -> None:
    """Print the share of actors of a dictionary that have a name which is on the list."""
    total, found = Counter[str](), Counter[str]()
    missing = []
    for row in load_actor_file(str(path)).rows:
        if row[2] not in kinds:
            continue
        total[row[2]] += 1
        if any(plain_words(name) in names for name in (row[0], *alternatives(row[1]))):
            found[row[2]] += 1
        else:
            missing.append(f"{row[2]} {row[3]} {row[0]}")
    for kind, count in total.most_common():
        print(f"{path.stem}: {kind}: {found[kind]} of {count} found ({100 * found[kind] / count:.0f} %)")
    step = max(1, len(missing) // shown) if shown else len(missing) + 1
    for name in missing[::step][:shown]:
        print(f"    {name}")


ALIASES = collect_aliases()

if __name__ == "__main__":
    main()
