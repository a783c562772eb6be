"""The event classifier: marked sentences cut into pieces, types told, altered files refused."""

import json
import shutil
from pathlib import Path

import pytest

from onrecord.annotate.events.classifier import EVENT_FOLDER, SOURCE, TARGET, EventClassifier, cut_marked
from onrecord.model.errors import ModelError


def test_a_marked_sentence_is_cut_into_source_target_and_the_rest() -> None:
    pieces = cut_marked("On Friday <s>Norway</s> accused <t>Denmark</t>.")
    assert pieces == [("On Friday ", 0), ("Norway", SOURCE), (" accused ", 0), ("Denmark", TARGET), (".", 0)]


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("<s>Norway</s> accused <t>Denmark</t> of spying on its fleet.", "ACCUSE"),
        ("<s>Gunmen</s> killed <t>four farmers</t> near the river.", "ASSAULT"),
        ("<s>The king of Tonga</s> held talks with <t>the Fijian premier</t>.", "CONSULT"),
        ("<s>Teachers</s> marched against <t>the education ministry</t>.", "PROTEST"),
    ],
)
def test_plain_sentences_get_their_type(marked: str, kind: str) -> None:
    assert EventClassifier().classify(cut_marked(marked)) == kind


def test_chances_are_those_of_all_classes_and_sum_to_one() -> None:
    classifier = EventClassifier()
    chances = classifier.chances(cut_marked("<s>Norway</s> met <t>Denmark</t>."))
    assert len(chances) == len(classifier.classes)
    assert abs(float(chances.sum()) - 1) < 1e-5


def test_source_and_target_are_not_alike_to_it() -> None:
    classifier = EventClassifier()
    one = classifier.chances(cut_marked("<s>Norway</s> will free <t>Denmark's sailors</t>."))
    other = classifier.chances(cut_marked("<t>Norway</t> will free <s>Denmark's sailors</s>."))
    assert abs(one - other).max() > 1e-4


def test_a_long_sentence_is_cut_and_still_read() -> None:
    assert (
        EventClassifier().classify(cut_marked("<s>Norway</s> accused <t>Denmark</t> " + "and so on " * 400))
        in EventClassifier().classes
    )


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(EVENT_FOLDER, folder)
    described = json.loads((folder / "events.json").read_text("utf-8"))
    (folder / "events.json").write_text(json.dumps({**described, "onnx_sha256": "0" * 64}), "utf-8")
    with pytest.raises(ModelError, match="altered"):
        EventClassifier(folder).classify(cut_marked("<s>Norway</s> met <t>Denmark</t>."))


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="train-events"):
        EventClassifier(tmp_path).classify(cut_marked("<s>Norway</s> met <t>Denmark</t>."))
