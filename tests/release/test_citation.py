"""CITATION.cff: valid by the schema of the Citation File Format 1.2.0, and in step with the package.

The schema is https://doi.org/10.5281/zenodo.5171937 (CC BY 4.0), unchanged.
"""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

from lock import ROOT

HERE = Path(__file__).parent
Citation = dict[str, object]


@pytest.fixture
def citation() -> Citation:
    # Dates stay strings, as the schema wants them.
    loaded: Citation = yaml.load((ROOT / "CITATION.cff").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    return loaded


def faults(citation: Citation) -> list[str]:
    schema = json.loads((HERE / "citation.schema.json").read_text("utf-8"))
    return [
        error.message
        for error in Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(citation)
    ]


def test_the_citation_is_valid(citation: Citation) -> None:
    assert faults(citation) == []


def test_the_schema_notices_what_is_missing_or_wrong(citation: Citation) -> None:
    assert faults({**citation, "authors": []})
    assert faults({key: value for key, value in citation.items() if key != "title"})
    assert faults({**citation, "license": "No-such-licence"})
    assert faults({**citation, "date-released": "1 July 2025"})


def test_version_and_licence_are_those_of_the_package(citation: Citation) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (citation["version"], citation["license"]) == (project["version"], project["license"])
    assert set(citation["keywords"]) <= set(project["keywords"])  # type: ignore[call-overload]
    released = citation.get("date-released")
    assert released is None or date.fromisoformat(str(released))
