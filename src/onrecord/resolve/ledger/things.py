"""What a sentence tells of a promised thing: "the money has reached nobody", "they received the tents".

Pure functions. The verb of a promise need not come again where a thing was promised: it arrives, somebody
gets it or has it, it is paid, or there is no sign of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.model.step import StepKind
from onrecord.resolve.ledger.words import Sentence, find_stems, find_words, is_any, numbers_of, word_class
from onrecord.resolve.statement_resolution import stem
from onrecord.store.features.promise_features import PromiseFeatures

REACH = 12  # words between a thing and the verb that tells of it
BEFORE = 4  # words before a verb in which its auxiliaries and negation stand
MIN_AMOUNT = 10  # smaller numbers are told of many things


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing promised: the base of its noun, the stems of its other words, its numbers."""

    head: str
    others: frozenset[str]
    amounts: frozenset[float]


@dataclass(frozen=True, slots=True)
class ToldOfThing:
    """What a sentence tells of a thing: the step, the place of the word that tells it, whether it is sure
    that this very thing is meant (its number, or all words for it).
    """

    step: StepKind
    at: int
    is_exact: bool


def find_thing(features: PromiseFeatures, amounts: frozenset[float]) -> Thing | None:
    """Return the thing that a commitment promises, None where an act is promised ("release the drivers")."""
    words = [word.folded for word in find_words(features.what)]
    if not words or any(word in word_class("not") | word_class("nothing") for word in words):
        return None
    giving = is_any(words[0], "give")
    counted = words[0] in word_class("determiners") | word_class("counting") or words[0][0].isdigit()
    single = len(words) <= 2 and words[-1].endswith("s")  # "sensors", "free meals"
    amount = bool(amounts) and len(words) <= 2
    if not (giving or counted or single or amount):
        return None
    words = words[1:] if giving else words
    if "have" in words[:-1]:  # "every face have new sensors"
        words = words[words.index("have") + 1 :]
    phrase = _noun_phrase(words)
    says = [word for word in phrase if find_stems([word])]
    if not says:
        return None
    stems = find_stems(says)
    head = _base(says[-1])
    return Thing(
        head, stems - {stem(says[-1].split("-")[-1])}, frozenset(one for one in amounts if one >= MIN_AMOUNT)
    )


def _noun_phrase(words: Sequence[str]) -> list[str]:
    """Return the first noun phrase of some words: up to a preposition, a clause or a verb behind a noun."""
    ends = (word_class("before a place") | word_class("clause") | word_class("ends a thing")) - {"of"}
    found: list[str] = []
    for word in words:
        if found and word in ends:
            break
        if word not in word_class("determiners"):
            found.append(word)
    return found


def _base(noun: str) -> str:
    """Return what singular and plural of a noun share: "house", "houses"."""
    return stem(noun.split("-")[-1]).rstrip("e")


def names_thing(thing: Thing, sentence: Sentence) -> bool:
    """Return whether a sentence has the noun of a thing."""
    return any(_base(word.folded) == thing.head for word in sentence.words)


def told_of_thing(thing: Thing, sentence: Sentence) -> ToldOfThing | None:
    """Return what a sentence tells of a thing, None where it tells nothing."""
    words = [word.folded for word in sentence.words]
    places = [at for at, word in enumerate(words) if _base(word) == thing.head]
    same_number = bool(thing.amounts & set(numbers_of(words).values()))
    if not places:
        return None
    is_exact = same_number or (bool(thing.others) and thing.others <= sentence.stems)
    for at, word in enumerate(words):
        near = min((abs(place - at) for place in places), default=REACH + 1) <= REACH
        step = _step_at(words, at, word, places) if near else None
        if step is not None:
            return ToldOfThing(step, at, is_exact)
    return None


def _step_at(words: Sequence[str], at: int, word: str, places: Sequence[int]) -> StepKind | None:
    """Return what a word tells of the thing that stands at `places`."""
    before, behind = words[max(0, at - BEFORE) : at], words[at + 1 : at + 4]
    is_behind = any(place > at for place in places)
    is_before = any(place < at for place in places)
    if (
        word in word_class("no sign")
        and before[-1:] == ["no"]
        and behind[:1] in (["of"], ["from"])
        and is_behind
    ):
        return "broken"
    has_perfect = any(one in word_class("perfect") for one in before[-3:])
    is_passive = any(one in word_class("passive") for one in before[-3:])
    form = _is_finite_past(word) or has_perfect
    if is_any(word, "come") and is_before and form:
        return _yes_or_no(before, behind)
    if word in word_class("having") and is_behind and _is_object(behind):
        only = "only" in words[:at]
        return "under-way" if only else _yes_or_no(before, behind)
    if is_any(word, "receive") and is_behind and form:
        return _yes_or_no(before, behind)
    if " to be " in f" {' '.join(words)} ":  # "gave her word for 200,000, to be paid by July"
        return None
    if is_any(word, "given") and form and ((is_passive and (is_before or is_behind)) or is_behind):
        return _yes_or_no(before, behind)
    return None


def _is_object(behind: Sequence[str]) -> bool:
    """Return whether a noun phrase follows: "have the sensors", "have had their money"."""
    following = behind[1:2] if behind[:1] == ["had"] else behind[:1]
    return bool(following) and (following[0] in word_class("determiners") or following[0][0].isdigit())


def _is_finite_past(word: str) -> bool:
    return word.endswith("ed") or word in ("got", "came", "paid", "sent", "built", "gave", "given")


def _yes_or_no(before: Sequence[str], behind: Sequence[str]) -> StepKind | None:
    if any(word in word_class("open") - {"'ll", "be", "before"} for word in before):
        return None
    negations = word_class("not") | word_class("nothing")
    if any(word in negations for word in before) or any(word in negations for word in behind[:2]):
        return "broken"
    return "kept"
