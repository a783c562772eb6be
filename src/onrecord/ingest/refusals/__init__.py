"""Formats that people hand over and that are not read: each is told by name, with what to do instead."""

from onrecord.ingest.refusals.binary import BINARY
from onrecord.ingest.refusals.json_kinds import JSON_KINDS
from onrecord.ingest.refusals.lines import LINES
from onrecord.ingest.refusals.markup import MARKUP
from onrecord.ingest.refusals.notation import NOTATION
from onrecord.ingest.refusals.refusal import Refusal

BY_BEGINNING: tuple[Refusal, ...] = (*BINARY, *MARKUP, *JSON_KINDS, *NOTATION)
"""Told by how they begin, in the order in which they are tried: before tables."""
BY_LINES: tuple[Refusal, ...] = LINES
"""Told by what most of their lines look like: behind tables, whose lines look alike, too."""
