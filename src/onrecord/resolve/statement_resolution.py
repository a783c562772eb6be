"""Same statements: whether two articles report one utterance. Pure functions; precision first."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from onrecord.model.span import Span
from onrecord.resolve.alignment import align, find_words
from onrecord.resolve.lexicon import load_words
from onrecord.store.match_features import StatementFeatures

SEED = 3  # words in a row that count
LEAST, LEAST_TOLD = 6, 8  # equal words of what is quoted in both, of anything else: fewer are a formula
LEAST_CATCH, COURTESY = 2, "thank"  # store_errors words of a few that are quoted alike, thanks aside
VAGUE, VAGUE_LEAST, VAGUE_LINE = (
    31,
    15,
    0.9,
)  # days from which a date tells little, and what then has to be the same
# Share of the shorter content's words that are the same; chosen with `onrecord evaluate same` on its tuning part.
LINE = 0.7
# Of a paraphrase: words that tell something, and the shares of the shorter one's, and of all, that are the same.
LEAST_STEMS, STEMS_LINE, DOUBTFUL_STEMS, DOUBTFUL_ALL = 4, 0.75, 0.5, 0.3
OCCASION_STEMS = 0.4
REFERRED_STEMS, REFERRED_ALL, REFERRED_LEAST = (
    0.7,
    0.3,
    3,
)  # the same for a statement told within an answer to it
REFERRED_SAME_DAY = 0.5  # on one day a speaker says much alike at several occasions
REFERRED_DAYS = (
    10  # days after which an article still answers a statement; its own day is not the statement's
)
APART = timedelta(
    days=4
)  # days of utterance, or of publication where the text tells none, may lie so far apart
STEM = 6  # letters of a word that are compared: "attack", "attacks", "attacked"
DOUBTED = 0.4
_NUMBER = re.compile(r"\d[\d.,]*")
_QUOTES = re.compile(r"[“”„\"«»]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for two statements being one utterance (0 to 1, "same" from one half), and why."""

    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class ContentWords:
    """The words of a content as compared."""

    words: tuple[str, ...]
    stems: frozenset[str]
    numbers: frozenset[str]
    negations: int


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    return load_words("function_words"), load_words("negations")


def find_content_words(content: str) -> ContentWords:
    """Return the words of a content as compared."""
    function, negations = _lists()
    words = find_words(content, [Span(0, len(content))]).folded if content else ()
    stems = frozenset(
        stem(word) for word in words if word not in function and word not in negations and len(word) > 2
    )
    numbers = frozenset(found.strip(".,") for found in _NUMBER.findall(content))
    return ContentWords(words, stems, numbers, sum(word in negations for word in words))


def stem(word: str) -> str:
    """Return what forms of a word have in common: without a common ending, and at most STEM letters of it."""
    for ending in ("ings", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:STEM]


def compare_statements(
    left: StatementFeatures, right: StatementFeatures, worded: Callable[[str], ContentWords] = find_content_words
) -> Likeness | None:
    """Return how alike two statements are; None where mouth or days keep them apart, or nothing is alike.

    `worded` gives the words of a content; who compares many statements remembers them, because most are asked for again.
    """
    if left.known_as != right.known_as:
        return None
    one, other = worded(left.content), worded(right.content)
    found = _by_reference(one, other, left, right)
    if found is None and _meet(left, right):
        found = _by_words(one, other, left, right) or _by_meaning(one, other, left, right)
    if found is None or found.score < 0.5 or _is_cut_from(one.words, other.words):
        return found
    if one.negations % 2 != other.negations % 2:
        return Likeness(DOUBTED, f"{found.reason}; but one of them denies what the other says")
    if one.numbers and other.numbers and not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        return Likeness(DOUBTED, f"{found.reason}; but the numbers differ")
    return found


