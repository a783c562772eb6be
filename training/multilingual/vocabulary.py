"""Cut the pieces of multilingual-e5-small to those of Latin and Cyrillic news, as a tokenizer of words.

A word is what white space and punctuation leave, as for the English model, but an apostrophe between Cyrillic
letters belongs to its word, and three full stops are one (the normaliser makes them of "…"). Every word is
read as if it stood after white space. What the kept pieces cannot spell is read as bytes, so nothing is
unknown. The special pieces have the numbers and names of the English model's: its programs serve both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import regex
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram

SPACE = "\u2581"  # the mark of white space before a word
SPECIAL = {0: ("[PAD]", "<pad>"), 100: ("[UNK]", "<unk>"), 101: ("[CLS]", "<s>"), 102: ("[SEP]", "</s>")}
SPECIAL |= {103: ("[MASK]", "<mask>")}
UNKNOWN = 100
_AT_ONCE = 4000
BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))
_PUNCTUATION = r"\p{P}$+<=>^`|~"
_WORD = rf"\p{{Cyrillic}}+(?:['’ʼ‘`]\p{{Cyrillic}}+)+|[^\s{_PUNCTUATION}]+|\.{{3}}|[{_PUNCTUATION}]"
_STRESS = "(?<=\\p{Cyrillic})\u0301"  # a mark of stress, as encyclopaedias write; й and ї are composed before
_SINGLE = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Common}\p{Inherited}]")
_MARK = regex.compile(rf"[{_PUNCTUATION}\p{{S}}]")


@dataclass(frozen=True)
class Piece:
    """A piece of the cut vocabulary, and the row of the whole table that it starts from."""

    text: str
    score: float
    row: int


def build_tokenizer(vocabulary: Sequence[tuple[str, float]], unknown: int, with_bytes: bool) -> Tokenizer:
    """Return a tokenizer of words into these pieces."""
    tokenizer = Tokenizer(Unigram(list(vocabulary), unknown, with_bytes))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(_STRESS), "")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORD), behavior="removed", invert=True),
            pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


def with_marks(pieces: Sequence[str], scores: Sequence[float]) -> list[Piece]:
    """Return all pieces, with a form after white space of each mark that has none.

    Of a mark with both forms the more frequent one gives the row, because at run time it always has the form
    after white space.
    """
    whole = {
        text: Piece(text, score, row) for row, (text, score) in enumerate(zip(pieces, scores, strict=True))
    }
    for piece in list(whole.values()):
        if len(piece.text) == 1 and _MARK.match(piece.text):
            spaced = whole.get(SPACE + piece.text)
            if spaced is None or spaced.score < piece.score:
                whole[SPACE + piece.text] = Piece(SPACE + piece.text, piece.score, piece.row)
    return list(whole.values())


def count_pieces(texts: Sequence[str], weights: Sequence[float], tokenizer: Tokenizer) -> Counter[str]:
    """Return how often each piece is used, each text counted by its weight."""
    found: Counter[str] = Counter()
    for begin in range(0, len(texts), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        encodings = tokenizer.encode_batch(list(texts[part]), add_special_tokens=False)
        for encoding, weight in zip(encodings, weights[part], strict=True):
            for piece in encoding.tokens:
                found[piece] += weight  # type: ignore[assignment]
    return found


def is_single(text: str) -> bool:
    """Return whether a piece is one character of the scripts that are kept, after white space or not."""
    letter = text.removeprefix(SPACE)
    return len(letter) <= 1 and (not letter or bool(_SINGLE.fullmatch(letter)))


def choose(pieces: Sequence[Piece], counts: Mapping[str, float], size: int) -> list[Piece]:
    """Return the pieces to keep: every single character, then the most used, at most `size` in all.

    They are in the order of their scores.
    """
    special = {old for _, old in SPECIAL.values()}
    room = size - len(SPECIAL) - len(BYTES)
    kept = {piece.text: piece for piece in pieces if is_single(piece.text) and piece.text not in special}
    by_use = sorted(pieces, key=lambda piece: (-counts.get(piece.text, 0), -piece.score))
    for piece in by_use:
        if len(kept) >= room or not counts.get(piece.text):
            break
        if piece.text not in special:
            kept[piece.text] = piece
    return sorted(kept.values(), key=lambda piece: (-piece.score, piece.text))


def number(chosen: Sequence[Piece], pieces: Sequence[str]) -> list[Piece]:
    """Return the vocabulary in the order of its numbers: special pieces in their places, bytes last."""
    rows = {text: row for row, text in enumerate(pieces)}
    waiting = [*chosen, *(Piece(text, 0.0, rows["<unk>"]) for text in BYTES)]
    found: list[Piece] = []
    for piece in waiting:
        while len(found) in SPECIAL:
            new, old = SPECIAL[len(found)]
            found.append(Piece(new, 0.0, rows[old]))
        found.append(piece)
    return found


def words_in_forms(words: Iterable[tuple[str, float]]) -> tuple[list[str], list[float]]:
    """Return words as they stand in text, small, with a capital and in capitals, and their weights."""
    texts, weights = [], []
    for word, weight in words:
        for form, share in ((word, 0.85), (word.capitalize(), 0.13), (word.upper(), 0.02)):
            texts.append(form)
            weights.append(weight * share)
    return texts, weights
