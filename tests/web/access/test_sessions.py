"""Sessions over a restart, expiry, signing out, other tabs, other dossiers and other cookies on the host."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.ingest import Limits
from onrecord.store.open_dossier import open_dossier
from onrecord.web.access.sessions import SESSION_SECONDS, Sessions, clean_name
from onrecord.web.app import make_app
from onrecord.web.server import ListenOptions, make_state
from web.conftest import PASSWORD, Site

HERE, PUBLIC = "http://127.0.0.1:8033", "https://record.example"
Harbour = tuple[Path, dict[str, str]]


@contextmanager
def running(path: Path, options: ListenOptions | None = None) -> Iterator[TestClient]:
    """Serve a dossier until the block ends; the browsers of `browse` outlive it."""
    limits = Limits(max_bytes=300_000, timeout=2, deadline=4)
    with open_dossier(path, create=False) as dossier:
        state = make_state(dossier, str(path), options or ListenOptions(), "Harbour", limits)
        yield TestClient(make_app(state), base_url=HERE, follow_redirects=False)


def browse(server: TestClient, like: TestClient | None = None, url: str = HERE) -> TestClient:
    """Return a browser at a server, with the cookies of another one."""
    address = ("203.0.113.5", 50_000)
    made = TestClient(server.app, base_url=url, follow_redirects=False, client=address)
    if like is not None:
        made.cookies.update(like.cookies)
    return made


def token(browser: TestClient, path: str = "/add") -> str:
    return browser.get(path).text.partition('name="token" value="')[2].partition('"')[0]


def add(browser: TestClient, given: str) -> int:
    return browser.post("/add", data={"token": given, "address": "ftp://x"}).status_code


LET_IN = 400  # the token was accepted: "ftp://x" is not an http address
LOCKED = ListenOptions("0.0.0.0", 8033, PASSWORD)  # noqa: S104 - nothing listens


def sign_in(browser: TestClient, password: str = PASSWORD) -> int:
    fields = {"token": token(browser, "/login"), "by": "Ada", "password": password, "next": "/"}
    return browser.post("/login", data=fields).status_code


def test_forms_work_again_after_a_restart_without_a_password(harbour: Harbour) -> None:
    with running(harbour[0]) as first:
        browser = browse(first)
        assert add(browser, token(browser)) == LET_IN
    with running(harbour[0]) as second:
        browser = browse(second, browser)
        assert add(browser, token(browser)) == LET_IN


def test_people_can_sign_in_again_after_a_restart(harbour: Harbour) -> None:
    with running(harbour[0], LOCKED) as first:
        browser = browse(first, url=PUBLIC)
        assert sign_in(browser) == 303
    with running(harbour[0], LOCKED) as second:
        browser = browse(second, browser, PUBLIC)
        assert browser.get("/").status_code == 303
        assert sign_in(browser) == 303
        assert browser.get("/").status_code == 200


def test_two_dossiers_on_one_host_keep_their_own_cookies(harbour: Harbour, tmp_path: Path) -> None:
    other = tmp_path / "other.dossier"
    shutil.copy(harbour[0], other)
    with running(harbour[0]) as one, running(other) as two:
        here = browse(one)
        there = browse(two, url="http://127.0.0.1:8034")
        first, second = token(here), ""
        there.cookies.update(here.cookies)
        second = token(there)
        here.cookies.update(there.cookies)
        assert add(here, first) == LET_IN
        assert add(there, second) == LET_IN


def test_one_path_served_at_two_ports_has_two_cookies(harbour: Harbour) -> None:
    with running(harbour[0]) as one:  # two containers can hold different dossiers under one path
        names = {
            browse(one, url=f"http://127.0.0.1:{port}").get("/").headers["set-cookie"].partition("=")[0]
            for port in (8033, 8034)
        }
        assert len(names) == 2


def test_a_session_ends_after_hours_unused_and_forms_work_again(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])
    with running(harbour[0]) as server:
        browser = browse(server)
        before = token(browser)
        now[0] += SESSION_SECONDS + 1
        assert add(browser, before) == 403
        assert add(browser, token(browser)) == LET_IN


def test_a_session_in_use_does_not_end_and_its_forms_stay_valid(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])
    with running(harbour[0]) as server:
        browser = browse(server)
        before = token(browser)
        for _ in range(5):
            now[0] += SESSION_SECONDS / 2
            browser.get("/")
        assert add(browser, before) == LET_IN


def test_a_copied_cookie_is_worthless_after_signing_out(harbour: Harbour) -> None:
    with running(harbour[0], LOCKED) as server:
        browser = browse(server, url=PUBLIC)
        assert sign_in(browser) == 303
        thief = browse(server, browser, PUBLIC)
        assert thief.get("/statements").status_code == 200
        assert browser.post("/logout", data={"token": token(browser, "/review")}).status_code == 303
        assert thief.get("/statements").status_code == 303
        assert browser.get("/statements").status_code == 303


def test_signing_out_leaves_other_people_signed_in(harbour: Harbour) -> None:
    with running(harbour[0], LOCKED) as server:
        ada, ben = browse(server, url=PUBLIC), browse(server, url=PUBLIC)
        assert sign_in(ada) == sign_in(ben) == 303
        ada.post("/logout", data={"token": token(ada, "/review")})
        assert ben.get("/statements").status_code == 200


def test_a_form_sent_after_signing_out_in_another_tab_says_what_to_do(harbour: Harbour) -> None:
    with running(harbour[0], LOCKED) as server:
        browser = browse(server, url=PUBLIC)
        sign_in(browser)
        before = token(browser)
        browser.post("/logout", data={"token": before})
        page = browser.post("/add", data={"token": before, "text": "x"}, headers={"Accept": "text/html"})
        assert page.status_code == 401
        assert "Sign in in a new tab" in page.text
        assert "Harbour" not in page.text  # the dossier's title is not for those who are out


def test_an_out_of_date_form_comes_back_with_what_was_typed(site: Site) -> None:
    typed = {
        "text": "\nHe said <b>no</b>.",
        "title": 'A "title"',
        "address": "https://a.example\nhttps://b.example",
    }
    page = site.client.post("/add", data={"token": "old", **typed})
    assert page.status_code == 403
    assert "&lt;b&gt;no&lt;/b&gt;" in page.text
    assert "https://b.example" in page.text
    assert "A &#34;title&#34;" in page.text
    fresh = page.text.partition('name="token" value="')[2].partition('"')[0]
    assert site.client.post("/add", data={"token": fresh, "address": "ftp://x"}).status_code == LET_IN


def test_an_out_of_date_decision_comes_back_with_every_choice(site: Site) -> None:
    row = f"{site.ids['charged']}/s1"
    typed = {
        "token": "old",
        "action": "correct",
        "row": row,
        "by": "Ada",
        "why": "I was there.",
        "f-act": "warn",
    }
    page = site.client.post("/judge", data=typed)
    assert page.status_code == 403
    assert "I was there." in page.text
    assert re.search(r'<option value="warn" selected>', page.text)


def test_a_mistake_in_a_form_loses_nothing_that_was_typed(site: Site) -> None:
    for wrong in ({"address": "ftp://x"}, {"date": "someday"}):
        page = site.client.post("/add", data={"token": site.token(), "text": "A long report.", **wrong})
        assert page.status_code == 400
        assert "A long report." in page.text


@pytest.mark.parametrize(
    "neighbours",
    ['prefs={"a": "b, c"}; x', "a=b=c;;; =; lonely", "café=1; d\x01=2", "x" * 3000 + "=1", "onrecord=old"],
)
def test_cookies_of_other_programs_on_the_host_do_not_hide_ours(locked: Site, neighbours: str) -> None:
    browser = browse(TestClient(locked.client.app), url=PUBLIC)
    assert sign_in(browser) == 303
    own = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    browser.cookies.clear()
    sent = f"{neighbours}; {own}".encode("latin-1", "ignore")
    assert browser.get("/", headers={b"Cookie": sent}).status_code == 200


def test_a_planted_cookie_of_the_same_name_does_not_hide_ours(locked: Site) -> None:
    browser = browse(TestClient(locked.client.app), url=PUBLIC)
    assert sign_in(browser) == 303
    ((name, value),) = browser.cookies.items()
    browser.cookies.clear()
    for header in (f"{name}=planted; {name}={value}", f"{name}={value}; {name}=planted"):
        assert browser.get("/", headers={"Cookie": header}).status_code == 200


def test_guesses_of_others_never_lock_out_those_who_are_signed_in(locked: Site) -> None:
    browser = browse(TestClient(locked.client.app), url=PUBLIC)
    assert sign_in(browser) == 303
    stranger = browse(TestClient(locked.client.app), url=PUBLIC)  # at the same address
    assert [sign_in(stranger, "guess") for _ in range(9)][-2:] == [401, 429]
    assert browser.get("/").status_code == 200
    assert add(browser, token(browser)) == LET_IN
    assert sign_in(browser) == 303


def test_guesses_from_many_addresses_lock_out_nobody_else(locked: Site) -> None:
    for number in range(30):
        client = (f"198.51.100.{number}", 50_000)
        guesser = TestClient(locked.client.app, base_url=HERE, follow_redirects=False, client=client)
        for _ in range(8):
            guesser.get("/statements.json", headers={"Authorization": "Bearer guess"})
    assert sign_in(browse(TestClient(locked.client.app), url=PUBLIC)) == 303


def test_programs_are_told_how_long_to_wait(locked: Site) -> None:
    for _ in range(8):
        page = locked.client.get("/statements.json", headers={"Authorization": "Bearer wrong"})
        assert page.status_code == 401
        assert page.headers["www-authenticate"].startswith("Bearer")
    page = locked.client.get("/statements.json", headers={"Authorization": f"Bearer {PASSWORD}"})
    assert page.status_code == 429
    assert 0 < int(page.headers["retry-after"]) <= 300
    assert "wait" in page.json()["error"]


def test_programs_get_json_when_they_are_not_signed_in(locked: Site) -> None:
    page = locked.client.post("/api/judge", headers={"X-OnRecord": "1", "Accept": "text/html"})
    assert page.status_code == 401
    assert "not signed in" in page.json()["error"]


@pytest.mark.parametrize("path", ["/login?next=" + "/x" * 5000, "/login?nexxt=1", "/static/nowhere.css"])
def test_errors_do_not_tell_strangers_the_title(locked: Site, path: str) -> None:
    assert "Harbour" not in locked.client.get(path).text
    assert "Harbour" not in locked.client.put(path).text


def test_strangers_may_send_a_short_form_only(locked: Site) -> None:
    fields = {"token": locked.token("/login"), "password": "x" * 20_000}
    assert locked.client.post("/login", data=fields).status_code == 413


@pytest.mark.parametrize("host", ["[", "[::1", "x y", "a/b", "a@b", "record.example:port", "x" * 300])
def test_a_malformed_host_is_refused(locked: Site, host: str) -> None:
    assert locked.client.get("/login", headers={"Host": host}).status_code == 400


def test_an_altered_or_foreign_cookie_starts_a_new_session() -> None:
    mine, theirs = Sessions("a long password"), Sessions("a long password")
    session = mine.sign_in(mine.read([]), "Ada")
    assert mine.read([mine.write(session)]) == session
    assert not theirs.read([mine.write(session)]).signed_in
    assert not mine.read([mine.write(session)[:-2] + "xx"]).signed_in


def test_signing_in_ends_at_last_however_often_the_cookie_is_renewed() -> None:
    now = [0.0]
    sessions = Sessions("a long password", clock=lambda: now[0])
    session = sessions.sign_in(sessions.read([]), "Ada")
    now[0] = 8 * 86_400.0
    assert not sessions.read([sessions.write(session)]).signed_in


def test_a_name_never_looks_like_a_rule() -> None:
    assert not clean_name(" rule:words/1\n").startswith("rule:")
