"""What people do with the pages, in a real browser, at desktop and phone width."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from web.conftest import Served
from web.harbour import CHARGE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

expect.set_options(timeout=30_000)
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
SHIFT = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 150);
})"""


@pytest.fixture(params=WIDTHS)
def page(browser: "Browser", served: Served, request: pytest.FixtureRequest) -> Iterator["Page"]:
    """Return a page of a new visitor; a script error or a request to another site fails the test."""
    width, height = WIDTHS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=served.url, has_touch=request.param == "phone"
    )
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    wrong: list[str] = []
    opened.on(
        "console",
        lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None,
    )
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda sent: wrong.append(sent.url) if not sent.url.startswith(served.url) else None)
    yield opened
    context.close()
    assert not (unexpected := [what for what in wrong if "409" not in what]), unexpected


def texts(found: "Locator") -> list[str]:
    """Return the texts of all elements, once the page has the first: reading them alone does not wait."""
    found.first.wait_for()
    return found.all_inner_texts()


def article(served: Served, name: str = "charged") -> str:
    return f"/articles/{served.ids[name]}"


def test_a_denial_and_its_source_chain_are_two_clicks_from_the_overview(page: "Page") -> None:
    page.goto("/")
    denial = (
        page.get_by_role("region", name="Who denied what")
        .get_by_role("listitem")
        .filter(has_text="Carl Brevik")
    )
    assert "Mar 2025" in denial.first.inner_text()
    denial.first.get_by_role("link", name="the gates had been locked").click()
    chain = texts(page.locator(".chain-diagram .step-name"))
    assert chain[:2] == ["crew", "Carl Brevik"]
    assert chain[2] in ("Coast Courier", "The Evening Tide")
    page.get_by_role("link", name="Read it in the article").click()
    page.wait_for_url("**/articles/*#c-s3")
    expect(page.locator("#c-s3")).to_be_visible()


def test_a_commitment_and_its_status_are_one_click_from_the_overview(page: "Page") -> None:
    page.goto("/")
    agreed = (
        page.get_by_role("region", name="What was agreed")
        .get_by_role("listitem")
        .filter(has_text="Vesby")
        .first
    )
    assert "done" in agreed.inner_text()
    page.goto("/commitments?actor=Vesby&since=2025-01-01")
    steps = page.locator(".steps li")
    assert [status.split()[0] for status in texts(steps)] == ["agreed", "done"]
    steps.last.get_by_role("link").click()
    page.wait_for_url("**/articles/*#c-c1")


def test_a_row_and_its_words_are_highlighted_together(page: "Page", served: Served) -> None:
    page.goto(article(served))
    words = page.locator(".segment[data-rows~=s1].m-content").first
    assert CHARGE in words.inner_text()
    card = page.locator("#c-s1")
    card.get_by_role("link", name="Chain and responses").focus()
    assert "highlighted" in (words.get_attribute("class") or "")
    page.locator("#c-s2").get_by_role("link", name="Judge").focus()
    assert "highlighted" not in (words.get_attribute("class") or "")
    words.focus()
    assert "highlighted" in (card.get_attribute("class") or "")
    page.keyboard.press("Enter")
    page.wait_for_url("**#c-s1")


def test_hovering_over_words_highlights_their_card(page: "Page", served: Served) -> None:
    page.goto(article(served))
    page.locator(".segment[data-rows~=s2].m-content").first.hover()
    assert "highlighted" in (page.locator("#c-s2").get_attribute("class") or "")


def test_page_furniture_folds_and_marks_are_hidden_by_keyboard(page: "Page", served: Served) -> None:
    page.goto(article(served))
    appeal = page.get_by_text("support this paper")
    expect(appeal).to_be_visible()
    page.locator(".furniture summary").focus()
    page.keyboard.press("Enter")
    expect(appeal).to_be_hidden()
    page.get_by_label("Statements", exact=True).focus()
    page.keyboard.press("Space")
    expect(page.locator("#c-s1")).to_be_hidden()


def test_a_search_can_be_filtered_and_its_url_shared(page: "Page", browser: "Browser") -> None:
    page.goto("/")
    page.get_by_label("Search everything").fill("sluices night")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=sluices+night**")
    page.locator(".filters").get_by_label("Actor").fill("Lindman")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**actor=Lindman**")
    expect(page.locator("#statements .entry")).to_have_count(2)
    colleague = browser.new_page()
    colleague.goto(page.url)
    expect(colleague.locator("#statements .entry")).to_have_count(2)
    colleague.close()


