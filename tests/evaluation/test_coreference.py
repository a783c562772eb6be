"""Scores of coreference: the measures on small partitions, and CoNLL-U files with entities."""

from pathlib import Path

import pytest

from onrecord.evaluation.coreference import (
    CoreferenceScore,
    coreference_figures,
    evaluate_coreference,
    load_documents,
    render_coreference,
    score_chains,
)
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

CONLLU = """\
# newpar
# text = Ann's dog barked.
1-2\tAnn's\t_\t_\t_\t_\t_\t_\t_\t_
1\tAnn\tAnn\tPROPN\tNNP\t_\t3\tnmod\t_\tEntity=(1(2)
2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_
3\tdog\tdog\tNOUN\tNN\t_\t4\tnsubj\t_\tEntity=1)
4\tbarked\tbark\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# text = She fed it.
1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t_\tEntity=(2)
2\tfed\tfeed\tVERB\tVBD\t_\t0\troot\t_\t_
3\tit\tit\tPRON\tPRP\t_\t2\tobj\t_\tEntity=(1)|SpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_
"""


def chains(*groups: str) -> list[frozenset[str]]:
    return [frozenset(group) for group in groups]


def write(folder: Path, text: str = CONLLU) -> Path:
    path = folder / "GUM_news_own.conllu"
    path.write_text(text, "utf-8")
    return path


def test_the_same_partition_scores_one_in_every_measure() -> None:
    score = score_chains(chains("abc", "de"), chains("de", "abc"))
    assert (score.muc.f1, score.b_cubed.f1, score.ceaf_e.f1, score.conll, score.mentions.f1) == (
        1,
        1,
        1,
        1,
        1,
    )


def test_the_measures_equal_those_computed_by_hand() -> None:
    # Key {a b c} {d e f g}, response {a b} {c d} {f g h i}: e is missed, h and i are no mentions.
    score = score_chains(chains("abc", "defg"), chains("ab", "cd", "fghi"))
    assert score.muc.recall == pytest.approx(2 / 5)
    assert score.muc.precision == pytest.approx(2 / 5)
    assert score.b_cubed.recall == pytest.approx((1 / 7) * (5 / 3 + 5 / 4))
    assert score.b_cubed.precision == pytest.approx((1 / 8) * (4 / 2 + 2 / 2 + 4 / 4))
    assert score.ceaf_e.recall == pytest.approx((4 / 5 + 4 / 8) / 2)
    assert score.ceaf_e.precision == pytest.approx((4 / 5 + 4 / 8) / 3)


def test_chains_of_one_mention_count_on_neither_side() -> None:
    assert score_chains(chains("ab", "c"), chains("ab", "d")) == score_chains(chains("ab"), chains("ab"))


def test_an_empty_output_scores_zero() -> None:
    score = score_chains(chains("ab"), [])
    assert (score.muc.f1, score.b_cubed.f1, score.ceaf_e.f1, score.conll) == (0, 0, 0, 0)
    assert CoreferenceScore().conll == 0


def test_text_and_chains_of_a_document_are_read_with_offsets(tmp_path: Path) -> None:
    (document,) = load_documents([write(tmp_path)])
    assert (document.text, document.genre) == ("Ann's dog barked. She fed it.", "news")
    words = sorted(sorted(span.words(document.text) for span in chain) for chain in document.chains)
    assert words == [["Ann", "She"], ["Ann's dog", "it"]]


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="not a CoNLL-U file"):
        list(load_documents([write(tmp_path, "just words\n")]))


def test_scores_are_given_by_genre_and_for_all(tmp_path: Path) -> None:
    scores = evaluate_coreference([write(tmp_path)], lambda _: [frozenset({Span(0, 3), Span(18, 21)})])
    assert set(scores) == {"all", "news"}
    assert scores["news"].mentions.recall == 0.5
    assert coreference_figures(scores)["all.conll"] == scores["all"].conll
    assert "news" in render_coreference(scores)
