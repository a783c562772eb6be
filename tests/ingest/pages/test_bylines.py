"""Names of authors: without labels, dates, places and doubles."""

import pytest

from onrecord.ingest.pages.bylines import clean_names, looks_like_person, names_in_lines
from onrecord.ingest.web.html import extract_article


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (["By Ida Wren"], ("Ida Wren",)),
        (["Ida Wren", "Tuesday July 1"], ("Ida Wren",)),
        (["IDA WREN", "Ida Wren"], ("IDA WREN",)),
        (["By Ida Wren and Jon Mars"], ("Ida Wren", "Jon Mars")),
        (["by Ann de la Cruz, Jon Mars and Bo Li"], ("Ann de la Cruz", "Jon Mars", "Bo Li")),
        (["Ida Wren in Ankara and Jon Mars in Kora"], ("Ida Wren", "Jon Mars")),
        (["Ida Wren, Diplomatic correspondent"], ("Ida Wren",)),
        (["Ida Wren | July 1, 2025"], ("Ida Wren",)),
        (["Ministry of Ports and Transport"], ("Ministry of Ports and Transport",)),
        (["Straits News Agency"], ("Straits News Agency",)),
        (["Reuters"], ("Reuters",)),
        (["Theresa May"], ("Theresa May",)),
        (["J.M. Barr", "Martin L. King Jr."], ("J.M. Barr", "Martin L. King Jr.")),
        (["https://paper.example/staff", "wren@paper.example", "@idawren", "July 1, 2025", "", " - "], ()),
        (["x" * 500], ()),
    ],
)
def test_names_are_cleaned(printed: list[str], names: tuple[str, ...]) -> None:
    assert clean_names(printed) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ida Wren, Tuesday July 1, 2025 10:05 am PDT", ("Ida Wren",)),
        ("By Ida Wren Published 1 July 2025, 10:05 BST", ("Ida Wren",)),
        ("Posted by: Ann Lee on 3 July 2025", ("Ann Lee",)),
        ("BY KWEKU ANNOR-MENSAH", ("KWEKU ANNOR-MENSAH",)),
        ("By Reuters", ("Reuters",)),
        ("By the time the ships came, all was lost.", ()),
        ("By our own correspondent", ()),
        ("Bylaws of the Harbour Board", ()),
        ("By " + "Ann " * 500, ()),
    ],
)
def test_names_are_found_in_lines_about_an_article(line: str, names: tuple[str, ...]) -> None:
    assert names_in_lines([line]) == names


@pytest.mark.parametrize(
    "text", ["Ann", "the harbour board", "Ann Lee said on", "One Two Three Four Five Six", ""]
)
def test_other_texts_are_no_persons(text: str) -> None:
    assert not looks_like_person(text)


def test_two_bylines_of_a_page_give_two_authors() -> None:
    html = (
        "<h1>Talks go on</h1><div><span>By Ida Wren</span></div><div>By Jon Mars in Kora</div><p>The talks went on until "
        "late in the night, officials in the capital said on Monday.</p>"
    )
    assert extract_article(html, None).authors == ("Ida Wren", "Jon Mars")
