"""Statement resolution: whether two articles report one utterance.

Pure functions that prefer precision to recall.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from onrecord.model.judgement import SAME_SCORE
from onrecord.model.span import Span
from onrecord.resolve.alignment import align, find_words
from onrecord.resolve.lexicon import load_words
from onrecord.resolve.match import Match, article_of
from onrecord.store.features.match_features import StatementFeatures
from onrecord.store.protocol import DOUBTFUL

# Comparing by runs of equal words
MIN_RUN = 3  # equal words in a row that count
# Equal words needed where both statements quote, and where one is indirect; fewer are a formula.
MIN_EQUAL_QUOTED, MIN_EQUAL_INDIRECT = 6, 8
# Share of the shorter content's words; chosen with `onrecord evaluate same` on its tuning part.
MIN_EQUAL_SHARE = 0.7
MIN_DOUBTFUL_EQUAL_SHARE = 0.4
# A date of more days says little; then more and nearly all words have to be equal.
VAGUE_DAYS, VAGUE_MIN_EQUAL, VAGUE_MIN_SHARE = 31, 15, 0.9
# A short quotation needs this many content words, not counting thanks, which are given on every occasion.
MIN_CATCHWORD_LENGTH, MIN_CATCHWORD_STEMS, COURTESY = 3, 2, "thank"

# Comparing paraphrases by stems of content words: shares of the shorter content's stems, and of the stems of
# both
MIN_STEMS, MIN_STEM_SHARE = 4, 0.75
MIN_DOUBTFUL_STEM_SHARE, MIN_DOUBTFUL_UNION_SHARE = 0.5, 0.3
MIN_OCCASION_STEMS, MIN_OCCASION_STEM_SHARE = 2, 0.4

# Comparing a statement nested in another ("rejected a claim by her that …") with its first report
NESTED_MIN_STEMS, NESTED_MIN_STEM_SHARE, NESTED_MIN_UNION_SHARE = 3, 0.7, 0.3
NESTED_MIN_UNION_SHARE_SAME_DAY = 0.5  # on one day a speaker says similar things at several occasions
# Days after which an article still mentions an earlier statement; the nested statement's own day is not its
# utterance's.
NESTED_MAX_DAYS = 10

# Before contents are compared in full: words in common, by their first letters
BEGINNING, MIN_BEGINNINGS = 3, 2
_LONG_WORD = re.compile(r"[^\W_]{3,}")

MAX_DAYS_APART = 4  # between utterances, or publications where the text gives no day
STEM_LENGTH = 6  # letters of a word that are compared: "attack", "attacks", "attacked"
DOUBTFUL_SCORE = 0.4
# Statements with the same words by one speaker in one article that are compared; more are a refrain.
MAX_REPEATS = 3
MAX_MATCHES_PER_ARTICLE = 3  # statements of one other article that are judged against one statement
_NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class ContentWords:
    """The words of a statement's content as compared.

    `stems` are those of content words, without function words.
    """

    words: tuple[str, ...]
    stems: frozenset[str]
    numbers: frozenset[str]
    negations: int


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two statements with the words of their contents."""

    left: StatementFeatures
    right: StatementFeatures
    left_words: ContentWords
    right_words: ContentWords

    @property
    def equal_stems(self) -> int:
        return len(self.left_words.stems & self.right_words.stems)

    @property
    def fewer_stems(self) -> int:
        return min(len(self.left_words.stems), len(self.right_words.stems))

    @property
    def union_share(self) -> float:
        return self.equal_stems / len(self.left_words.stems | self.right_words.stems)


WordsOf = Callable[[str], ContentWords]


@cache
def _word_lists() -> tuple[frozenset[str], frozenset[str]]:
    return load_words("function_words"), load_words("negations")


def find_content_words(content: str) -> ContentWords:
    """Return the words of a content as compared."""
    function_words, negations = _word_lists()
    words = find_words(content, [Span(0, len(content))]).folded if content else ()
    stems = frozenset(
        stem(word) for word in words if word not in function_words and word not in negations and len(word) > 2
    )
    numbers = frozenset(found.strip(".,") for found in _NUMBER.findall(content))
    return ContentWords(words, stems, numbers, sum(word in negations for word in words))


def find_beginnings(content: str) -> frozenset[str]:
    """Return the first BEGINNING letters of the content words: what all forms of one stem share."""
    function_words, _ = _word_lists()
    words = set(_LONG_WORD.findall(content.casefold())) - function_words
    return frozenset(word[:BEGINNING] for word in words)


