"""Reports added in the browser are read with the lists of actors that the server was started with."""

import time
from pathlib import Path

from onrecord.ingest import Limits, Overrides
from onrecord.pipeline import load_own_actors
from onrecord.store.open_dossier import open_dossier
from onrecord.web.add_queue import AddQueue, Source


def test_added_reports_are_read_with_the_own_list(tmp_path: Path) -> None:
    path, place = tmp_path / "own.csv", str(tmp_path / "lake.db")
    path.write_text("name,kind,country,sector\nBlue Heron Institute,organisation,NOR,SOC\n", encoding="utf-8")
    with open_dossier(place, create=True):
        own = load_own_actors([path])
    queue = AddQueue(place, Limits(), own)
    report = b"The Blue Heron Institute said on Monday that the lake was clean."
    job = queue.submit((Source("report.txt", report),), Overrides(language="en"), "Ada")
    assert job is not None
    end = time.monotonic() + 240
    while not job.is_finished and time.monotonic() < end:
        time.sleep(0.1)
        job = queue.job(job.id)
        assert job is not None
    queue.close()
    assert [result.outcome for result in job.told] == ["added"], job
    with open_dossier(place, create=False) as dossier:
        (run,) = dossier.list_runs().values()
        assert run.settings["actors"] == own.digest
