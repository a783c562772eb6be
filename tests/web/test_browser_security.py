"""A dossier full of payloads in a real browser: no script runs, no request leaves, no formula is left."""

import csv
import io
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import uvicorn

from onrecord.ingest import Limits
from onrecord.model.record import Record
from onrecord.resolve.judgements import Decider, accept
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.web.add_queue import ArticleResult, Job
from onrecord.web.app import make_app
from onrecord.web.server import ListenOptions, make_config, make_state
from web.conftest import HERE, Served
from web.harbour import Saying, Sheet, make_sheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Request

# LISTEN stands for the address of the listener; `ran` is called only if a script of the dossier runs.
PAYLOADS = (
    "<script>ran(1)</script>",
    "<img src=LISTEN/img onerror=ran(2)>",
    '"><svg onload=ran(3)><image href="LISTEN/svg"/></svg>',
    "' autofocus onfocus=ran(4) x='",
    "</textarea></title></style><script src=LISTEN/script></script>",
    "<iframe src=LISTEN/frame srcdoc='<script>parent.ran(5)</script>'></iframe>",
    "{{7*191}}{% raw %}${7*191}",
    '<a href="javascript:ran(6)" id=here>here</a><base href=LISTEN/base>',
    "<link rel=stylesheet href=LISTEN/css><style>@import url(LISTEN/import);*{background:url(LISTEN/b)}",
    '<meta http-equiv=refresh content="0;url=LISTEN/meta">',
    "<form action=LISTEN/form><button formaction=javascript:ran(7)>press</button></form>",
    "<object data=LISTEN/object></object><embed src=LISTEN/embed><video src=LISTEN/video autoplay>",
    "&lt;script&gt;ran(8)&lt;/script&gt; &#60;img src=LISTEN/entity&#62;",
    "--><script>ran(9)</script><!-- &#93;&#93;><script>ran(10)</script>",
    "\u202e<script>ran(11)</script>\u2028ran(12)//\u0000\ufeff",
    "<math><mtext><table><mglyph><style><img src=x onerror=ran(13)></style></mglyph></table></mtext></math>",
    '=HYPERLINK("LISTEN/formula";"x");@SUM(1);+1;-1',
    "../../..//LISTEN\\?#%00%0d%0aSet-Cookie:a=b",
)  # fmt: skip
ADDRESSES = (
    "javascript:ran(20)", "JaVaScRiPt:ran(21)", " javascript:ran(22)",
    "data:text/html,<script>ran(23)</script>",
    "vbscript:ran(24)", "java\tscript:ran(25)", "//LISTEN/scheme", "https://a.example/\"onmouseover=ran(26)//",
)  # fmt: skip
PAGES = (
    "/", "/statements", "/events", "/actors", "/articles", "/stories", "/commitments", "/threads", "/review",
    "/history", "/search", "/timeline", "/timeline?lanes=actor", "/figures", "/add", "/nowhere",
)  # fmt: skip
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
# What must not be in a page: code, embedded pages, other bases, links to other than http addresses.
FOUND = """() => [
    ...document.querySelectorAll("iframe, object, embed, base, video, math, style, meta[http-equiv]"),
    ...document.querySelectorAll("[srcdoc], [formaction], [style]"),
    ...[...document.querySelectorAll("script")].filter((one) => !one.src.startsWith(origin + "/static/")),
    ...[...document.querySelectorAll("link")].filter((one) => new URL(one.href).origin !== origin),
    ...[...document.querySelectorAll("a[href], area[href]")].filter((one) =>
        !/^https?:$/.test(new URL(one.getAttribute("href"), location).protocol)),
    ...[...document.querySelectorAll("form")].filter((one) => {
        const target = one.getAttribute("action");
        return target && new URL(target, location).origin !== origin;
    }),
    ...[...document.querySelectorAll("*")].filter((one) =>
        [...one.attributes].some((attribute) => attribute.name.startsWith("on"))),
].map((one) => one.outerHTML.slice(0, 200))"""


class Listener(BaseHTTPRequestHandler):
    """Counts what reaches it; nothing should."""

    got: list[str]

    def do_GET(self) -> None:
        self.got.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - the name is that of the library

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


@dataclass
class Trap:
    """The server with the payloads, its pages, and what the listener got."""

    url: str
    paths: list[str]
    payloads: list[str]
    got: list[str] = field(default_factory=list)