def _is_cut_from(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether the words of one stand in the other in a row: then it quotes less, and denies nothing."""
    shorter, longer = (f" {' '.join(words)} " for words in sorted((left, right), key=len))
    return shorter in longer


def shared_earlier_outlet(left: StatementFeatures, right: StatementFeatures) -> str | None:
    """Return the outlet both articles had the words from, if they tell of one."""
    return min(left.held_by & right.held_by, default=None)


def _by_words(one: ContentWords, other: ContentWords, left: StatementFeatures, right: StatementFeatures) -> Likeness | None:
    """Judge by words in a row that are the same: what is quoted alike."""
    shorter, longer = sorted((one.words, other.words), key=len)
    if shorter == longer and _is_catchword(one, left, right):
        return Likeness(0.8, f"the same mouth, the same day and the same {len(shorter)} quoted words")
    equal = sum(run.length for run in align(shorter, longer, SEED))
    if equal < LEAST:
        return None
    share = equal / len(shorter)
    if "indirect" in (left.kind, right.kind) and equal < LEAST_TOLD:
        return None
    if (_is_vague(left) or _is_vague(right)) and (equal < VAGUE_LEAST or share < VAGUE_LINE):
        return None
    score = 0.5 * share / LINE if share < LINE else 0.5 + 0.5 * (share - LINE) / (1 - LINE)
    told = f"the same mouth, and {equal} of the shorter one's {len(shorter)} words are the same ({share:.0%})"
    return Likeness(round(score, 4), told) if share >= 0.4 else None


def _is_catchword(words: ContentWords, left: StatementFeatures, right: StatementFeatures) -> bool:
    """Tell whether a few words both quote on one day tell something: thanks and greetings are said at every occasion."""
    quoted = "indirect" not in (left.kind, right.kind) and "thank" not in (left.act, right.act)
    store_errors = {word for word in words.stems if word != COURTESY}
    return quoted and 3 <= len(words.words) < LEAST and len(store_errors) >= LEAST_CATCH and _same_day(left, right)


def _by_reference(one: ContentWords, other: ContentWords, left: StatementFeatures, right: StatementFeatures) -> Likeness | None:
    """Judge a statement told within another ("rejected a claim by her that …") and one told by itself in an earlier article."""
    inner, outer = (left, right) if left.within else (right, left)
    if (
        not inner.within
        or outer.within
        or inner.days is None
        or outer.days is None
        or _is_vague(inner)
        or _is_vague(outer)
    ):
        return None
    gap = inner.days[0].toordinal() - outer.days[1].toordinal()
    least, equal = min(len(one.stems), len(other.stems)), len(one.stems & other.stems)
    if not 0 <= gap <= REFERRED_DAYS or equal < REFERRED_LEAST or one.numbers != other.numbers:
        return None
    share, of_all = equal / least, equal / len(one.stems | other.stems)
    if share < REFERRED_STEMS or of_all < (REFERRED_ALL if gap else REFERRED_SAME_DAY):
        return None
    told = (
        f"told as what somebody answers, and earlier by itself: {equal} of {least} store_errors words are the same"
    )
    return Likeness(round(0.5 + of_all / 3, 4), told)


def _by_meaning(one: ContentWords, other: ContentWords, left: StatementFeatures, right: StatementFeatures) -> Likeness | None:
    """Judge by the words that tell something, in whatever order: what is reported in other words."""
    least = min(len(one.stems), len(other.stems))
    if least < LEAST_STEMS or one.numbers != other.numbers or not _same_day(left, right):
        return _by_occasion(one, other, left, right)
    equal = len(one.stems & other.stems)
    share, of_all = equal / least, equal / len(one.stems | other.stems)
    told = f"the same mouth and day, and {equal} of {least} store_errors words are the same"
    if share >= STEMS_LINE and of_all >= DOUBTFUL_STEMS:
        return Likeness(round(0.5 + of_all / 2, 4), told)
    if share >= DOUBTFUL_STEMS and of_all >= DOUBTFUL_ALL:
        return Likeness(round(min(0.3 + of_all / 3, 0.49), 4), told)
    return _by_occasion(one, other, left, right)


def _by_occasion(one: ContentWords, other: ContentWords, left: StatementFeatures, right: StatementFeatures) -> Likeness | None:
    """Doubt where one mouth, one day and one occasion (medium or outlet) are told and some store_errors words are the same."""
    occasion = bool(left.held_by & right.held_by) or (left.medium is not None and left.medium == right.medium)
    if not (occasion and left.told and right.told and _same_day(left, right)):
        return None
    least, equal = min(len(one.stems), len(other.stems)), len(one.stems & other.stems)
    if least < 2 or equal / least < OCCASION_STEMS:
        return None
    return Likeness(
        DOUBTED, f"the same mouth, day and occasion, and {equal} of {least} store_errors words are the same"
    )


def _is_vague(row: StatementFeatures) -> bool:
    return row.days is not None and (row.days[1] - row.days[0]).days > VAGUE


def _same_day(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Tell whether two statements can be of one day, or are told within a day of each other where the text tells none."""
    if left.days is None or right.days is None or _is_vague(left) or _is_vague(right):
        return False
    slack = timedelta(days=0 if left.told and right.told else 1)
    return _near(
        left.days[0].toordinal(),
        left.days[1].toordinal(),
        right.days[0].toordinal(),
        right.days[1].toordinal(),
        slack.days,
    )


def _meet(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Tell whether two statements' days come as near as APART; a day that is not known keeps nothing apart."""
    if left.days is None or right.days is None:
        return True
    first, last = (day.toordinal() for day in left.days)
    start, end = (day.toordinal() for day in right.days)
    return _near(first, last, start, end, APART.days)


def _near(first: int, last: int, start: int, end: int, slack: int) -> bool:
    return start - last <= slack and first - end <= slack
