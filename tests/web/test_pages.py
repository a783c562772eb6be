"""Every page is served, its JSON and tables agree, its filters are in the URL, article text is harmless."""

import csv
import io
import json
import re
import sys
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from builders import make_joint
from onrecord.resolve.judgements import Decider, answer
from onrecord.views.pages import reader
from web.conftest import Site
from web.harbour import HOSTILE

LISTS = ("/statements", "/events", "/actors", "/articles", "/stories", "/search", "/commitments", "/threads")
PAGES = (
    "/",
    *LISTS,
    "/timeline",
    "/timeline?lanes=actor",
    "/figures",
    "/review",
    "/history",
    "/add",
    "/actors/Bela Kolb",
)


def article(site: Site, name: str = "charged") -> str:
    return f"/articles/{site.ids[name]}"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_served_with_a_title(site: Site, page: str) -> None:
    answer = site.client.get(page)
    assert answer.status_code == 200
    assert "<h1" in answer.text
    assert "Harbour</title>" in answer.text


def test_pages_of_articles_statements_and_rows_are_served(site: Site) -> None:
    reader = article(site)
    for path in (
        reader,
        f"{reader}/statements/s2",
        *(f"/judge?row={site.ids['charged']}/{row}" for row in ("s1", "e1", "p1")),
    ):
        assert site.client.get(path).status_code == 200, path
    assert site.client.get(f"/judge?row={site.ids['pledged']}/c1").status_code == 200


@pytest.mark.parametrize(
    "page", [*LISTS, "/front", "/timeline", "/figures", "/review", "/history", "/actors/Bela Kolb"]
)
def test_every_page_has_json_and_tables(site: Site, page: str) -> None:
    assert isinstance(site.client.get(f"{page}.json").json(), dict)
    table = site.client.get(f"{page}.csv")
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(table.text)))
    lines = site.client.get(f"{page}.jsonl").text.splitlines()
    assert len(lines) == len(rows) - 1
    assert all(list(json.loads(line)) == rows[0] for line in lines)


def test_the_json_of_a_list_has_the_rows_of_the_page(site: Site) -> None:
    rows = site.client.get("/statements.json?act=reject").json()["rows"]
    page = site.client.get("/statements?act=reject").text
    assert rows
    assert {row["act"] for row in rows} == {"reject"}
    assert all(f"/articles/{row['id'].replace('/', '/statements/')}" in page for row in rows)


def test_filters_are_in_the_url_and_apply_to_the_exports(site: Site) -> None:
    assert site.client.get("/statements.json?actor=Kolb").json()["stretch"]["matching"] == 2
    assert len(site.client.get("/statements.csv?actor=Kolb").text.splitlines()) == 3
    assert 'value="Kolb"' in site.client.get("/statements?actor=Kolb").text
    assert "/statements.csv?actor=Kolb" in site.client.get("/statements?actor=Kolb").text


def test_empty_fields_of_a_form_are_ignored(site: Site) -> None:
    blank = site.client.get("/statements.json?q=&actor=&act=&since=&until=&as_of=").json()
    assert blank == site.client.get("/statements.json").json()


@pytest.mark.parametrize(
    "query",
    ["since=tomorrow", "act=shout", "page=0"],
)
def test_an_invalid_query_is_refused_with_a_message(site: Site, query: str) -> None:
    answer = site.client.get(f"/statements.json?{query}")
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]
    page = site.client.get(f"/statements?{query}", headers={"Accept": "text/html"})
    assert page.status_code == answer.status_code
    assert "That did not work" in page.text


def test_a_long_list_is_shown_in_pages(site: Site) -> None:
    first, second = (site.client.get(f"/statements.json?page={page}").json() for page in (1, 2))
    assert first["stretch"]["shown"] == 50
    assert second["stretch"]["offset"] == 50
    assert first["stretch"]["matching"] == 50 + second["stretch"]["shown"]
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}
    assert 'rel="next"' in site.client.get("/statements").text
    assert 'rel="prev"' in site.client.get("/statements?page=2").text


def test_as_of_a_day_only_the_record_of_that_day_is_shown_and_links_keep_the_day(site: Site) -> None:
    day = "2025-03-04"
    assert site.client.get(f"/commitments.json?as_of={day}").json()["rows"][0]["status"] == "agreed"
    assert (
        site.client.get("/commitments.json?actor=Vesby&since=2025-01-01").json()["rows"][0]["status"]
        == "done"
    )
    page = site.client.get(f"/?as_of={day}").text
    assert "As the record stood" in page
    assert f"/statements?as_of={day}" in page
    assert "Sluices stayed shut" not in page
    for path in ("/timeline", "/figures", "/actors/Kalm", article(site, "pledged")):
        assert "As the record stood" in site.client.get(f"{path}?as_of={day}").text


def test_a_missing_thing_is_404_with_a_message(site: Site) -> None:
    for path in (
        "/articles/a:none",
        "/articles/a:none.json",
        f"{article(site)}/statements/s99",
        "/actors/Nobody At All",
        "/nowhere",
    ):
        assert site.client.get(path).status_code == 404, path
    assert "has no such article" in site.client.get("/articles/a:none", headers={"Accept": "text/html"}).text


