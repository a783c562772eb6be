"""The version of OnRecord, as in its package metadata."""

from importlib.metadata import version

VERSION = version("onrecord")
