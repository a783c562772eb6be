"""Actor resolution: equal names are not enough, and a match gives its reason."""

from dataclasses import replace

import pytest

from onrecord.model.record import ActorKind
from onrecord.resolve.actor_resolution import (
    NamesakeIndex,
    candidate_surnames,
    find_bearer,
    find_senses,
    match_actor,
)
from onrecord.store.actor_ids import surname_key
from onrecord.store.features.match_features import ActorFeatures


def actor(
    name: str,
    kind: ActorKind = "person",
    country: str | None = None,
    roles: tuple[str, ...] = (),
    articles: int = 1,
) -> ActorFeatures:
    folded = f" {name.casefold()} "
    reference = f"a:{name}/{country}{len(roles)}{articles}"
    countries = frozenset({country} if country else ())
    names = frozenset({folded})
    return ActorFeatures(
        reference, f"{kind}:{name}", frozenset({kind}), names, names, countries, frozenset(roles), articles
    )


def score(own: ActorFeatures, *others: ActorFeatures, senses: dict[str, str] | None = None) -> float:
    matches = match_actor(own, others, senses or {})
    return matches[0][1].score if matches else 0.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hedda Grevec", "Hedda Grevec"),
        ("Hedda Grevec", "Hedda M. Grevec"),
        ("Thomas Arnsen", "Tom Arnsen"),
        ("Ivan Morowy", "Ivan Morowiy"),
    ],
)
def test_one_name_in_full_is_one_person(left: str, right: str) -> None:
    assert score(actor(left), actor(right)) >= 0.5


@pytest.mark.parametrize(
    ("left", "right"), [("Hedda Grevec", "Otto Grevec"), ("Ada L. Grevec", "Ada M. Grevec")]
)
def test_one_surname_and_two_first_names_are_two_people(left: str, right: str) -> None:
    assert score(actor(left, roles=("harbour master",)), actor(right, roles=("harbour master",))) < 0.5


def test_a_surname_alone_is_doubtful_whatever_else_agrees() -> None:
    master = ("harbour master",)
    assert 0.3 <= score(actor("Grevec"), actor("Hedda Grevec")) < 0.5
    assert 0.3 <= score(actor("Grevec", roles=master), actor("Hedda Grevec", roles=master)) < 0.5
    assert (
        0.3 <= score(actor("Grevec", country="NOR"), actor("Hedda Grevec", country="NOR", articles=9)) < 0.5
    )


def test_a_surname_alone_goes_to_the_one_bearer_of_its_article() -> None:
    hedda, otto, bare = actor("Hedda Grevec"), actor("Otto Grevec"), actor("Grevec")
    found = find_bearer(bare, [bare, hedda, actor("Ivan Morowy")])
    assert found is not None
    assert (found[0], found[1].score >= 0.5) == (hedda, True)
    assert find_bearer(bare, [bare, hedda, otto]) is None
    assert find_bearer(hedda, [bare, hedda]) is None


def test_a_title_before_a_name_is_no_other_first_name() -> None:
    called = frozenset({" hedda grevec ", " harbour master hedda grevec "})
    assert (
        score(replace(actor("Hedda Grevec"), called=called), replace(actor("Hedda Grevec"), called=called))
        > 0.5
    )


def test_a_short_form_that_two_people_can_have_is_doubtful() -> None:
    wells, other = actor("John A. Wells"), actor("John B. Wells")
    assert score(actor("John Wells"), wells) >= 0.5
    assert score(actor("John Wells"), wells, other) < 0.5


def test_a_given_name_alone_is_not_a_surname() -> None:
    assert score(actor("Elizabeth"), actor("Elizabeth", articles=9)) == 0.0


def test_ministries_of_one_name_match_only_within_one_country() -> None:
    ministry = "foreign ministry"
    assert score(actor(ministry, "government", "NOR"), actor(ministry, "government", "NOR")) >= 0.5
    assert score(actor(ministry, "government", "NOR"), actor(ministry, "government", "DNK")) < 0.3
    assert 0.3 <= score(actor(ministry, "government"), actor(ministry, "government", "DNK")) < 0.5


def test_a_body_with_a_specific_name_matches_by_name() -> None:
    assert (
        score(actor("lindmar harbour board", "organisation"), actor("lindmar harbour board", "government"))
        >= 0.5
    )


def test_two_georgias_stay_apart_and_an_unclear_one_is_doubtful() -> None:
    left, right = actor("georgia", "state", "GEO"), actor("georgia", "state", "GEO", articles=2)
    one, other = f"{left.reference} georgia", f"{right.reference} georgia"
    assert score(left, right, senses={one: "GEO", other: "USA"}) < 0.3
    assert score(left, right, senses={one: "GEO", other: "GEO"}) >= 0.5
    assert 0.3 <= score(left, right, senses={one: "GEO"}) < 0.5


def test_the_sense_of_an_ambiguous_name_follows_from_its_context() -> None:
    assert find_senses([" georgia "], "The governor spoke in Atlanta on Monday.") == {"georgia": "USA"}
    assert find_senses([" georgia "], "Protests went on in Tbilisi.") == {"georgia": "GEO"}
    assert find_senses([" georgia "], "It rained all day.") == {}
    assert find_senses([" norway "], "Tbilisi") == {}


def test_groups_of_people_and_actors_of_other_kinds_never_match() -> None:
    assert score(actor("reporters", "people"), actor("reporters", "people")) == 0.0
    assert score(actor("jordan", "state"), actor("jordan", "person")) == 0.0


def test_a_person_is_looked_up_by_surname_and_initial_in_any_spelling() -> None:
    keys = set(candidate_surnames(actor("Ivan Morowiy")))
    assert keys == {"morowy i", "morowy"}
    spellings = (" ivan morowy ", " ivan morowyy ", " i morowyi ", " ivan j morowy jr ")
    assert {surname_key(name) for name in spellings} == {"morowy i"}


def test_a_person_is_looked_up_by_short_and_long_forms_of_its_first_name() -> None:
    assert {"lindman w", "lindman b"} <= set(candidate_surnames(actor("Bill Lindman")))


def test_a_bare_surname_is_looked_up_with_every_initial() -> None:
    assert {"lindman", "lindman a", "lindman z"} <= set(candidate_surnames(actor("Lindman")))


def test_the_index_returns_fewer_actors_with_the_same_matches() -> None:
    names = (
        "Hedda Grevec",
        "Grevec",
        "Hedda M. Grevec",
        "Ivan Zelenskyy",
        "Zelensky",
        "Ivan Zelenskiy",
        "Otto Kalm Jr",
        "Kalm",
    )
    kinds: tuple[ActorKind, ...] = ("state", "organisation", "government")
    made = [actor(name, country=country) for name in names for country in (None, "UKR")]
    made += [actor(name, kind) for name in ("Kalm", "Harbour Board") for kind in kinds]
    crowd = [replace(one, reference=f"a:1/p{place}") for place, one in enumerate(made)]
    for own in crowd:
        others = [other for other in crowd if other is not own]
        near = NamesakeIndex(others).of(own)
        assert match_actor(own, near, {}) == match_actor(own, others, {})
        assert len(near) < len(others)
    assert any(match_actor(own, [other for other in crowd if other is not own], {}) for own in crowd)


def test_an_abbreviation_in_a_title_is_one_word() -> None:
    one, other = (
        actor("Hedda Grevec", roles=(title,), country=None)
        for title in ("U.N. secretary-general", "UN secretary-general")
    )
    ((_, match),) = match_actor(one, [replace(other, reference="a:2/p1")], {})
    assert "both are 'un secretary general'" in match.reason
