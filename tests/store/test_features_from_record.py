"""Features of a record are those that a dossier gives for its article before it is linked."""

from pathlib import Path

import pytest

from builders import make_joint, make_record
from matters import make_report
from onrecord.model.record import Record
from onrecord.store.features import features_from_record as features
from onrecord.store.open_dossier import open_dossier

RECORDS = [make_record(1, 8), make_joint(2), *(make_report(number).record for number in range(20))]


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    path: Path = tmp_path_factory.mktemp("features") / "all.dossier"
    with open_dossier(path, create=True) as opened:
        for record in RECORDS:
            opened.write(record)
        yield opened


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_features_are_those_of_the_dossier(dossier, record: Record) -> None:  # type: ignore[no-untyped-def]
    article, names = record.article.id, features.known_as_by_actor(record)

    assert features.text_of(record) == dossier.get_text(article)
    assert list(features.actor_features(record)) == dossier.list_actor_features(article)
    assert list(features.event_features(record, names)) == dossier.list_event_features(article)
    assert list(features.commitment_features(record, names)) == dossier.list_commitment_features(article)
    ours = {row.reference: row for row in features.statement_features(record, names)}
    assert ours == {row.reference: row for row in dossier.list_statement_features(article)}
