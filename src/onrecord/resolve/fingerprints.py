"""Prints: numbers by which articles that share words are found without comparing all pairs.

An article's prints are the bands of a MinHash signature over its three-word shingles (Broder, "On the resemblance and containment
of documents", 1997; the library datasketch) and the hashes of its longer sentences. Two articles that share a print are worth
comparing; what they share is decided by alignment (`onrecord.resolve.near_duplicates`).
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

SHINGLE = 3
# 128 bands of two: two articles that share 15 % of their shingles meet in 94 % of cases, 3 % in 11 %. Chosen with `onrecord
# evaluate reprints`: F1 .963 with 64 bands, .972 with 96, .980 with 128.
BANDS, ROWS = 128, 2
SEED = 20250701
SENTENCE = 9  # words from which a sentence by itself is worth a print
LONGEST = 20_000  # words of an article that make prints


def make_fingerprints(words: Sequence[str], sentences: Iterable[Sequence[str]]) -> Iterator[int]:
    """Yield the prints (0 to 2**63 - 1) of an article's words and sentences; none where it has fewer words than SHINGLE."""
    yield from _bands(words[:LONGEST])
    for sentence in sentences:
        if len(sentence) >= SENTENCE:
            yield _number("sentence", *sentence)


def _bands(words: Sequence[str]) -> Iterator[int]:
    from datasketch import (
        MinHash,  # here: importing it takes half a second, which reading alone should not pay
    )

    shingles = {
        " ".join(words[place : place + SHINGLE]).encode() for place in range(len(words) - SHINGLE + 1)
    }
    if not shingles:
        return
    signature = MinHash(num_perm=BANDS * ROWS, seed=SEED)
    signature.update_batch(sorted(shingles))
    values = [int(value) for value in signature.hashvalues]
    for band in range(BANDS):
        yield _number("band", str(band), *map(str, values[band * ROWS : (band + 1) * ROWS]))


def _number(*words: str) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), "big") >> 1
