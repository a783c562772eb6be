"""Features of a pair of anaphor and antecedent, and of a phrase without antecedent.

The weights are stored under the names of the features, so a change here needs new weights
(training/coreference).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from onrecord.annotate.mentions.coreference.phrases import Phrase
from onrecord.annotate.text.syntax.tree import SyntaxTree

_STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 34)
_REACHED = tuple(str(_STEPS[bisect_right(_STEPS, number) - 1]) for number in range(_STEPS[-1] + 1))
_AGREE = {("m", "m"): "same", ("f", "f"): "same", ("n", "n"): "same", ("s", "s"): "same", ("p", "p"): "same"}


def bucket(number: int) -> str:
    """Return the lower bound of a number's bucket, so that 6 and 7 are one feature."""
    return _REACHED[min(number, _STEPS[-1])] if number >= 0 else "before"


def anaphor_type(phrase: Phrase) -> str:
    """Return the type of an anaphor: the pronoun, "name", or "noun" with its determiner."""
    return phrase.pronoun or ("name" if phrase.form == "name" else f"noun {phrase.mark}")


def new_features(phrase: Phrase, seen_noun: int, seen_words: bool) -> Iterator[str]:
    """Yield features of a phrase that speak for or against its having an antecedent.

    `seen_noun` counts earlier phrases with the same head noun; `seen_words` says whether one of them has
    all its words.
    """
    sort = anaphor_type(phrase)
    yield f"new {sort}"
    yield f"new {sort} role {phrase.role}"
    yield f"new {sort} kind {phrase.kind}"
    yield f"new {sort} seen {bucket(min(seen_noun, 3))} {seen_words}"
    yield f"new {sort} words {min(len(phrase.words), 4)}"
    yield f"new {sort} number {phrase.number}"
    yield f"new {sort} quoted {phrase.quote >= 0}"
    yield f"new {sort} opening {phrase.sentence < 2}"
    if phrase.form != "name" and not phrase.pronoun:
        yield f"new noun {phrase.noun}"


def context_features(phrase: Phrase, tree: SyntaxTree) -> Iterator[str]:
    """Yield features of the words around a pronoun ("it is clear that …" has no antecedent)."""
    if phrase.pronoun:
        verb = tree[phrase.verb]
        deps = {child.dep for child in tree.below(verb.index)}
        yield f"new {phrase.pronoun} verb {verb.lemma}"
        yield f"new {phrase.pronoun} clause {'acomp' in deps} {bool(deps & {'ccomp', 'xcomp', 'csubj'})}"
        after = tree.get(phrase.head + 1)
        yield f"new {phrase.pronoun} next {after.lemma if after else ''}"


def pair_features(anaphor: Phrase, other: Phrase, rank: int, count: int, tree: SyntaxTree) -> Iterator[str]:
    """Yield features of `other`, which comes first, being the antecedent of `anaphor`.

    `rank` counts the candidates between them; `count` is how often the words of `other` came before.
    """
    sort = anaphor_type(anaphor)
    form = other.pronoun or f"{other.form} {other.kind}"
    back = anaphor.sentence - other.sentence
    yield f"{sort} back {bucket(back)}"
    yield f"{sort} rank {bucket(rank)}"
    yield f"{sort} to {form}"
    yield f"{sort} to {form} back {bucket(min(back, 3))}"
    yield f"{sort} role {other.role}"
    yield f"{sort} role {other.role} back {bucket(min(back, 2))}"
    yield f"{sort} roles {anaphor.role} {other.role} {min(back, 2)}"
    yield f"{sort} mark {other.mark} {other.form}"
    yield f"{sort} count {bucket(count)} {other.form}"
    yield f"{sort} speaks {anaphor.speaks} {other.speaks} {min(back, 3)}"
    if anaphor.speaks:
        yield f"{sort} last source {anaphor.last_source == other.head} {min(back, 3)}"
        yield f"{sort} last source {anaphor.last_source == other.head} {anaphor.paragraph > other.paragraph}"
    yield f"{sort} paragraph {bucket(min(anaphor.paragraph - other.paragraph, 5))} {other.role}"
    if anaphor.actor >= 0 and other.actor >= 0:
        yield f"{sort} actor {anaphor.actor == other.actor}"
    yield f"{sort} number {_agreement(anaphor.number, other.number)}"
    yield f"{sort} gender {_agreement(anaphor.gender, other.gender)} {other.form}"
    yield f"{sort} kinds {anaphor.kind} {other.kind}"
    yield f"{sort} quotes {_quotes(anaphor, other)} {other.pronoun}"
    if anaphor.pronoun and not other.pronoun:
        yield f"{sort} noun {other.noun}"
    if back == 0:
        yield f"{sort} clause {_clause(anaphor, other, tree)}"
    yield from _words(anaphor, other, sort, back)


