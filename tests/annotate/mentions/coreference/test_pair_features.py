"""Features of pairs, candidates and the network that scores them."""

import numpy as np
import pytest

from onrecord.annotate.mentions.coreference.antecedents import RankedCandidates, load_network, network_of
from onrecord.annotate.mentions.coreference.candidate_pairs import find_candidate_pairs
from onrecord.annotate.mentions.coreference.chains import find_coreference_chains
from onrecord.annotate.mentions.coreference.pair_features import (
    Feature,
    PhraseArrays,
    buckets,
    crossed,
    pair_features,
    phrase_features,
)
from onrecord.annotate.mentions.coreference.phrases import Phrase, find_phrases
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.article import Article
from onrecord.pipeline import make_pipeline

TEXT = (
    "Anna Lindqvist, the mayor of Lund, met the Harbour Service Union on Monday. She said the union was "
    "late. HSU officials told her they had waited. “We are tired,” the mayor added."
)


@pytest.fixture(scope="module")
def read() -> tuple[list[Phrase], SyntaxTree]:
    view = make_pipeline().annotate(Article(TEXT))
    tree = view.index(SyntaxTree)
    return list(find_phrases(TEXT, tree, view, {})), tree


def test_buckets_grow_with_the_number() -> None:
    assert buckets(np.array([-4, 0, 1, 4, 6, 12, 99])).tolist() == [0, 0, 1, 3, 4, 5, 8]


def test_a_crossed_feature_has_a_value_for_each_combination() -> None:
    one, two = Feature(np.array([0, 0, 1, 1]), 2), Feature(np.array([0, 2, 0, 2]), 3)
    assert crossed(one, two).values.tolist() == [0, 2, 3, 5]
    assert crossed(one, two).size == 6


def test_candidates_stand_before_their_phrase_the_nearest_first(
    read: tuple[list[Phrase], SyntaxTree],
) -> None:
    phrases, tree = read
    pairs = find_candidate_pairs(
        phrases, PhraseArrays.of(phrases, tree, {}), np.ones(len(phrases), dtype=bool)
    )
    assert (pairs.earlier < pairs.later).all()
    assert (np.diff(pairs.later) >= 0).all()
    for number in range(len(phrases)):
        part = pairs.later == number
        assert (np.diff(pairs.earlier[part]) < 0).all()
        assert pairs.rank[part].tolist() == list(range(int(part.sum())))


def test_only_wanted_phrases_have_candidates(read: tuple[list[Phrase], SyntaxTree]) -> None:
    phrases, tree = read
    ranked = RankedCandidates.of(phrases, tree, {}, load_network(), lambda row: row.pronoun == "she")
    with_some = {phrases[number].pronoun for number in range(len(phrases)) if ranked.ranked(number)}
    assert with_some == {"she"}


def test_the_features_fit_the_tables_of_the_network(read: tuple[list[Phrase], SyntaxTree]) -> None:
    phrases, tree = read
    arrays = PhraseArrays.of(phrases, tree, {})
    pairs = find_candidate_pairs(phrases, arrays, np.ones(len(phrases), dtype=bool))
    alone, rows = phrase_features(arrays), pair_features(arrays, *pairs)
    network = load_network()
    assert (alone.size, rows.size) == (len(network.none.table), len(network.pair.table))
    assert rows.rows.min() >= 0
    assert rows.rows.max() < rows.size


def test_an_article_without_phrases_has_no_chains() -> None:
    article = Article("Yes. No.")
    assert find_coreference_chains(article, make_pipeline().annotate(article)) == []


def test_a_pronoun_and_a_title_join_the_name() -> None:
    article = Article(TEXT)
    chains = find_coreference_chains(article, make_pipeline().annotate(article))
    words = [{span.words(TEXT) for span in chain} for chain in chains]
    assert any({"She", "her"} <= chain for chain in words)


def test_rows_of_a_table_that_are_not_written_count_nothing() -> None:
    lines = {
        "none size": "3 1 0.5", "none bias": "0", "none output": "1", "none row 1": "2 4",
        "pair size": "2 1 1", "pair bias": "-1", "pair output": "2", "pair row 0": "3 1",
        "actors row 2": "0.25",
    }  # fmt: skip
    network = network_of(lines)
    assert network.none.score(np.array([[0, 2], [1, 1]])).tolist() == [0.0, 6.0]
    assert network.pair.score(np.array([[0], [1]])).tolist() == [5.0, 0.0]
    assert network.actors.tolist() == [0.0, 0.0, 0.25]
