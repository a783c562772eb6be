"""Fields that the user gives, which override those of a source; the public names of the package."""

import pytest

import onrecord.ingest
from onrecord.ingest import Overrides
from onrecord.model.errors import IngestError


def test_dates_and_languages_are_normalised_and_blank_fields_count_as_not_given() -> None:
    overrides = Overrides(date="July 1, 2025", title=" Talks resume ", outlet="  ", language="EN_gb")
    assert overrides == Overrides(date="2025-07-01", title="Talks resume", language="en-GB")
    assert overrides.outlet is None


def test_an_invalid_date_is_refused() -> None:
    with pytest.raises(IngestError, match="'soon' is not a date") as caught:
        Overrides(date="soon")
    assert caught.value.reason == "field"


def test_an_invalid_language_is_refused() -> None:
    with pytest.raises(IngestError, match="not a language tag"):
        Overrides(language="English, please")


def test_the_public_names_are_sorted_and_exist() -> None:
    names = onrecord.ingest.__all__
    assert names == sorted(names)
    assert all(hasattr(onrecord.ingest, name) for name in names)
