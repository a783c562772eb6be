"""Rows in words, as reports and headlines show them."""

from onrecord.exports.tellings.told_rows import ToldEvent, join_names
from onrecord.model.annotation import Act
from onrecord.model.record import EventType, Reality

PAST_TENSE: dict[Act, str] = {
    "assert": "said", "accuse": "accused", "reject": "rejected", "criticise": "criticised",
    "demand": "demanded", "request": "requested", "offer": "offered", "promise": "promised",
    "threaten": "threatened", "agree": "agreed", "announce": "announced", "thank": "thanked",
    "praise": "praised", "apologise": "apologised", "warn": "warned", "ask": "asked",
    "decline-to-comment": "declined to comment", "think": "thought",
}  # fmt: skip
NOT_ACTUAL: dict[Reality, str] = {
    "negated": "did not happen, by the text",
    "hypothetical": "only possible",
    "planned": "still to come",
    "demanded": "only demanded",
}
EVENT_WORDS: dict[EventType, str] = {
    "AGREE": "agree", "CONSULT": "meet or talk", "SUPPORT": "support", "CONCEDE": "give way",
    "COOPERATE": "cooperate", "AID": "give aid", "RETREAT": "withdraw or release", "REQUEST": "request",
    "ACCUSE": "accuse", "REJECT": "refuse", "THREATEN": "threaten", "PROTEST": "protest",
    "SANCTION": "impose sanctions", "MOBILIZE": "mobilise", "COERCE": "coerce", "ASSAULT": "attack",
}  # fmt: skip


def did(act: Act, reality: Reality) -> str:
    """Return what a speaker did: "rejected", or "rejected (only possible)" where it was not made."""
    return PAST_TENSE[act] + with_reality(reality)


def event_name(told: ToldEvent) -> str:
    """Return an event in words: its parties and type."""
    sides = [join_names(one.name for one in side) for side in (told.actors, told.recipients)]
    arrow = " → ".join(filter(None, sides))
    words = EVENT_WORDS[told.type]
    return (f"{arrow}: {words}" if arrow else words) + with_reality(told.reality)


def with_reality(reality: Reality) -> str:
    """Return what is not actual, in parentheses; "" for what is."""
    return "" if reality == "actual" else f" ({NOT_ACTUAL[reality]})"


def shortened(text: str, length: int) -> str:
    """Return text of at most `length` code points on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[: length - 1].rsplit(" ", 1)[0]
    return f"{head}…"