def share_words(other: frozenset[str], rows: Iterable[frozenset[str]]) -> bool:
    """Whether a statement has MIN_BEGINNINGS words in common with one of `rows`, as every match has.

    All of them where it has fewer. All are given by the beginnings of their words.
    """
    return any(len(other & own) >= min(MIN_BEGINNINGS, len(other), len(own)) for own in rows)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what the forms of a word share: no common ending, and at most STEM_LENGTH letters."""
    for ending in ("ings", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:STEM_LENGTH]


def compare_statements(
    left: StatementFeatures,
    right: StatementFeatures,
    words_of: WordsOf = find_content_words,
) -> Match | None:
    """Return how likely two statements are one utterance.

    None where speaker or days rule it out, or nothing is alike.

    `words_of` returns the words of a content. Pass a cached function when comparing many statements.
    """
    if left.known_as != right.known_as:
        return None
    pair = _Pair(left, right, words_of(left.content), words_of(right.content))
    one, other = pair.left_words, pair.right_words
    found = _compare_nested(pair)
    if found is None and _are_close_in_time(left, right):
        found = _compare_runs(pair) or _compare_stems(pair)
    if found is None or found.score < SAME_SCORE or _is_cut_from(one.words, other.words):
        return found
    if one.negations % 2 != other.negations % 2:
        return Match(DOUBTFUL_SCORE, f"{found.reason}; but one of them denies what the other says")
    contradict = not (one.numbers <= other.numbers or other.numbers <= one.numbers)
    if one.numbers and other.numbers and contradict:
        return Match(DOUBTFUL_SCORE, f"{found.reason}; but the numbers differ")
    return found


def _is_cut_from(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether one content contains the other word by word: it quotes more, and contradicts nothing."""
    shorter, longer = (f" {' '.join(words)} " for words in sorted((left, right), key=len))
    return shorter in longer


def shared_earlier_outlet(left: StatementFeatures, right: StatementFeatures) -> str | None:
    """Return an outlet from which both articles had the words, if they name one."""
    return min(left.earlier_outlets & right.earlier_outlets, default=None)


def explain_origin(left: StatementFeatures, right: StatementFeatures, agency: str | None) -> str | None:
    """Return in words from whom both articles had a statement.

    `agency` is the one whose copy both articles carry, if they do.
    """
    outlet = shared_earlier_outlet(left, right)
    if outlet is not None:
        return f"both had the words from {outlet.strip()}"
    return f"both articles credit {agency} for their copy" if agency else None


def without_refrains(rows: Iterable[StatementFeatures], words_of: WordsOf) -> list[StatementFeatures]:
    """Return at most MAX_REPEATS statements of one article with the same words.

    The number of pairs to compare would otherwise grow with the square of the repetitions.
    """
    counts: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    remaining: list[StatementFeatures] = []
    for row in rows:
        key = (article_of(row.reference), row.known_as, words_of(row.content).words)
        counts[key] += 1
        if counts[key] <= MAX_REPEATS:
            remaining.append(row)
    return remaining


def best_matches(
    row: StatementFeatures, others: Iterable[StatementFeatures], words_of: WordsOf
) -> Iterator[tuple[StatementFeatures, Match]]:
    """Yield the statements that may be the same utterance: the best few of each article, in order."""
    found = [
        (other, match)
        for other in others
        if (match := compare_statements(row, other, words_of)) and match.score >= DOUBTFUL
    ]
    by_article: dict[str, list[str]] = {}
    for other, _ in sorted(found, key=lambda pair: -pair[1].score):
        by_article.setdefault(article_of(other.reference), []).append(other.reference)
    best = {name for names in by_article.values() for name in names[:MAX_MATCHES_PER_ARTICLE]}
    yield from (pair for pair in found if pair[0].reference in best)


def _compare_runs(pair: _Pair) -> Match | None:
    """Compare by runs of equal words: the same quotation."""
    left, right = pair.left, pair.right
    shorter, longer = sorted((pair.left_words.words, pair.right_words.words), key=len)
    if shorter == longer and _is_catchword(pair):
        return Match(0.8, f"the same speaker, the same day and the same {len(shorter)} quoted words")
    equal = sum(run.length for run in align(shorter, longer, MIN_RUN))
    if equal < MIN_EQUAL_QUOTED:
        return None
    share = equal / len(shorter)
    if "indirect" in (left.kind, right.kind) and equal < MIN_EQUAL_INDIRECT:
        return None
    is_vague = _is_vague(left) or _is_vague(right)
    if is_vague and (equal < VAGUE_MIN_EQUAL or share < VAGUE_MIN_SHARE):
        return None
    if share < MIN_DOUBTFUL_EQUAL_SHARE:
        return None
    if share < MIN_EQUAL_SHARE:
        score = 0.5 * share / MIN_EQUAL_SHARE
    else:
        score = 0.5 + 0.5 * (share - MIN_EQUAL_SHARE) / (1 - MIN_EQUAL_SHARE)
    reason = f"the same speaker, and {equal} of the {len(shorter)} words of the shorter one are the same"
    return Match(round(score, 4), f"{reason} ({share:.0%})")


