"""Factiva, ProQuest, NewsML-G2, NITF and ninjs: fields, versions, corrections, withdrawals; broken files."""

import json
from pathlib import Path

import pytest

from ingest.news_archives import rtf_files
from ingest.outcomes import article, articles, lines, outcomes, undone
from onrecord.model.article import Article
from onrecord.model.record import Undone

FILES = Path(__file__).parents[3] / "examples" / "formats"
MAROK = (
    "Foreign Minister Lena Marok of Ostaria said on Tuesday that the ceasefire along the river would hold."
)
SHOT = "“We have not fired a single shot since Sunday,” she told reporters."
HOLDS, REJECTS = "Ostaria says ceasefire holds", "Vellin rejects claim on ceasefire"


def raw(name: str) -> bytes:
    return (FILES / name).read_bytes()


def test_a_page_of_factiva_gives_articles_with_and_without_codes() -> None:
    first, second = articles(raw("factiva.html"), "factiva.html")
    assert lines(first) == [HOLDS, MAROK, SHOT, "LA and RE are initials of two delegates & no codes."]
    assert (first.outlet, first.credit, first.version) == ("The Example Courier", "Agency Example", "First")
    assert (first.authors, first.published.value) == (("Ann Lee", "Ben Okoro"), "2020-10-06T10:22")
    assert (second.title, second.outlet, second.authors) == (REJECTS, "Agency Example", ("Tomas Brandt",))
    assert lines(second)[-1] == "Its ambassador, Tomas Rell, demanded an inquiry."


def test_rtf_of_factiva_with_codes() -> None:
    first, second = articles(rtf_files.coded(), "Factiva.rtf")
    assert lines(first) == [HOLDS, MAROK, SHOT, "IN Marusk, shops opened again."]
    assert (first.outlet, first.authors, first.published.value) == (
        "The Example Courier", ("Ann Lee",), "2020-10-06",
    )  # fmt: skip
    assert (second.credit, second.notice) == ("Agency Example", "correction")
    assert second.published.value == "2020-10-07T11:05"


def test_rtf_of_factiva_as_articles_are_shown() -> None:
    first, second = articles(rtf_files.shown(), "Factiva.rtf")
    assert first.title == "Ostaria says that the ceasefire at the river holds"
    assert lines(first)[1:] == [MAROK, SHOT, "IN Marusk, shops opened again."]
    assert (first.outlet, first.authors) == ("The Example Courier", ("Ann Lee",))
    assert (second.title, second.published.value) == ("Vellin rejects claim", "2020-10-07T11:05Z")


def test_a_plain_text_of_factiva() -> None:
    fields = {
        "HD": HOLDS,
        "WC": "52 words",
        "PD": "6 October 2020",
        "SN": "The Example Courier",
        "LA": "English",
        "LP": MAROK,
        "TD": SHOT,
        "AN": "Document EXCOUR0020201006ega60001p",
    }
    text = "".join(f"{code}\t{value}\n" for code, value in fields.items())
    assert lines(article(text.encode(), "a.txt")) == [HOLDS, MAROK, SHOT]
    cut = undone(text[: text.index("AN\t")].encode(), "a.txt")
    assert (cut.reason, cut.source) == ("damaged", "a.txt[1]")


def test_a_text_of_proquest() -> None:
    first, second = outcomes(raw("proquest.txt"), "ProQuestDocuments.txt")
    assert isinstance(first, Article)
    assert lines(first) == [
        HOLDS, MAROK, SHOT, "Location: a tent beside the bridge, where both delegations had met before.",
    ]  # fmt: skip
    assert (first.outlet, first.authors) == ("The Example Courier", ("Ann Lee", "Ben Okoro"))
    assert (first.published.value, first.credit) == ("2020-10-06", "Agency Example")
    assert isinstance(second, Undone)
    assert (second.reason, second.source) == ("no-article", "ProQuestDocuments.txt[2]")