def test_article_text_is_shown_as_printed_and_has_no_effect(site: Site) -> None:
    for path in (
        "/",
        "/statements",
        "/articles",
        "/actors",
        "/review",
        article(site, "bad"),
        "/search?q=bold",
        f"/judge?row={site.ids['bad']}/s1",
    ):
        page = site.client.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "<i>Outlet" not in page, path
    reader = site.client.get(article(site, "bad")).text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in reader
    assert 'data-code="U+202E"' in reader
    assert 'data-code="U+200B"' in reader
    assert site.client.get(f"{article(site, 'bad')}.json").json()["article"]["title"].startswith(HOSTILE)


def test_hidden_characters_are_always_in_an_element_that_limits_their_effect(site: Site) -> None:
    for path in ("/statements", article(site, "bad"), "/articles"):
        page = site.client.get(path).text
        for character in "\u202e\u202c\u200b":
            for before in page.split(character)[:-1]:
                assert before.endswith('">') and 'class="hidden-character"' in before[-120:], (
                    path,
                    hex(ord(character)),
                )


def test_a_statement_shows_its_source_chain_with_the_words_of_each_link(site: Site) -> None:
    page = site.client.get(f"{article(site)}/statements/s3.json").json()
    assert [step["name"] for step in page["steps"]] == ["crew", "Carl Brevik", None]
    assert page["steps"][0]["words"] == ["the crew"]


def test_a_statement_shows_how_many_independent_sources_report_it(site: Site) -> None:
    page = site.client.get(f"{article(site)}/statements/s1.json").json()
    assert (page["row"]["pages"], page["row"]["origins"]) == (2, 1)
    assert {(report["outlet"], report["origin"]) for report in page["reports"]} == {
        ("Coast Courier", 1),
        ("The Evening Tide", 1),
    }


def test_responses_are_shown_in_both_directions(site: Site) -> None:
    reader = article(site)
    assert [row["who"] for row in site.client.get(f"{reader}/statements/s2.json").json()["answers"]] == [
        "Ada Lindman"
    ]
    assert [row["who"] for row in site.client.get(f"{reader}/statements/s1.json").json()["answered_by"]] == [
        "Bela Kolb"
    ]


def test_an_actor_shows_its_statements_roles_and_accusations(site: Site) -> None:
    page = site.client.get("/actors/Ada Lindman.json").json()
    assert page["statements"]["stretch"]["matching"] == 2
    assert [role["title"] for role in page["roles"]] == ["Harbour master"]
    assert [(row["name"], row["count"]) for row in page["accuses"]] == [("Kalm", 2)]
    assert [row["name"] for row in site.client.get("/actors/Kalm.json").json()["accused_by"]] == [
        "Ada Lindman"
    ]


def test_what_was_not_said_is_marked_so_and_stands_in_lists_only_where_it_is_asked_for(site: Site) -> None:
    record = make_joint(77)
    site.dossier.write(record)
    row, actors = f"{record.article.id}/s2", record.actors

    def listed(path: str) -> bool:
        return row in [json.loads(line)["id"] for line in site.client.get(path).text.splitlines()]

    for path in ("/statements.jsonl", f"/articles/{record.article.id}.jsonl"):
        assert not listed(path)
        assert (
            listed(f"{path}?reality=any")
            and listed(f"{path}?reality=negated")
            and not listed(f"{path}?reality=planned")
        )
    for path in (
        f"/articles/{record.article.id}",
        f"/articles/{record.article.id}/statements/s2",
        "/statements?reality=negated",
    ):
        page = site.client.get(path).text
        assert '<span class="reality">negated</span>' in page
        assert all(f'href="/actors/{quote(actors[at].name)}"' in page for at in (0, 1, 3))


def test_page_furniture_is_set_apart_and_can_be_folded(site: Site) -> None:
    page = site.client.get(article(site)).text
    assert '<details class="furniture" open><summary>appeal</summary>' in page


def test_links_to_original_pages_are_web_addresses_only(site: Site) -> None:
    from onrecord.web.html import web_address

    assert web_address("javascript:alert(1)") is None
    assert web_address("https://news.example/1") == "https://news.example/1"
    assert 'rel="noopener noreferrer nofollow"' in site.client.get(article(site)).text


