"""What the multilingual encoder is made from: packed weights, the cut vocabulary, rows of a marked corpus."""

from __future__ import annotations

import importlib.util
import json
import struct
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from onrecord.annotate.encoder.windows import read_words

TRAINING = Path(__file__).resolve().parents[2] / "training"


def script(name: str, folder: str = "multilingual") -> ModuleType:
    known = f"{folder}_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, TRAINING / folder / f"{name}.py")
        assert spec and spec.loader
        sys.modules[known] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[known])
    return sys.modules[known]


vocabulary = script("vocabulary")
PIECES = (
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "\u2581",
    ",",
    "\u2581ска",
    "зал",
    "\u2581said",
    ".",
    "'",
    "п",
    "ять",
    "漢",
)
SCORES = (0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -5.0, -6.0, -7.0, -3.5, -8.0, -9.0, -9.5, -12.0)
WHOLE = (*PIECES, "<mask>")


def cut(counts: dict[str, float], size: int = 400) -> list[Any]:
    pieces = vocabulary.with_marks(WHOLE, (*SCORES, 0.0))
    return list(vocabulary.number(vocabulary.choose(pieces, counts, size), WHOLE))


def tokenizer(counts: dict[str, float] | None = None) -> Tokenizer:
    kept = cut(dict.fromkeys(PIECES, 1.0) if counts is None else counts)
    built: Tokenizer = vocabulary.build_tokenizer([(p.text, p.score) for p in kept], vocabulary.UNKNOWN, True)
    return built


def pack_matrix(weights: list[int], scale: float) -> bytes:
    """Whole numbers from -8 to 7 as blocks of four bits."""
    blocks = b""
    for begin in range(0, len(weights), 32):
        raw = [weight + 8 for weight in weights[begin : begin + 32]]
        halves = bytes(raw[i] | raw[i + 16] << 4 for i in range(16))
        blocks += struct.pack("<e", scale) + halves
    return blocks


def packed_file(path: Path, magic: bytes = b"E5S1", block: int = 32) -> list[int]:
    """Write a file of one layer's first matrix and the table of pieces; return the table's weights."""
    weights = [(7 * i) % 16 - 8 for i in range(64)]
    table = pack_matrix(weights, 0.5)
    blob = "".join(PIECES[:2]).encode()
    head = struct.pack("<4sI7ifi", magic, 1, 32, 1, 1, 64, 2, 512, 2, 1e-12, block)
    head += struct.pack("<5iQ", 2, 0, 2, 1, 3, len(blob)) + struct.pack("<3I", 0, 3, len(blob))
    head += struct.pack("<2f", -1.0, -2.0) + blob + struct.pack("<iI", 0, 0)
    norm = np.arange(32, dtype="<f4").tobytes()
    entries = [("emb.word", 1, 64, table), ("emb.ln.w", 0, 32, norm)]
    at = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in entries)
    directory = struct.pack("<i", len(entries))
    for name, kind, count, content in entries:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, at, len(content))
        at += len(content)
    path.write_bytes(head + directory + table + norm)
    return weights


def test_weights_of_four_bits_are_read_with_their_scale(tmp_path: Path) -> None:
    weights = packed_file(tmp_path / "model.bin")
    packed = script("packed").read_packed(tmp_path / "model.bin")
    assert packed.pieces == ("<s>", "<pad>")
    assert packed.scores == (-1.0, -2.0)
    assert packed.flat("emb.word").tolist() == [weight / 2 for weight in weights]
    assert packed.flat("emb.ln.w").tolist() == list(range(32))
    assert packed.shape.rows == 2


@pytest.mark.parametrize(("magic", "block"), [(b"GGUF", 32), (b"E5S1", 64)])
def test_another_file_is_refused(tmp_path: Path, magic: bytes, block: int) -> None:
    packed_file(tmp_path / "model.bin", magic, block)
    with pytest.raises(ValueError, match=r"model\.bin"):
        script("packed").read_packed(tmp_path / "model.bin")


def test_special_pieces_have_the_numbers_of_the_english_model() -> None:
    read = tokenizer()
    names = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    assert [read.token_to_id(name) for name in names] == [0, 100, 101, 102, 103]


