"""`datapackage.json`: describes a folder of tables, so that programs and people know every column.

Source: Data Package, Data Resource and Table Schema, version 2.0 (datapackage.org/standard).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from types import UnionType
from typing import TYPE_CHECKING, Literal, get_args, get_origin, get_type_hints

from onrecord.exports.tables import column_names
from onrecord.exports.tabular.rows import ExportTable, column_texts
from onrecord.model.version import VERSION

if TYPE_CHECKING:  # exists for the type checker only
    from onrecord.exports.tables import Row

DATA_PACKAGE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
FileFormat = Literal["csv", "parquet"]
MEDIA_TYPES: Mapping[FileFormat, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
Plain = type[str] | type[int] | type[float] | type[bool] | type[date]
_TYPES: Mapping[Plain, str] = {
    str: "string", int: "integer", float: "number", bool: "boolean", date: "date"
}  # fmt: skip


def render_data_package(tables: Sequence[ExportTable], form: FileFormat, counts: Mapping[str, int]) -> str:
    """Return the description of a folder with these tables, a file each, and their numbers of rows."""
    present: set[str] = {table.name for table in tables}
    package = {
        "$schema": PROFILE,
        "name": "onrecord-export",
        "title": "Export of a dossier",
        "description": "Tables written by onrecord export. Rows with the same value in a column same_… mean "
        "the same statement or event.",
        "contributors": [{"title": f"OnRecord {VERSION}", "roles": ["wrangler"]}],
        "resources": [_resource(table, form, counts, present) for table in tables],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(
    table: ExportTable, form: FileFormat, counts: Mapping[str, int], present: set[str]
) -> dict[str, object]:
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [key]}}
        for column, (other, key) in table.references.items()
        if other in present
    ]
    schema: dict[str, object] = {
        "fields": [_field(table, name, form) for name in column_names(table.row_type)],
        "missingValues": [""],
        "primaryKey": [table.key],
    }
    resource: dict[str, object] = {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.{form}",
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        "description": f"{table.about} {counts.get(table.name, 0)} rows.",
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }
    if form == "csv":
        resource |= {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n"}}
    return resource


def _field(table: ExportTable, name: str, form: FileFormat) -> dict[str, object]:
    plain, is_list = column_type(table.row_type, name)
    made: dict[str, object] = {"name": name, "type": _TYPES[plain]}
    if is_list:
        made["type"] = "array" if form == "parquet" else "list"
        if form == "csv":
            made |= {"itemType": _TYPES[plain], "delimiter": "; "}
    if text := column_texts().get((table.name, name)):
        made["description"] = text
    return made


def column_type(row_type: "type[Row]", name: str) -> tuple[Plain, bool]:
    """Return the type of the values of a column, and whether each cell is a list of them."""
    hint = _type_hints(row_type)[name]
    is_list = get_origin(hint) is tuple
    if is_list:
        hint = get_args(hint)[0]
    if get_origin(hint) is UnionType or type(None) in get_args(hint):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is Literal:
        hint = type(get_args(hint)[0])
    return (hint if hint in _TYPES else str), is_list


def _type_hints(row_type: "type[Row]") -> dict[str, type]:
    hints = get_type_hints(row_type)
    return {one.name: hints[one.name] for one in fields(row_type)}