def test_records_of_proquest() -> None:
    first, second, third = outcomes(raw("proquest-records.xml"), "a.xml")
    assert isinstance(first, Article)
    assert lines(first) == [HOLDS, MAROK, SHOT]
    assert (first.outlet, first.authors, first.published.value) == (
        "The Example Courier",
        ("Ann Lee",),
        "2020-10-06",
    )
    assert isinstance(second, Article)
    assert (second.title, second.published.value) == ("MEDIATORS AT THE BRIDGE", "1993-05-03")
    assert isinstance(third, Undone)


def test_a_message_of_newsml_g2_gives_each_version() -> None:
    first, second, third, withheld, picture = outcomes(raw("newsml-g2.xml"), "feed.xml")
    assert isinstance(first, Article)
    assert lines(first) == [HOLDS, f"MARUSK, Oct 6 (Agency Example) - {MAROK}", SHOT]
    assert (first.version, first.notice, first.credit) == ("1", None, "Agency Example/Example Pool")
    assert (first.outlet, first.authors, first.language) == ("Agency Example", ("Ann Lee",), "en-GB")
    assert (first.published.value, first.source) == ("2020-10-06T10:22:00Z", "feed.xml[1]")
    assert isinstance(second, Article)
    assert (second.version, second.notice) == ("2", "correction")
    assert second.published.value == "2020-10-06T18:00:00Z"  # when its embargo ends
    assert lines(second) == [
        HOLDS,
        f"MARUSK, Oct 6 (Agency Example) — {MAROK.replace('Marok', 'Maroc')}",
        SHOT,
    ]
    assert isinstance(third, Article)
    assert (third.version, third.notice) == ("3", "withdrawn")
    assert isinstance(withheld, Undone)
    assert "ceasefire" not in (withheld.detail or "")
    assert "river, version 2, is withdrawn" in (withheld.detail or "")
    assert isinstance(picture, Undone)
    assert "picture" in (picture.detail or "")


def test_an_embargo_is_told(caplog: pytest.LogCaptureFixture) -> None:
    outcomes(raw("newsml-g2.xml"), "feed.xml")
    assert "feed.xml[2]: under embargo until 2020-10-06T18:00:00Z" in caplog.text


def test_nitf() -> None:
    found = article(raw("nitf.xml"), "a.xml")
    table = ["The bridge", "Monday | 2 shots", "Tuesday | none"]
    assert lines(found) == [HOLDS, f"MARUSK — {MAROK}", SHOT, *table]
    assert (found.outlet, found.credit, found.authors) == (
        "The Example Courier",
        "Agency Example",
        ("Ann Lee",),
    )
    assert (found.version, found.notice, found.published.value) == ("2", "correction", "2020-10-06T10:22:00Z")


@pytest.mark.parametrize(
    ("before", "after", "notice"),
    [
        ('<correction info="Corrects the name of the minister"/>', "", None),
        ('management-status="usable"', 'management-status="canceled"', "withdrawn"),
        ('<correction info="Corrects the name of the minister"/>', '<ed-msg msg-type="kill"/>', "withdrawn"),
        (
            '<correction info="Corrects the name of the minister"/>',
            '<ed-msg info="UPDATES with quotes"/>',
            "update",
        ),
    ],
)
def test_what_nitf_says_of_the_version(before: str, after: str, notice: str | None) -> None:
    assert article(raw("nitf.xml").replace(before.encode(), after.encode()), "a.xml").notice == notice


def test_nitf_within_newsml_g2() -> None:
    nitf = raw("nitf.xml").partition(b'nitf-3-6.dtd">\n')[2]
    message = raw("newsml-g2.xml")
    start, end = message.index(b'<html xmlns="http'), message.index(b"</inlineXML>")
    nitf = nitf.replace(b"&ldquo;", "“".encode()).replace(b"&rdquo;", "”".encode())
    found = outcomes(message[:start] + nitf.replace(b"<nitf>", b'<nitf xmlns="">') + message[end:], "a.xml")[
        0
    ]
    assert isinstance(found, Article)
    assert lines(found)[1:3] == [f"MARUSK — {MAROK}", SHOT]


