"""Rows as columns and cells: what every format made of tables shares. Rows are frozen dataclasses of plain values, or of rows."""

import json
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:  # it is only in the type checker's library
    from _typeshed import DataclassInstance

    Row: TypeAlias = DataclassInstance

Scalar = str | int | float | bool | None
Cell = Scalar | tuple[Scalar, ...]


def column_names(row_type: "type[Row]") -> tuple[str, ...]:
    """Return the columns of a kind of row, in order."""
    return tuple(field.name for field in fields(row_type))


def cells(row: "Row") -> tuple[Cell, ...]:
    """Return a row's values in the order of its columns."""
    return tuple(cast("Cell", getattr(row, field.name)) for field in fields(row))


def plain(cell: object) -> object:
    """Return a value as JSON has it: rows within a row as objects."""
    if is_dataclass(cell) and not isinstance(cell, type):
        return asdict(cell)
    return [plain(part) for part in cell] if isinstance(cell, tuple) else cell


def cell_text(cell: object) -> str:
    """Return a value as one text: lists with "; " between their members, nothing for None, yes and no for truth.

    Rows within a row are JSON.
    """
    if is_dataclass(cell):
        return json.dumps(plain(cell), ensure_ascii=False)
    if isinstance(cell, tuple):
        return "; ".join(map(cell_text, cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)
