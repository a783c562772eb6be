"""Whether a commitment can be checked: who is bound to a definite act. The rest is an intent."""

import re

from onrecord.store.features.promise_features import CommitmentAct

# Words before a thing that both sides know, and pronouns, which say nothing alone; small closed classes
_DEFINITE = frozenset(
    [
        "the",
        "its",
        "their",
        "his",
        "her",
        "our",
        "my",
        "your",
        "this",
        "these",
        "those",
        "all",
        "both",
        "every",
    ]
)
_PRONOUNS = frozenset(["it", "them", "him", "that", "so", "this", "us", "me", "you", "one", "ones"])
_WORD = re.compile(r"[^\W_]+")
_DEADLINE = re.compile(
    r"\b(?:by|before|until|within|no later than|on|from|in)\s+(?:the\s+)?(?:end|middle|start|next|this|"
    r"tomorrow|\d|mon|tues|wednes|thurs|fri|satur|sun|jan|feb|mar|apr|may\b|jun|jul|aug|sep|oct|nov|dec|spring|summer|"
    r"autumn|winter|a (?:day|week|month|year)|two|three|four|five|six|seven|eight|nine|ten|twelve)",
    re.IGNORECASE,
)


def is_checkable(act: CommitmentAct) -> bool:
    """Return whether an article names who is bound, and what they are to do is definite.

    It is definite with numbers, a deadline, or a thing that is named or known ("the Long Bridge").
    """
    if not act.has_party:
        return False
    if act.has_terms or _DEADLINE.search(act.words):
        return True
    behind = _WORD.findall(act.what)[1:]
    return any(
        word.casefold() not in _PRONOUNS
        and (word.casefold() in _DEFINITE or word[0].isupper() or word[0].isdigit())
        for word in behind
    )
