"""A trial: what linking finds among records at hand, in a dossier that is thrown away. For measuring and for tests."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from onrecord.model.judgement import JudgementKind
from onrecord.model.record import Record
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier


def cluster_records(
    records: Iterable[Record], kinds: Iterable[JudgementKind]
) -> dict[JudgementKind, dict[str, str]]:
    """Return for each kind the family of every row (`ARTICLE/ROW`) that is in one, as `onrecord add` would find it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_dossier(Path(folder) / "trial.dossier", create=True) as dossier,
    ):
        for record in records:
            dossier.write(record)
        for _ in link_articles(dossier):
            pass
        return {kind: dossier.list_clusters(kind) for kind in kinds}
