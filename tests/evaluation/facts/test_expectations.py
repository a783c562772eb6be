"""Expected facts checked against a small record, and an independent checker of the shared folder."""

import copy
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from onrecord.evaluation.facts.expectations import (
    CHECKS,
    Expectation,
    check_facts,
    check_outcome,
    load_expected,
    render_facts,
)
from onrecord.evaluation.jsonl import Json
from onrecord.model.errors import GoldError
from onrecord.model.record import Undone

Tree = dict[str, Json]
TEXT = (
    "Arland’s minister Eva Holm met envoys of Borland in Port Vell on 3 May.\n"
    "“We reject the charge,” Holm told reporters, after the Morning Post wrote that Arland was hiding ships. "
    "The two agreed to free about 40 sailors.\n"
    "Please support our journalism."
)


def at(words: str) -> list[Json]:
    start = TEXT.index(words)
    return [start, start + len(words)]


def small_record() -> Tree:
    """Return a right record of TEXT, by hand: two statements, two events, a commitment."""
    article: Tree = {
        "text": TEXT,
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "published": {"value": "2024-05-04"},
    }
    second_holm: list[Json] = [TEXT.index("Holm told"), TEXT.index(" told")]
    actors: Json = [
        {
            "id": "holm",
            "name": "Eva Holm",
            "mentions": [
                {"span": at("Eva Holm"), "form": "name"},
                {"span": second_holm, "form": "name"},
            ],
            "roles": [{"title": "minister", "of": "arland", "evidence": [at("minister")]}],
        },
        {"id": "arland", "name": "Arland", "mentions": [{"span": at("Arland"), "form": "name"}]},
        {"id": "borland", "name": "Borland", "mentions": []},
        {"id": "press", "name": "reporters", "mentions": []},
        {"id": "post", "name": "The Morning Post", "mentions": [{"span": at("We"), "form": "pronoun"}]},
    ]
    denial: Tree = {
        "id": "s1", "actor": "holm", "kind": "direct", "act": "reject", "said": {"value": "2024-05-03"},
        "answers": [{"to": "s2", "relation": "rejects"}], "addressees": [{"actor": "press"}],
        "medium": {"kind": "briefing", "outlet": None}, "confidence": 0.9,
        "source_chain": [{"id": "s1.1", "actor": "holm"}],
        "evidence": {
            "source": [second_holm], "cue": [at("told")], "content": [at("“We reject the charge,”")],
        },
    }  # fmt: skip
    charge: Tree = {
        "id": "s2", "actor": "post", "kind": "indirect", "act": "accuse", "confidence": 0.8, "addressees": [],
        "source_chain": [
            {"id": "s2.1", "actor": "post", "title": "Hidden ships"}, {"id": "s2.2", "outlet": "borland"},
        ],
        "evidence": {
            "source": [at("the Morning Post")], "cue": [at("wrote")],
            "content": [at("that Arland was hiding ships")],
        },
    }  # fmt: skip
    meeting: Tree = {
        "id": "e1", "type": "CONSULT", "reality": "actual", "actors": ["holm", "borland"], "recipients": [],
        "round": 2,
        "date": {"value": "2024-05-03"}, "place": {"name": "Port Vell"}, "told_by": None,
        "evidence": {"all": [at("Eva Holm met envoys")]},
    }  # fmt: skip
    hiding: Tree = {
        "id": "e2", "type": "ACCUSE", "reality": "actual", "actors": ["post"], "recipients": ["arland"],
        "told_by": "s2",
        "evidence": {"all": [at("was hiding ships")], "trigger": [at("hiding")]},
    }  # fmt: skip
    release: Tree = {
        "id": "c1", "parties": ["arland", "borland"], "status": "agreed",
        "agreed": {"event": "e1", "date": "2024-05-03"},
        "terms": [{"value": 40, "to": None, "unit": "sailors", "qualifier": "about", "each": False}],
        "evidence": [at("agreed to free about 40 sailors")],
    }  # fmt: skip
    last, news = TEXT.index("Please"), TEXT.index("\nPlease")
    return {
        "schema": "onrecord/1", "outcome": "done", "article": article, "actors": actors,
        "passages": [{"span": [0, news], "kind": "body"}, {"span": [last, len(TEXT)], "kind": "appeal"}],
        "statements": [denial, charge], "events": [meeting, hiding], "commitments": [release],
    }  # fmt: skip


def is_met(want: Expectation, record: Tree | None = None) -> bool:
    return check_facts([want], json.dumps(record or small_record())).met == 1