def test_the_day_of_the_record_is_chosen_on_any_page_and_carries_over(page: "Page") -> None:
    page.goto("/commitments?actor=Vesby&since=2025-01-01")
    page.locator(".as-of summary").click()
    page.locator("#as-of").fill("2025-03-04")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**as_of=2025-03-04**")
    assert "As the record stood" in page.locator(".as-of-note").inner_text()
    expect(page.locator(".ledger .status").first).to_have_text("agreed")
    page.get_by_role("link", name="Overview").click()
    page.wait_for_url("**/?as_of=2025-03-04")
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".as-of-note")).to_have_count(0)


def test_the_timeline_changes_lanes_zooms_in_and_links_to_the_words(page: "Page") -> None:
    page.goto("/timeline?since=2025-03-01&until=2025-06-30")
    assert "accuse" in str(page.locator(".lane-name").all_text_contents())
    page.get_by_role("link", name="By actor").click()
    page.wait_for_url("**lanes=actor**")
    assert "Bela Kolb" in str(page.locator(".lane-name").all_text_contents())
    page.get_by_role("link", name="Zoom in").click()
    page.wait_for_url(lambda url: "until=2025-06-30" not in url)
    page.locator(".timeline a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/timeline" not in url)


def test_dragging_over_days_zooms_in(page: "Page") -> None:
    page.goto("/timeline?since=2025-03-01&until=2025-06-30")
    box = page.locator("svg.timeline").bounding_box()
    assert box is not None
    if box["width"] > 900:  # on a phone the chart scrolls under the finger instead
        page.mouse.move(box["x"] + 400, box["y"] + 8)
        page.mouse.down()
        page.mouse.move(box["x"] + 600, box["y"] + 8)
        page.mouse.up()
        page.wait_for_url(lambda url: "since=2025-03-01" not in url)
    else:
        assert page.locator(".wide.chart").evaluate("chart => chart.scrollWidth > chart.clientWidth")


def test_the_review_list_works_by_keyboard_and_a_decision_is_undone(page: "Page") -> None:
    page.goto("/review")
    page.locator("#by-all").fill("Ada Clerk")
    page.locator("#why-all").fill("I read it.")
    page.keyboard.press("Tab")
    items = page.locator(".review-item")
    page.locator("h1").click()
    page.keyboard.press("j")
    assert items.first.evaluate("item => item === document.activeElement")
    page.keyboard.press("a")
    page.get_by_text("Saved: ").wait_for()
    assert "decided" in (items.first.get_attribute("class") or "")
    assert items.nth(1).evaluate("item => item === document.activeElement")
    page.keyboard.press("u")
    page.get_by_text("Undone.", exact=True).wait_for()
    assert "decided" not in (items.first.get_attribute("class") or "")


def test_a_decision_without_a_name_asks_for_it(page: "Page") -> None:
    page.goto("/review")
    page.locator("#by-all").fill("")
    page.locator(".review-item").first.focus()
    page.keyboard.press("r")
    page.get_by_text("Enter your name.").wait_for()
    assert page.locator("#by-all").evaluate("field => field === document.activeElement")


def test_a_span_is_corrected_by_selecting_words_and_by_keyboard_and_undone(
    page: "Page", served: Served
) -> None:
    row = f"{served.ids['copied']}/s1"
    page.goto(f"/judge?row={row}")
    part = page.locator(".part[data-part=content]")
    part.get_by_label("content: end one word earlier").focus()
    page.keyboard.press("Enter")
    expect(part.locator(".part-words")).to_have_text(CHARGE.removesuffix(" night"))
    select = """([wanted]) => {
        const pieces = [...document.querySelectorAll('#excerpt [data-at]')];
        const piece = pieces.find((one) => one.textContent.includes(wanted));
        const node = piece.firstChild, at = node.data.indexOf(wanted), range = document.createRange();
        range.setStart(node, at + 1); range.setEnd(node, at + wanted.length - 1);
        const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range);
    }"""
    page.evaluate(select, ["opened the sluices"])
    part.get_by_role("button", name="Use the selection").click()
    expect(part.locator(".part-words")).to_have_text("opened the sluices")
    form = page.locator("#judging")
    form.get_by_label("Your name").fill("Ada Clerk")
    form.get_by_label("Why").fill("Only this is said.")
    form.get_by_role("button", name="Save the corrections").click()
    page.wait_for_url("**judged=**")
    expect(page.locator("h1")).to_have_text("opened the sluices")
    page.locator(".confirmation").get_by_role("button", name="Undo it").click()
    page.wait_for_url(lambda url: "judged" not in url)
    page.goto(f"/judge?row={row}")
    expect(page.locator("h1")).to_have_text(CHARGE)
    expect(page.locator(".judgement.withdrawn").first).to_be_visible()


