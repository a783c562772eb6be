"""Values in mark files: countries, sectors, modes, dates and quantities, checked against their lists."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TypeVar, cast, get_args

from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.evaluation.marks.rows import Field
from onrecord.model.annotation import EventType, Qualifier
from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import GoldError
from onrecord.model.evidence import Evidence
from onrecord.model.record import Quantity

T = TypeVar("T", bound=str)

# PLOVER manual, draft 2.0 (Open Event Data Alliance): sectors, contexts, and modes by type.
SECTORS = (
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC"
)
MODES: dict[EventType, str] = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "REJECT": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack "
    "aerial drone heavy-weapons crowd-control unconventional",
}
CONTEXTS = (
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy "
    "economic legal reparations human_rights rights_freedoms repression human_security gender lgbt "
    "religion_ethnicity inequality diplomatic territory peacekeeping health asylum migration disasters "
    "natural_resource environment technology terrorism cbrn cyber misinformation crime corruption "
    "illegal_drugs trafficking"
)
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:\.\.(\d[\d,]*(?:\.\d+)?))?")


def choose(word: str, allowed: Sequence[T], what: str) -> T:
    """Return the word if it is allowed. Raises GoldError with the allowed words otherwise."""
    if word not in allowed:
        raise GoldError(f"unknown {what} {word!r}; choose from {' '.join(allowed)}")
    return cast("T", word)


def check_country(code: str) -> str | None:
    """Return an ISO 3166-1 alpha-3 code, or None for `-`. Raises GoldError for another word."""
    if code == "-":
        return None
    if code not in _countries():
        raise GoldError(f"{code!r} is not an ISO 3166-1 alpha-3 country code; write - for none")
    return code


def check_sector(code: str) -> str | None:
    """Return a PLOVER sector, or None for `-`. Raises GoldError for another word."""
    if code != "-" and code not in SECTORS.split():
        raise GoldError(f"{code!r} is not a PLOVER sector; choose from {SECTORS} or -")
    return None if code == "-" else code


def check_mode(mode: str, event: EventType) -> str:
    """Return the mode if the event type has it. Raises GoldError otherwise."""
    allowed = MODES.get(event, "")
    if mode not in allowed.split():
        raise GoldError(f"{mode!r} is not a mode of {event}; its modes: {allowed or 'none'}")
    return mode


def check_context(word: str) -> str:
    """Return a PLOVER context. Raises GoldError for another word."""
    if word not in CONTEXTS.split():
        raise GoldError(f"{word!r} is not a PLOVER context; choose from {CONTEXTS}")
    return word


def check_edtf(value: str) -> str:
    """Return a date or interval in EDTF. Raises GoldError for anything else."""
    if edtf_bounds(value) is None:
        examples = "2025-03-03, 2025-03, 2025, 2025-03-01/2025-03-05, 2025-03~"
        raise GoldError(f"{value!r} is not a date or interval in EDTF ({examples})")
    return value


def read_quantity(row: Field, evidence: Evidence) -> Quantity:
    """Return the quantity of a `qty` field.

    Raises GoldError unless it reads `about 20..30 people each 3<words>`.
    """
    words = list(row.bare)
    deadline = None
    if "by" in words and words.index("by") == len(words) - 2:
        deadline = check_edtf(words[-1])
        words = words[:-2]
    qualifier: Qualifier = "exact"
    if words and words[0] in get_args(Qualifier):
        qualifier = cast("Qualifier", words.pop(0))
    number = _NUMBER.fullmatch("".join(words[:1]))
    each = words[-1:] == ["each"]
    unit = " ".join(words[1 : -1 if each else None]) or row.text or ""
    if number is None or not unit:
        raise GoldError(
            "a quantity is written `qty [about|at-least|at-most] 20 people [each] 3<words>`, "
            "a range as 20..30"
        )
    low, high = (float(part.replace(",", "")) if part else None for part in number.groups())
    return Quantity(cast("float", low), unit, qualifier, evidence, high, each, deadline)


@cache
def _countries() -> frozenset[str]:
    return frozenset(row[0] for row in lexicon_rows("mentions/countries"))