def hostile_record(payload: str, address: str, number: int) -> Record:
    """Return a record whose every free field is a payload."""
    p = payload.replace("\u0000", "")  # no text has it (ingest replaces it)
    sheet = Sheet(
        f"VESBY, March 5 - [e1.all [p1 [p1.office {p} office] One{number} {p}] [e1.trigger accused] "
        f"[p2 Two {p}]].\n"
        f"[s1.source {p} source] [s1.cue {p} said] [s1.content {p} was denied].\n"
        f"[s2.source Three {p}] [s2.cue rejected] [s2.content it {p}].\n"
        f"[c1.words The two {p} agreed to stop].\n",
        f"{p} title",
        f"{p} outlet",
        f"2025-03-{number % 27 + 1:02}",
        {"p1": f"{p} One{number}", "p2": f"Two {p}", "p3": f"Three {p}"},
        (Saying("s1", "p1", "accuse"), Saying("s2", "p3", "reject", answers="s1", confidence=0.4)),
        pledge="agreed",
    )
    made = make_sheet(sheet)
    return replace(made, article=replace(made.article, url=address, authors=(p, f"By {p}"), source=p))


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trap]:
    got: list[str] = []
    listener = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Listener,), {"got": got}))
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    listen = f"http://127.0.0.1:{listener.server_port}"
    payloads = [payload.replace("LISTEN", listen) for payload in PAYLOADS]
    path = tmp_path_factory.mktemp("trap") / "<img src=x onerror=ran(30)>.dossier"
    with open_dossier(path, create=True) as dossier, socket.create_server(("127.0.0.1", 0)) as listening:
        ids = []
        for number, payload in enumerate(payloads):
            address = ADDRESSES[number % len(ADDRESSES)].replace("LISTEN", listen)
            record = hostile_record(payload, address, number)
            dossier.write(record)
            ids.append(record.article.id)
            accept(dossier, f"{record.article.id}/s1", Decider(payload, payload))
        for _ in link_articles(dossier):
            pass
        state = make_state(dossier, str(path), ListenOptions(), f"{payloads[0]}{payloads[1]}", Limits())
        told = tuple(ArticleResult(one, "failed", one, "a:1", one) for one in payloads)
        numbers = count(1)
        for one in payloads:
            job = Job(next(numbers), (one,), one, "2025-07-01T10:00:00", "failed", told, {}, one)
            state.add_queue._jobs[job.id] = job
        server = uvicorn.Server(make_config(make_app(state)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield Trap(f"{HERE}:{listening.getsockname()[1]}", [*PAGES, *_paths_of(ids, payloads)], payloads, got)
        server.should_exit = True
        thread.join(15)
    listener.shutdown()


def _paths_of(ids: list[str], payloads: list[str]) -> list[str]:
    paths = []
    for id_, payload in zip(ids, payloads, strict=True):
        words = quote(payload, safe="")
        paths += [f"/articles/{id_}", f"/articles/{id_}/statements/s1", f"/judge?row={id_}/s1"]
        paths += [f"/actors/{words}", f"/{words}", f"/login?next={words}", f"/judge?row={words}"]
        paths += [
            f"/{page}?q={words}&actor={words}&outlet={words}&row={words}" for page in ("statements", "search")
        ]
        paths += [f"/timeline?lanes={words}&since={words}", f"/?judged={words}&as_of=2025-03-09"]
    return paths


def watch(context: "BrowserContext", trap: Trap) -> list[str]:
    """Return a list that gets whatever a page of this context does and must not do."""
    wrong: list[str] = []

    def on_request(sent: "Request") -> None:
        if not sent.url.startswith(trap.url):
            wrong.append(f"request {sent.url}")

    def on_console(said: "ConsoleMessage") -> None:
        if "Content Security" in said.text:
            wrong.append(said.text)

    def on_dialog(dialog: "Dialog") -> None:
        wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    context.expose_binding("ran", lambda source, *given: wrong.append(f"ran {given}, {source['page'].url}"))
    context.on("request", on_request)
    context.on("console", on_console)
    context.on("dialog", on_dialog)
    context.on("weberror", lambda error: wrong.append(f"error {error.error}"))
    return wrong


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("policy", ["with the policy", "without it"])
def test_no_script_of_the_dossier_runs_and_no_request_leaves(
    browser: "Browser", trap: Trap, width: str, policy: str
) -> None:
    """Also without the Content-Security-Policy: the escaping alone has to hold."""
    size = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, base_url=trap.url, bypass_csp=policy == "without it"
    )
    wrong = watch(context, trap)
    page = context.new_page()
    paths = trap.paths if (width, policy) == ("desktop", "without it") else trap.paths[::4]
    for path in paths:
        page.goto(path, wait_until="load")
        wrong += [f"{path}: {what}" for what in page.evaluate(FOUND)]
        assert "1337" not in page.inner_text("body"), path  # 7 × 191: a template would have computed it
    context.close()
    assert not wrong, "\n".join(wrong[:20])
    assert trap.got == []


def test_working_with_a_hostile_row_runs_nothing(browser: "Browser", trap: Trap) -> None:
    context = browser.new_context(base_url=trap.url, bypass_csp=True)
    wrong = watch(context, trap)
    page = context.new_page()
    for path in [path for path in trap.paths if path.startswith("/judge?row=a")]:
        page.goto(path)
        for button in page.locator("[data-move]").all()[:4]:
            button.click()
        page.locator("#judging").get_by_label("Your name").fill(trap.payloads[1])
        page.locator("#judging").get_by_label("Why").fill(trap.payloads[0])
        page.get_by_role("button", name="Accept as it is").click()
        page.wait_for_url("**judged=**")
        wrong += page.evaluate(FOUND)
    page.goto("/review")
    for key in ("j", "k", "a", "u"):
        page.keyboard.press(key)
    context.close()
    assert not wrong, wrong[:10]
    assert trap.got == []


def test_data_opened_as_a_page_runs_nothing(browser: "Browser", trap: Trap) -> None:
    context = browser.new_context(base_url=trap.url)
    wrong = watch(context, trap)
    page = context.new_page()
    article = next(path for path in trap.paths if path.startswith("/articles/a"))
    data = [
        "/front.json",
        "/statements.json",
        "/add.json",
        "/history.json",
        f"{article}.json",
        f"{article}/record.json",
    ]
    images = [
        f"/figures/{name}.{form}" for name in ("weeks", "answers", "stories") for form in ("svg", "png")
    ]
    for path in (*data, *images):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        page.wait_for_timeout(50)
    context.close()
    assert not wrong
    assert trap.got == []


FORMULA = re.compile(r"\s*[=+\-@\uff0b\uff0d\uff1d\uff20]")


def test_no_cell_of_a_table_is_a_formula_in_any_spreadsheet(trap: Trap, browser: "Browser") -> None:
    """Also where cells are split at semicolons or tabs, as spreadsheets do in many countries."""
    context = browser.new_context(base_url=trap.url)
    names = (
        "front",
        "statements",
        "events",
        "actors",
        "articles",
        "stories",
        "commitments",
        "threads",
        "review",
    )
    for name in (*names, "history", "search", "timeline", "figures", "figures/answers", "figures/stories"):
        text = context.request.get(f"/{name}.csv").text()
        assert len(text.splitlines()) > 1 or name in ("review", "stories", "figures", "figures/stories"), name
        for separator in (",", ";", "\t"):
            for row in csv.reader(io.StringIO(text), delimiter=separator):
                for cell in row:
                    is_number = re.fullmatch(r"-?[0-9.]+", cell)
                    assert is_number or not FORMULA.match(cell), (name, separator, cell)
    context.close()


def test_a_link_from_another_site_keeps_the_session(
    browser: "Browser", served: Served, tmp_path: Path
) -> None:
    """The cookie arrives with a link in a mail; otherwise the new one would make open forms out of date."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/add")
    page.locator("#text").fill("He said no.")
    mail = context.new_page()
    elsewhere = served.url.replace("127.0.0.1", "localhost")  # another site, to a browser
    mail.goto(f"{elsewhere}/static/mark.svg")
    mail.evaluate(f"() => {{ location.href = '{served.url}/statements' }}")
    mail.wait_for_url("**/statements")
    cookies = context.cookies(served.url)
    page.locator("#address").fill("ftp://x")
    page.get_by_role("button", name="Add").click()
    assert "is not an http or https address" in page.locator(".problem").inner_text()
    assert [one["value"] for one in context.cookies(served.url)] == [one["value"] for one in cookies]
    context.close()
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_a_form_of_a_restarted_server_is_sent_again_with_one_click(
    browser: "Browser", served: Served
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/add")
    page.locator("#text").fill("A report that took an hour to type.")
    context.clear_cookies()  # what the browser has is as worthless as after a restart
    page.locator("#address").fill("ftp://x")
    page.get_by_role("button", name="Add").click()
    assert "out of date" in page.locator(".problem").inner_text()
    assert page.locator("#text").input_value() == "A report that took an hour to type."
    page.get_by_role("button", name="Add").click()
    assert "is not an http or https address" in page.locator(".problem").inner_text()
    context.close()