@pytest.mark.parametrize("name", ["weeks", "answers", "stories"])
def test_figures_are_images_with_a_table(site: Site, name: str) -> None:
    drawn = site.client.get(f"/figures/{name}.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "<script" not in drawn.text
    assert site.client.get(f"/figures/{name}.png?theme=dark").content.startswith(b"\x89PNG")
    assert len(site.client.get(f"/figures/{name}.csv").text.splitlines()) > 1


def test_without_matplotlib_the_page_has_the_tables_and_says_what_to_install(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # cannot be imported, as where it is not installed
    page = site.client.get("/figures")
    assert (page.status_code, "<img" in page.text, '<details class="table" open>' in page.text) == (
        200,
        False,
        True,
    )
    assert (
        "pip install &#39;onrecord[figures]&#39;" in page.text
        or "pip install 'onrecord[figures]'" in page.text
    )
    refused = site.client.get("/figures/weeks.svg?q=without")
    assert (refused.status_code, "onrecord[figures]" in refused.text) == (501, True)
    assert len(site.client.get("/figures/weeks.csv").text.splitlines()) > 1


def test_an_empty_figure_says_so(site: Site) -> None:
    assert "No statement has a date" in site.client.get("/figures/weeks.svg?q=zzzz").text


def test_the_same_query_gives_the_same_figure_byte_for_byte(site: Site) -> None:
    first = site.client.get("/figures/answers.svg").content
    site.state.cache.__init__()  # type: ignore[misc]
    assert site.client.get("/figures/answers.svg").content == first


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/articles/a:none", "/articles/a:none/statements/s1", "/actors/Nobody", "/actors/..."],
)
def test_a_missing_page_is_reported_in_the_layout_of_the_pages(site: Site, path: str) -> None:
    answer = site.client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>There is no such page</h1>" in answer.text
    assert 'aria-label="Pages"' in answer.text
    assert "Not Found" not in answer.text


def test_a_program_error_is_reported_in_the_layout_of_the_pages(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> str:
        raise RuntimeError("made up")

    monkeypatch.setattr(type(site.dossier), "count_changes", fail)
    client = TestClient(site.client.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer = client.get("/statements")
    assert answer.status_code == 500
    assert "an error in the program" in answer.text
    assert "made up" not in answer.text


@pytest.mark.parametrize(
    "page", ["/", "/statements", "/threads", "/stories", "/commitments", "/figures", "/review"]
)
def test_the_first_and_last_possible_days_are_accepted(site: Site, page: str) -> None:
    assert site.client.get(f"{page}?as_of=9999-12-31&learnt=true").status_code == 200
    assert site.client.get(f"{page}?as_of=0001-01-01").status_code == 200


def test_a_page_past_the_end_links_back_to_the_last_page(site: Site) -> None:
    page = site.client.get("/statements?page=900").text
    assert 'rel="prev" href="/statements?page=2"' in page


def test_the_overview_shows_an_utterance_once_for_all_its_reports(site: Site) -> None:
    page = site.client.get("/front.json").json()
    assert page["accused"] > len(page["accusations"])
    assert [row["who"] for row in page["accusations"]].count("Ada Lindman") == 1


def test_threads_link_to_named_actors_only(site: Site) -> None:
    page = site.client.get("/threads").text
    assert 'href="/actors/unnamed' not in page
    for name in re.findall(r'href="(/actors/[^"?]+)', page):
        assert site.client.get(name).status_code == 200, name


def test_a_turn_shows_each_relation_once_for_all_its_reports(site: Site) -> None:
    pair = (f"{site.ids['copied']}/s2", f"{site.ids['charged']}/s1")
    answer(site.dossier, *pair, "rejects", Decider("Ada", "the copy says so, too"))
    rows = site.client.get("/threads.json").json()["rows"]
    turns = [turn for row in rows for turn in row["turns"] if len(turn["answers"]) > 1]
    page = site.client.get("/threads").text
    assert turns
    for turn in turns:
        shown = page.split(f'/statements/{turn["id"].partition("/")[2]}"')[0].rpartition(
            'class="entry-head"'
        )[2]
        assert shown.count('class="relation"') == len({answer["relation"] for answer in turn["answers"]})


def test_a_long_article_is_shown_in_parts_and_a_row_links_to_its_part(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "PART_LENGTH", 150)
    address = f"/articles/{site.ids['charged']}"
    first = site.client.get(address).text
    assert re.search(r"Part 1 of [2-9]", first)
    assert f'rel="next" href="{address}?page=2"' in first
    assert 'id="c-s3"' not in first
    page = site.client.get(f"{address}/statements/s3").text
    assert f'href="{address}?row=s3#c-s3"' in page
    own = site.client.get(f"{address}?row=s3").text
    assert 'id="c-s3"' in own
    assert 'rel="prev"' in own
    assert site.client.get(f"{address}.json?row=s3").json()["part"] > 1
    assert site.client.get(f"{address}?row={'s' * 41}").status_code == 422


@pytest.mark.parametrize(
    "page", ["/", "/statements", "/statements.json", "/openapi.json", "/static/style.css"]
)
def test_a_head_request_has_the_headers_of_the_page(site: Site, page: str) -> None:
    whole, head = site.client.get(page), site.client.head(page)
    assert (head.status_code, head.headers["content-type"]) == (
        whole.status_code,
        whole.headers["content-type"],
    )
    assert "content-security-policy" in head.headers


def test_a_search_gives_the_actors_of_that_name_and_not_all_in_the_articles_found(site: Site) -> None:
    found = site.client.get("/search.json", params={"q": "lindman"}).json()
    assert [row["name"] for row in found["actors"]["rows"]] == ["Ada Lindman"]
    assert found["articles"]["stretch"]["matching"] >= 1
    nobody = site.client.get("/search.json", params={"q": "flooded"}).json()
    assert (nobody["actors"]["rows"], nobody["articles"]["stretch"]["matching"] > 0) == ([], True)
