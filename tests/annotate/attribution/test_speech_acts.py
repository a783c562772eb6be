"""Acts: the cue's sense decides, and where it is neutral what the content does."""

import re
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.attribution.speech_acts import find_act
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.model.annotation import ACTS, Act, Token
from onrecord.model.span import Span


def tokens_of(text: str) -> tuple[Token, ...]:
    """Tokens as a tagger would give them, for the few words the tests use."""
    lemmas = {
        "denied": "deny", "refused": "refuse", "declined": "decline", "accused": "accuse", "said": "say",
        "asked": "ask", "urged": "urge", "thanked": "thank", "did": "do", "warned": "warn", "called": "call",
        "vowed": "vow", "apologised": "apologise", "rejected": "reject", "responded": "respond",
        "hopes": "hope", "has": "have", "told": "tell", "took": "take", "rules": "rule",
    }  # fmt: skip
    out: list[Token] = []
    at = 0
    for word in text.replace("n't", " n't").split():
        start = text.index(word, at)
        at = start + len(word)
        tag = "RB" if word.lower() in ("not", "n't", "repeatedly", "immediately") else "VBD"
        lemma = lemmas.get(word.lower(), word.lower())
        out.append(Token(Span(start, at), len(out), word, lemma, "VERB", tag, "dep", len(out), 0))
    return tuple(out)


def act_of(sentence: str) -> Act:
    """The act of a sentence that marks its cue <so> and its content [so]."""
    parts = {}
    text = sentence
    for opening, closing in ("<>", "[]"):
        start = text.index(opening)
        text = text.replace(opening, "", 1)
        parts[opening] = Span(start, text.index(closing))
        text = text.replace(closing, "", 1)
    return find_act(text, [parts["<"]], [parts["["]], tokens_of(text))


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("Lind <denied> [the report]", "reject"),
        ("Lind <accused> Berg of [hiding the papers]", "accuse"),
        ("Lind <did not deny> [the report]", "assert"),
        ("Lind <refused to rule out> [a strike]", "assert"),
        ("Lind <refused> [to sign the paper]", "reject"),
        ("Lind <declined to comment> [on the talks]", "decline-to-comment"),
        ("Lind <did not immediately respond> to [a request]", "decline-to-comment"),
        ("Lind <asked> [whether the talks would go on]", "ask"),
        ("Lind <asked> [the court to step in]", "request"),
        ("Lind <vowed> [to stay]", "promise"),
        ("Lind <said> [“I want you to leave the town.”]", "demand"),
        ("Lind <said> [“I want you to know that I tried.”]", "think"),
        ("Lind <called for> [a truce]", "demand"),
        ("Lind <has repeatedly warned> [of floods]", "warn"),
        ("Lind <asked> [whether she would tell them to leave]", "ask"),
        ("Lind <declined> [to name the buyer]", "decline-to-comment"),
        ("Lind <called> [it a cheap trick]", "criticise"),
        ("Lind <called> [her an outstanding engineer]", "praise"),
        ("Lind <vowed> [to bomb the port]", "threaten"),
        ("Lind <pleaded guilty> [to three counts]", "assert"),
        ("Lind <took a shot at> [her rival]", "criticise"),
        ("Lind <did not suggest> [it would be Holm]", "assert"),
        ("Lind <told> [to leave by the north gate]", "demand"),
        ("Lind <said in a release> [that the road was dry]", "assert"),
        ("Lind <released a letter disputing> [the charge]", "reject"),
        ("Lind <offered> [her condolences to the crew]", "think"),
        ("Lind <offered> [an apology to the crew]", "apologise"),
        ("Lind <offered> [to host the talks]", "offer"),
        ("Lind <called> [snap elections for May]", "announce"),
        ("Lind <responded to the new rules>: [“We reject them”]", "reject"),
        ("Lind <asked> [“I am used to being told to wait, so why should we?”]", "ask"),
    ],
)
def test_the_sense_of_the_cue_decides(sentence: str, act: Act) -> None:
    assert act_of(sentence) == act


@pytest.mark.parametrize(
    ("content", "act"),
    [
        ("“We urge an immediate truce”", "demand"),
        ("“Thank you for coming”", "thank"),
        ("“I am deeply sorry”", "apologise"),
        ("“We will never accept this”", "reject"),
        ("“Will the bridge hold?”", "ask"),
        ("“We’re ready to host the talks”", "offer"),
        ("“It is a disgrace”", "criticise"),
        ("that he hoped for rain", "think"),
        ("the bridge is safe", "assert"),
        ("he was not a liar", "assert"),  # a judgement denied is none
        ("Chile must withdraw the charge", "demand"),
        ("our hearts go out to the families", "think"),
        ("the allegations are completely false", "reject"),
        ("it was a strategic mistake", "criticise"),
        ("She was one of the finest engineers of her town", "praise"),
        ("“President Berg, dear Ann, let me first of all thank you for this”", "thank"),
    ],
)
def test_a_neutral_cue_leaves_it_to_the_content(content: str, act: Act) -> None:
    assert act_of(f"Lind <said> [{content}]") == act


@settings(max_examples=60)
@given(st.text(max_size=80), st.text(max_size=300))
def test_whatever_is_said_has_one_of_the_eighteen_acts(cue: str, content: str) -> None:
    text = f"{cue} {content}"
    spans = [Span(0, len(cue))] if cue else []
    act = find_act(text, spans, [Span(len(cue) + 1, len(text))] if content else [], tokens_of(cue))
    assert act in cast("tuple[str, ...]", ACTS)


def test_a_turn_of_a_reporter_in_a_transcript_asks_and_a_cue_does_not_hide_what_it_does() -> None:
    text = "Q Thank you. And the port?"
    assert find_act(text, [], [Span(2, len(text))], tokens_of(text), [Span(0, 1)]) == "ask"
    assert find_act(text, [], [Span(2, len(text))], tokens_of(text)) == "thank"


def test_every_rule_for_objects_and_fallbacks_names_an_act_and_a_pattern_that_compiles() -> None:
    for cues, act, *pattern in lexicon_rows("attribution/act_objects"):
        assert act in (*ACTS, "neutral"), cues
        assert re.compile("|".join(pattern)).pattern, cues
    assert {act for _, act in lexicon_rows("attribution/act_fallbacks")} <= set(ACTS)


def test_nobody_demands_anything_by_speaking_at_a_press_conference() -> None:
    assert act_of("She <said at a press conference> [the roads were dry].") == "assert"


def test_what_somebody_is_called_may_be_praise() -> None:
    assert act_of("She <called> [him a true hero].") == "praise"
    assert act_of("She <called> [him a liar].") == "criticise"
