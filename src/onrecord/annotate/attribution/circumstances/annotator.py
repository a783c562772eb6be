"""Circumstances of attributions.

Speakers, time, addressees and medium; the day carries over to the next sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.attribution.circumstances.addressees import addressee_heads
from onrecord.annotate.attribution.circumstances.media import FoundMedium, find_medium
from onrecord.annotate.attribution.circumstances.principals import find_represented
from onrecord.annotate.attribution.circumstances.utterance_time import find_utterance_time
from onrecord.annotate.attribution.cues import cue_sentence, cue_verbs
from onrecord.annotate.attribution.lexicon import load_speech_lexicon, words_of
from onrecord.annotate.mentions.actor_index import MentionIndex, find_speakers
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Circumstance,
    Mention,
    Passage,
    Sentence,
    TimeExpression,
    Title,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer

_SENTENCES_CARRIED = 3  # sentences over which the day of an utterance carries over


class CircumstanceAnnotator:
    """One Circumstance an attribution, in the order of the attributions."""

    name = "circumstances"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Attribution, Mention, Title, TimeExpression)
    gives: tuple[Layer, ...] = (Circumstance,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the circumstances. Raises ModelError when a word list is missing."""
        mentions = MentionIndex.of_view(view)
        times = sorted(view.of(TimeExpression), key=lambda row: row.span)
        attributions = view.of(Attribution)
        titles: dict[int, list[Title]] = {}
        for title in view.of(Title):
            titles.setdefault(title.actor, []).append(title)
        found = [_circumstance(article.text, row, mentions, times, titles) for row in attributions]
        found = _with_first_persons(article.text, found, attributions)
        return _with_carried_days(found, attributions, mentions.tree, view)


def _circumstance(
    text: str,
    attribution: Attribution,
    mentions: MentionIndex,
    times: Sequence[TimeExpression],
    titles: Mapping[int, Sequence[Title]],
) -> Circumstance:
    tree, speech = mentions.tree, load_speech_lexicon()
    speakers = find_speakers(attribution.source, mentions)
    speaking = {row.actor for row in speakers}
    addressees = [mentions.at(head) for head in addressee_heads(attribution, tree, speech)]
    medium = find_medium(text, attribution, tree, load_actor_lexicon(), speech)
    medium = medium or _interview(attribution, addressees, tree)
    outlet = mentions.at(medium.outlet) if medium and medium.outlet else None
    if outlet is not None and outlet.kind == "person":
        outlet = None  # a misread name: a person is no outlet
    return Circumstance(
        span=attribution.span,
        attribution=attribution.id,
        speaker=speakers[0].actor if speakers else None,
        others=tuple(row.actor for row in speakers[1:]),
        on_behalf_of=find_represented(attribution, speakers, mentions, titles),
        said=find_utterance_time(attribution, tree, times),
        addressees=tuple(row for row in addressees if row is not None and row.actor not in speaking),
        medium=medium.kind if medium else None,
        medium_outlet=outlet,
        medium_evidence=tuple(span for span in medium.evidence if span.is_sound(text)) if medium else (),
    )


def _interview(
    attribution: Attribution, addressees: Iterable[Mention | None], tree: SyntaxTree
) -> FoundMedium | None:
    """Return the interview of "told BFM TV", whose addressee is an outlet by its mention."""
    outlets = [row for row in addressees if row is not None and row.kind == "outlet"]
    for verb in cue_verbs(attribution, tree):
        if outlets and verb.lemma in words_of("verbs of interviews"):
            last = tree.range(outlets[0].span)[-1]
            evidence = tree.span(min(verb.index, last), max(verb.index, last))
            return FoundMedium("interview", tree[last], (evidence,))
    return None


def _with_first_persons(
    text: str, found: Sequence[Circumstance], attributions: Sequence[Attribution]
) -> list[Circumstance]:
    """Return the circumstances; an "I" or "we" inside somebody's words has that speaker."""
    by_id = {row.id: row for row in attributions}
    circumstance_of = {row.attribution: row for row in found}
    out = []
    for row, circumstance in zip(attributions, found, strict=True):
        around, own = row.within, circumstance
        while own.speaker is None and around is not None and _is_first_person(text, row):
            outer = circumstance_of[around]
            own = replace(own, speaker=outer.speaker, others=outer.others)
            around = by_id[around].within
        out.append(own)
    return out


def _is_first_person(text: str, row: Attribution) -> bool:
    return len(row.source) == 1 and row.source[0].words(text).lower() in words_of("first person subjects")


@dataclass(frozen=True, slots=True)
class _DatedUtterance:
    """The last dated utterance.

    Its speaker, its sentence or that to which its day was carried, and the day.
    """

    speaker: int
    sentence: int
    time: TimeExpression


def _with_carried_days(
    found: Sequence[Circumstance], attributions: Sequence[Attribution], tree: SyntaxTree, view: Annotations
) -> list[Circumstance]:
    """Return the circumstances, those without a day with that of the utterance before them.

    The speaker must be the same, or represent the body that spoke before.
    """
    represented = {(row.actor, row.of) for row in view.of(Title) if row.of is not None}
    out = list(found)
    last: _DatedUtterance | None = None
    sentences = [cue_sentence(row, tree) for row in attributions]
    numbered = [(sentence, at) for at, sentence in enumerate(sentences) if sentence is not None]
    for sentence, at in sorted(numbered, key=lambda pair: (pair[0], found[pair[1]].span)):
        row, attribution = found[at], attributions[at]
        if row.speaker is None or attribution.within is not None:
            continue
        said, speaker = row.said, row.speaker
        if said is None and last is not None and sentence - last.sentence <= _SENTENCES_CARRIED:
            same = speaker == last.speaker or (speaker, last.speaker) in represented
            if same and not _is_of_another_time(attribution, tree):
                said = last.time
                out[at] = replace(row, said=said)
        if said is not None:
            last = _DatedUtterance(speaker, sentence, said)
        elif last is not None and speaker == last.speaker:
            last = None
    return out


def _is_of_another_time(attribution: Attribution, tree: SyntaxTree) -> bool:
    """Return whether the clause of the cue means another time.

    For example "had earlier said", "who has rejected", "would say".
    """
    for verb in cue_verbs(attribution, tree):
        if verb.dep == "relcl":
            return True
        for child in tree.below(verb.index):
            word = child.text.lower()
            if word in words_of("adverbs of earlier utterances"):
                return True
            if child.dep == "aux" and (child.lemma == "have" or word in ("will", "would")):
                return True
    return False
