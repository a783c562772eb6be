"""Formats that people hand over and that are not read: each is told by name, with what to do instead."""

from onrecord.ingest.refusals.binary import BINARY
from onrecord.ingest.refusals.json_kinds import JSON_KINDS
from onrecord.ingest.refusals.lines import LINES
from onrecord.ingest.refusals.markup import MARKUP
from onrecord.ingest.refusals.notation import NOTATION
from onrecord.ingest.refusals.refusal import Refusal

REFUSALS: tuple[Refusal, ...] = (*BINARY, *MARKUP, *JSON_KINDS, *NOTATION, *LINES)
"""In the order in which they are tried, behind the formats that are read."""
