"""Settings: an option wins over the environment, which wins over the default."""

import pytest

from onrecord.config import load_settings
from onrecord.model.errors import SettingError


def test_the_defaults_apply_without_options_and_environment() -> None:
    settings = load_settings({}, {})
    assert settings.workers >= 1
    assert settings.min_confidence == 0.0


def test_an_option_wins_over_the_environment() -> None:
    assert load_settings({"ONRECORD_WORKERS": "3"}, {}).workers == 3
    assert load_settings({"ONRECORD_WORKERS": "3"}, {"workers": 2}).workers == 2


@pytest.mark.parametrize("value", ["many", "-1", "nan", "1e9"])
def test_an_invalid_value_is_refused_with_the_name_of_its_variable(value: str) -> None:
    with pytest.raises(SettingError, match="ONRECORD_WORKERS"):
        load_settings({"ONRECORD_WORKERS": value}, {})