@pytest.mark.parametrize(
    "want",
    [
        {"check": "sound"},
        {"check": "published", "value": "2024-05-04"},
        {
            "check": "statement",
            "actor": "Holm",
            "act": ["accuse", "reject"],
            "kind": "direct",
            "said": "2024-05-03",
        },
        {
            "check": "statement",
            "actor_name": ["Nobody", "The Eva Holm's"],
            "content": ["we reject", '"We reject the charge'],
        },
        {"check": "statement", "content": "hiding ships", "without": "charge"},
        {"check": "statement", "addressee": "the reporters", "medium": "briefing"},
        {"check": "statement", "actor": "Morning Post", "medium": None, "said": None},
        {"check": "statement", "chain": ["morning post", "Borland"]},
        {"check": "statement", "chain": ["hidden ships"]},
        {"check": "no_statement", "actor": "Borland"},
        {
            "check": "answers",
            "from": {"actor": "Holm"},
            "to": {"act": "accuse"},
            "relation": ["rejects", "answers"],
        },
        {
            "check": "event",
            "type": "CONSULT",
            "actors": [["Arland", "Holm"], "Borland"],
            "date": "2024-05-03",
            "place": "Port Vell",
        },
        {"check": "event", "round": 2, "told_by": None, "words": "met envoys"},
        {
            "check": "event",
            "told_by": "Morning Post",
            "recipients": "Arland",
            "reality": ["planned", "actual"],
        },
        {"check": "no_event", "type": "ASSAULT"},
        {
            "check": "commitment",
            "parties": ["Arland", "Borland"],
            "date": "2024-05-03",
            "term": {"value": 40, "unit": "sailor"},
        },
        {
            "check": "commitment",
            "status": ["done", "agreed"],
            "term": {"qualifier": "about", "each": False, "to": None},
        },
        {"check": "role", "actor": "Holm", "title": "Minister"},
        {"check": "same_actor", "names": ["Eva Holm", "Holm"]},
        {"check": "apart", "names": ["Arland", "Borland", "Holm"]},
        {"check": "passage", "words": "Please support our journalism", "kind": ["notice", "appeal"]},
        {"check": "nothing_from", "from": "Please support", "to_end": True},
    ],
)
def test_an_expectation_in_the_record_is_met(want: Expectation) -> None:
    assert is_met(want)


@pytest.mark.parametrize(
    "want",
    [
        {"check": "published", "value": "2024-05-05"},
        {"check": "statement", "actor": "Hol"},  # whole words
        {"check": "statement", "actor": "We"},  # pronouns name nobody
        {"check": "statement", "content": ["we reject", "hiding"]},  # all of them, in one statement
        {"check": "statement", "content": "hiding ships", "without": "Arland"},
        {"check": "statement", "chain": ["Borland", "morning post"]},  # in this order
        {"check": "statement", "chain": ["holm", "holm"]},  # one link each
        {"check": "statement", "actor": "Holm", "addressee": "Borland"},
        {"check": "no_statement", "actor": "Holm"},
        {"check": "answers", "from": {"actor": "Holm"}, "to": {"act": "accuse"}, "relation": "repeats"},
        {"check": "answers", "from": {"actor": "Holm"}, "to_link": "Hidden ships"},
        {"check": "event", "type": "CONSULT", "actors": ["Arland", "Holm", "Borland"]},
        {"check": "event", "type": "CONSULT", "told_by": "Holm"},
        {"check": "event", "type": "CONSULT", "place": "Vell Harbour"},
        {"check": "no_event", "type": ["ASSAULT", "CONSULT"]},
        {"check": "commitment", "parties": ["Arland", "Borland"], "term": {"value": 41}},
        {"check": "commitment", "date": "2024-05-04"},
        {"check": "role", "actor": "Arland", "title": "Minister"},
        {"check": "same_actor", "names": ["Holm", "Arland"]},
        {"check": "apart", "names": ["Eva Holm", "Holm"]},
        {"check": "apart", "names": ["Holm", "Nobody"]},
        {"check": "passage", "words": "Please support our journalism", "kind": "body"},
        {"check": "nothing_from", "from": "wrote that Arland"},
        {"check": "nothing_from", "from": "words nobody wrote"},
        {"check": "no such check"},
        {},
    ],
)
def test_an_expectation_not_in_the_record_is_unmet(want: Expectation) -> None:
    assert not is_met(want)


