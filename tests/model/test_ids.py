"""Identifiers come from content and do not collide by joining."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.article import Article, Published
from onrecord.model.ids import encode_fields, make_id

fields = st.lists(st.none() | st.text(max_size=12), max_size=5)


@given(fields, fields)
def test_different_fields_never_share_an_encoding(one: list[str | None], other: list[str | None]) -> None:
    assert (encode_fields(one) == encode_fields(other)) is (one == other)


def test_fields_that_look_alike_when_joined_stay_apart() -> None:
    assert make_id("a", "12:ab", "c") != make_id("a", "12", "ab:c")
    assert make_id("a", "", None) != make_id("a", None, "")


def test_an_articles_id_depends_on_its_content_and_not_on_where_it_was_read_from() -> None:
    article = Article("Talks resumed.", outlet="Harbour Wire", source="one.txt")
    assert article.id == Article("Talks resumed.", outlet="Harbour Wire", source="other.txt").id
    assert article.id != Article("Talks resumed.", outlet="Quay Post").id
    assert (
        article.id
        != Article("Talks resumed.", outlet="Harbour Wire", published=Published("2025-07-01", "given")).id
    )
    assert article.id.startswith("a:")
