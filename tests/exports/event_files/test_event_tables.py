"""ICEWS and GDELT: columns and order of their codebooks, and the values of a dossier made by hand."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest

from builders import make_record
from exports.event_files.hand_made import NOR, SWE, make_report
from onrecord.exports import plover
from onrecord.exports.event_files import gdelt, icews
from onrecord.exports.event_files.identifiers import number_of
from onrecord.exports.event_files.reports import MOST_PARTIES, read_events
from onrecord.exports.selection import BATCH, Selection
from onrecord.model.record import Record
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredRecord

ICEWS = """Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,\
Target Name,Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,\
Latitude,Longitude"""
GDELT = """GLOBALEVENTID,SQLDATE,MonthYear,Year,FractionDate,Actor1Code,Actor1Name,Actor1CountryCode,\
Actor1KnownGroupCode,Actor1EthnicCode,Actor1Religion1Code,Actor1Religion2Code,Actor1Type1Code,Actor1Type2Code,\
Actor1Type3Code,Actor2Code,Actor2Name,Actor2CountryCode,Actor2KnownGroupCode,Actor2EthnicCode,\
Actor2Religion1Code,Actor2Religion2Code,Actor2Type1Code,Actor2Type2Code,Actor2Type3Code,IsRootEvent,EventCode,\
EventBaseCode,EventRootCode,QuadClass,GoldsteinScale,NumMentions,NumSources,NumArticles,AvgTone,Actor1Geo_Type,\
Actor1Geo_FullName,Actor1Geo_CountryCode,Actor1Geo_ADM1Code,Actor1Geo_ADM2Code,Actor1Geo_Lat,Actor1Geo_Long,\
Actor1Geo_FeatureID,Actor2Geo_Type,Actor2Geo_FullName,Actor2Geo_CountryCode,Actor2Geo_ADM1Code,\
Actor2Geo_ADM2Code,Actor2Geo_Lat,Actor2Geo_Long,Actor2Geo_FeatureID,ActionGeo_Type,ActionGeo_FullName,\
ActionGeo_CountryCode,ActionGeo_ADM1Code,ActionGeo_ADM2Code,ActionGeo_Lat,ActionGeo_Long,ActionGeo_FeatureID,\
DATEADDED,SOURCEURL"""
MENTIONS = """GLOBALEVENTID,EventTimeDate,MentionTimeDate,MentionType,MentionSourceName,MentionIdentifier,\
SentenceID,Actor1CharOffset,Actor2CharOffset,ActionCharOffset,InRawText,Confidence,MentionDocLen,MentionDocTone,\
MentionDocTranslationInfo,Extras"""
TAB = {"sep": "\t", "dtype": str, "keep_default_na": False, "quoting": 3}


def icews_table(selection: Selection) -> pd.DataFrame:
    return pd.read_csv(io.StringIO("".join(icews.write(selection))), **TAB)


def gdelt_tables(selection: Selection, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    gdelt.write(selection, folder)
    events = pd.read_csv(folder / gdelt.EVENTS, header=None, names=GDELT.split(","), **TAB)
    mentions = pd.read_csv(folder / gdelt.MENTIONS, header=None, names=MENTIONS.split(","), **TAB)
    return events, mentions


def one(tmp_path: Path, record: Record) -> Iterator[Dossier]:
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(record)
        yield made


def test_columns_are_those_of_the_codebooks() -> None:
    assert list(icews.COLUMNS) == ICEWS.split(",")
    assert list(gdelt.EVENT_COLUMNS) == GDELT.split(",")
    assert list(gdelt.MENTION_COLUMNS) == MENTIONS.split(",")
    assert (len(icews.COLUMNS), len(gdelt.EVENT_COLUMNS), len(gdelt.MENTION_COLUMNS)) == (20, 61, 16)


def test_icews_has_a_line_an_event_and_pair(dossier: Dossier, records: list[Record]) -> None:
    selection = Selection(dossier)
    frame = icews_table(selection)
    assert sorted(frame["CAMEO Code"]) == ["033", "040", "040", "100", "180", "193"]
    assert frame["Event ID"].is_unique
    attack = frame[frame["CAMEO Code"] == "193"].iloc[0]
    assert list(attack[["Event Date", "Source Name", "Source Country", "Target Name", "Target Country"]]) == [
        "2025-03-09", "Northland", "Norway", "Sundland", "Sweden",
    ]  # fmt: skip
    assert list(attack[["Event Text", "Intensity", "Source Sectors"]]) == [
        "Fight with small arms and light weapons", "-10.0", "Government",
    ]  # fmt: skip
    assert attack["Story ID"] == str(number_of(records[0].article.id))
    talks = frame[frame["CAMEO Code"] == "040"]
    assert {(row["Source Name"], row["Target Name"]) for _, row in talks.iterrows()} == {
        ("Northland", "Sundland"), ("Sundland", "Northland"),
    }  # fmt: skip
    place = records[2].events[0].place
    assert place is not None
    where = talks.iloc[0][["City", "Country", "Latitude", "Longitude"]]
    assert list(where) == [place.name, "Norway", "1.5", "2.5"]
    assert selection.report.exported == {"events": 5, "lines": 6}
    assert selection.report.left_out == {
        "not reported as having happened": 1, "no second side": 1,
        "dated too vaguely (a span of more than 7 days)": 1,
    }  # fmt: skip


def test_gdelt_has_a_line_an_event_and_pair_with_all_its_mentions(
    dossier: Dossier, records: list[Record], tmp_path: Path
) -> None:
    events, mentions = gdelt_tables(Selection(dossier), tmp_path)
    assert events["GLOBALEVENTID"].is_unique
    attack = events[events["EventCode"] == "193"].iloc[0]
    assert list(attack[["SQLDATE", "MonthYear", "Year", "FractionDate"]]) == [
        "20250309", "202503", "2025", "2025.1890",
    ]  # fmt: skip
    assert list(attack[["Actor1Code", "Actor1Name", "Actor1CountryCode", "Actor1Type1Code"]]) == [
        "NORGOV", "NORTHLAND", "NOR", "GOV",
    ]  # fmt: skip
    assert list(attack[["EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"]]) == [
        "193", "19", "4", "-10.0",
    ]  # fmt: skip
    assert list(attack[["NumMentions", "NumArticles", "NumSources", "SOURCEURL"]]) == [
        "2", "2", "1", records[0].article.url,
    ]  # fmt: skip
    reports = mentions[mentions["GLOBALEVENTID"] == attack["GLOBALEVENTID"]]
    assert set(reports["MentionIdentifier"]) == {records[0].article.url, records[1].article.url}
    assert set(mentions["GLOBALEVENTID"]) == set(events["GLOBALEVENTID"])
    for _, event in events.iterrows():
        assert int(event["NumMentions"]) == sum(mentions["GLOBALEVENTID"] == event["GLOBALEVENTID"])


def test_offsets_of_mentions_are_those_of_the_text(
    dossier: Dossier, records: list[Record], tmp_path: Path
) -> None:
    _, mentions = gdelt_tables(Selection(dossier), tmp_path)
    by_url = {record.article.url: record for record in records}
    for _, row in mentions.iterrows():
        record = by_url[row["MentionIdentifier"]]
        text, trigger = record.article.text, str(record.events[0].evidence.trigger)
        assert text[int(row["ActionCharOffset"]) :].startswith(trigger)
        assert int(row["MentionDocLen"]) == len(text)
        starts = {mention.span.start for actor in record.actors for mention in actor.mentions}
        for column in ("Actor1CharOffset", "Actor2CharOffset"):
            assert int(row[column]) in starts | {-1}
        assert (row["MentionType"], row["Confidence"], row["SentenceID"]) == ("1", "75", "1")


def test_places_of_gdelt_have_fips_codes(dossier: Dossier, records: list[Record], tmp_path: Path) -> None:
    events, _ = gdelt_tables(Selection(dossier), tmp_path)
    place = records[2].events[0].place
    assert place is not None
    talks = events[events["EventCode"] == "040"].iloc[0]
    columns = ("Type", "FullName", "CountryCode", "Lat", "FeatureID")
    assert [talks[f"ActionGeo_{name}"] for name in columns] == ["4", f"{place.name}, Norway", "NO", "1.5", ""]
    assert set(events["Actor1Geo_Type"]) == {"0"}


def test_numbers_lead_back_to_the_rows_of_the_dossier(
    dossier: Dossier, records: list[Record], tmp_path: Path
) -> None:
    events, mentions = gdelt_tables(Selection(dossier), tmp_path)
    identities = pd.read_csv(tmp_path / gdelt.IDENTITIES, **TAB)
    assert len(identities) == len(mentions)
    assert set(identities["GLOBALEVENTID"]) == set(events["GLOBALEVENTID"])
    assert {f"{record.article.id}/e1" for record in records[:4]} <= set(identities["report"])
    assert all(int(number) < 2**53 for number in identities["GLOBALEVENTID"])


def test_plover_joins_the_reports_of_an_event_by_a_key(dossier: Dossier, records: list[Record]) -> None:
    rows = {row["id"]: row for row in map(json.loads, plover.write(Selection(dossier)))}
    first, second, third = (rows[f"{record.article.id}/e1"] for record in records[:3])
    assert first["event_key"] == second["event_key"] != third["event_key"]
    assert (first["date_source"], second["date_source"]) == ("text", "publication")


def test_a_filter_selects_events_and_their_reports(dossier: Dossier, records: list[Record]) -> None:
    (event,) = read_events(Selection(dossier, Filter(types=("ASSAULT",), outlet=records[0].article.outlet)))
    assert {report.article.outlet for report in event.reports} == {records[0].article.outlet}


def test_events_are_read_as_they_come_and_joined_ones_when_they_are_complete(tmp_path: Path) -> None:
    with open_dossier(str(tmp_path / "many.dossier"), create=True) as made:
        for number in range(BATCH + 20):
            made.write(make_record(number, 1))
        selection, read = Selection(made), []
        list_records = made.list_records

        def count(article_ids: Iterable[str]) -> Iterator[StoredRecord]:
            for stored in list_records(article_ids):
                read.append(stored.record.article.id)
                yield stored

        made.list_records = count  # type: ignore[method-assign]
        assert len(list(islice(read_events(selection), 5))) == 5
        assert len(read) == BATCH


def test_texts_with_tabs_and_breaks_stay_in_their_cell(tmp_path: Path) -> None:
    record = make_report(3, "2025-04-01", "REQUEST", (NOR,), recipients=(SWE,))
    parties = tuple(replace(actor, name=f"{actor.name}\tof\r\nthe \u2028 sea") for actor in record.actors)
    article = replace(record.article, outlet='The "Post"\tEvening', url=None)
    for made in one(tmp_path, replace(record, actors=parties, article=article)):
        frame = icews_table(Selection(made))
        assert list(frame["Source Name"]) == ["Northland of the sea"]
        _, mentions = gdelt_tables(Selection(made), tmp_path)
        assert list(mentions["MentionType"]) == ["2"]
        assert list(mentions["MentionSourceName"]) == ['The "Post" Evening']
        assert "2025-04-01" in mentions["MentionIdentifier"][0]


@pytest.mark.parametrize(
    ("sector", "country", "code", "group", "types"),
    [
        ("UNO", None, "UNO", "UNO", ["IGO", "", ""]),
        ("EUR", None, "EEC", "EEC", ["IGO", "", ""]),
        ("IGO", None, "IGO", "", ["IGO", "", ""]),
        ("MIL", "ROU", "ROMMIL", "", ["MIL", "", ""]),
        (None, None, "", "", ["", "", ""]),
    ],
)
def test_actors_of_gdelt_have_the_codes_of_cameo(
    tmp_path: Path, sector: str | None, country: str | None, code: str, group: str, types: list[str]
) -> None:
    record = make_report(3, "2025-04-01", "REQUEST", (NOR,), recipients=(SWE,))
    first, *others = record.actors
    first = replace(first, sector=sector, country=country)
    for made in one(tmp_path, replace(record, actors=(first, *others))):
        events, _ = gdelt_tables(Selection(made), tmp_path)
        row = events.iloc[0]
        assert (row["Actor1Code"], row["Actor1KnownGroupCode"]) == (code, group)
        assert list(row[["Actor1Type1Code", "Actor1Type2Code", "Actor1Type3Code"]]) == types


def test_an_event_with_a_crowd_of_parties_is_left_out_and_counted(tmp_path: Path) -> None:
    record = make_report(3, "2025-04-01", "CONSULT", (NOR, SWE))
    crowd = tuple(replace(record.actors[0], id=f"q{number}") for number in range(MOST_PARTIES + 1))
    event = replace(record.events[0], actors=tuple(actor.id for actor in crowd))
    for made in one(tmp_path, replace(record, actors=(*record.actors, *crowd), events=(event,))):
        selection = Selection(made)
        assert list(read_events(selection)) == []
        assert selection.report.left_out == {f"more than {MOST_PARTIES} parties": 1}
