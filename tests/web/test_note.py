"""What people add in the pages: rows and steps from words of an article; mistakes keep the entries."""

import pytest

from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier
from web.conftest import Site

HEADER = {"X-OnRecord": "1"}
SIGNED = {"by": "Ada Clerk", "why": "I read it."}


def quote(site: Site, article: str) -> str:
    """Return the first line of an article without its last mark."""
    with open_dossier(site.path, create=False) as dossier:
        text = words_of(dossier, article)
    return next(line for line in text.split("\n") if len(line) > 30).rstrip(".”")


def words_of(dossier: Dossier, article: str) -> str:
    stored = dossier.get_text(article)
    assert stored is not None
    return stored.text


@pytest.fixture
def article(site: Site) -> str:
    return site.ids["charged"]


def test_a_row_is_added_from_the_form_and_shown_with_who_added_it(site: Site, article: str) -> None:
    page = site.client.get(f"/note?article={article}&kind=statement")
    assert page.status_code == 200 and "Add what was missed" in page.text
    name = site.client.get(f"/articles/{article}.json").json()["actors"][0]["name"]
    fields = {"article": article, "kind": "statement", "quote": quote(site, article), "f-actor": name}
    token = site.token(f"/note?article={article}")
    answer = site.client.post("/note", data={**SIGNED, **fields, "token": token}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    rows = site.client.get("/statements.json").json()["rows"]
    assert [row["content"] for row in rows if "added by Ada Clerk" in row["marks"]] == [fields["quote"]]


def test_a_step_is_added_and_undone(site: Site, article: str) -> None:
    row = site.client.get("/commitments.json").json()["rows"][0]
    fields = {"article": article, "kind": "step", "quote": quote(site, article), "about": row["id"]}
    sent = {**SIGNED, **fields, "f-step": "broken", "f-day": "2029-01-01"}
    made = site.client.post("/api/note", data=sent, headers=HEADER)
    assert made.status_code == 200, made.text
    shown = next(one for one in site.client.get("/commitments.json").json()["rows"] if one["id"] == row["id"])
    assert (shown["steps"][-1]["status"], shown["steps"][-1]["day"]) == ("broken", "2029-01-01")
    undo = {**SIGNED, "action": "undo", "judgement": made.json()[0]["id"]}
    assert site.client.post("/api/judge", data=undo, headers=HEADER).status_code == 200
    again = next(one for one in site.client.get("/commitments.json").json()["rows"] if one["id"] == row["id"])
    assert again == row


def test_a_mistake_keeps_the_entries_and_says_what_to_do(site: Site, article: str) -> None:
    fields = {"article": article, "kind": "event", "quote": "words that nobody wrote", "f-type": "AGREE"}
    token = site.token(f"/note?article={article}")
    answer = site.client.post("/note", data={**SIGNED, **fields, "token": token})
    assert answer.status_code == 400
    assert "does not have the words" in answer.text and "words that nobody wrote" in answer.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"article": "a:none"}, 404),
        ({"kind": "poem"}, 400),
        ({"nth": "x"}, 400),
        ({"quote": ""}, 400),
        ({"by": ""}, 400),
    ],
)
def test_a_program_is_told_what_is_wrong(
    site: Site, article: str, fields: dict[str, str], status: int
) -> None:
    sent = {**SIGNED, "article": article, "kind": "event", "quote": "x", "f-type": "AGREE", **fields}
    assert site.client.post("/api/note", data=sent, headers=HEADER).status_code == status


def test_intents_are_listed_apart(site: Site) -> None:
    pages = [site.client.get(f"/commitments.json{query}").json() for query in ("", "?intent=true")]
    assert all(row["is_checkable"] for row in pages[0]["rows"])
    assert not any(row["is_checkable"] for row in pages[1]["rows"])
