"""Which words stand between quotation marks, by the marks of several languages."""

from __future__ import annotations

import re

import pytest

from onrecord.annotate.encoder.windows import QUOTES, quote_states


def quoted(text: str) -> str:
    """The words of one paragraph with the first letter of their state, outside ones left out."""
    words = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    states, _ = quote_states(text, words, carried=False)
    return " ".join(
        f"{QUOTES[state][0]}:{text[start:end]}"
        for (start, end), state in zip(words, states, strict=True)
        if state and text[start:end].isalpha()
    )


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Er sagte: „Wir gehen“, und ging.", "i:Wir i:gehen"),
        ("„Так“, сказав він. “Yes,” she said.", "i:Так i:Yes"),
        ("„Tak”, powiedział.", "i:Tak"),
        ("«Да», — сказал он. “No,” she said. “So.”", "i:Да i:No i:So"),
        ("„Мы едем, сказал он.", "u:Мы u:едем u:сказал u:он"),
    ],
)
def test_a_mark_closes_what_its_language_opens(text: str, inside: str) -> None:
    assert quoted(text) == inside
