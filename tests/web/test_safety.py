"""Who is let in, from where, and what every answer carries."""

import re
from html.parser import HTMLParser

import pytest

from onrecord.ingest import Limits
from onrecord.model.errors import SettingError
from onrecord.web.server import Door, check_door, make_house
from onrecord.web.sessions import TRIES, Sessions, Tries, clean_name
from web.conftest import PASSWORD, Site


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


PAGES = (
    "/",
    "/statements",
    "/statements.json",
    "/figures/weeks.svg",
    "/add",
    "/static/style.css",
    "/nowhere",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_carries_the_headers_that_keep_browsers_strict(site: Site, page: str) -> None:
    headers = site.client.get(page).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert page.endswith(".svg") or "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("page", ["/", "/statements", "/add", "/review", "/figures", "/timeline"])
def test_pages_hold_no_script_or_style_of_their_own_and_no_address_outside(site: Site, page: str) -> None:
    tags = Tags()
    tags.feed(site.client.get(page).text)
    assert len(tags.found) > 20
    for tag, attributes in tags.found:
        assert tag != "style"
        assert tag != "script" or (attributes["src"] or "").startswith("/static/")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        for name in {"src", "srcset", "action"} & set(attributes):
            assert re.match(r"/(?!/)", attributes[name] or ""), attributes


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""])
def test_a_foreign_host_name_is_not_answered(site: Site, host: str) -> None:
    assert site.client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8033", "127.0.0.1", "[::1]:8033"])
def test_this_machines_own_names_are_answered(site: Site, host: str) -> None:
    assert site.client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/add", "/api/add", "/judge", "/api/judge", "/logout"])
