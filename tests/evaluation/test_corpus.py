"""The corpus: splits equal their marks and share no matter, and a broken line is reported."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest

from onrecord.evaluation.corpus import (
    CorpusText,
    Language,
    Split,
    load_corpus_texts,
    load_marked,
    marked_to_json,
    write_marked,
)
from onrecord.evaluation.marks.compiler import compile_marks
from onrecord.model.errors import GoldError
from small_record import SMALL, article

CORPUS = Path(__file__).parents[2] / "corpus"
SPLITS: tuple[Split, ...] = get_args(Split)
LANGUAGE_FOLDERS = [
    CORPUS / language for language in get_args(Language) if (CORPUS / language / "texts.jsonl").is_file()
]
LEAST = {"train": 240, "dev": 40, "test": 60}
LEAST_OF_OTHERS = {"train": 16, "test": 14}


def texts() -> dict[str, CorpusText]:
    return load_corpus_texts(CORPUS / "texts.jsonl")


@pytest.mark.parametrize("split", SPLITS)
def test_each_split_equals_its_compiled_marks(split: Split) -> None:
    known = texts()
    built = [
        marked_to_json(compile_marks(file.read_text(encoding="utf-8"), known[file.stem]))
        for file in sorted((CORPUS / "marks" / split).glob("*.marks"))
    ]
    assert built == (CORPUS / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(built) >= LEAST[split]
    assert {known[file.stem].source.split for file in (CORPUS / "marks" / split).glob("*.marks")} == {split}


@pytest.mark.parametrize("folder", LANGUAGE_FOLDERS, ids=lambda folder: folder.name)
def test_texts_of_another_language_equal_their_compiled_marks(folder: Path) -> None:
    known = load_corpus_texts(folder / "texts.jsonl")
    marked = sorted((folder / "marks").glob("*/*.marks"))
    assert {file.stem: file.parent.name for file in marked} == {
        identity: text.source.split for identity, text in known.items()
    }
    assert {text.language for text in known.values()} == {folder.name}
    assert all(identity.startswith(folder.name) for identity in known)
    for split in {file.parent.name for file in marked}:
        built = [
            marked_to_json(compile_marks(file.read_text(encoding="utf-8"), known[file.stem]))
            for file in marked
            if file.parent.name == split
        ]
        assert built == (folder / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        assert len(built) >= LEAST_OF_OTHERS[split]


@pytest.mark.parametrize("folder", LANGUAGE_FOLDERS, ids=lambda folder: folder.name)
def test_no_matter_of_another_language_is_in_two_splits(folder: Path) -> None:
    splits: dict[str, set[str]] = {}
    for text in load_corpus_texts(folder / "texts.jsonl").values():
        splits.setdefault(text.source.matter, set()).add(text.source.split)
    assert {matter: found for matter, found in splits.items() if len(found) > 1} == {}


@pytest.mark.parametrize("marker", ["first", "second"])
def test_both_annotations_of_the_test_articles_are_present(marker: str) -> None:
    marked = load_marked(CORPUS / "agreement" / f"{marker}.jsonl")
    assert {one.source.id for one in marked} == {one.source.id for one in load_marked(CORPUS / "test.jsonl")}


def test_every_text_is_marked_in_its_split() -> None:
    marked = {split: {file.stem for file in (CORPUS / "marks" / split).glob("*.marks")} for split in SPLITS}
    for identity, text in texts().items():
        assert identity in marked[text.source.split], f"{identity} is not marked"


def test_no_matter_is_in_two_splits() -> None:
    matters = {
        split: {one.source.matter for one in texts().values() if one.source.split == split}
        for split in SPLITS
    }
    for one, other in combinations(SPLITS, 2):
        assert not matters[one] & matters[other]


def test_the_corpus_is_large_and_varied_enough() -> None:
    every = list(texts().values())
    assert len(every) >= 360
    assert sum(len(text.text.split()) for text in every) >= 120_000
    assert sum(text.source.origin == "written for this corpus" for text in every) >= 150
    assert {text.source.kind for text in every} >= {
        "speech",
        "communique",
        "un-record",
        "press-conference",
        "liveblog",
    }
    assert len({text.source.continent for text in every}) == 8
    assert all(text.source.licence and text.source.origin for text in every)


def test_written_articles_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_marked(path, [article(SMALL)])
    (back,) = load_marked(path)
    assert marked_to_json(back) == path.read_text(encoding="utf-8").rstrip("\n")
    assert "run" not in json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda raw: raw["article"].update(sha256="0" * 64), "the text is not the one that was annotated"),
        (
            lambda raw: raw["statements"][0].update(actors=["nobody"], actor="nobody"),
            "nobody, which is no actor",
        ),
        (lambda raw: raw["statements"][0]["evidence"].update(content=[[0, 10_000]]), "is outside the text"),
        (lambda raw: raw.pop("corpus"), "is not a gold article"),
        (lambda raw: raw["corpus"].update(kind="poem"), "kind: Input should be"),
        (lambda raw: raw["statements"][0].update(within="s99"), "within s99, which is no statement"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path: Path, spoil: object, said: str) -> None:
    raw = json.loads(marked_to_json(article(SMALL)))
    spoil(raw)  # type: ignore[operator]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n" + json.dumps(raw) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:2: ") as caught:
        load_marked(path)
    assert said in str(caught.value)


def test_an_id_used_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_marked(path, [article(SMALL), article(replace(SMALL))])
    with pytest.raises(GoldError, match=r"gold\.jsonl:2: id 'a01' was used in line 1 already"):
        load_marked(path)
