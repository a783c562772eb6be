"""Mark files of matters: what they say, and how faults are told by line."""

import json
from pathlib import Path

import pytest

from onrecord.evaluation.matters.gold import (
    ArticlePair,
    MarkedAnswer,
    Number,
    load_matter_texts,
    matter_digest,
)
from onrecord.evaluation.matters.mark_file import MatterError, check_split, load_matters
from onrecord.model.errors import GoldError

FIRST = (
    "Two trams collided at Orsk on Monday, hurting five people. The mayor, Ada Falk, promised a new signal."
)
SECOND = "The mayor denied a report in the Courier that nobody had repaired the signal. “It works,” she said."
MARKS = """\
# a comment
corrects b a; <denied a report>
copy b of a

event e1 OTHER; 2025-03-03; trams collide
  a: <Two trams collided>; 5 hurt; >=2 trams (the "police")
statement s1 the Courier; nobody repaired it
  b: <a report in the Courier> + <"It works,">
answer s1 denies a
commitment c1 Ada Falk; a new signal; by 2025
  a made: <promised a new signal>; 2025-03-03; by Ada Falk
  b kept: <It works>; -; -
"""


def write(folder: Path, marks: str, digest: str | None = None, split: str = "dev") -> Path:
    rows = []
    for letter, text in (("a", FIRST), ("b", SECOND)):
        source = {
            "id": f"m01{letter}",
            "split": "dev",
            "kind": "news",
            "subject": "politics",
            "continent": "asia",
            "habit": "web-copy",
            "matter": "trams",
            "licence": "CC-BY-4.0",
            "origin": "written for this test",
        }
        rows.append(json.dumps({"source": source, "text": text, "published": "2025-03-04"}))
    (folder / "texts.jsonl").write_text("\n".join(rows), encoding="utf-8")
    digest = digest or matter_digest(load_matter_texts(folder)["m01"])
    place = folder / "marks" / split / "m01.marks"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"matter m01 {digest}\n{marks}", encoding="utf-8")
    return place


def faults(folder: Path, marks: str, digest: str | None = None) -> list[str]:
    place = write(folder, marks, digest)
    with pytest.raises(MatterError) as raised:
        load_matters(folder, "dev")
    return [fault.removeprefix(f"{place}: ") for fault in raised.value.faults]


def test_rows_are_read_and_their_words_found(tmp_path: Path) -> None:
    write(tmp_path, MARKS)
    (matter,) = load_matters(tmp_path, "dev")
    (event,) = matter.events
    (telling,) = event.tellings
    assert (event.type, event.day, event.what) == ("OTHER", "2025-03-03", "trams collide")
    assert [span.words(FIRST) for span in telling.words.spans] == ["Two trams collided"]
    assert telling.numbers == (Number("5", "hurt", None), Number(">=2", "trams", 'the "police"'))
    (statement,) = matter.statements
    assert [span.words(SECOND) for span in statement.places[0].spans] == [
        "a report in the Courier",
        "“It works,”",
    ]
    assert matter.pairs[1] == ArticlePair("copy", "m01b", "m01a")
    assert matter.answers == (MarkedAnswer("s1", "denies", "m01a"),)
    made, kept = matter.commitments[0].steps
    assert (made.teller, made.day, kept.kind, kept.teller, kept.day) == (
        "Ada Falk",
        "2025-03-03",
        "kept",
        None,
        None,
    )
    assert matter.layers == {"events", "articles", "answers", "commitments"}


def test_only_the_layers_that_are_named_are_marked_whole(tmp_path: Path) -> None:
    write(tmp_path, "layers events articles\n")
    (matter,) = load_matters(tmp_path, "dev")
    assert matter.layers == {"events", "articles"}


def test_all_faults_of_a_file_are_told_by_line(tmp_path: Path) -> None:
    marks = [
        "event e1 OTHER; 2025-03-03; trams collide",  # 2
        "  a: <three trams>",
        "  a: <the>",
        "  c: <Two trams>",
        "  a: Two trams",
        "  a: <Two trams>; five hurt",
        "event e1 ASSAULT; -; again",
        "event e2 SPORT; -; a match",
        "event e3 OTHER; May; a day",
        "event s3 OTHER; -; wrong id",
        "  a: <Two trams>",
        "answer s1 denies s2",
        "answer s1 doubts s2",
        "copy a of a",
        "corrects b a; <no such words>",
        "commitment c1 Ada Falk; a signal",
        "commitment c2 Ada Falk; a signal; by 2025",
        "  a paid: <promised a new signal>; -; -",
        "  a made: <promised a new signal>; -",
        "layers weather",
        "wire a b",
    ]
    found = faults(tmp_path, "\n".join(marks))
    told = dict(fault.removeprefix("line ").split(": ", 1) for fault in found if fault.startswith("line "))
    wanted = {
        "3": "not found in article a",
        "4": "'the' is not found",
        "5": "there is no article c; the matter has a, b",
        "6": "does not read `ARTICLE: <words>",
        "7": "'five hurt' does not read `NUMBER UNIT (TELLER)`",
        "8": "e1 is used in line 2 already",
        "9": "'SPORT' is no type of event",
        "10": "'May' is no day in EDTF",
        "11": "needs an id of its kind",
        "12": "stand under no event",
        "13": "there is no statement s",
        "14": "'doubts' is no relation",
        "15": "cannot be related to itself",
        "16": "'no such words' is not found in article b",
        "17": "needs three parts",
        "18": "c2 has no words of any article",
        "19": "'paid' is no step",
        "20": "a step ends with",
        "21": "'weather' is no layer",
        "22": "'wire' is no row",
    }
    assert {line for line in wanted if wanted[line] not in told.get(line, "")} == set()


def test_words_that_stand_twice_are_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "statement s1 she\n  b: <report>\n  b: <signal>\n")
    assert fault == "line 4: s1 has a line for article b already; join words by +"
    twice = faults(tmp_path, "statement s1 x\n  b: <the>\n")
    assert twice[0].startswith("line 3: 'the' is found 2 times in article b")


def test_a_text_that_has_changed_since_is_refused(tmp_path: Path) -> None:
    (fault, *_) = faults(tmp_path, MARKS, "0123456789abcdef")
    assert fault.startswith("line 1: the first row must be `matter m01 ")
    assert "has changed since" in fault


def test_a_matter_without_marks_is_refused(tmp_path: Path) -> None:
    write(tmp_path, MARKS).unlink()
    with pytest.raises(GoldError, match=r"1 matters have no marks \(m01\)"):
        load_matters(tmp_path, "dev")
    with pytest.raises(GoldError, match="has no matter of the split test"):
        load_matters(tmp_path, "test")
    with pytest.raises(GoldError, match="'tests' is no split; use one of train, dev, test"):
        check_split("tests")


def test_the_corpus_is_sound() -> None:
    folder = Path(__file__).parents[3] / "corpus" / "matters"
    marked = {split: load_matters(folder, check_split(split)) for split in ("dev", "test")}
    assert sum(map(len, marked.values())) >= 35
    assert not {text.source.split for matter in marked["dev"] for text in matter.texts} - {"dev"}
    for name in ("first", "second"):
        second = load_matters(folder, "test", folder / "marks" / "agreement" / name)
        assert [matter.id for matter in second] == [matter.id for matter in marked["test"]]
