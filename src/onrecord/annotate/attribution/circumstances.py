"""Circumstances of attributions: who speaks, when, to whom and how; what a neighbouring sentence tells of the same utterance."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.annotate.attribution.addressees_and_media import FoundMedium, addressee_heads, find_medium
from onrecord.annotate.attribution.speech_lexicon import load_speech_lexicon
from onrecord.annotate.attribution.utterance_time import cue_verbs, find_said
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

_EARLIER = frozenset({"earlier", "previously", "before", "once", "already", "later", "often", "repeatedly"})
_FIRST_PERSON = frozenset({"i", "we"})
_SENTENCES_ON = 3  # how far the day of an utterance carries to what the same mouth says next


class CircumstanceAnnotator:
    """One Circumstance an attribution, in the order of the attributions."""

    name = "circumstances"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Attribution, Mention, Title, TimeExpression)
    gives: tuple[Layer, ...] = (Circumstance,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the circumstances. Raises ModelError when a word list is missing."""
        mentions = MentionIndex.of_view(view)
        tree = mentions.tree
        times = sorted(view.of(TimeExpression), key=lambda row: row.span)
        attributions = view.of(Attribution)
        found = [_circumstance(article.text, row, mentions, times) for row in attributions]
        own = _first_persons(article.text, found, attributions)
        return _carried(own, attributions, tree, view)


def _first_persons(
    text: str, found: list[Circumstance], attributions: tuple[Attribution, ...]
) -> list[Circumstance]:
    """Credit an "I" or "we" inside somebody's words to whoever utters them."""
    by_id = {row.id: row for row in attributions}
    first = {row.attribution: row for row in found}
    out = []
    for row, circumstance in zip(attributions, found, strict=True):
        around, own = row.within, circumstance
        while own.speaker is None and around is not None and _is_first_person(text, row):
            own = replace(own, speaker=first[around].speaker, others=first[around].others)
            around = by_id[around].within
        out.append(own)
    return out


def _is_first_person(text: str, row: Attribution) -> bool:
    return len(row.source) == 1 and row.source[0].words(text).lower() in _FIRST_PERSON


def _circumstance(
    text: str, attribution: Attribution, mentions: MentionIndex, times: list[TimeExpression]
) -> Circumstance:
    tree, speech = mentions.tree, load_speech_lexicon()
    speakers = find_speakers(attribution.source, mentions)
    told = {row.actor for row in speakers}
    heard = [mentions.at(head) for head in addressee_heads(attribution, tree, speech)]
    medium = find_medium(text, attribution, tree, load_actor_lexicon(), speech) or _interview(
        attribution, heard, tree
    )
    outlet = mentions.at(medium.outlet) if medium and medium.outlet else None
    if outlet is not None and outlet.kind == "person":
        outlet = None  # a name misread: nobody is interviewed by being told
    return Circumstance(
        span=attribution.span,
        attribution=attribution.id,
        speaker=speakers[0].actor if speakers else None,
        others=tuple(row.actor for row in speakers[1:]),
        said=find_said(attribution, tree, times),
        addressees=tuple(row for row in heard if row is not None and row.actor not in told),
        medium=medium.kind if medium else None,
        medium_outlet=outlet,
        medium_evidence=tuple(span for span in medium.evidence if span.is_sound(text)) if medium else (),
    )


def _interview(attribution: Attribution, heard: list[Mention | None], tree: SyntaxTree) -> FoundMedium | None:
    """Tell "told BFM TV" for an interview: the addressee is an outlet by its mention."""
    for verb in cue_verbs(attribution, tree):
        for mention in heard:
            if mention is not None and mention.kind == "outlet" and verb.lemma in ("tell", "speak", "talk"):
                last = tree.range(mention.span)[-1]
                return FoundMedium(
                    "interview", tree[last], (tree.span(min(verb.index, last), max(verb.index, last)),)
                )
    return None


@dataclass(frozen=True, slots=True)
class _Said:
    """The last dated utterance: by whom, in which sentence it or what carried it stood, and the day."""

    speaker: int
    sentence: int
    time: TimeExpression


def _carried(
    found: list[Circumstance], attributions: tuple[Attribution, ...], tree: SyntaxTree, view: Annotations
) -> list[Circumstance]:
    """Give an utterance without a day that of the one before it by the same mouth, or by the body whose spokesman goes on."""
    speaks_for = {(row.actor, row.of) for row in view.of(Title) if row.of is not None}
    out = list(found)
    last: _Said | None = None
    places = [_sentence(row, tree) for row in attributions]
    for index in sorted(range(len(found)), key=lambda i: (places[i], found[i].span)):
        row, place = found[index], places[index]
        if row.speaker is None or place < 0 or attributions[index].within is not None:
            continue
        said, speaker = row.said, row.speaker
        if said is None and last is not None and 0 <= place - last.sentence <= _SENTENCES_ON:
            same = speaker == last.speaker or (speaker, last.speaker) in speaks_for
            if same and not _is_earlier(attributions[index], tree):
                said = last.time
                out[index] = replace(row, said=said)
        if said is not None:
            last = _Said(speaker, place, said)
        elif last is not None and speaker == last.speaker:
            last = None
    return out


def _sentence(attribution: Attribution, tree: SyntaxTree) -> int:
    """Return the number of the sentence the cue stands in, -1 when it has none."""
    verbs = cue_verbs(attribution, tree)
    return verbs[0].sentence if verbs else -1


def _is_earlier(attribution: Attribution, tree: SyntaxTree) -> bool:
    """Tell whether the clause of the cue speaks of another time: "had earlier said", "who has rejected"."""
    for verb in cue_verbs(attribution, tree):
        if verb.dep == "relcl":
            return True
        for child in tree.below(verb.index):
            if child.text.lower() in _EARLIER or (child.dep == "aux" and child.lemma == "have"):
                return True
            if child.dep == "aux" and child.text.lower() in ("will", "would"):
                return True
    return False
