"""Named entities by the weights of spaCy's recogniser, decoded for all tokens at once. They equal spaCy's.

spaCy's own loop over tokens takes half of the parsing time. The recogniser reads a state of three features:
the next token and, inside a name, the first and the last token of the name (Honnibal's transition system:
begin, in, last, unit, out). Outside a name the state does not depend on earlier tokens, so all those choices
are made at once. Then all names of several tokens are extended together, one token at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from onrecord.annotate.text.syntax.token_vectors import TokenVectors
from onrecord.model.errors import ModelError

if TYPE_CHECKING:
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_IMPOSSIBLE = np.float32(-np.inf)
# Names of spaCy's token attributes.
_SENT_START, _IS_SPACE = "SENT_START", "IS_SPACE"
_FEATURES = 3
# Tokens of a name. Each possible begin of a name is followed to its end, so without a bound the time is
# quadratic in the length of a list of capitalised words. Names of over 12 tokens are not used (mentions).
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Moves:
    """Columns of the scores: for each kind of name those of begin, in, last and unit, and the one of out."""

    kinds: tuple[str, ...]
    begin: Ints
    inside: Ints
    last: Ints
    unit: Ints
    out: int

    @classmethod
    def of(cls, names: Sequence[str]) -> "Moves":
        """Sort the names of the recogniser's moves ("B-ORG", "O") by kind."""
        kinds = tuple(name[2:] for name in names if name.startswith("B-"))
        begin, inside, last, unit = (
            np.array([names.index(f"{edge}-{kind}") for kind in kinds]) for edge in "BILU"
        )
        return cls(kinds, begin, inside, last, unit, names.index("O"))


@dataclass(frozen=True, slots=True)
class TokenFlags:
    """Flags of the tokens of several texts in a row."""

    may_go_on: Flags  # false for the last token of a text or sentence
    space: Flags

    @classmethod
    def of(cls, docs: Sequence["Doc"]) -> "TokenFlags":
        """Read the flags from parsed texts."""
        columns = np.concatenate([doc.to_array([_SENT_START, _IS_SPACE]).astype(np.int64) for doc in docs])
        may_go_on = np.ones(len(columns), dtype=np.bool_)
        may_go_on[:-1] = columns[1:, 0] != 1
        may_go_on[np.cumsum([len(doc) for doc in docs]) - 1] = False
        return cls(may_go_on, columns[:, 1] != 0)


class NameRecogniser:
    """The name recogniser of a pipeline. Raises ModelError when its architecture is not the expected one."""

    def __init__(self, recogniser: "EntityRecognizer") -> None:
        self._recogniser = recogniser
        model = recogniser.model
        encoder, self._lower, self._upper = (model.get_ref(name) for name in ("tok2vec", "lower", "upper"))
        self._vectors, self._linear = TokenVectors.of(encoder), encoder.layers[-1]
        if self._lower.get_dim("nF") != _FEATURES or not model.attrs["has_upper"]:
            raise ModelError(
                "the spaCy pipeline's recogniser of names is of an unknown make; install version 3.8 again"
            )
        moves = recogniser.moves  # spaCy's `move_names` leaves one out
        self._moves = Moves.of([moves.get_class_name(number) for number in range(moves.n_moves)])

    def find(self, docs: Sequence["Doc"]) -> list[list[tuple[int, int, str]]]:
        """Return (first token, token after the last, label) of each text's names, in text order."""
        filled = [doc for doc in docs if len(doc)]
        if not filled:
            return [[] for _ in docs]
        parts = self._lower.predict(self._linear.predict(np.concatenate(self._vectors.find(filled))))
        spans = self._decode(parts, TokenFlags.of(filled))
        found: list[list[tuple[int, int, str]]] = []
        at, taken = 0, 0
        for doc in docs:
            mine: list[tuple[int, int, str]] = []
            while taken < len(spans) and spans[taken][0] < at + len(doc):
                first, last, kind = spans[taken]
                mine.append((first - at, last - at, self._moves.kinds[kind]))
                taken += 1
            found.append(mine)
            at += len(doc)
        return found

    def _decode(self, parts: Floats, texts: TokenFlags) -> list[tuple[int, int, int]]:
        """Return the names over all tokens.

        `parts` is [n + 1, 3, hidden, pieces]; its first row stands for "none".
        """
        moves = self._moves
        scores = self._scores(parts[1:, 0] + parts[0, 1] + parts[0, 2])
        allowed = np.zeros(scores.shape, dtype=np.bool_)
        allowed[:, moves.out] = True
        allowed[:, moves.unit] = ~texts.space[:, None]
        allowed[:, moves.begin] = (~texts.space & texts.may_go_on)[:, None]
        choice = np.where(allowed, scores, _IMPOSSIBLE).argmax(axis=1)
        kind_of = np.full(scores.shape[1], -1)
        kind_of[moves.unit], kind_of[moves.begin] = np.arange(len(moves.kinds)), np.arange(len(moves.kinds))
        starts = np.flatnonzero(choice != moves.out)
        kinds = kind_of[choice[starts]]
        long = np.isin(choice[starts], moves.begin)
        ends = starts + 1
        ends[long] = self._follow(parts, texts.may_go_on, starts[long], kinds[long])
        found, free = [], 0
        for start, end, kind in zip(starts.tolist(), ends.tolist(), kinds.tolist(), strict=True):
            if start >= free:
                found.append((start, end, kind))
                free = end
        return found

    def _follow(self, parts: Floats, may_go_on: Flags, starts: Ints, kinds: Ints) -> Ints:
        """Return the ends (exclusive) of the names that begin at `starts`; none is over _LONGEST_NAME."""
        ends = np.zeros(len(starts), dtype=np.int64)
        open_ones, at = np.arange(len(starts)), starts + 1
        for length in range(2, _LONGEST_NAME + 1):
            if not len(open_ones):
                break
            scores = self._scores(parts[at + 1, 0] + parts[starts[open_ones] + 1, 1] + parts[at, 2])
            rows, kind = np.arange(len(open_ones)), kinds[open_ones]
            more = may_go_on[at] & (
                scores[rows, self._moves.inside[kind]] > scores[rows, self._moves.last[kind]]
            )
            more &= length < _LONGEST_NAME
            ends[open_ones[~more]] = at[~more] + 1
            open_ones, at = open_ones[more], at[more] + 1
        return ends

    def _scores(self, summed: Floats) -> Floats:
        hidden = (summed + self._lower.get_param("b")).max(axis=-1)
        scores: Floats = self._upper.predict(hidden)
        return scores
