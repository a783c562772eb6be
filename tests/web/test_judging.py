"""Decisions in the pages: stored with name and reason, shown at once, undone, in conflict."""

import pytest

from onrecord.resolve.judgements import Decider, reject
from onrecord.store.open_dossier import open_dossier
from web.conftest import Site

HEADER = {"X-OnRecord": "1"}
SIGNED = {"by": "Ada Clerk", "why": "I read both."}


def decide(site: Site, **fields: str) -> list[dict[str, object]]:
    answer = site.client.post("/api/judge", data={**SIGNED, **fields}, headers=HEADER)
    assert answer.status_code == 200, answer.text
    made: list[dict[str, object]] = answer.json()
    return made


def row(site: Site, name: str, article: str = "charged") -> str:
    return f"{site.ids[article]}/{name}"


def statement(site: Site, name: str) -> dict[str, object]:
    page = site.client.get(f"/articles/{site.ids['charged']}/statements/{name}.json").json()
    shown: dict[str, object] = page["row"]
    return shown


def test_an_accepted_row_leaves_the_review_list_and_is_stored_with_name_and_reason(site: Site) -> None:
    wanted = row(site, "s3")
    waiting = [one["row"]["id"] for one in site.client.get("/review.json").json()["statements"]]
    assert wanted in waiting
    decide(site, action="accept", row=wanted)
    assert wanted not in [one["row"]["id"] for one in site.client.get("/review.json").json()["statements"]]
    (stored,) = site.client.get("/history.json").json()["rows"]
    assert (stored["by"], stored["reason"], stored["left"], stored["same"]) == (
        "Ada Clerk",
        "I read both.",
        wanted,
        True,
    )


def test_the_review_list_begins_with_the_least_certain(site: Site) -> None:
    page = site.client.get("/review.json").json()
    confidences = [one["row"]["confidence"] for one in page["statements"]]
    assert confidences == sorted(confidences)
    assert page["statements"][0]["row"]["id"] == row(site, "s1", "bad")


def test_a_rejected_row_is_hidden_until_the_rejection_is_undone(site: Site) -> None:
    address = f"/articles/{site.ids['charged']}/statements/s3"
    (made,) = decide(site, action="reject", row=row(site, "s3"))
    assert site.client.get(address).status_code == 404
    assert "was rejected" in site.client.get(f"/judge?row={row(site, 's3')}").text
    decide(site, action="undo", judgement=str(made["id"]))
    assert site.client.get(address).status_code == 200
    assert site.client.get("/history.json").json()["rows"][0]["withdrawn_by"] == "Ada Clerk"


def test_a_form_with_changed_fields_corrects_those_and_no_others(site: Site) -> None:
    fields = {"token": site.token(), "row": row(site, "s1"), "action": "correct", **SIGNED}
    page = site.client.get(f"/judge.json?row={row(site, 's1')}").json()
    for field in page["fields"]:
        fields[f"f-{field['name']}"] = field["values"][0] if field["values"] else ""
    fields |= {"f-act": "warn", "f-said": "2025-03-04"}
    answer = site.client.post("/judge", data=fields)
    assert answer.status_code == 303
    assert "judged=j:" in answer.headers["location"]
    shown = statement(site, "s1")
    assert (shown["act"], shown["said"], shown["who"]) == ("warn", "2025-03-04", "Ada Lindman")
    assert len(site.client.get("/history.json").json()["rows"]) == 2


def test_a_span_is_corrected_to_other_words_of_the_article(site: Site) -> None:
    page = site.client.get(f"/judge.json?row={row(site, 's1')}").json()
    content = next(part for part in page["parts"] if part["name"] == "content")
    start = content["spans"][0][0]
    end = start + len("the mayor of Kalm had opened the sluices")
    fields = {
        "token": site.token(),
        "row": row(site, "s1"),
        "action": "correct",
        "s-content": f"{start}-{end}",
        **SIGNED,
    }
    assert site.client.post("/judge", data=fields).status_code == 303
    assert statement(site, "s1")["content"] == "the mayor of Kalm had opened the sluices"
    assert (
        site.client.get("/search.json", params={"q": "night", "actor": "Lindman"}).json()["statements"][
            "stretch"
        ]["matching"]
        == 1
    )