def test_rows_of_the_whole_table_go_with_their_pieces() -> None:
    kept = {piece.text: piece.row for piece in cut({"\u2581said": 3.0})}
    assert kept["\u2581said"] == WHOLE.index("\u2581said")
    assert kept["[CLS]"] == 0
    assert kept["\u2581,"] == WHOLE.index(",")  # a mark without a form after white space


def test_what_is_not_used_goes_but_single_letters_stay() -> None:
    kept = {piece.text for piece in cut({"зал": 2.0})}
    assert {"зал", "п", ","} <= kept
    assert not {"\u2581ска", "ять"} & kept
    assert "漢" not in kept  # of another script: read as bytes


def test_the_least_used_pieces_go_first() -> None:
    sizes = [len(cut({"зал": 2.0, "ять": 1.0}, size)) for size in (400, 270)]
    assert sizes[1] < sizes[0]
    assert "ять" not in {piece.text for piece in cut({"зал": 2.0, "ять": 1.0}, 270)}


@pytest.mark.parametrize("text", ["漢字", "😀", "ელ", "\u0416\u0301", "№ ½ ﬁ", "[CLS] <0x41>"])
def test_nothing_is_unknown(text: str) -> None:
    assert vocabulary.UNKNOWN not in tokenizer().encode(text, add_special_tokens=False).ids


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"Так", сказал он.', ['"', "Так", '"', ",", "сказал", "он", "."]),
        ("П'ять об’єктів, прем’єр-міністр", ["П'ять", "об’єктів", ",", "прем’єр", "-", "міністр"]),
        ("don't", ["don", "'", "t"]),
        ("Ну… и... «всё»", ["Ну", "…", "и", "...", "«", "всё", "»"]),
        ("за\u0301мок", ["за\u0301мок"]),
    ],
)
def test_words_are_cut_where_the_english_model_cuts_them(text: str, words: list[str]) -> None:
    read = read_words(text, [(0, len(text))], tokenizer())
    assert [text[start:end] for start, end in zip(read.starts, read.ends, strict=True)] == words


def test_pieces_are_counted_by_the_weight_of_their_text() -> None:
    counts = vocabulary.count_pieces(["сказал", "said", "said"], [1.0, 0.5, 0.25], tokenizer())
    assert counts["\u2581said"] == 0.75
    assert counts["зал"] == 1.0


def test_listed_words_are_counted_in_their_forms() -> None:
    forms, weights = vocabulary.words_in_forms([("слово", 10.0)])
    assert forms == ["слово", "Слово", "СЛОВО"]
    assert sum(weights) == pytest.approx(10.0)


def test_rows_of_a_corpus_have_the_outer_statements(tmp_path: Path) -> None:
    outer: dict[str, Any] = {
        "within": None,
        "evidence": {"source": [[0, 2]], "cue": [[3, 9]], "content": [[10, 12]]},
    }
    hidden: dict[str, Any] = {"within": None, "evidence": {"cue": [[3, 9]], "content": [[10, 12]]}}
    record = {
        "corpus": {"id": "ru01"},
        "article": {"text": "Он сказал да"},
        "statements": [outer, hidden, {"within": "s1", "evidence": outer["evidence"]}],
    }
    path = tmp_path / "train.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    (row,) = script("corpus_rows").read_rows(path)
    assert row["id"] == "ru01"
    assert row["text"] == "Он сказал да"
    assert row["attributions"] == [outer["evidence"], {**hidden["evidence"], "source": []}]


def test_articles_get_the_marks_of_other_languages_without_moving_a_word() -> None:
    swap = script("other_marks", "attribution").with_other_marks
    text = 'He said "no". “Yes,” she said.\n\n"We go on.'
    rows = [{"text": text, "id": str(number)} for number in range(60)]
    found = [row["text"] for row in swap(rows, 0.5, 3)]
    assert found == [row["text"] for row in swap(rows, 0.5, 3)]
    assert 15 < found.count(text) < 45
    assert {len(other) for other in found} == {len(text)}
    others = {other for other in found if other != text}
    assert 'He said «no». «Yes,» she said.\n\n"We go on.' in others
    assert 'He said „no“. „Yes,“ she said.\n\n"We go on.' in others
