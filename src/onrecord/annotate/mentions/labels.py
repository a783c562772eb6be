"""Labels of turns in transcripts and threads: whose they are, and which reporter asks."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from onrecord.annotate.attribution.turns.posts import account_lines
from onrecord.annotate.mentions.lexicon import load_actor_lexicon, mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Attribution
from onrecord.model.span import Span

_LONGEST_INITIALS = 4  # letters
_LONGEST_CALL = 14  # tokens of a sentence that calls a reporter by name: "Next, Ann Lind, Lund Daily."


def label_spans(attributions: Iterable[Attribution]) -> list[Span]:
    """Return the labels of the turns of a transcript, in text order."""
    return sorted(row.source[0] for row in attributions if row.verbatim and len(row.source) == 1)


def with_label_names(
    text: str, tree: SyntaxTree, phrases: Sequence[NamePhrase], labels: Sequence[Span]
) -> list[NamePhrase]:
    """Return the names, those in labels with the words of the person that they shorten.

    A label shortens a name to its initials ("MS:") or to the surname ("HOLT:").
    """
    full = [row for row in phrases if row.kind == "person" and len(row.words) > 1]
    taken = {at for row in phrases for at in range(row.first, row.last)}
    by_form = _by_form(full)
    in_labels = {at for span in labels for at in tree.range(span)}
    found = [_named(row, by_form) if row.first in in_labels and _is_short(row) else row for row in phrases]
    for span in labels:
        tokens = tree.range(span)
        if len(tokens) == 1 and tokens[0] not in taken and span.words(text).isupper():
            bare = NamePhrase(span, tokens[0], tokens[0] + 1, (span.words(text),), None)
            named = _named(bare, by_form)
            found += [replace(bare, kind="person")] if named is bare and _is_name(bare) else [named]
    return sorted(found, key=lambda row: row.span)


def with_account_names(text: str, tree: SyntaxTree, phrases: Sequence[NamePhrase]) -> list[NamePhrase]:
    """Return the names, with one for each line that names the account of the posts below it.

    A line with the handle alone ("@annlind · 8:21 PM") names who has the handle elsewhere.
    """
    lines = account_lines(text)
    found = list(phrases)
    of_handle: dict[str, NamePhrase] = {}
    for line in sorted(lines, key=lambda one: one.label.words(text).startswith("@")):
        tokens = tree.range(line.label)
        inside = [row for row in found if row.first < tokens.stop and row.last > tokens.start]
        whole = next((row for row in inside if row.kind and _is_whole(tree, row, tokens)), None)
        if whole is None:
            words = tuple(line.label.words(text).split())
            new = NamePhrase(line.label, tokens.start, tokens.stop, words, _account_kind(words))
            known = of_handle.get(line.handle)
            if known is not None and words[0].startswith("@"):
                new = replace(known, span=new.span, first=new.first, last=new.last)
            found = [*(row for row in found if row not in inside), new]
            whole = new
        if line.handle:
            of_handle.setdefault(line.handle, whole)
    return sorted(found, key=lambda row: row.span)


def _is_whole(tree: SyntaxTree, phrase: NamePhrase, label: range) -> bool:
    """Tell whether a name is all of a label but an article before it."""
    first = label.start + (tree[label.start].text.lower() == "the")
    return phrase.first <= first and phrase.last >= label.stop


def _account_kind(words: Sequence[str]) -> ActorKind:
    """Return the kind of an account by its name: a given name or a nickname is a person's."""
    given = words[0].lower() in load_actor_lexicon().given
    return "person" if given or (len(words) == 1 and words[0].islower()) else "organisation"


def _is_name(label: NamePhrase) -> bool:
    """Tell whether a label of one word can be a name: not "Q", "QUESTION" or "SPOKESPERSON"."""
    word, lexicon = label.words[0].lower(), load_actor_lexicon()
    return len(word) > 1 and word not in mention_words("question labels") and lexicon.noun(word) is None


def _is_short(phrase: NamePhrase) -> bool:
    return len(phrase.words) == 1 and phrase.words[0].isupper()


def _by_form(full: Iterable[NamePhrase]) -> dict[str, set[tuple[str, ...]]]:
    """Return the names of persons by their surnames and initials, in lower case."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for row in full:
        short = [one for one in _initials(row) if 2 <= len(one) <= _LONGEST_INITIALS]
        for form in (row.words[-1], *short):
            found.setdefault(form.casefold(), set()).add(row.words)
    return found


def _named(label: NamePhrase, by_form: Mapping[str, set[tuple[str, ...]]]) -> NamePhrase:
    word = label.words[0].strip(".:").replace(".", "")
    fitting = by_form.get(word.casefold(), set())
    if len({tuple(one.casefold() for one in words) for words in fitting}) != 1:
        is_outlet = label.known is not None and label.known.sort == "outlet"  # "RAI:" among other speakers
        return replace(label, kind="person", known=None, country=None, sector=None) if is_outlet else label
    return replace(label, words=min(fitting), kind="person", known=None, country=None, sector=None)


def _initials(phrase: NamePhrase) -> tuple[str, ...]:
    """Return the initials of a name, with and without the parts behind a hyphen and the names between."""
    parts = [part for word in phrase.words for part in word.split("-") if part[:1].isupper()]
    words = [word for word in phrase.words if word[:1].isupper()]
    return tuple(
        "".join(part[0] for part in some) for some in (parts, words, [*words[:1], *words[-1:]]) if some
    )


def find_questioners(
    tree: SyntaxTree, labels: Sequence[Span], persons: Sequence[NamePhrase]
) -> Iterator[tuple[Span, NamePhrase | None]]:
    """Yield each label that only says that somebody asks, with the person who was called right before it.

    Nobody is called before the first turn, and who has turns under an own name does not ask.
    """
    speaking = {tree[at].text.casefold() for span in labels for at in tree.range(span)}
    asking = [row for row in persons if row.words[-1].casefold() not in speaking]
    for number, span in enumerate(labels):
        label = tree.range(span)
        word = " ".join(tree[at].text for at in label).lower()
        if not label or word not in mention_words("question labels"):
            continue
        named = _behind(tree, label[-1] + 1, asking)
        yield span, named or (_called_before(tree, label[0], asking) if number else None)


def _behind(tree: SyntaxTree, at: int, persons: Sequence[NamePhrase]) -> NamePhrase | None:
    """Return the person named first in a question: "QUESTION: Ann Lind, Lund Daily. What …"."""
    colon = tree.get(at)
    first = at + 1 if colon is not None and colon.text == ":" else at
    at_first = persons[(near := bisect_left(persons, first, key=_first)) : near + 1]
    found = next((row for row in at_first if row.first == first and len(row.words) > 1), None)
    after = tree.get(found.last) if found is not None else None
    return found if after is not None and after.text in (",", ".") else None


def _called_before(tree: SyntaxTree, label: int, persons: Sequence[NamePhrase]) -> NamePhrase | None:
    """Return the person named in the short sentence before a label, which has no verb."""
    if label == 0:
        return None
    sentence = tree.sentence_at(label - 1)
    words = tree.tokens[sentence.first : min(sentence.last, label)]
    if len(words) > _LONGEST_CALL or any(word.pos in ("VERB", "AUX") for word in words):
        return None
    at = bisect_left(persons, sentence.first, key=_first)
    return persons[at] if at < len(persons) and persons[at].last <= label else None


def _first(phrase: NamePhrase) -> int:
    return phrase.first