@pytest.mark.parametrize("spans", ["1-3", "0-99999", "5", "x-y", "9-4"])
def test_invalid_spans_are_refused_and_the_form_keeps_its_content(site: Site, spans: str) -> None:
    fields = {
        "token": site.token(),
        "row": row(site, "s1"),
        "action": "correct",
        "s-content": spans,
        **SIGNED,
    }
    answer = site.client.post("/judge", data=fields)
    assert answer.status_code == 400
    assert f'value="{spans}"' in answer.text
    assert 'value="I read both."' in answer.text


def test_a_concurrent_decision_is_a_conflict_that_shows_both(site: Site) -> None:
    seen = str(site.client.get(f"/judge.json?row={row(site, 's1')}").json()["seen"])
    decide(site, action="accept", row=row(site, "s1"), seen=seen, by="Carl First", why="It says so.")
    late = {
        "token": site.token(),
        "row": row(site, "s1"),
        "action": "reject",
        "seen": seen,
        "by": "Ada Second",
        "why": "Not the mayor.",
    }
    answer = site.client.post("/judge", data=late)
    assert answer.status_code == 409
    assert "Carl First" in answer.text
    assert "Not the mayor." in answer.text
    assert site.client.post("/api/judge", data=late, headers=HEADER).status_code == 409
    fresh = answer.text.partition('name="seen" value="')[2].partition('"')[0]
    assert site.client.post("/judge", data=late | {"seen": fresh}).status_code == 303
    assert [one["by"] for one in site.client.get("/history.json").json()["rows"]] == [
        "Ada Second",
        "Carl First",
    ]


def test_merging_and_splitting_change_how_many_articles_report_a_statement(site: Site) -> None:
    left, right = row(site, "s1"), row(site, "s1", "copied")
    assert statement(site, "s1")["pages"] == 2
    (made,) = decide(site, action="different", row=left, other=right)
    assert statement(site, "s1")["pages"] == 1
    decide(site, action="undo", judgement=str(made["id"]))
    decide(site, action="same", row=row(site, "s3"), other=row(site, "s3", "copied"))
    assert statement(site, "s3")["pages"] == 2


def test_a_response_added_by_a_person_joins_two_statements_in_a_thread(site: Site) -> None:
    decide(site, action="answer", row=row(site, "s3"), other=row(site, "s1"), relation="rejects")
    thread = site.client.get(f"/articles/{site.ids['charged']}/statements/s3.json").json()["thread"]
    assert "Ada Lindman" in thread["who"]


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "accept"},
        {"action": "accept", "row": "a:none/s1"},
        {"action": "shout"},
        {"action": "same", "other": "a:none/s1"},
        {"action": "answer", "relation": "loves"},
        {"action": "undo", "judgement": "j:none"},
        {"action": "correct", "field": "act", "value": '"shout"'},
        {"action": "correct", "field": "confidence", "value": "1"},
        {"action": "accept", "seen": "many"},
        {"action": "accept", "by": ""},
        {"action": "accept", "why": " "},
        {"action": "accept", "by": "rule:words/1 "},
    ],
)
def test_an_invalid_decision_is_refused_with_a_message_and_changes_nothing(
    site: Site, fields: dict[str, str]
) -> None:
    known = {"row": row(site, "s1")} if "row" not in fields and fields != {"action": "accept"} else {}
    answer = site.client.post("/api/judge", data={**SIGNED, **known, **fields}, headers=HEADER)
    if fields.get("by", "").startswith("rule:"):
        assert answer.json()[0]["by"] == "rule words/1"
        return
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]
    assert site.client.get("/history.json").json()["rows"] == []


def test_the_name_of_the_person_is_remembered(site: Site) -> None:
    fields = {"token": site.token(), "row": row(site, "s1"), "action": "accept", **SIGNED}
    site.client.post("/judge", data=fields)
    assert 'value="Ada Clerk"' in site.client.get("/review").text


def test_a_decision_from_the_command_line_shows_at_once(site: Site) -> None:
    before = site.client.get("/statements.json").json()["stretch"]["matching"]
    with open_dossier(site.path, create=False) as elsewhere:
        reject(elsewhere, f"{site.ids['charged']}/s1", Decider("Ada", "nobody said so"))
    assert site.client.get("/statements.json").json()["stretch"]["matching"] == before - 1