def test_a_statement_matches_by_any_speaker_and_is_actual_unless_another_reality_is_expected() -> None:
    record = small_record()
    put(record, ["statements", "0", "actors"], ["holm", "borland"])
    put(record, ["statements", "0", "on_behalf_of"], "arland")
    assert is_met(
        {"check": "statement", "actor": "Borland", "on_behalf_of": "Arland", "act": "reject"}, record
    )
    put(record, ["statements", "0", "reality"], "negated")
    assert not is_met({"check": "statement", "actor": "Borland"}, record)
    assert is_met({"check": "statement", "actor": "Borland", "reality": ["planned", "negated"]}, record)


def test_a_name_shared_by_two_actors_is_not_one_actor() -> None:
    record = small_record()
    cast("list[Tree]", record["actors"])[2]["name"] = "Holm"
    assert not is_met({"check": "same_actor", "names": ["Eva Holm", "Holm"]}, record)


def test_a_response_can_be_to_a_link_of_a_chain() -> None:
    record = small_record()
    cast("list[Tree]", record["statements"])[0]["answers"] = [{"to": "s2.1", "relation": "rejects"}]
    assert is_met({"check": "answers", "from": {"actor": "Holm"}, "to_link": "Hidden ships"}, record)


def test_a_record_without_rows_does_not_prove_absence() -> None:
    empty = {**small_record(), "statements": [], "events": None}
    for check in ("no_statement", "no_event", "nothing_from"):
        assert not is_met({"check": check, "from": "Please support"}, empty)


def test_a_line_that_is_not_a_record_meets_nothing_and_gives_the_reason() -> None:
    for line in ("", "[]", "{}", '{"article": {}}'):
        report = check_facts([{"check": "sound"}, {"check": "apart", "names": []}], line)
        assert (report.met, report.total, report.share) == (0, 2, 0.0)
        assert report.unmet[0].why.startswith("not a record: ")
    skipped = Undone("skipped", "-", "gathering", "empty", "the text is empty")
    assert check_outcome([{"check": "sound"}], skipped).met == 0


def test_the_report_lists_unmet_expectations_and_faults() -> None:
    record = small_record()
    cast("list[Tree]", record["statements"])[1]["act"] = "sing"
    report = check_facts(
        [{"check": "sound"}, {"check": "published", "value": "2024"}, {"check": "statement"}],
        json.dumps(record),
    )
    assert render_facts(report).splitlines() == [
        'unmet: {"check": "sound"}  (s2 has an unknown act, kind or medium)',
        'unmet: {"check": "published", "value": "2024"}',
        "1 of 3 expectations met (33.3%)",
    ]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("schema", "onrecord/0", "schema or outcome"),
        ("article.sha256", "0", "article.sha256"),
        ("statements", [], "no statements"),
        ("statements.0.id", "s2", "an id is used twice"),
        ("statements.0.actor", "nobody", "no actor has the id nobody"),
        ("statements.0.actors", ["holm", "nobody"], "no actor has the id nobody"),
        ("statements.0.actors", ["post", "holm"], "s1 has an actor that is not the first of its actors"),
        ("statements.0.actors", [], "s1 has an actor that is not the first of its actors"),
        ("statements.0.on_behalf_of", "nobody", "no actor has the id nobody"),
        ("statements.0.reality", "likely", "s1 has an unknown reality"),
        ("actors.0.known_from", "rumour", "has an unknown known_from"),
        ("statements.0.within", "s9", "no statement has the id s9"),
        ("statements.0.answers.0.to", "s9", "no statement or link has the id s9"),
        ("statements.0.confidence", 1.2, "s1 has a confidence outside 0 to 1"),
        ("statements.0.source_chain", [], "s1 has no source chain"),
        ("statements.0.evidence.content", [], "s1 has no content"),
        ("statements.0.evidence.cue", at("reject"), "broken record"),
        ("statements.0.evidence.cue", [at("reject")], "s1 overlaps itself"),
        ("events.0.evidence.all", [], "e1 has an unknown type or reality, or no evidence"),
        ("events.0.evidence.all", [[0, 4000]], "span [0, 4000] is outside the text"),
        (
            "events.0.evidence.all",
            [[0, 4]],
            "span [0, 4] begins or ends on white space or inside a word: 'Arla'",
        ),
        ("events.0.told_by", "s3", "no statement has the id s3"),
        ("commitments.0.status", "kept", "c1 has an unknown status or no evidence"),
        ("commitments.0.agreed.event", "e7", "no event has the id e7"),
        ("passages.0.span", [0, 6], "no passage covers"),
        ("passages.1.span", [9, 20], "passages overlap or are out of order"),
    ],
)
def test_each_fault_of_an_unsound_record_is_reported(path: str, value: Json, fault: str) -> None:
    record = small_record()
    put(record, path.split("."), value)
    report = check_facts([{"check": "sound"}], json.dumps(record))
    assert fault in report.unmet[0].why


