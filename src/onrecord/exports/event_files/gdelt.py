"""GDELT 2.0: a folder with the table of events (61 columns) and that of mentions (16 columns).

Tab-separated without a header, as GDELT has them (the files are called CSV there, too), UTF-8. Source: The
GDELT Event Database, Data Format Codebook V2.0 (2015). An event is a line for each pair of its actors, of a
mutual act both ways; its mentions are all reports of it in the selection. `identities.tsv` leads from the
numbers to the rows of the dossier.

Empty are what OnRecord does not know: tone, ethnic and religious codes, where actors are, administrative
divisions, and the feature ids of GNS (places have GeoNames ids in other formats).
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from onrecord.exports.event_files.cameo import find_actor_code, find_country
from onrecord.exports.event_files.icews import city_of, left_out, tab_line
from onrecord.exports.event_files.identifiers import number_of
from onrecord.exports.event_files.reports import (
    NOWHERE,
    EventPlace,
    EventReport,
    Party,
    ReportedEvent,
    read_events,
)
from onrecord.exports.selection import Selection
from onrecord.store.stored_rows import StoredArticle

EVENTS, MENTIONS, IDENTITIES = "events.export.CSV", "events.mentions.CSV", "identities.tsv"
_ACTOR_COLUMNS = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
    "Type1Code", "Type2Code", "Type3Code",
)  # fmt: skip
_GEO_COLUMNS = (
    "Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID",
)  # fmt: skip
EVENT_COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{number}{name}" for number in (1, 2) for name in _ACTOR_COLUMNS),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{who}Geo_{name}" for who in ("Actor1", "Actor2", "Action") for name in _GEO_COLUMNS),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
MENTION_COLUMNS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName",
    "MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset",
    "InRawText", "Confidence", "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
IDENTITY_COLUMNS = ("GLOBALEVENTID", "event", "actor1", "actor2", "report")
_COUNTRY, _US_CITY, _CITY = "1", "3", "4"  # types of places
_WEB, _CITATION = "1", "2"  # types of mentions
_UNKNOWN_GEO = ("0", *("" for _ in _GEO_COLUMNS[1:]))


def write(selection: Selection, folder: Path) -> None:
    """Write the two tables, and which numbers stand for which rows."""
    with ExitStack() as stack:
        events, mentions, identities = (
            stack.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            for name in (EVENTS, MENTIONS, IDENTITIES)
        )
        identities.write(tab_line(IDENTITY_COLUMNS))
        for event in read_events(selection):
            if (why := left_out(event.shown)) is not None:
                selection.report.left_out[why] += 1
                continue
            selection.report.exported["events"] += 1
            for pair in event.shown.pairs:
                _write_pair(event, pair, (events, mentions, identities))
                selection.report.exported["lines"] += 1


def _write_pair(event: ReportedEvent, pair: tuple[Party, Party], out: tuple[TextIO, TextIO, TextIO]) -> None:
    events, mentions, identities = out
    number = str(number_of(event.shown.identity, pair[0].id, pair[1].id))
    events.write(tab_line(tuple(_event_values(event, pair, number))))
    for report in event.reports:
        mentions.write(tab_line(_mention_values(event, report, pair, number)))
        identities.write(tab_line((number, event.shown.identity, pair[0].id, pair[1].id, report.id)))


def _event_values(event: ReportedEvent, pair: tuple[Party, Party], number: str) -> Iterator[str]:
    shown, day, category = event.shown, event.shown.days.first, event.shown.category
    articles = {report.article.id for report in event.reports}
    yield from (number, day.strftime("%Y%m%d"), day.strftime("%Y%m"), str(day.year), _fraction(day))
    yield from _actor_values(pair[0])
    yield from _actor_values(pair[1])
    yield from (str(int(shown.leads)), category.code, category.base, category.root, str(category.quad_class))
    yield from (str(category.goldstein), str(len(event.reports)))
    yield from (str(len({source_name(report.article) for report in event.reports})), str(len(articles)), "")
    yield from (*_UNKNOWN_GEO, *_UNKNOWN_GEO, *_place_values(shown.place))
    yield from (_first_added(event), shown.article.url or "")


def _fraction(day: date) -> str:
    """Return the year with the part of it that has passed, as GDELT computes it: of months of thirty days."""
    return f"{day.year + ((day.month - 1) * 30 + day.day) / 365:.4f}"


def _actor_values(party: Party) -> Iterator[str]:
    country = find_country(party.country)
    sector, scope = find_actor_code(party.sector), find_actor_code(party.scope)
    state = country.cameo if country else ""
    types = list(dict.fromkeys(code for code in (sector.cameo, scope.cameo) if code))
    yield (state or scope.group) + "".join(code for code in types if not scope.group or code != scope.cameo)
    yield from (party.name.upper(), state, scope.group, "", "", "")
    yield from (*types, *("" for _ in range(3 - len(types))))


def _place_values(place: EventPlace | None) -> tuple[str, ...]:
    if place is None:
        return _UNKNOWN_GEO
    country = find_country(place.country)
    fips, city = (country.fips if country else ""), city_of(place)
    kind = (_US_CITY if fips == "US" else _CITY) if city else _COUNTRY
    full_name = f"{place.name}, {country.name}" if country and city else place.name
    lat, lon = ("" if degrees is None else str(degrees) for degrees in (place.lat, place.lon))
    return kind, full_name, fips, fips, "", lat, lon, ("" if city else fips)


def _mention_values(
    event: ReportedEvent, report: EventReport, pair: tuple[Party, Party], number: str
) -> tuple[str, ...]:
    article = report.article
    offsets = {party.id: party.offset for party in (*report.actors, *report.recipients)}
    citation = ", ".join(part for part in (article.title, article.outlet, article.published) if part)
    return (
        number,
        _first_added(event),
        _moment(article.added_at),
        _WEB if article.url else _CITATION,
        source_name(article),
        article.url or citation or article.id,
        str(report.sentence),
        *(str(offsets.get(party.id, NOWHERE)) for party in pair),
        str(report.offset),
        "1",
        str(round(report.confidence * 100)),
        str(article.characters),
        "",
        "",
        "",
    )


def source_name(article: StoredArticle) -> str:
    """Return the host of an article's page without "www.", else its outlet."""
    try:
        host = urlsplit(article.url or "").hostname or ""
    except ValueError:  # an address with a broken host
        host = ""
    return host.removeprefix("www.") or article.outlet or "unknown"


def _first_added(event: ReportedEvent) -> str:
    return min(_moment(report.article.added_at) for report in event.reports)


def _moment(added_at: str | None) -> str:
    """Return a time (ISO 8601 in UTC) as YYYYMMDDHHMMSS."""
    digits = "".join(sign for sign in (added_at or "").partition("+")[0] if sign.isdigit())
    return digits[:14].ljust(14, "0")
