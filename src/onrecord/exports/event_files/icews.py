"""ICEWS: the 20 columns of the "ICEWS Coded Event Data", one line an event and pair of actors.

Tab-separated with a header line, UTF-8. Source: Boschee et al. 2015, doi:10.7910/DVN/28075, and its guide.
An event is exported once, with all reports joined; of a mutual act, both directions are, as in ICEWS.
Districts and provinces are not known. The intensity is the Goldstein score of the category.
"""

from collections.abc import Iterator

from onrecord.exports.event_files.cameo import find_actor_code, find_country
from onrecord.exports.event_files.identifiers import number_of
from onrecord.exports.event_files.reports import EventPlace, EventReport, Party, read_events
from onrecord.exports.selection import Selection

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number",
    "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
MOST_DAYS = 7  # a date that can be one of more days is too vague for a format with one day


def write(selection: Selection) -> Iterator[str]:
    """Yield the header and a line an event and pair of actors."""
    yield tab_line(COLUMNS)
    for event in read_events(selection):
        shown = event.shown
        if (why := left_out(shown)) is not None:
            selection.report.left_out[why] += 1
            continue
        selection.report.exported["events"] += 1
        for source, target in shown.pairs:
            selection.report.exported["lines"] += 1
            yield tab_line(_values(shown, source, target))


def left_out(shown: EventReport) -> str | None:
    """Return why an event has no line in a format of pairs and single days, None where it has."""
    if not shown.pairs:
        return "no second side"
    if (shown.days.last - shown.days.first).days >= MOST_DAYS:
        return f"dated too vaguely (a span of more than {MOST_DAYS} days)"
    return None


def _values(shown: EventReport, source: Party, target: Party) -> tuple[str, ...]:
    place = shown.place
    country = find_country(place.country) if place else None
    return (
        str(number_of(shown.identity, source.id, target.id)),
        shown.days.first.isoformat(),
        source.name,
        _sectors(source),
        _country(source),
        shown.category.name,
        shown.category.code,
        str(shown.category.goldstein),
        target.name,
        _sectors(target),
        _country(target),
        str(number_of(shown.article.id)),
        str(shown.sentence),
        shown.article.outlet or "",
        city_of(place),
        "",
        "",
        country.name if country else "",
        "" if place is None or place.lat is None else str(place.lat),
        "" if place is None or place.lon is None else str(place.lon),
    )


def city_of(place: EventPlace | None) -> str:
    """Return the name of a place that is not a country, else ""."""
    country = find_country(place.country) if place else None
    return "" if place is None or (country is not None and country.name == place.name) else place.name


def _sectors(party: Party) -> str:
    found = (find_actor_code(code).icews for code in (party.sector, party.scope))
    return ",".join(dict.fromkeys(name for name in found if name))


def _country(party: Party) -> str:
    country = find_country(party.country)
    return country.name if country else ""


def tab_line(values: tuple[str, ...]) -> str:
    """Return a line of tab-separated values: white space in a value becomes a space."""
    return "\t".join(" ".join(value.split()) for value in values) + "\n"
