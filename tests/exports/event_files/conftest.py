"""The fixture `dossier`: the events made by hand, two of which a person judged to be one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.event_files.hand_made import NOW, hand_made
from onrecord.model.judgement import make_judgement
from onrecord.model.record import Record
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier


@pytest.fixture
def records() -> list[Record]:
    return hand_made()


@pytest.fixture
def dossier(tmp_path: Path, records: list[Record]) -> Iterator[Dossier]:
    with open_dossier(str(tmp_path / "hand.dossier"), create=True) as made:
        for record in records:
            made.write(record)
        pair = (f"{records[0].article.id}/e1", f"{records[1].article.id}/e1")
        made.judge(make_judgement("event", pair, "A. Clerk", 1.0, "one attack", NOW))
        yield made