def _is_catchword(pair: _Pair) -> bool:
    """Whether a few words that both quote on one day are distinctive; `pair` has equal words."""
    left, right, words = pair.left, pair.right, pair.left_words
    quoted = "indirect" not in (left.kind, right.kind) and "thank" not in (left.act, right.act)
    is_short = MIN_CATCHWORD_LENGTH <= len(words.words) < MIN_EQUAL_QUOTED
    is_distinctive = len(words.stems - {COURTESY}) >= MIN_CATCHWORD_STEMS
    return quoted and is_short and is_distinctive and _is_same_day(left, right)


def _compare_nested(pair: _Pair) -> Match | None:
    """Compare a statement nested in another with a statement that an earlier article reports by itself."""
    inner, outer = (pair.left, pair.right) if pair.left.within else (pair.right, pair.left)
    if not inner.within or outer.within or inner.days is None or outer.days is None:
        return None
    if _is_vague(inner) or _is_vague(outer):
        return None
    gap = inner.days[0].toordinal() - outer.days[1].toordinal()
    equal, fewer = pair.equal_stems, pair.fewer_stems
    if not 0 <= gap <= NESTED_MAX_DAYS or equal < NESTED_MIN_STEMS:
        return None
    if pair.left_words.numbers != pair.right_words.numbers:
        return None
    min_union = NESTED_MIN_UNION_SHARE if gap else NESTED_MIN_UNION_SHARE_SAME_DAY
    if equal / fewer < NESTED_MIN_STEM_SHARE or pair.union_share < min_union:
        return None
    reason = (
        f"one responds to it and the other reports it earlier: {equal} of {fewer} content words are the same"
    )
    return Match(round(0.5 + pair.union_share / 3, 4), reason)


def _compare_stems(pair: _Pair) -> Match | None:
    """Compare by content words in any order: a paraphrase."""
    equal, fewer = pair.equal_stems, pair.fewer_stems
    same_numbers = pair.left_words.numbers == pair.right_words.numbers
    if fewer < MIN_STEMS or not same_numbers or not _is_same_day(pair.left, pair.right):
        return _compare_occasion(pair)
    share, union_share = equal / fewer, pair.union_share
    reason = f"the same speaker and day, and {equal} of {fewer} content words are the same"
    if share >= MIN_STEM_SHARE and union_share >= MIN_DOUBTFUL_STEM_SHARE:
        return Match(round(0.5 + union_share / 2, 4), reason)
    if share >= MIN_DOUBTFUL_STEM_SHARE and union_share >= MIN_DOUBTFUL_UNION_SHARE:
        return Match(round(min(0.3 + union_share / 3, 0.49), 4), reason)
    return _compare_occasion(pair)


def _compare_occasion(pair: _Pair) -> Match | None:
    """Return a doubtful match for one speaker, day and occasion (medium or outlet) with some content words in
    common.
    """
    left, right = pair.left, pair.right
    same_medium = left.medium is not None and left.medium == right.medium
    same_occasion = bool(left.earlier_outlets & right.earlier_outlets) or same_medium
    days_are_stated = left.has_stated_day and right.has_stated_day
    if not (same_occasion and days_are_stated and _is_same_day(left, right)):
        return None
    equal, fewer = pair.equal_stems, pair.fewer_stems
    if fewer < MIN_OCCASION_STEMS or equal / fewer < MIN_OCCASION_STEM_SHARE:
        return None
    reason = f"the same speaker, day and occasion, and {equal} of {fewer} content words are the same"
    return Match(DOUBTFUL_SCORE, reason)


def _is_vague(row: StatementFeatures) -> bool:
    return row.days is not None and (row.days[1] - row.days[0]).days > VAGUE_DAYS


def _is_same_day(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Whether two statements can be of one day. Where a text states no day, a day between them is allowed."""
    if left.days is None or right.days is None or _is_vague(left) or _is_vague(right):
        return False
    return _days_between(left, right) <= (0 if left.has_stated_day and right.has_stated_day else 1)


def _are_close_in_time(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Whether two statements are at most MAX_DAYS_APART; an unknown day rules nothing out."""
    if left.days is None or right.days is None:
        return True
    return _days_between(left, right) <= MAX_DAYS_APART


def _days_between(left: StatementFeatures, right: StatementFeatures) -> int:
    """Return the days from the end of the earlier statement's date to the start of the later's; negative if
    they overlap.
    """
    assert left.days is not None and right.days is not None  # noqa: S101 - checked by the callers
    return max(
        right.days[0].toordinal() - left.days[1].toordinal(),
        left.days[0].toordinal() - right.days[1].toordinal(),
    )
