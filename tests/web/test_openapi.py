"""The published API, fuzzed: no request causes a server error."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok

from onrecord.ingest import Limits
from onrecord.store.open_dossier import open_dossier
from onrecord.web.app import make_app
from onrecord.web.server import ListenOptions, make_state
from web.conftest import Site

MOST = int(
    os.environ.get("ONRECORD_FUZZ", "10")
)  # requests per operation; more with `ONRECORD_FUZZ=200 pytest tests/web/test_openapi.py`


def test_every_page_is_in_the_description(site: Site) -> None:
    paths = site.client.get("/openapi.json").json()["paths"]
    for page in (
        "/front",
        "/statements",
        "/articles/{article}/statements/{statement}",
        "/actors/{actor}",
        "/timeline",
        "/commitments",
    ):
        assert {f"{page}.json", f"{page}.csv", f"{page}.jsonl"} <= set(paths), page
    assert {"/api/add", "/api/judge", "/figures/weeks.svg"} <= set(paths)


@pytest.fixture
def description(harbour: tuple[Path, dict[str, str]]) -> Iterator[schemathesis.schemas.BaseSchema]:
    with open_dossier(harbour[0], create=False) as dossier:
        app = make_app(
            make_state(dossier, str(harbour[0]), ListenOptions(), "Harbour", Limits(timeout=1, deadline=1))
        )
        yield schemathesis.openapi.from_asgi("/openapi.json", app, headers={"Host": "127.0.0.1"})


def test_no_request_causes_a_server_error(description: schemathesis.schemas.BaseSchema) -> None:
    operations = 0
    for result in description.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if operation.path == "/api/add":  # it would read what it is sent: see test_add_queue.py
            continue

        @given(case=operation.as_strategy())
        @settings(
            max_examples=MOST,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        def check(case: "schemathesis.Case[Any]") -> None:
            case.call_and_validate(headers={"Host": "127.0.0.1"}, checks=[not_a_server_error])

        check()
        operations += 1
    assert operations > 40
