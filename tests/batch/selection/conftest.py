"""A batch of made-up reports, linked, and the dossier in which `onrecord link` compared the same ones."""

from collections.abc import Iterator

import pytest

from batch_folder import Batch, link_batch, write_batch
from builders import make_record, make_undone
from matters import make_report
from onrecord.batch.selection.run_folder import RunFolder
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier


@pytest.fixture(scope="session")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Return a linked batch of 28 reports and two entries that gave none."""
    folder = tmp_path_factory.mktemp("batch")
    records = tuple(make_report(number).record for number in range(24))
    records += tuple(make_record(number) for number in range(4))
    place = write_batch(folder, [*records, make_undone("gone.html"), make_undone("lost.html", "a:0")])
    linked = folder / "linked.dossier"
    found = link_batch(place, records, linked)
    return Batch(folder, RunFolder(place), records, tuple(found), linked)


@pytest.fixture
def linked(batch: Batch) -> Iterator[Dossier]:
    """Return the dossier in which the same records were linked one by one."""
    with open_dossier(batch.linked, create=False) as dossier:
        yield dossier
