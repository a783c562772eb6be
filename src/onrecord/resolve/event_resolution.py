"""Same events and commitments: whether two articles tell of one. Pure functions; precision first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.resolve.statement_resolution import find_content_words
from onrecord.store.match_features import CommitmentFeatures, EventFeatures

NEAR = 1  # days between which events of known days can be one: a day is told by where one stands
WEEK = 7  # days within which the place tells which event is meant; a year at one place has many
SLACK = 3  # days, where one article does not tell the day and its publication stands for it
DOUBTED = 0.4
LEAST_WORDS = 5  # words from which two rows of one copy that are told in the same words are one
WORDS_LINE = 0.5  # share of the store_errors words for what a commitment is to, that are the same
DIPLOMATIC = frozenset({"AGREE", "CONSULT", "COOPERATE"})


@dataclass(frozen=True, slots=True)
class Match:
    """How much speaks for two rows being one (0 to 1, "same" from one half), and why."""

    score: float
    reason: str


def compare_events(left: EventFeatures, right: EventFeatures) -> Match | None:
    """Return how alike two events of one type are; None where something keeps them apart.

    Same: type, day (told in both, at most NEAR apart), the parties of the one that names fewer, and nothing that contradicts
    (place, round, numbers, whether it happened). Without a day in both, a round, a number or the place has to agree.
    """
    if left.type != right.type or _apart(left, right):
        return None
    fewer, more = sorted((left.parties, right.parties), key=len)
    shared = fewer & more
    if not shared:
        return None
    days = _days(left, right)
    if days is None:
        return None
    told = f"{left.type}, the same parties ({', '.join(sorted(shared))})"
    agree = [name for name, same in _agreements(left, right) if same]
    if agree:
        told += f", the same {' and '.join(agree)}"
    if len(shared) < len(fewer) or (len(more) > 1 and len(shared) == 1 and not agree):
        return Match(DOUBTED, f"{told}; not all parties are the same") if days == 0 or agree else None
    if left.days and right.days and days <= NEAR and all(_exact(event, agree) for event in (left, right)):
        score = 0.9 if agree else 0.75
        return Match(
            score if days == 0 else score - 0.1,
            f"{told}, {'on the same day' if days == 0 else 'a day apart'}",
        )
    if "round" in agree or ("numbers" in agree and "place" in agree):
        return Match(0.7, f"{told}; a day is not told in both")
    return Match(DOUBTED, f"{told}; a day is not told in both") if agree or len(shared) > 1 else None


def compare_commitments(left: CommitmentFeatures, right: CommitmentFeatures) -> Match | None:
    """Return how alike two commitments are: parties, what they are to do, terms, where and when agreed; None where not alike."""
    fewer, more = sorted((left.parties, right.parties), key=len)
    shared = fewer & more
    one, other = find_content_words(left.what).stems, find_content_words(right.what).stems
    equal, least = len(one & other), min(len(one), len(other))
    if not shared or not least or not equal:
        return None
    if _terms_differ(left.terms, right.terms):
        return None
    told = f"the same parties ({', '.join(sorted(shared))}), and {equal} of {least} words for what they are to do"
    agree = [
        *(["terms"] if left.terms & right.terms else []),
        *(["day"] if left.agreed and left.agreed == right.agreed else []),
    ]
    agree += ["place"] if left.place and left.place == right.place else []
    if (
        left.agreed
        and right.agreed
        and left.agreed != right.agreed
        and not _within(left.agreed, right.agreed)
    ):
        return (
            Match(DOUBTED, f"{told}; but agreed on {left.agreed} and {right.agreed}")
            if equal == least and agree
            else None
        )
    if agree:
        told += f", the same {' and '.join(agree)}"
    whole = len(shared) == len(fewer)
    share, of_all = equal / least, equal / len(one | other)
    if (
        whole
        and share >= WORDS_LINE
        and (agree or (of_all >= 0.75 and len(shared) > 1) or (share == 1 and least > 1))
    ):
        return Match(round(min(0.55 + 0.1 * len(agree) + 0.3 * of_all, 0.95), 4), told)
    return Match(DOUBTED, told) if share >= WORDS_LINE or agree else None


def match_in_copies(left: EventFeatures | CommitmentFeatures, right: EventFeatures | CommitmentFeatures) -> Match | None:
    """Return that two rows of articles that carry one copy are one: they are told in the same words."""
    words = left.words.split()
    if len(words) < LEAST_WORDS or words != right.words.split():
        return None
    if isinstance(left, EventFeatures) and isinstance(right, EventFeatures) and left.type != right.type:
        return None
    return Match(0.95, "the articles carry one copy, and both tell it in the same words")


def _apart(left: EventFeatures, right: EventFeatures) -> bool:
    if left.round is not None and right.round is not None and left.round != right.round:
        return True
    if left.geonames is not None and right.geonames is not None and left.geonames != right.geonames:
        return True
    if {left.reality, right.reality} in (
        {"actual", "negated"},
        {"actual", "hypothetical"},
        {"actual", "demanded"},
    ):
        return True
    return _terms_differ(left.amounts, right.amounts)


def _terms_differ(left: frozenset[tuple[float, str]], right: frozenset[tuple[float, str]]) -> bool:
    """Tell whether both tell a number of the same unit, and never the same one."""
    units = {unit for _, unit in left} & {unit for _, unit in right}
    return any(
        {v for v, u in left if u == unit}.isdisjoint({v for v, u in right if u == unit}) for unit in units
    )


def _agreements(left: EventFeatures, right: EventFeatures) -> Iterable[tuple[str, bool]]:
    yield "place", left.place is not None and left.place == right.place
    yield "round", left.round is not None and left.round == right.round
    yield "numbers", bool(left.amounts & right.amounts)


def _days(left: EventFeatures, right: EventFeatures) -> int | None:
    """Return how many days lie between two events, 0 where they can be of one day; None where they are too far apart."""
    one, other = left.days or left.published, right.days or right.published
    if one is None or other is None:
        return None
    gap = max(other[0].toordinal() - one[1].toordinal(), one[0].toordinal() - other[1].toordinal(), 0)
    return gap if gap <= (NEAR if left.days and right.days else SLACK) else None


def _exact(event: EventFeatures, agree: Sequence[str]) -> bool:
    """Tell whether an event's days tell enough: a day, a week where the place is the same, any with a round or number."""
    most = WEEK if agree else NEAR
    return event.days is not None and (
        (event.days[1] - event.days[0]).days <= most or agree not in ([], ["place"])
    )


def _within(left: str, right: str) -> bool:
    """Tell whether one date is the other told less exactly ("2022-07" and "2022-07-22")."""
    return left.startswith(right) or right.startswith(left)
