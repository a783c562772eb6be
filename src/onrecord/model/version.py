"""The version of OnRecord, from its package metadata."""

from importlib.metadata import version

VERSION = version("onrecord")
