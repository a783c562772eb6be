"""Who is let in, from where, and the security headers of every response."""

import re
from html.parser import HTMLParser

import pytest

from onrecord.ingest import Limits
from onrecord.model.errors import SettingError
from onrecord.web.access.password_attempts import MOST_ATTEMPTS
from onrecord.web.server import ListenOptions, check_options, make_state
from web.conftest import PASSWORD, Site


class Tags(HTMLParser):
    """Collects every tag of a page with its attributes."""

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
def test_every_response_has_the_security_headers(site: Site, page: str) -> None:
    headers = site.client.get(page).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert page.endswith(".svg") or "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("page", ["/", "/statements", "/add", "/review", "/figures", "/timeline"])
def test_pages_have_no_inline_script_or_style_and_no_address_outside(site: Site, page: str) -> None:
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
def test_a_foreign_host_name_is_refused(site: Site, host: str) -> None:
    assert site.client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8033", "127.0.0.1", "[::1]:8033"])
def test_the_names_of_this_machine_are_answered(site: Site, host: str) -> None:
    assert site.client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/add", "/api/add", "/judge", "/api/judge", "/logout"])
def test_nothing_is_changed_without_a_token_or_the_program_header(site: Site, path: str) -> None:
    assert site.client.post(path, data={"text": "He said no.", "action": "accept"}).status_code == 403
    assert site.client.post(path, data={"token": "made up"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://[::1"},
    ],
)
def test_a_request_from_another_site_is_refused_even_with_the_header(
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


def sign_in(site: Site, password: str, target: str = "/") -> int:
    fields = {"token": site.token("/login"), "by": "Ada", "password": password, "next": target}
    return site.client.post("/login", data=fields).status_code


def test_the_right_password_signs_in_and_out(locked: Site) -> None:
    locked.client.base_url = locked.client.base_url.copy_with(scheme="https")  # the cookie is for TLS only
    assert sign_in(locked, PASSWORD) == 303
    page = locked.client.get("/")
    assert page.status_code == 200
    assert "Signed in" in page.text
    token = locked.token("/review")
    assert locked.client.post("/logout", data={"token": token}).status_code == 303
    assert locked.client.get("/").status_code == 303


def test_the_cookie_is_for_this_host_hidden_from_scripts_and_for_tls_only(locked: Site) -> None:
    locked.client.base_url = locked.client.base_url.copy_with(scheme="https", host="record.example")
    cookie = locked.client.get("/login").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "samesite=lax" in cookie.lower()
    assert cookie.startswith("__Host-onrecord-")


def test_a_token_from_before_signing_in_is_invalid_afterwards(locked: Site) -> None:
    locked.client.base_url = locked.client.base_url.copy_with(scheme="https")
    before = locked.token("/login")
    assert sign_in(locked, PASSWORD) == 303
    assert locked.client.post("/add", data={"token": before, "text": "x"}).status_code == 403


def test_too_many_wrong_passwords_block_even_the_right_one(locked: Site) -> None:
    locked.client.base_url = locked.client.base_url.copy_with(scheme="https")
    assert [sign_in(locked, f"guess {number}") for number in range(MOST_ATTEMPTS)] == [401] * MOST_ATTEMPTS
    assert sign_in(locked, PASSWORD) == 429


def test_programs_send_the_password_as_bearer_or_basic_with_the_same_limit(locked: Site) -> None:
    assert (
        locked.client.get("/statements.json", headers={"Authorization": f"Bearer {PASSWORD}"}).status_code
        == 200
    )
    assert locked.client.get("/statements.json", auth=("anybody", PASSWORD)).status_code == 200
    for _ in range(MOST_ATTEMPTS):
        assert (
            locked.client.get("/statements.json", headers={"Authorization": "Bearer wrong"}).status_code
            == 401
        )
    assert (
        locked.client.get("/statements.json", headers={"Authorization": f"Bearer {PASSWORD}"}).status_code
        == 429
    )


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\nx"]
)
def test_signing_in_redirects_to_this_site_only(locked: Site, target: str) -> None:
    page = locked.client.get("/login", params={"next": target}).text
    assert 'name="next" value="/"' in page


@pytest.mark.parametrize(
    "options",
    [
        ListenOptions("0.0.0.0"),  # noqa: S104 - nothing listens
        ListenOptions("192.168.1.5"),
        ListenOptions("::"),
        ListenOptions(host_names=("record.example",)),
        ListenOptions("127.0.0.1", 1, "short"),
    ],
)
def test_options_that_let_others_in_are_refused(options: ListenOptions) -> None:
    with pytest.raises(SettingError):
        check_options(options)


@pytest.mark.parametrize(
    "options",
    [
        ListenOptions(),
        ListenOptions("::1"),
        ListenOptions("localhost"),
        ListenOptions("0.0.0.0", 1, "long enough it is"),  # noqa: S104 - nothing listens
    ],
)
def test_safe_options_are_accepted(options: ListenOptions) -> None:
    check_options(options)


def test_entered_addresses_are_fetched_from_the_public_internet_only(site: Site) -> None:
    state = make_state(site.dossier, "x", ListenOptions(), "x", Limits(allow_private=True))
    assert state.add_queue._limits.allow_private is False


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://x/y", "gopher://x", "javascript:1", "/etc/passwd", "-"]
)
def test_other_schemes_and_paths_are_refused(site: Site, address: str) -> None:
    answer = site.client.post("/api/add", data={"address": address}, headers={"X-OnRecord": "1"})
    assert answer.status_code == 400


def test_a_large_request_is_refused_with_or_without_a_length(site: Site) -> None:
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
