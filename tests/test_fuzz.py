"""Whatever comes in: one outcome, no traceback, sound spans, in time, and the same bytes twice."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_record
from fuzzing import FEEDS, LINES, PAGES, PIECES, TEXTS, check_source, run_fuzz
from onrecord.exports.json import render_records
from onrecord.model.errors import OnRecordError
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "seeds"),
    [("a.txt", TEXTS), ("a.html", PAGES), ("a.jsonl", LINES), ("a.json", LINES), ("a.xml", FEEDS)],
)
def test_sources_of_every_format_keep_the_promises(name: str, seeds: tuple[str, ...]) -> None:
    inputs = tuple(seed.encode("utf-8", "surrogatepass") for seed in seeds)
    assert run_fuzz(name, inputs, lambda raw: check_source(raw, name)) >= len(seeds)


@settings(deadline=None, max_examples=15, derandomize=True)
@given(
    st.lists(st.one_of(st.sampled_from([*PIECES, *TEXTS]), st.text(max_size=30)), max_size=8).map(" ".join)
)
def test_texts_of_any_pieces_keep_the_promises(text: str) -> None:
    check_source(text.encode("utf-8", "replace"), "a.txt")


def test_a_damaged_dossier_file_gives_rows_or_a_plain_error(tmp_path: Path) -> None:
    whole = tmp_path / "whole.dossier"
    with open_dossier(whole, create=True) as dossier:
        for number in range(3):
            dossier.write(make_record(number))
        dossier.copy_to(tmp_path / "copy.dossier")
    shutil.move(tmp_path / "copy.dossier", whole)

    def check(raw: bytes) -> None:
        path = tmp_path / "damaged.dossier"
        path.write_bytes(raw)
        try:
            with open_dossier(path, create=False) as dossier:
                rows = list(dossier.list_articles(Filter()))
                found = (dossier.get_record(row.id) for row in rows)
                list(render_records(record for record in found if record is not None))
        except OnRecordError as error:
            assert str(error)

    run_fuzz("dossier", (whole.read_bytes(),), check)
