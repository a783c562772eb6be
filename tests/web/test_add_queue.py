"""The add queue: reports from text, files and addresses are read, and the result of each is listed."""

import time
from typing import Any

import pytest

from onrecord.ingest import Overrides
from onrecord.web.add_queue import Source
from web.conftest import Site

HEADER = {"X-OnRecord": "1"}
REPORT = (
    "TARNOW, May 3 - The ferry company denied on Saturday that its boats were late.\n"
    "“We sailed on the minute,” director Jana Olmik told reporters."
)


def wait(site: Site, number: int, seconds: float = 240) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job: dict[str, Any] = site.client.get(f"/add/{number}.json").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"job {number} was not done in {seconds} seconds")


def test_a_pasted_text_a_file_and_an_address_are_read_and_their_results_listed(site: Site) -> None:
    facts = {"outlet": "Quay Times", "date": "2025-05-03", "by": "Ada"}
    files = {"files": ("..\\..\\report.txt", REPORT.replace("ferry", "tram").encode())}
    fields = {"text": REPORT, "address": "http://127.0.0.1:9/private", **facts}
    answer = site.client.post("/api/add", data=fields, files=files, headers=HEADER)
    assert answer.status_code == 202
    job = wait(site, answer.json()["id"])
    assert job["state"] == "done", job
    results = {result["source"]: result for result in job["told"]}
    assert results["pasted text"]["outcome"] == "added"
    assert results["report.txt"]["outcome"] == "added"
    assert results["http://127.0.0.1:9/private"]["outcome"] == "failed"
    assert "public internet" in results["http://127.0.0.1:9/private"]["detail"]
    rows = site.client.get("/statements.json?actor=Olmik").json()["rows"]
    assert "We sailed on the minute" in rows[0]["content"]
    assert rows[0]["outlet"] == "Quay Times"
    again = wait(
        site, site.client.post("/api/add", data={"text": REPORT, **facts}, headers=HEADER).json()["id"]
    )
    assert again["told"][0]["outcome"] == "unchanged"
    page = site.client.get("/add").text
    assert f"/articles/{results['pasted text']['article']}" in page
    assert "unchanged" in page


def test_the_form_without_a_script_returns_to_the_page_with_the_progress(site: Site) -> None:
    answer = site.client.post("/add", data={"token": site.token(), "text": " "})
    assert answer.status_code == 400
    assert "nothing to add" in answer.text
    sent = site.client.post(
        "/add", data={"token": site.token(), "text": "\u202e?"}, files={"files": ("", b"")}
    )
    assert (sent.status_code, sent.headers["location"]) == (303, "/add")
    assert "pasted text" in site.client.get("/add").text


@pytest.mark.parametrize(
    "fields",
    [
        {"txt": "x"},
        {"text": "x", "date": "soon"},
        {"text": "x", "language": "?"},
        {"address": "not an address"},
    ],
)
def test_an_invalid_source_is_refused_with_a_message(site: Site, fields: dict[str, str]) -> None:
    answer = site.client.post("/api/add", data=fields, headers=HEADER)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_request_without_a_report_is_done_at_once(site: Site) -> None:
    answer = site.client.post("/api/add", data={"text": " "}, headers=HEADER)
    assert (answer.status_code, answer.json()["state"]) == (202, "done")
    assert site.client.get(f"/add/{answer.json()['id']}.json").json() == answer.json()


def test_an_unreadable_form_is_refused(site: Site) -> None:
    headers = HEADER | {"Content-Type": "multipart/form-data"}
    assert site.client.post("/api/add", content=b"no boundary", headers=headers).status_code == 400


def test_too_many_jobs_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.add_queue.MOST_JOBS", 0)
    assert site.client.post("/api/add", data={"text": "x"}, headers=HEADER).status_code == 429
    assert site.state.add_queue.submit((Source("x", b"x"),), Overrides(), "") is None