def _agreement(one: str, other: str) -> str:
    if not one or not other:
        return f"{one or '?'} {other or '?'}"
    return _AGREE.get((one, other), "other")


def _quotes(anaphor: Phrase, other: Phrase) -> str:
    """Return how two phrases relate to quotations: the same one, its speaker, inside or outside."""
    if anaphor.quote >= 0 and anaphor.quote_source == other.head:
        return "voice"
    if other.quote >= 0 and other.quote_source == anaphor.head:
        return "heard"
    if anaphor.quote == other.quote:
        return "same" if anaphor.quote >= 0 else "none"
    if anaphor.quote >= 0 and other.quote >= 0:
        return "one voice" if anaphor.quote_source == other.quote_source >= 0 else "two"
    return "into" if anaphor.quote >= 0 else "out of"


def _clause(anaphor: Phrase, other: Phrase, tree: SyntaxTree) -> str:
    """Return the syntactic relation of two phrases of a sentence."""
    if other.span.holds(anaphor.span):
        return "inside"
    if anaphor.verb == other.verb:
        return "same verb"
    if anaphor.verb == other.head:
        dep = tree[anaphor.head].dep
        return "apposition" if dep == "appos" else "below"
    return "above" if any(token.index == other.verb for token in tree.above(anaphor.verb, 6)) else "apart"


def _words(anaphor: Phrase, other: Phrase, sort: str, back: int) -> Iterator[str]:
    if anaphor.pronoun or other.pronoun:
        if anaphor.pronoun and other.pronoun:
            yield f"{sort} pronoun {other.pronoun} {bucket(min(back, 5))}"
        return
    same = anaphor.noun == other.noun
    mine, theirs = set(anaphor.words), set(other.words)
    form = f"{sort} of {other.form}"
    yield f"{form} same {same}"
    if anaphor.words == other.words:
        yield f"{form} all words {bucket(min(back, 5))}"
        yield f"{form} all words {min(len(mine), 3)} {other.mark} {anaphor.kind}"
    elif same:
        overlap = "nothing new" if mine <= theirs else "less" if theirs <= mine else "other words"
        yield f"{form} head, {overlap}"
        yield f"{form} head, mark {other.mark}"
    else:
        yield f"{form} shared {min(len(mine & theirs), 2)} {anaphor.noun in theirs} {other.noun in mine}"
        if _is_acronym(anaphor, other) or _is_acronym(other, anaphor):
            yield f"{form} acronym"


def _is_acronym(short: Phrase, long: Phrase) -> bool:
    letters = "".join(word[0] for word in long.words)
    return len(letters) > 1 and short.noun.replace(".", "") == letters


def count_earlier(phrases: Sequence[Phrase]) -> list[tuple[int, bool]]:
    """Return for each phrase how many earlier ones have its head noun or actor.

    The second value says whether one of the last twelve of these has all its words.
    """
    seen: dict[str | int, list[frozenset[str]]] = {}
    out = []
    for phrase in phrases:
        before = seen.setdefault(phrase.actor if phrase.actor >= 0 else phrase.noun, [])
        words = frozenset(phrase.words)
        out.append((len(before), any(words <= other for other in before[-12:])))
        before.append(words)
    return out
