"""Event and commitment resolution: whether two articles report one of either.

Pure functions that prefer precision.
"""

from collections.abc import Iterable, Sequence

from onrecord.resolve.match import Match
from onrecord.resolve.statement_resolution import find_content_words
from onrecord.store.features.match_features import CommitmentFeatures, EventFeatures

MAX_DAYS_APART = 1  # of events with known days: the day depends on the time zone of the reporter
# Days of a vague date that is still exact enough where the place agrees; in a year, one place has many
# events.
WEEK = 7
# Days allowed where an article gives no day and its publication stands for it
MAX_DAYS_FROM_PUBLICATION = 3
DOUBTFUL_SCORE = 0.4
MIN_WORDS = 5  # words from which two rows of one copy with the same words are the same
MIN_WORD_SHARE = 0.5  # equal share of the content words of what a commitment is to
CONTRADICTIONS = ({"actual", "negated"}, {"actual", "hypothetical"}, {"actual", "demanded"})  # of reality


def compare_events(left: EventFeatures, right: EventFeatures) -> Match | None:
    """Return how likely two events are one; None where something contradicts it.

    One event: the same type and day (given by both, at most MAX_DAYS_APART), the same parties as far as the
    one with fewer names them, and no contradiction in place, round, numbers or reality. Where a day is
    missing, the round, or number and place, have to agree.
    """
    if left.type != right.type or _contradict(left, right):
        return None
    fewer, more = sorted((left.parties, right.parties), key=len)
    shared = fewer & more
    if not shared:
        return None
    days = _days_apart(left, right)
    if days is None:
        return None
    reason = f"{left.type}, the same parties ({', '.join(sorted(shared))})"
    agreements = [name for name, agrees in _agreements(left, right) if agrees]
    if agreements:
        reason += f", the same {' and '.join(agreements)}"
    only_one_of_many = len(more) > 1 and len(shared) == 1 and not agreements
    if len(shared) < len(fewer) or only_one_of_many:
        is_likely = days == 0 or agreements
        return Match(DOUBTFUL_SCORE, f"{reason}; not all parties are the same") if is_likely else None
    if left.days and right.days and all(_is_exact(event, agreements) for event in (left, right)):
        score = 0.9 if agreements else 0.75
        if days == 0:
            return Match(score, f"{reason}, on the same day")
        return Match(score - 0.1, f"{reason}, a day apart")
    reason = f"{reason}; not both give an exact day"
    if "round" in agreements or ("numbers" in agreements and "place" in agreements):
        return Match(0.7, reason)
    return Match(DOUBTFUL_SCORE, reason) if agreements or len(shared) > 1 else None


def compare_commitments(left: CommitmentFeatures, right: CommitmentFeatures) -> Match | None:
    """Return how likely two commitments are one, by parties, content, terms, place and date.

    None where not alike.
    """
    fewer, more = sorted((left.parties, right.parties), key=len)
    shared = fewer & more
    one, other = find_content_words(left.what).stems, find_content_words(right.what).stems
    equal, least = len(one & other), min(len(one), len(other))
    if not shared or not equal or _terms_differ(left.terms, right.terms):
        return None
    reason = f"the same parties ({', '.join(sorted(shared))}), and {equal} of {least} words of the content"
    agreements = [name for name, agrees in _commitment_agreements(left, right) if agrees]
    if left.agreed and right.agreed and _dates_differ(left.agreed, right.agreed):
        reason = f"{reason}; but agreed on {left.agreed} and {right.agreed}"
        return Match(DOUBTFUL_SCORE, reason) if equal == least and agreements else None
    if agreements:
        reason += f", the same {' and '.join(agreements)}"
    share, union_share = equal / least, equal / len(one | other)
    has_all_parties = len(shared) == len(fewer)
    nearly_same_words = union_share >= 0.75 and len(shared) > 1
    all_words_of_shorter = share == 1 and least > 1
    is_supported = agreements or nearly_same_words or all_words_of_shorter
    if has_all_parties and share >= MIN_WORD_SHARE and is_supported:
        return Match(round(min(0.55 + 0.1 * len(agreements) + 0.3 * union_share, 0.95), 4), reason)
    return Match(DOUBTFUL_SCORE, reason) if share >= MIN_WORD_SHARE or agreements else None


def match_in_copies(
    left: EventFeatures | CommitmentFeatures, right: EventFeatures | CommitmentFeatures
) -> Match | None:
    """Return a match of two rows of articles that carry one copy, where they have the same words."""
    words = left.words.split()
    if len(words) < MIN_WORDS or words != right.words.split():
        return None
    if isinstance(left, EventFeatures) and isinstance(right, EventFeatures) and left.type != right.type:
        return None
    return Match(0.95, "the articles carry one copy, and both report it in the same words")


def _contradict(left: EventFeatures, right: EventFeatures) -> bool:
    if left.round is not None and right.round is not None and left.round != right.round:
        return True
    if left.geonames is not None and right.geonames is not None and left.geonames != right.geonames:
        return True
    return {left.reality, right.reality} in CONTRADICTIONS or _terms_differ(left.amounts, right.amounts)


def _terms_differ(left: frozenset[tuple[float, str]], right: frozenset[tuple[float, str]]) -> bool:
    """Whether both give a number of one unit, but never the same number."""
    units = {unit for _, unit in left} & {unit for _, unit in right}
    return any(
        {v for v, u in left if u == unit}.isdisjoint({v for v, u in right if u == unit}) for unit in units
    )


def _agreements(left: EventFeatures, right: EventFeatures) -> Iterable[tuple[str, bool]]:
    yield "place", left.place is not None and left.place == right.place
    yield "round", left.round is not None and left.round == right.round
    yield "numbers", bool(left.amounts & right.amounts)


def _commitment_agreements(left: CommitmentFeatures, right: CommitmentFeatures) -> Iterable[tuple[str, bool]]:
    yield "terms", bool(left.terms & right.terms)
    yield "day", bool(left.agreed) and left.agreed == right.agreed
    yield "place", bool(left.place) and left.place == right.place


def _days_apart(left: EventFeatures, right: EventFeatures) -> int | None:
    """Return how many days lie between two events, 0 where they can be of one day; None where too many."""
    one, other = left.days or left.published, right.days or right.published
    if one is None or other is None:
        return None
    gap = max(other[0].toordinal() - one[1].toordinal(), one[0].toordinal() - other[1].toordinal(), 0)
    allowed = MAX_DAYS_APART if left.days and right.days else MAX_DAYS_FROM_PUBLICATION
    return gap if gap <= allowed else None


def _is_exact(event: EventFeatures, agreements: Sequence[str]) -> bool:
    """Whether an event's days are exact enough.

    That is a day or two, a week where the place agrees, and anything where round or numbers agree.
    """
    if event.days is None:
        return False
    longest = WEEK if agreements else MAX_DAYS_APART
    return (event.days[1] - event.days[0]).days <= longest or agreements not in ([], ["place"])


def _dates_differ(left: str, right: str) -> bool:
    """Whether two dates contradict each other; a less exact one ("2022-07" and "2022-07-22") does not."""
    return not (left.startswith(right) or right.startswith(left))
