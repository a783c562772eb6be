"""Loading minimal pairs: what a file may hold, and how its faults are told."""

import json
from pathlib import Path

import pytest
from pydantic import JsonValue

from onrecord.evaluation.minimal_pairs.pairs import load_pairs, load_phenomenon
from onrecord.evaluation.minimal_pairs.partial_rows import EventCells, StatementCells
from onrecord.model.errors import GoldError

EVENT: JsonValue = {"row": "event", "type": "AGREE", "actors": ["Kalm", "Vesby"]}
TEXT = "Kalm and Vesby agreed on a toll."


def line(id_: str = "tolls-01a", **fields: JsonValue) -> str:
    made: dict[str, JsonValue] = {
        "id": id_,
        "pair": id_[:-1],
        "text": TEXT,
        "published": "2024-05-14",
        "must": [EVENT],
    }
    return json.dumps({**made, **fields}, ensure_ascii=False)


def write(folder: Path, *lines: str, name: str = "tolls") -> Path:
    path = folder / f"{name}.jsonl"
    path.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
    return path


def faults(path: Path) -> str:
    with pytest.raises(GoldError) as caught:
        load_phenomenon(path)
    return str(caught.value)


def test_a_line_has_its_rows_and_what_is_told_of_the_article(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        line(title="Tolls", outlet="Kalm Post", note="two who agree", must_not=[{"row": "statement"}]),
    )
    found = load_phenomenon(path)
    (one,) = found.lines
    assert (found.name, one.title, one.outlet, one.published) == ("tolls", "Tolls", "Kalm Post", "2024-05-14")
    assert one.must == (EventCells(type=("AGREE",), actors=("Kalm", "Vesby")),)
    assert one.must_not == (StatementCells(),)


def test_cells_that_are_null_are_given_and_cells_that_are_left_out_are_not(tmp_path: Path) -> None:
    row: JsonValue = {"row": "statement", "said": None, "act": ["assert", "announce"]}
    (one,) = load_phenomenon(write(tmp_path, line(must=[row]))).lines
    assert one.must[0].given == ("act", "said")


def test_a_line_without_a_day_is_allowed_and_so_is_a_pair_of_one_line(tmp_path: Path) -> None:
    assert len(load_phenomenon(write(tmp_path, line(published=None), "", line("tolls-02a"))).lines) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {"row": "event", "actorz": ["Kalm"]},
            "must.0.event.actorz: there is no such cell; known are type, mode, actors",
        ),
        ({"row": "happening"}, "must.0: Input tag 'happening' found using 'row' does not match any"),
        ({"type": "AGREE"}, "must.0: Unable to extract tag using discriminator 'row'"),
        ({"row": "event", "type": "YIELD"}, "must.0.event.type.0: Input should be 'AGREE', 'CONSULT'"),
        ({"row": "event", "type": ["AGREE", "FIGHT"]}, 'not "FIGHT"'),
        ({"row": "event", "type": "AGREE", "mode": "visit"}, "'visit' is no mode of AGREE; its modes: none"),
        (
            {"row": "event", "actors": "Kalm"},
            'must.0.event.actors: Input should be a valid array, not "Kalm"',
        ),
        ({"row": "event", "date": "Monday"}, "must.0.event.date: 'Monday' is no day or span in EDTF"),
        ({"row": "event", "country": "Kalm"}, "'Kalm' is no ISO 3166-1 alpha-3 code"),
        ({"row": "event", "count": 0}, "must.0.event.count: Input should be greater than or equal to 1"),
        ({"row": "event", "trigger_includes": "signed"}, "must.0: the text does not have the words signed"),
        (
            {"row": "event", "quantities": [{"number": 3}]},
            "must.0.event.quantities.0.number: there is no such cell",
        ),
        ({"row": "actor", "sector": "NEWS"}, "'NEWS' is no PLOVER sector"),
        (
            {"row": "statement", "within": {"actor": "Kalm"}},
            "statement.within.actor: there is no such cell; known are actors",
        ),
        ({"row": "statement", "within": {"count": 2}}, "`count` stands in rows of `must` only"),
        (
            {"row": "statement", "answers": {"relation": "echoes"}},
            "answers.relation.0: Input should be 'rejects'",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_file_line_and_id(
    tmp_path: Path, row: JsonValue, said: str
) -> None:
    told = faults(write(tmp_path, line(), line("tolls-01b", must=[row])))
    assert told.startswith(f"{tmp_path}/tolls.jsonl:2: tolls-01b: ")
    assert said in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (line("tolls-01b", must=[]), "asks for nothing"),
        (
            line("tolls-01b", pair="tolls-02"),
            "the id 'tolls-01b' is not its pair 'tolls-02' with a letter behind it",
        ),
        (line("dues-01a"), "the pair 'dues-01' is not the phenomenon 'tolls' with a number behind it"),
        (line(), "the id 'tolls-01a' was used before"),
        (line("tolls-01b", texts="more"), "texts: there is no such cell"),
        (line("tolls-01b", must_not=[{"row": "event", "count": 2}]), "`count` stands in rows of `must` only"),
        ('{"id": "tolls-01b", "id": "tolls-01c"}', "'id' is given twice in one object"),
        ('{"id": "tolls-01b"', "is no JSON object as it should be"),
        ("[]", "Input should be an object"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(tmp_path: Path, text: str, said: str) -> None:
    told = faults(write(tmp_path, line(), text))
    assert told.startswith(f"{tmp_path}/tolls.jsonl:2: ")
    assert said in told


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    told = faults(write(tmp_path, line(must=[]), line("tolls-01b", texts="more")))
    assert [one.split(": ")[0].rpartition(":")[2] for one in told.splitlines()] == ["1", "2"]


def test_of_very_many_faults_the_rest_are_counted(tmp_path: Path) -> None:
    told = faults(write(tmp_path, *(["[]"] * 23)))
    assert told.splitlines()[-1] == "… and 3 more"


def test_an_empty_file_and_a_name_with_capitals_are_faults(tmp_path: Path) -> None:
    assert "holds no line" in faults(write(tmp_path))
    assert "the name is not in kebab-case" in faults(write(tmp_path, line(), name="Tolls"))


def test_a_folder_gives_its_phenomena_by_name_and_only_those_that_are_wanted(tmp_path: Path) -> None:
    write(tmp_path, line())
    write(tmp_path, line("dues-01a"), name="dues")
    assert [one.name for one in load_pairs(tmp_path)] == ["dues", "tolls"]
    assert [one.name for one in load_pairs(tmp_path, ["tolls", "tolls"])] == ["tolls"]


def test_a_phenomenon_that_is_not_there_is_said_with_those_that_are(tmp_path: Path) -> None:
    write(tmp_path, line())
    with pytest.raises(GoldError, match="has no phenomenon tols; known are tolls"):
        load_pairs(tmp_path, ["tols"])


def test_a_folder_that_is_not_there_or_empty_is_said(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"there is no folder .*pears below .*; run this in the root"):
        load_pairs(tmp_path / "pears")
    with pytest.raises(GoldError, match="holds no file of minimal pairs"):
        load_pairs(tmp_path)
