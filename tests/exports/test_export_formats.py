"""The list of export formats: names, writers that exist, options, and extras that are named when missing."""

from dataclasses import fields

import pytest

from onrecord.exports.formats import (
    FORMATS,
    NAMES,
    ExportFormat,
    check_options,
    find_format,
    load_binary_writer,
    load_folder_writer,
    load_lines_writer,
)
from onrecord.exports.selection import ExportOptions
from onrecord.model.errors import SettingError


def test_names_are_unique_and_every_writer_exists() -> None:
    assert len(set(NAMES)) == len(FORMATS)
    options = {one.name for one in fields(ExportOptions)}
    for form in FORMATS:
        assert find_format(form.name) is form
        assert form.about and form.options <= options
        loaders = {"lines": load_lines_writer, "binary": load_binary_writer, "folder": load_folder_writer}
        assert callable(loaders[form.kind](form))
        if form.folder_writer is not None:
            assert callable(load_folder_writer(form))


def test_an_unknown_format_is_an_error_with_the_choices() -> None:
    with pytest.raises(SettingError, match=r"'xls'; choose one of csv, .*plover"):
        find_format("xls")


def test_an_option_that_a_format_does_not_use_is_an_error() -> None:
    with pytest.raises(SettingError, match="--as jsonl has no use for --bom"):
        check_options(find_format("jsonl"), ExportOptions(bom=True))


def test_a_missing_extra_is_named() -> None:
    form = ExportFormat("x", "lines", "", "", "no_such_module:write", extra="parquet")
    with pytest.raises(ModuleNotFoundError):
        load_lines_writer(form)


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> object:
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")

    monkeypatch.setattr("onrecord.exports.formats.import_module", missing)
    form = ExportFormat("x", "lines", "", "", "tables:write", extra="parquet")
    with pytest.raises(SettingError, match=r"needs pyarrow, .*pip install 'onrecord\[parquet\]'"):
        load_lines_writer(form)
