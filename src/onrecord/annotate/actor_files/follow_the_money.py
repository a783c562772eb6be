"""Reader of FollowTheMoney entities, one JSON object a line, as OpenSanctions and Aleph write them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

from onrecord.annotate.actor_files.rows import (
    ListedActor,
    Reading,
    find_country,
    lines_of,
    plain_name,
    state_names,
    wikidata_id,
)
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.model.errors import SettingError

KINDS = {
    "Person": "person",
    "Company": "organisation",
    "Organization": "organisation",
    "PublicBody": "government",
    "LegalEntity": "organisation",
}
_COUNTRIES = ("mainCountry", "country", "jurisdiction", "nationality", "citizenship")
_FORMER = re.compile(r"(former|ex)\b", re.IGNORECASE)
_OF = re.compile(r"(?P<title>.+),? of (?:the )?(?P<of>[^,]+)")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_YEARS = re.compile(r"\((?P<since>\d{4})\s*[-–]\s*(?P<until>\d{4})?\)")
_INTERNATIONAL = "gov.igo"
_TERROR = "crime.terror"


def read_entities(text: str, file: str) -> Reading:
    """Return the actors among the entities. Raises SettingError for lines that are no entities."""
    reading = Reading()
    for number, line in enumerate(lines_of(text), 1):
        if not line:
            continue
        schema, properties = _entity(line, number, file)
        if schema not in KINDS:
            reading.leave_out(f"entity {schema}", number)
            continue
        for listed in _listed(schema, properties, number, reading):
            reading.rows.append(listed.row())
    if not reading.rows:
        raise SettingError(f"{file}: none of its entities is one of {', '.join(KINDS)} with a name")
    return reading


def _entity(line: str, number: int, file: str) -> tuple[str, Mapping[str, list[str]]]:
    """Return the schema of an entity and those values of its properties that are words."""
    try:
        entity = json.loads(line)
    except json.JSONDecodeError as error:
        raise SettingError(
            f"{file}: line {number} is not JSON: {error.msg}; write one entity a line"
        ) from error
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise SettingError(
            f"{file}: line {number} is no entity: it is nested too deeply, or has a number that is too long"
        ) from error
    properties = entity.get("properties") if isinstance(entity, dict) else None
    if not isinstance(properties, dict) or not isinstance(entity.get("schema"), str):
        raise SettingError(f"{file}: line {number} is no entity: it needs `schema` and `properties`")
    words = {
        str(name): [value for value in (values if isinstance(values, list) else [values]) if _is_word(value)]
        for name, values in properties.items()
    }
    return cast("str", entity["schema"]), words


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(plain_name(value))


def _listed(
    schema: str, properties: Mapping[str, list[str]], line: int, reading: Reading
) -> Iterator[ListedActor]:
    """Yield a row for the entity, for a person one for each office."""
    names = properties.get("name", [])
    if not names:
        reading.leave_out(f"{schema} without a name", line)
        return
    weak = properties.get("weakAlias", [])
    for name in weak:
        if " " not in name.strip():
            reading.leave_out("weak alias of one word", line)
    aliases = [*names[1:], *properties.get("alias", []), *(name for name in weak if " " in name.strip())]
    country = _country(properties, line, reading)
    topics = properties.get("topics", [])
    sector = next((fields[1] for fields in lexicon_rows("actor_files/topics") if fields[0] in topics), "")
    if schema == "Person" and sector == "REB":
        sector = ""
    whole = ListedActor(
        names[0],
        _kind(schema, topics),
        tuple(dict.fromkeys(name for name in aliases if name != names[0])),
        country,
        sector,
        wikidata=_wikidata(properties, line, reading),
    )
    offices = list(_offices(whole, properties, line, reading)) if schema == "Person" else []
    yield from offices or [whole]


def _kind(schema: str, topics: list[str]) -> str:
    if schema == "PublicBody" and _INTERNATIONAL in topics:
        return "organisation"
    return "armed-group" if _TERROR in topics and schema in ("Organization", "LegalEntity") else KINDS[schema]


def _country(properties: Mapping[str, list[str]], line: int, reading: Reading) -> str:
    """Return the one state of the first property that has states."""
    for name in _COUNTRIES:
        words = properties.get(name, [])
        known = {code for word in words if (code := find_country(word))}
        for word in words:
            if find_country(word) is None:
                reading.leave_out(f"{name} {word!r}, no state", line)
        if len(known) == 1:
            return known.pop()
        if known:
            reading.leave_out(f"{name} with several states", line)
            return ""
    return ""


def _wikidata(properties: Mapping[str, list[str]], line: int, reading: Reading) -> str:
    for value in properties.get("wikidataId", []):
        found = wikidata_id(value)
        if found:
            return found
        reading.leave_out("wikidataId that is none", line)
    return ""


def _offices(
    whole: ListedActor, properties: Mapping[str, list[str]], line: int, reading: Reading
) -> Iterator[ListedActor]:
    """Yield the person with each office. Only one with years is an office of its state.

    Without them it may be over, and "the president" of a day must not be one who was president long ago.
    """
    for position in properties.get("position", []):
        words = position.strip()
        if _FORMER.match(words):
            reading.leave_out("position held before", line)
            continue
        years = _YEARS.search(words)
        words = _BRACKETS.sub("", words).strip()
        found = _OF.fullmatch(words)
        country = find_country(found["of"]) if found else None
        yield replace(
            whole,
            country=country or whole.country,
            title=(found["title"] if found and country else words).lower(),
            of=state_names().get(country or "", "") if years else "",
            since=years["since"] if years else "",
            until=(years["until"] or "") if years else "",
        )
