"""The signs by which tables are told: their first bytes, and their names where these say nothing."""

import re
from typing import TYPE_CHECKING

from onrecord.ingest.tables.columns import LIST_NAMES
from onrecord.ingest.tables.csv_form import is_csv as is_csv

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

EXCEL_SUFFIXES = (".xlsx", ".xlsm", ".xltx")
PARQUET_ENCRYPTED = b"PARE"
_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"
_EXCEL_NAMESPACE = "urn:schemas-microsoft-com:office:excel"
_PAGE_START = 2_000  # characters within which a page that Excel wrote says so
_JSON_LINES = (".jsonl", ".ndjson")
_LIST = re.compile(r"\s*\[\s*\{")
_WRAPPED_LIST = re.compile(
    rf'\s*\{{(?:(?!"text"|"html")[^\[]){{0,4000}}?"(?:{"|".join(LIST_NAMES)})"\s*:\s*\[\s*\{{'
)


def is_excel(head: "Head") -> bool:
    """Return whether a source is a workbook, by its parts or its name."""
    if not head.start.startswith(_ZIP) or head.has_part("word") or head.has_part("ppt"):
        return False
    return head.has_part("xl") or head.suffix in EXCEL_SUFFIXES


def is_excel_page(head: "Head") -> bool:
    """Return whether a source is a page with a table under the name of a workbook, as databases write."""
    start = head.text.lstrip()
    if not start.startswith("<") or "<table" not in start.lower():
        return False
    return head.suffix in (".xls", *EXCEL_SUFFIXES) or _EXCEL_NAMESPACE in start[:_PAGE_START]


def is_open_spreadsheet(head: "Head") -> bool:
    """Return whether a source is an OpenDocument spreadsheet (its first member is its media type)."""
    stated = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in head.start[:200]
    return stated or (head.suffix == ".ods" and head.start.startswith(_ZIP))


def is_parquet(head: "Head") -> bool:
    """Return whether a source is a Parquet file."""
    return head.start.startswith((_PARQUET, PARQUET_ENCRYPTED))


def is_json_list(head: "Head") -> bool:
    """Return whether a source is a list of objects, or an object around one, and not one object a line."""
    text = head.text
    if head.suffix in _JSON_LINES or text.lstrip()[:1] not in ("[", "{"):
        return False
    first, _, rest = text.strip().partition("\n")
    if first.endswith("}") and rest:
        return False
    return bool(_LIST.match(text) or _WRAPPED_LIST.match(text))
