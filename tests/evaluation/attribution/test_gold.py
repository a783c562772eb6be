"""Files of gold and predicted attributions."""

from pathlib import Path

import pytest

from onrecord.evaluation.attribution.gold import (
    AttributionSpans,
    GoldArticle,
    PredictedArticle,
    load_gold,
    load_predictions,
    write_predictions,
)
from onrecord.model.errors import GoldError
from onrecord.model.span import Span


def gold_file(folder: Path, *lines: str) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_gold_line_becomes_text_and_attributions(tmp_path: Path) -> None:
    attribution = '{"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 11]]}'
    line = f'{{"id": "a", "text": "Ann said no.", "attributions": [{attribution}]}}'
    assert load_gold(gold_file(tmp_path, line, "")) == (
        GoldArticle("a", "Ann said no.", (AttributionSpans((Span(0, 3),), (Span(4, 8),), (Span(9, 11),)),)),
    )


def test_a_missing_part_is_an_empty_one(tmp_path: Path) -> None:
    line = '{"id": "a", "text": "It is said no.", "attributions": [{"content": [[11, 13]]}]}'
    assert load_gold(gold_file(tmp_path, line))[0].attributions == (
        AttributionSpans((), (), (Span(11, 13),)),
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "Invalid JSON"),
        ("[]", "Input should be an object"),
        ('{"id": "b", "attributions": []}', "text: Field required"),
        ('{"id": 7, "text": "", "attributions": []}', "id: Input should be a valid string"),
        ('{"id": "b", "text": "x", "attributions": [{"cue": [[0, "1"]]}]}', "attributions.0.cue.0.1"),
        ('{"id": "b", "text": "x", "attributions": [{"cue": [[0]]}]}', "attributions.0.cue.0"),
        (
            '{"id": "b", "text": "x", "attributions": [{"cue": [[0, 2]]}]}',
            r"span \[0, 2\] is empty or outside the text of 1",
        ),
        ('{"id": "b", "text": "x", "attributions": [{"cue": [[1, 1]]}]}', "is empty or outside"),
        ('{"id": "a", "text": "x", "attributions": []}', "id 'a' was used in line 1 already"),
    ],
)
def test_a_faulty_gold_line_is_named_with_file_and_line(tmp_path: Path, line: str, says: str) -> None:
    path = gold_file(tmp_path, '{"id": "a", "text": "", "attributions": []}', line)
    with pytest.raises(GoldError, match=rf"gold\.jsonl:2: .*{says}"):
        load_gold(path)


def test_a_missing_file_and_one_that_is_not_utf_8_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"none\.jsonl: cannot be read: No such file"):
        load_gold(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "caf\xe9"}\n')
    with pytest.raises(GoldError, match=r"latin\.jsonl: is not UTF-8"):
        load_gold(tmp_path / "latin.jsonl")


def test_predictions_are_read_back_as_written(tmp_path: Path) -> None:
    rows = (
        PredictedArticle("é", (AttributionSpans((), (Span(1, 2),), (Span(3, 4), Span(6, 9))),)),
        PredictedArticle("b", ()),
    )
    write_predictions(tmp_path / "p.jsonl", rows)
    assert load_predictions(tmp_path / "p.jsonl") == rows


def test_metadata_in_a_gold_file_reaches_the_annotators() -> None:
    article = GoldArticle(
        "a", "Text.", (), title="Head", publisher="The Harbour Post", date="2024-05-02"
    ).article()
    assert (article.title, article.outlet, article.published.value, article.source) == (
        "Head",
        "The Harbour Post",
        "2024-05-02",
        "a",
    )
    assert GoldArticle("a", "Text.", ()).article().published.how == "unknown"