def test_concurrent_decisions_of_two_people_show_a_conflict(page: "Page", served: Served) -> None:
    row = f"{served.ids['kept']}/c1"
    page.goto(f"/judge?row={row}")
    other = page.context.new_page()
    other.goto(f"/judge?row={row}")
    for who, tab, why in (("First", other, "He found them shut."), ("Second", page, "A diver is no judge.")):
        form = tab.locator("#judging")
        form.get_by_label("Your name").fill(who)
        form.get_by_label("Why").fill(why)
        form.get_by_role("button", name="Accept as it is").click()
        tab.wait_for_load_state()
    assert (
        "somebody" in page.locator(".problem").inner_text().lower()
        or "First" in page.locator(".problem").inner_text()
    )
    assert page.locator("#judging").get_by_label("Why").input_value() == "A diver is no judge."
    assert "He found them shut." in page.locator(".judgements").inner_text()
    other.locator(".confirmation").get_by_role("button", name="Undo it").click()
    other.wait_for_load_state()
    other.close()


def test_a_pasted_report_is_read_and_its_result_shown(page: "Page", request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["page"]
    page.goto("/add")
    page.get_by_label("Paste a text").fill(
        f"KALM, May 9 - Pilot Otto Nystand denied on Friday that {name} number nine was late."
    )
    page.get_by_text("Details").click()
    page.get_by_label("Title").fill(f"Pilot denies delay, {name}")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/add")
    page.get_by_role("link", name=f"Pilot denies delay, {name}").wait_for(timeout=200_000)
    page.get_by_role("link", name=f"Pilot denies delay, {name}").click()
    assert "Otto Nystand" in page.locator(".reader").inner_text()


def test_files_can_be_dropped_on_the_page(page: "Page") -> None:
    page.goto("/add")
    page.evaluate("""() => {
        const given = new DataTransfer();
        given.items.add(new File(["Words."], "dropped.txt", { type: "text/plain" }));
        const event = new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true });
        document.getElementById("drop").dispatchEvent(event);
    }""")
    expect(page.locator("#chosen")).to_have_text("dropped.txt")


def test_figures_are_shown_and_their_tables_open(page: "Page") -> None:
    page.goto("/figures")
    page.wait_for_load_state("networkidle")
    assert page.locator("figure img").evaluate_all(
        "images => images.every((image) => image.naturalWidth > 0)"
    )
    page.get_by_text("The table").first.click()
    assert page.get_by_role("region", name="Statements per week").get_by_role("row").count() > 2


PATHS = (
    "/", "/statements", "/threads", "/commitments", "/timeline", "/actors", "/actors/Bela Kolb", "/articles",
    "/stories", "/review", "/history", "/add", "/figures", "/search?q=sluices", "reader", "statement",
    "judge", "bad", "/nowhere",
)  # fmt: skip


def url_of(served: Served, name: str) -> str:
    return {
        "reader": article(served),
        "bad": article(served, "bad"),
        "statement": f"{article(served)}/statements/s3",
        "judge": f"/judge?row={served.ids['charged']}/s1",
    }.get(name, name)


@pytest.mark.parametrize(
    ("width", "scheme"), [("desktop", "light"), ("phone", "dark")]
)  # both widths, both schemes
def test_no_page_has_a_serious_accessibility_fault_or_a_layout_shift(
    browser: "Browser", served: Served, width: str, scheme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    size = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, base_url=served.url, color_scheme=scheme,
        bypass_csp=True,
    )  # fmt: skip
    faults: list[str] = []
    for path in PATHS:
        page = context.new_page()
        page.goto(url_of(served, path))
        shift = page.evaluate(SHIFT)
        if shift > 0.02:
            faults.append(f"{path}: layout shift of {shift:.3f}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            faults.append(f"{path}: {wide} pixels too wide")
        serious = (
            one for one in axe.run(page).response["violations"] if one["impact"] in ("serious", "critical")
        )
        faults += [
            f"{path}: {one['id']}: {one['nodes'][0]['html'][:120]} ({len(one['nodes'])}×)" for one in serious
        ]
        page.close()
    context.close()
    assert not faults, "\n" + "\n".join(faults)
