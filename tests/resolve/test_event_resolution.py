"""Event and commitment resolution: one reported twice, and two that are similar."""

from dataclasses import replace
from datetime import date, timedelta

from onrecord.resolve.event_resolution import compare_commitments, compare_events, match_in_copies
from onrecord.store.features.match_features import CommitmentFeatures, EventFeatures

DAY = date(2025, 7, 1)
TALKS = EventFeatures(
    reference="a:1/e1",
    cluster=None,
    type="CONSULT",
    reality="actual",
    parties=frozenset({"state:kalm", "state:vesby"}),
    days=(DAY, DAY),
    published=(DAY, DAY),
    place="Lindmar",
    geonames=7,
    round=None,
    amounts=frozenset(),
    words="Kalm and Vesby met in Lindmar on Tuesday",
)
BERTHS = CommitmentFeatures(
    reference="a:1/c1",
    cluster=None,
    parties=frozenset({"state:kalm", "state:vesby"}),
    what="reopen the night berths",
    status="agreed",
    terms=frozenset({(40.0, "berths")}),
    agreed="2025-07-01",
    place="Lindmar",
    words="agreed to reopen 40 night berths",
)


def events(**other: object) -> float:
    changed = replace(TALKS, reference="a:2/e1", **other)  # type: ignore[arg-type]
    found = compare_events(TALKS, changed)
    assert found == compare_events(changed, TALKS)
    return found.score if found else 0.0


def commitments(**other: object) -> float:
    changed = replace(BERTHS, reference="a:2/c1", **other)  # type: ignore[arg-type]
    found = compare_commitments(BERTHS, changed)
    assert found == compare_commitments(changed, BERTHS)
    return found.score if found else 0.0


def test_talks_of_the_same_parties_on_the_same_day_are_one() -> None:
    assert events() >= 0.5
    assert events(place=None, geonames=None) >= 0.5
    assert events(parties=TALKS.parties | {"state:marhold"}) >= 0.5


def test_another_round_place_number_or_reality_keeps_events_apart() -> None:
    assert events(geonames=8, place="Osterhaven") == 0.0
    assert events(reality="negated") == 0.0
    assert compare_events(replace(TALKS, round=2), replace(TALKS, round=3)) is None
    left, right = frozenset({(40.0, "prisoners")}), frozenset({(50.0, "prisoners")})
    assert compare_events(replace(TALKS, amounts=left), replace(TALKS, amounts=right)) is None
    far = DAY + timedelta(days=9)
    assert events(days=(far, far)) == 0.0


def test_without_a_day_events_are_doubtful_unless_the_round_agrees() -> None:
    undated = replace(TALKS, days=None)
    assert 0.3 <= events(days=None) < 0.5
    found = compare_events(replace(TALKS, round=2), replace(undated, round=2))
    assert found is not None
    assert found.score >= 0.5


def test_a_commitment_reported_again_matches_by_parties_content_and_terms() -> None:
    assert commitments(status="done", agreed=None, place=None) >= 0.5
    assert commitments(what="reopen night berths in full", terms=frozenset(), agreed=None) >= 0.5


def test_other_terms_parties_or_content_make_another_commitment() -> None:
    assert commitments(terms=frozenset({(60.0, "berths")})) == 0.0
    assert commitments(parties=frozenset({"state:marhold"})) == 0.0
    assert commitments(what="dredge the channel", terms=frozenset(), agreed=None, place=None) == 0.0


def test_rows_of_one_copy_with_the_same_words_are_one() -> None:
    assert match_in_copies(TALKS, replace(TALKS, reference="a:2/e9", days=None)) is not None
    assert match_in_copies(TALKS, replace(TALKS, words="Kalm and Vesby met again")) is None
    assert match_in_copies(BERTHS, replace(BERTHS, parties=frozenset())) is not None
