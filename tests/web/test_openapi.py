"""The published API, fuzzed: every request is answered as the description says."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from onrecord.ingest import Limits
from onrecord.store.open_dossier import open_dossier
from onrecord.web.add_queue import AddQueue, Job
from onrecord.web.app import make_app
from onrecord.web.server import ListenOptions, make_state
from web.conftest import PASSWORD, Site

MOST = int(
    os.environ.get("ONRECORD_FUZZ", "5")
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


Description = schemathesis.schemas.BaseSchema
Operation = schemathesis.schemas.APIOperation
PASSWORD_HEADERS = {"Authorization": f"Bearer {PASSWORD}"}


@pytest.fixture(params=["open", "locked"])
def description(
    harbour: tuple[Path, dict[str, str]], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Description]:
    """Return the description of a server without and with a password, which queues nothing."""
    monkeypatch.setattr(AddQueue, "submit", lambda *_: Job(1, ("a",), "", "2025-07-01"))
    options = ListenOptions(password=PASSWORD if request.param == "locked" else None)
    with open_dossier(harbour[0], create=False) as dossier:
        state = make_state(dossier, str(harbour[0]), options, "Harbour", Limits(timeout=1, deadline=1))
        yield schemathesis.openapi.from_asgi(
            "/openapi.json", make_app(state), headers={"Host": "127.0.0.1", **PASSWORD_HEADERS}
        )


def operations(description: Description) -> Iterator[Operation[Any, Any, Any, Any]]:
    for result in description.get_all_operations():
        assert isinstance(result, Ok)
        yield result.ok()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_request_is_answered_as_described(description: Description, mode: GenerationMode) -> None:
    """What is valid by the description is accepted, and what is not is refused, as it says."""
    count = 0
    for operation in operations(description):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=MOST,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        def check(case: "schemathesis.Case[Any]") -> None:
            case.call_and_validate(headers={"Host": "127.0.0.1", **PASSWORD_HEADERS, **_program(case)})

        with suppress(Unsatisfiable):  # an operation without parameters has no invalid request
            check()
        count += 1
    assert count > 60


def _program(case: "schemathesis.Case[Any]") -> dict[str, str]:
    """Return the header of programs where a request has none of its own, such as a wrong one."""
    return {} if case.headers and "X-OnRecord" in case.headers else {"X-OnRecord": "1"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_methods_that_are_not_described_are_refused_and_the_others_named(site: Site, method: str) -> None:
    paths = site.client.get("/openapi.json").json()["paths"]
    for path, described in paths.items():
        if method.lower() not in described:
            answer = site.client.request(method, path.replace("{number}", "1"))
            assert answer.status_code == 405, path
            allowed = set(answer.headers["allow"].split(", "))
            assert {name.upper() for name in described} <= allowed, path
            assert method not in allowed


def test_a_password_is_described_only_where_one_is_needed(site: Site, locked: Site) -> None:
    assert "securitySchemes" not in site.client.get("/openapi.json").json().get("components", {})
    described = locked.client.get("/openapi.json", headers=PASSWORD_HEADERS).json()
    assert described["paths"]["/statements.json"]["get"]["security"]
    assert "429" in described["paths"]["/api/judge"]["post"]["responses"]