def test_too_many_rows_for_the_length_of_the_text_are_unsound() -> None:
    record = small_record()
    statements = cast("list[Tree]", record["statements"])
    record["statements"] = [
        {**statements[1], "id": f"s{n}", "source_chain": [{"id": f"s{n}.1"}]} for n in range(2, 20)
    ]
    assert (
        "more rows than a text of this length can have"
        in check_facts([{"check": "sound"}], json.dumps(record)).unmet[0].why
    )


def put(tree: Json, path: list[str], value: Json) -> None:
    """Set what stands at a path of keys and indices."""
    key = path[0]
    if isinstance(tree, list):
        tree[int(key)] = after(tree[int(key)], path, value)
    elif isinstance(tree, dict):
        tree[key] = after(tree.get(key), path, value)


def after(part: Json, path: list[str], value: Json) -> Json:
    """Return what stands at the first step of a path once the value is set at its last."""
    if len(path) == 1:
        return value
    put(part, path[1:], value)
    return part


def test_expectations_are_loaded_or_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "expected.json"
    path.write_text('[{"check": "sound"}]', encoding="utf-8")
    assert load_expected(path) == ({"check": "sound"},)
    path.write_text('[{"check": "sound"}, {"check": "tone"}]', encoding="utf-8")
    with pytest.raises(GoldError, match="expectation 2 has the check 'tone'; known are statement"):
        load_expected(path)
    path.write_text('{"check": "sound"}', encoding="utf-8")
    with pytest.raises(GoldError, match="is not a list of expectations"):
        load_expected(path)
    with pytest.raises(GoldError, match="cannot be read"):
        load_expected(tmp_path / "none.json")


def spoil(record: Tree, drawing: random.Random) -> Tree:
    """Return a copy in which a few values, rows or fields, drawn at random, are changed, doubled or gone."""
    spoilt = copy.deepcopy(record)
    for _ in range(drawing.randrange(1, 5)):
        _spoil_below(spoilt, drawing.randrange(7), drawing)
    return spoilt


def _spoil_below(tree: Json, steps: int, drawing: random.Random) -> None:
    """Change a random place of the record, at most so many levels down."""
    if isinstance(tree, dict) and tree:
        name = drawing.choice([name for name in tree if name != "text"] or list(tree))
        below = tree[name]
        if steps and isinstance(below, dict | list) and below:
            _spoil_below(below, steps - 1, drawing)
        else:
            tree[name] = _another(drawing)
    elif isinstance(tree, list) and tree:
        place = drawing.randrange(len(tree))
        if steps and isinstance(tree[place], dict | list):
            _spoil_below(tree[place], steps - 1, drawing)
        else:
            tree[place] = (
                _another(drawing) if isinstance(tree[place], int) else copy.deepcopy(tree[place - 1])
            )


def _another(drawing: random.Random) -> Json:
    values: list[Json] = [
        None,
        drawing.randrange(300),
        "p1",
        [],
        "reject",
        [[drawing.randrange(90), drawing.randrange(90, 180)]],
    ]
    return drawing.choice(values)


def test_reports_equal_those_of_the_independent_checker(shared: Path) -> None:
    seed = shared / "evaluation" / "seed"
    expected = load_expected(seed / "expected.json")
    right = cast("Tree", json.loads((seed / "record_by_hand.json").read_text(encoding="utf-8")))
    drawing = random.Random(7)  # noqa: S311 - makes faults, no secrets
    records = [right, *(spoil(right, drawing) for _ in range(25))]
    script = [sys.executable, str(shared / "evaluation" / "check_record.py"), str(seed / "expected.json")]
    totals = set()
    for number, record in enumerate(records):
        line = json.dumps(record)
        told = subprocess.run(
            script, input=line, capture_output=True, text=True, check=False
        ).stdout.splitlines()
        report = check_facts(expected, line)
        ours = [text.split("  (")[0] for text in render_facts(report).splitlines()]
        assert ours == told, f"spoilt record {number}"
        totals.add(report.met)
    assert len(expected) in totals
    assert len(totals) > 5


def test_every_check_has_a_test_here() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in CHECKS if f'"check": "{name}"' not in tried] == []
