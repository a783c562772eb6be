"""Formats that people hand over and that are not read: each is told by name, with what to do instead."""

from onrecord.ingest.refusals.refusal import Refusal

REFUSALS: tuple[Refusal, ...] = ()
"""In the order in which they are tried, behind the formats that are read."""
