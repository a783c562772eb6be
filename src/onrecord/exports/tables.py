"""Rows as columns and cells, shared by all table formats.

A row is a frozen dataclass of plain values, or of such rows.
"""

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:  # exists for the type checker only
    from _typeshed import DataclassInstance

    Row: TypeAlias = DataclassInstance

Scalar = str | int | float | bool | date | None
Cell = Scalar | tuple[Scalar, ...]


def column_names(row_type: "type[Row]") -> tuple[str, ...]:
    """Return the columns of a row type, in order."""
    return tuple(field.name for field in fields(row_type))


def cells(row: "Row") -> tuple[Cell, ...]:
    """Return the values of a row in the order of its columns."""
    return tuple(cast("Cell", getattr(row, field.name)) for field in fields(row))


def json_value(cell: object) -> object:
    """Return a value for JSON: rows within a row become objects, tuples become lists, days ISO 8601."""
    if isinstance(cell, date):
        return cell.isoformat()
    if is_dataclass(cell) and not isinstance(cell, type):
        return asdict(cell)
    return [json_value(part) for part in cell] if isinstance(cell, tuple) else cell


def cell_text(cell: object) -> str:
    """Return a value as text: list members separated by "; ", "" for None, "yes" and "no" for booleans.

    Rows within a row become JSON.
    """
    if is_dataclass(cell):
        return json.dumps(json_value(cell), ensure_ascii=False)
    if isinstance(cell, tuple):
        return "; ".join(map(cell_text, cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)