def test_ninjs_of_the_first_generation() -> None:
    found = article(raw("ninjs-1.json"), "a.json")
    assert lines(found) == [HOLDS, f"MARUSK — {MAROK}", SHOT]
    assert (found.outlet, found.authors, found.version) == ("Agency Example", ("Ann Lee",), "2")
    assert (found.notice, found.url, found.credit) == (
        "correction",
        "https://agency.example/items/1",
        "Example Pool",
    )


def test_ninjs_of_the_third_generation() -> None:
    first, second, third = outcomes(raw("ninjs-3.json"), "a.json")
    assert isinstance(first, Article)
    assert lines(first) == [
        REJECTS,
        "The government of Vellin rejected the claim.",
        "Its ambassador, Tomas Rell, demanded an inquiry.",
    ]
    assert (first.outlet, first.published.value) == ("Agency Example", "2020-10-07T11:05:00Z")
    assert isinstance(second, Undone)
    assert "urn:agency.example:3 is withdrawn" in (second.detail or "")
    assert isinstance(third, Undone)
    assert "picture" in (third.detail or "")


def test_ninjs_line_by_line_and_in_the_answer_of_a_service() -> None:
    one = json.loads(raw("ninjs-1.json"))
    rows = f"{json.dumps(one)}\n{json.dumps(one)[:-20]}\n\n{json.dumps(one)}\n"
    first, broken, third = outcomes(rows.encode(), "a.jsonl")
    assert isinstance(first, Article)
    assert isinstance(broken, Undone)
    assert (broken.source, broken.reason) == ("a.jsonl:2", "not-json")
    assert isinstance(third, Article)
    assert len(articles(json.dumps({"_items": [one, one]}, indent=1).encode(), "a.json")) == 2


def test_newsml_1_is_refused_by_name() -> None:
    found = undone(b'<?xml version="1.0"?><NewsML Version="1.2"><NewsEnvelope/></NewsML>', "a.xml")
    assert found.reason == "format"
    assert "NewsML-G2" in (found.detail or "")


NAMES = (
    "factiva.html",
    "newsml-g2.xml",
    "ninjs-1.json",
    "ninjs-3.json",
    "nitf.xml",
    "proquest-records.xml",
    "proquest.txt",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("other", ["a", "a.txt", "a.html", "a.docx", "a.bin"])
def test_the_content_tells_the_format(name: str, other: str) -> None:
    as_named, otherwise = outcomes(raw(name), "a"), outcomes(raw(name), other)
    texts = [one.text for one in as_named if isinstance(one, Article)]
    assert texts
    assert [one.text for one in otherwise if isinstance(one, Article)] == texts


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith((".xml", ".json"))])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_gives_one_error(name: str, share: float) -> None:
    whole = raw(name)
    found = undone(whole[: int(len(whole) * share)], name)
    assert found.reason in ("damaged", "not-json", "format")


def test_entities_do_not_grow_and_files_are_not_read() -> None:
    evil = b'<!DOCTYPE nitf [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    text = (
        raw("nitf.xml")
        .replace(b'<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">', evil)
        .replace(b"along the", b"&b;&c;along the")
    )
    assert lines(article(text, "a.xml"))[1] == f"MARUSK — {MAROK}"


def test_codes_of_factiva_on_lines_of_their_own() -> None:
    fields = {
        "HD": HOLDS, "WC": "412 words", "PD": "6 October 2020", "SN": "The Example Courier", "LA": "English",
        "LP": MAROK, "TD": SHOT, "PUB": "Example Ltd", "AN": "Document EXCOU00020201006ega600abc",
    }  # fmt: skip
    text = "".join(f"{code}\n{value}\n" for code, value in fields.items())
    first, second = articles((text + "\n" + text).encode(), "Factiva.txt")
    assert lines(first) == lines(second) == [HOLDS, MAROK, SHOT]
