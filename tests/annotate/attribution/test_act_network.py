"""The network of acts: what it sees of a statement, and that its answers depend on the article alone."""

import json
import shutil
from pathlib import Path

import pytest

from onrecord.annotate.attribution.act_network import ACTS_FOLDER, PARTS, ActNetwork, Utterance, make_pieces
from onrecord.annotate.encoder.model_files import file_digest
from onrecord.model.errors import ModelError
from onrecord.model.span import Span

TEXT = "The dam was old. Ferran said on Monday the dam would be closed at once. Nobody answered."
SENTENCES = [Span(0, 16), Span(17, 71), Span(72, 88)]


def find(words: str) -> list[Span]:
    at = TEXT.index(words)
    return [Span(at, at + len(words))]


STATEMENT = Utterance(find("Ferran"), find("said"), find("the dam would be closed at once"), "assert")


def words_by_part(utterance: Utterance, size: int = 64) -> dict[str, str]:
    tokenizer = ActNetwork().tokenizer
    pieces = make_pieces(TEXT, SENTENCES, utterance, tokenizer, size)
    assert len(pieces.ids) == len(pieces.parts) <= size
    return {
        name: tokenizer.decode(
            [piece for piece, at in zip(pieces.ids, pieces.parts, strict=True) if at == part]
        )
        for part, name in enumerate(PARTS)
    }


def test_the_sentences_of_a_statement_are_read_with_their_parts_marked() -> None:
    read = words_by_part(STATEMENT)
    assert read["source"] == "ferran"
    assert read["cue"] == "said"
    assert read["content"] == "the dam would be closed at once"
    assert read["other"] == "on monday."


def test_a_turn_has_no_source_in_its_sentences() -> None:
    read = words_by_part(Utterance(find("Ferran"), [], find("Nobody answered."), "assert"))
    assert (read["source"], read["content"], read["other"]) == ("", "nobody answered.", "")


def test_a_long_statement_loses_what_stands_before_it_and_its_middle() -> None:
    read = words_by_part(STATEMENT, 18)
    assert read["source"] == "ferran"
    assert read["content"].endswith("once")


def test_the_order_of_statements_changes_no_answer() -> None:
    other = Utterance(find("Nobody"), find("answered"), find("The dam was old."), "assert")
    network = ActNetwork()
    both = network.find_acts(TEXT, SENTENCES, [STATEMENT, other])
    assert network.find_acts(TEXT, SENTENCES, [other, STATEMENT]) == both[::-1]
    assert network.find_acts(TEXT, SENTENCES, []) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ACTS_FOLDER, tmp_path / "acts"))


def test_the_description_has_the_digest_of_the_network() -> None:
    assert ActNetwork().digest == file_digest(ACTS_FOLDER / "acts.onnx")
    assert (ACTS_FOLDER / "acts.onnx").stat().st_size <= 30_000_000


def test_an_altered_or_missing_network_is_refused_with_what_to_do(folder: Path) -> None:
    path = folder / "acts.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match=r"acts\.onnx is altered.*Install OnRecord again"):
        ActNetwork(folder).find_acts(TEXT, SENTENCES, [STATEMENT])
    path.unlink()
    with pytest.raises(ModelError, match=r"acts\.onnx cannot be read"):
        ActNetwork(folder).find_acts(TEXT, SENTENCES, [STATEMENT])


@pytest.mark.parametrize(("name", "value"), [("parts", ["other"]), ("acts", ["sing"]), ("acts", None)])
def test_a_description_of_another_version_is_refused(folder: Path, name: str, value: object) -> None:
    path = folder / "acts.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    with pytest.raises(ModelError, match="other parts or acts"):
        _ = ActNetwork(folder).description