def test_nothing_is_changed_without_a_token_or_a_header_of_ones_own(site: Site, path: str) -> None:
    assert site.client.post(path, data={"text": "He said no.", "action": "accept"}).status_code == 403
    assert site.client.post(path, data={"token": "made up"}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_what_another_sites_page_sends_is_refused_even_with_the_header(
    site: Site, headers: dict[str, str]
) -> None:
    assert (
        site.client.post("/api/add", data={"text": "x"}, headers={"X-OnRecord": "1", **headers}).status_code
        == 403
    )


def test_without_the_password_nothing_is_shown(locked: Site) -> None:
    page = locked.client.get("/statements?act=reject")
    assert page.status_code == 303
    assert page.headers["location"] == "/login?next=%2Fstatements%3Fact%3Dreject"
    for path in (
        "/statements.json",
        "/statements.csv",
        "/openapi.json",
        "/figures/weeks.svg",
        f"/articles/{locked.ids['bad']}/record.json",
    ):
        assert locked.client.get(path).status_code in (401, 303), path
        assert "sluices" not in locked.client.get(path).text
    assert locked.client.post("/api/judge", headers={"X-OnRecord": "1"}).status_code == 401


def sign_in(site: Site, password: str, whither: str = "/") -> int:
    fields = {"token": site.token("/login"), "by": "Ada", "password": password, "next": whither}
    return site.client.post("/login", data=fields).status_code


def test_the_right_password_lets_in_and_the_name_stays(locked: Site) -> None:
    locked.client.base_url = locked.client.base_url.copy_with(scheme="https")  # the cookie is for TLS alone
    assert sign_in(locked, PASSWORD) == 303
    page = locked.client.get("/")
    assert page.status_code == 200
    assert "Signed in" in page.text
    token = locked.token("/review")
    assert locked.client.post("/logout", data={"token": token}).status_code == 303
    assert locked.client.get("/").status_code == 303


def test_the_cookie_is_for_this_host_and_unseen_by_scripts_and_for_tls_alone(locked: Site) -> None:
    locked.client.base_url = locked.client.base_url.copy_with(scheme="https", host="record.example")
    cookie = locked.client.get("/login").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "samesite=strict" in cookie.lower()


def test_a_token_from_before_signing_in_is_worth_nothing_afterwards(locked: Site) -> None:
    locked.client.base_url = locked.client.base_url.copy_with(scheme="https")
    before = locked.token("/login")
    assert sign_in(locked, PASSWORD) == 303
    assert locked.client.post("/add", data={"token": before, "text": "x"}).status_code == 403


def test_guessing_is_slowed_down_even_for_the_right_password(locked: Site) -> None:
    locked.client.base_url = locked.client.base_url.copy_with(scheme="https")
    assert [sign_in(locked, f"guess {number}") for number in range(TRIES)] == [401] * TRIES
    assert sign_in(locked, PASSWORD) == 429


def test_programs_send_the_password_as_bearer_or_basic_and_guess_no_faster(locked: Site) -> None:
    assert (
        locked.client.get("/statements.json", headers={"Authorization": f"Bearer {PASSWORD}"}).status_code
        == 200
    )
    assert locked.client.get("/statements.json", auth=("anybody", PASSWORD)).status_code == 200
    for _ in range(TRIES):
        assert (
            locked.client.get("/statements.json", headers={"Authorization": "Bearer wrong"}).status_code
            == 401
        )
    assert (
        locked.client.get("/statements.json", headers={"Authorization": f"Bearer {PASSWORD}"}).status_code
        == 401
    )


@pytest.mark.parametrize(
    "whither", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\nx"]
)
def test_signing_in_leads_nowhere_else(locked: Site, whither: str) -> None:
    page = locked.client.get("/login", params={"next": whither}).text
    assert 'name="next" value="/"' in page


def test_wrong_passwords_are_forgotten_after_a_while() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(TRIES):
        assert tries.judge("a", lambda: False) == "wrong"
    assert tries.judge("a", lambda: True) == "wait"
    assert tries.judge("b", lambda: True) == "right"
    now[0] = 301.0
    assert tries.judge("a", lambda: True) == "right"


def test_a_cookie_that_was_altered_or_signed_elsewhere_is_a_new_session() -> None:
    mine, theirs = Sessions("a long password"), Sessions("a long password")
    session = mine.sign_in(mine.read(None), "Ada")
    assert mine.read(mine.write(session)) == session
    assert not theirs.read(mine.write(session)).signed_in
    assert not mine.read(mine.write(session)[:-2] + "xx").signed_in


def test_nobody_can_sign_as_a_rule() -> None:
    assert not clean_name(" rule:words/1\n").startswith("rule:")


@pytest.mark.parametrize(
    "door",
    [
        Door("0.0.0.0"),
        Door("192.168.1.5"),
        Door("::"),
        Door(names=("record.example",)),
        Door("127.0.0.1", 1, "short"),
    ],  # noqa: S104
)
def test_a_door_that_stands_open_is_refused(door: Door) -> None:
    with pytest.raises(SettingError):
        check_door(door)


@pytest.mark.parametrize(
    "door", [Door(), Door("::1"), Door("localhost"), Door("0.0.0.0", 1, "long enough it is")]
)  # noqa: S104
def test_a_door_that_is_safe_is_opened(door: Door) -> None:
    check_door(door)


def test_addresses_that_people_give_are_fetched_from_the_open_internet_only(site: Site) -> None:
    house = make_house(site.dossier, "x", Door(), "x", Limits(allow_private=True))
    assert house.adding._limits.allow_private is False


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://x/y", "gopher://x", "javascript:1", "/etc/passwd", "-"]
)
def test_other_schemes_and_paths_are_no_addresses(site: Site, address: str) -> None:
    answer = site.client.post("/api/add", data={"address": address}, headers={"X-OnRecord": "1"})
    assert answer.status_code == 400


def test_what_is_too_large_is_refused_whether_its_length_is_told_or_not(site: Site) -> None:
    large = b"x" * 400_000
    assert (
        site.client.post(
            "/api/add", files={"files": ("a.txt", large)}, headers={"X-OnRecord": "1"}
        ).status_code
        == 413
    )
    pieces = (large[at : at + 1000] for at in range(0, len(large), 1000))
    headers = {"X-OnRecord": "1", "Content-Type": "multipart/form-data; boundary=b"}
    assert site.client.post("/api/add", content=pieces, headers=headers).status_code == 413
