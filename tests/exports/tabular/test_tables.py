"""Tables of all kinds of rows: pandas reads every one back, and nothing is lost on the way."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from builders import make_joint, make_record
from onrecord.exports.selection import ExportOptions, Selection
from onrecord.exports.tables import cell_text, cells, column_names
from onrecord.exports.tabular import csv_tables, excel, parquet
from onrecord.exports.tabular.rows import TABLES, ExportTable, column_texts, event_lines, statement_lines
from onrecord.model.errors import SettingError
from onrecord.model.judgement import make_judgement
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import REALITIES, Dossier, Filter

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parent / "datapackage.schema.json").read_text("utf-8"))
)
ARTICLES = 6
TEXT = {"dtype": str, "keep_default_na": False}
Rows = list[tuple[object, ...]]


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Dossier]:
    with open_dossier(str(tmp_path / "harbour.dossier"), create=True) as made:
        for number in range(ARTICLES - 1):
            made.write(make_record(number))
        made.write(make_joint(40))
        pair = (f"{make_record(0).article.id}/e1", f"{make_record(1).article.id}/e1")
        made.judge(make_judgement("event", pair, "A. Clerk", 1.0, "one meeting", "2025-07-01T09:30:00+00:00"))
        yield made


def rows_of(dossier: Dossier, table: ExportTable) -> Rows:
    return [tuple(cells(row)) for row in table.rows(Selection(dossier))]


def package_of(folder: Path) -> dict[str, dict[str, object]]:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    SCHEMA.validate(package)
    return {resource["name"]: resource for resource in package["resources"]}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_described_and_every_key_exists(table: ExportTable) -> None:
    columns = column_names(table.row_type)
    assert [name for name in columns if not column_texts().get((table.name, name))] == []
    assert {name for one, name in column_texts() if one == table.name} == set(columns)
    assert {table.key, *table.references} <= set(columns)


def test_a_folder_of_csv_is_read_back_by_pandas(dossier: Dossier, tmp_path: Path) -> None:
    selection = Selection(dossier)
    csv_tables.write_folder(selection, tmp_path)
    resources = package_of(tmp_path)
    for table in TABLES:
        frame = pd.read_csv(tmp_path / f"{table.name}.csv", **TEXT)
        rows = rows_of(dossier, table)
        assert tuple(frame.columns) == column_names(table.row_type)
        assert frame.to_numpy().tolist() == [[cell_text(cell) for cell in row] for row in rows]
        assert selection.report.exported[table.name] == len(rows) > 0
        assert frame[table.key].is_unique
        schema = resources[table.name]["schema"]
        assert [field["name"] for field in schema["fields"]] == list(frame.columns)  # type: ignore[index]
    assert set(resources) == {table.name for table in TABLES}


def test_keys_lead_to_rows_of_the_other_tables(dossier: Dossier, tmp_path: Path) -> None:
    csv_tables.write_folder(Selection(dossier, Filter(realities=REALITIES)), tmp_path)
    frames = {table.name: pd.read_csv(tmp_path / f"{table.name}.csv", **TEXT) for table in TABLES}
    for table in TABLES:
        for column, (other, key) in table.references.items():
            assert set(frames[table.name][column]) <= set(frames[other][key])
    actors = set(frames["actors"]["id"])
    for column in ("actor_ids", "to_ids", "on_behalf_of_ids"):
        ids = {one for cell in frames["statements"][column] for one in cell.split("; ") if one}
        assert ids and ids <= actors
    assert {one for cell in frames["events"]["actor_ids"] for one in cell.split("; ")} <= actors


def test_parquet_keeps_types_and_lists(dossier: Dossier, tmp_path: Path) -> None:
    selection = Selection(dossier)
    parquet.write(selection, tmp_path)
    package_of(tmp_path)
    for table in TABLES:
        frame = pd.read_parquet(tmp_path / f"{table.name}.parquet")
        assert tuple(frame.columns) == column_names(table.row_type)
        found = pq.read_table(tmp_path / f"{table.name}.parquet").to_pylist()
        for row, wanted in zip(found, rows_of(dossier, table), strict=True):
            assert list(row.values()) == [list(cell) if isinstance(cell, tuple) else cell for cell in wanted]
        assert selection.report.exported[table.name] == len(frame)
    events = pq.read_table(tmp_path / "events.parquet").schema
    assert [str(events.field(name).type) for name in ("lat", "round", "first_day", "actors")] == [
        "double", "int64", "date32[day]", "list<element: string>",
    ]  # fmt: skip


def test_the_data_package_of_parquet_tells_the_types(dossier: Dossier, tmp_path: Path) -> None:
    parquet.write(Selection(dossier), tmp_path)
    resource = package_of(tmp_path)["events"]
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}  # type: ignore[index]
    assert (types["confidence"], types["round"], types["last_day"], types["actors"], types["type"]) == (
        "number", "integer", "date", "array", "string",
    )  # fmt: skip
    keys = resource["schema"]["foreignKeys"]  # type: ignore[index]
    assert keys == [{"fields": ["article"], "reference": {"resource": "articles", "fields": ["id"]}}]


def workbook(dossier: Dossier, path: Path, selection: Selection | None = None) -> Path:
    out = path / "book.xlsx"
    with out.open("wb") as file:
        excel.write(selection or Selection(dossier), file)
    return out


def test_a_workbook_is_read_back_by_pandas(dossier: Dossier, tmp_path: Path) -> None:
    out = workbook(dossier, tmp_path)
    sheets = pd.read_excel(out, sheet_name=None, dtype=object)
    assert set(sheets) == {*(table.name for table in TABLES), "about"}
    for table in TABLES:
        frame, rows = sheets[table.name].drop(columns="link", errors="ignore"), rows_of(dossier, table)
        assert tuple(frame.columns) == column_names(table.row_type)
        assert len(frame) == len(rows)
        for found, wanted in zip(frame.itertuples(index=False), rows, strict=True):
            assert ["" if pd.isna(cell) else plain(cell) for cell in found] == [
                cell_text(cell) for cell in wanted
            ]


def plain(cell: object) -> str:
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def test_links_lead_to_the_row_of_the_article(dossier: Dossier, tmp_path: Path) -> None:
    book = load_workbook(workbook(dossier, tmp_path))
    articles, events = book["articles"], book["events"]
    heads = [cell.value for cell in events[1]]
    for row in events.iter_rows(min_row=2, values_only=True):
        formula = str(row[heads.index("link")])
        target = formula.removeprefix("=HYPERLINK(\"#'articles'!").partition('"')[0]
        assert articles[target].value == row[heads.index("article")]


HOSTILE = (
    "=1+1", '=HYPERLINK("https://bad.example")', "+1", "-1", "@SUM(A1)", "\t=1", "a\x00b\x0bc", "_x0041_"
)  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE)
def test_no_text_of_a_workbook_is_a_formula(title: str, tmp_path: Path) -> None:
    record = make_record(1)
    record = replace(record, article=replace(record.article, title=title))
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(record)
        stored = next(made.list_articles(Filter())).title or ""
        book = load_workbook(workbook(made, tmp_path))
    cell = book["articles"]["B2"]
    assert cell.data_type == "s"
    assert str(cell.value).replace("\ufffd", "").replace("_x005F_", "_") in (
        stored.replace("\x00", "").replace("\x0b", ""), title.replace("\ufffd", ""),
    )  # fmt: skip
    formulas = {
        str(cell.value).partition("!")[0]
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {"=HYPERLINK(\"#'articles'"}


def test_cells_that_excel_cannot_hold_are_cut_and_told(tmp_path: Path) -> None:
    record = make_record(1)
    long = "\N{GRINNING FACE}" * 20_000  # two units each
    record = replace(record, article=replace(record.article, title=long, outlet="x" * 32_767))
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(record)
        selection = Selection(made)
        book = load_workbook(workbook(made, tmp_path, selection))
    title, outlet = book["articles"]["B2"].value, book["articles"]["C2"].value
    assert (len(str(title).encode("utf-16-le")) // 2, str(title)[-1]) == (32_767, "…")
    assert outlet == "x" * 32_767
    assert any("were cut" in remark for remark in selection.report.remarks)
    assert any("end with …" in str(row[2]) for row in book["about"].iter_rows(values_only=True))


def test_a_full_sheet_goes_on_in_another(
    dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 3)
    selection = Selection(dossier)
    book = load_workbook(workbook(dossier, tmp_path, selection))
    parts = [sheet for sheet in book.sheetnames if sheet.startswith("articles")]
    assert parts == ["articles", "articles 2", "articles 3"]
    assert [book[name].max_row for name in parts] == [3, 3, 3]
    assert any("articles goes on" in remark for remark in selection.report.remarks)


def test_one_table_can_be_chosen(dossier: Dossier, tmp_path: Path) -> None:
    selection = Selection(dossier, options=ExportOptions(kind="ledger", bom=True))
    lines = list(csv_tables.write(selection))
    assert lines[0] == "\ufeff"
    frame = pd.read_csv(io.BytesIO("".join(lines).encode()), **TEXT)
    assert list(frame["status"]) == ["agreed"] * ARTICLES
    parquet.write(selection, tmp_path)
    assert [file.name for file in tmp_path.glob("*.parquet")] == ["ledger.parquet"]
    with pytest.raises(SettingError, match="'letters'; choose one of articles, statements"):
        list(csv_tables.write(Selection(dossier, options=ExportOptions(kind="letters"))))


def test_a_filter_selects_rows_of_every_table(dossier: Dossier, tmp_path: Path) -> None:
    csv_tables.write_folder(Selection(dossier, Filter(acts=("reject",))), tmp_path)
    names = {file.stem for file in tmp_path.glob("*.csv")}
    assert names == {"articles", "statements", "threads", "actors"}
    frame = pd.read_csv(tmp_path / "statements.csv", **TEXT)
    assert set(frame["act"]) == {"reject"}
    with pytest.raises(SettingError, match="--kind"):
        list(csv_tables.write(Selection(dossier, Filter(acts=("reject",)))))


def test_events_of_one_family_share_an_identity_and_vague_days_have_two_ends(dossier: Dossier) -> None:
    lines = list(event_lines(Selection(dossier)))
    first, second = (make_record(number).article.id for number in (0, 1))
    same = {line.article: line.same_event for line in lines}
    assert same[first] == same[second] == min(f"{first}/e1", f"{second}/e1")
    assert len(set(same.values())) == ARTICLES - 1
    assert all(line.first_day == date.fromisoformat(line.date or "") for line in lines)


def test_joint_speakers_and_principals_have_their_ids(tmp_path: Path) -> None:
    record = make_joint(3)
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(record)
        lines = list(statement_lines(Selection(made, Filter(realities=("negated",)))))
    (line,) = lines
    names = [actor.name.casefold().replace(" ", "-") for actor in record.actors]
    assert line.actor_ids == (f"state:{names[0]}", f"state:{names[1]}")
    assert line.on_behalf_of_ids == (f"person:{names[3]}",)


@pytest.mark.parametrize("lines", [statement_lines, event_lines])
def test_rows_are_read_as_they_are_written(
    lines: Callable[[Selection], Iterator[object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @dataclass
    class Looked:
        up: int = 0

    looked = Looked()
    with open_dossier(str(tmp_path / "many.dossier"), create=True) as made:
        for number in range(420):
            made.write(make_record(number, 1))
        list_parties = made.list_parties

        def count(*given: object) -> object:
            looked.up += 1
            return list_parties(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(made, "list_parties", count)
        assert len(list(islice(lines(Selection(made)), 10))) == 10
        assert looked.up == 1
        assert sum(1 for _ in lines(Selection(made))) == 420
        assert looked.up == 4
