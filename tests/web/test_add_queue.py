"""Adding: reports pasted, dropped or named are read beside the pages, and what becomes of each is told."""

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


def test_a_pasted_text_a_file_and_an_address_are_read_and_their_outcomes_told(site: Site) -> None:
    facts = {"outlet": "Quay Times", "date": "2025-05-03", "by": "Ada"}
    files = {"files": ("..\\..\\report.txt", REPORT.replace("ferry", "tram").encode())}
    fields = {"text": REPORT, "address": "http://127.0.0.1:9/private", **facts}
    answer = site.client.post("/api/add", data=fields, files=files, headers=HEADER)
    assert answer.status_code == 202
    job = wait(site, answer.json()["id"])
    assert job["state"] == "done", job
    told = {one["source"]: one for one in job["told"]}
    assert told["pasted text"]["outcome"] == "added"
    assert told["report.txt"]["outcome"] == "added"
    assert told["http://127.0.0.1:9/private"]["outcome"] == "failed"
    assert "public internet" in told["http://127.0.0.1:9/private"]["detail"]
    rows = site.client.get("/statements.json?actor=Olmik").json()["rows"]
    assert "We sailed on the minute" in rows[0]["content"]
    assert rows[0]["outlet"] == "Quay Times"
    again = wait(
        site, site.client.post("/api/add", data={"text": REPORT, **facts}, headers=HEADER).json()["id"]
    )
    assert again["told"][0]["outcome"] == "unchanged"
    page = site.client.get("/add").text
    assert f"/articles/{told['pasted text']['article']}" in page
    assert "unchanged" in page


def test_the_form_without_a_script_leads_back_to_the_page_with_its_progress(site: Site) -> None:
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
    [{}, {"text": "x", "date": "soon"}, {"text": "x", "language": "?"}, {"address": "not an address"}],
)
def test_what_cannot_be_added_is_refused_in_words(site: Site, fields: dict[str, str]) -> None:
    answer = site.client.post("/api/add", data=fields, headers=HEADER)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_form_that_cannot_be_read_is_told_so(site: Site) -> None:
    headers = HEADER | {"Content-Type": "multipart/form-data"}
    assert site.client.post("/api/add", content=b"no boundary", headers=headers).status_code == 400


def test_too_many_jobs_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.add_queue.MOST_JOBS", 0)
    assert site.client.post("/api/add", data={"text": "x"}, headers=HEADER).status_code == 429
    assert site.house.adding.submit((Source("x", b"x"),), Overrides(), "") is None
