"""Texts in the notations of programs, told by how they begin."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from onrecord.ingest.refusals.refusal import Refusal

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

_LOOKED_AT = 5_000
_LIST = "give the text of the articles; addresses in it can be given as arguments"
_WORDS = "save the words without times as text"
_NONE = "it holds no articles"
_ARCHIVE = "give the WARC file that it lists"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?[.,]\d{2,3}"
_LATEX = re.compile(r"(?:\s|%[^\n]*\n)*\\(?:documentclass|documentstyle|usepackage|begin\{|input\{)")
_TECHNICAL = (
    r"(?:Received|Message-ID|MIME-Version|Return-Path|Delivered-To|DKIM-Signature|Content-Type|X-[\w-]+"
    r"|Content-Transfer-Encoding|Authentication-Results|In-Reply-To|References)"
)


def _begins(pattern: str) -> "Callable[[Head], bool]":
    wanted = re.compile(pattern, re.MULTILINE)
    return lambda head: wanted.match(head.text.lstrip()[:_LOOKED_AT]) is not None


def _is_mail(head: "Head") -> bool:
    """Return whether a text begins with the headers of a message: two or more that no author writes."""
    block = re.match(r"(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)+", head.text.lstrip()[: _LOOKED_AT * 4])
    if block is None:
        return False
    return len(set(re.findall(rf"^{_TECHNICAL}:", block[0], re.MULTILINE | re.IGNORECASE))) >= 2


def _is_latex(head: "Head") -> bool:
    start = head.text[: _LOOKED_AT * 4]
    return _LATEX.match(start) is not None


NOTATION: tuple[Refusal, ...] = (
    Refusal("bibtex", "a list of literature (BibTeX)",
            _begins(r"(?:%[^\n]*\n\s*|\}\s*)*@[A-Za-z]{3,20}\s*[{(]\s*[^\s,{}]{0,100}\s*[,=}]"), _LIST),
    Refusal("ris", "a list of literature (RIS)", _begins(r"TY  - [A-Z]{3,6}\s*$"), _LIST),
    Refusal("endnote", "a list of literature (EndNote, PubMed, Web of Science)",
            _begins(r"(?:%0 [A-Z][a-z]+(?: [A-Z][a-z]+)*\s*$|PMID- \d+|FN (?:Clarivate|Thomson|ISI)\b)"),
            _LIST),
    Refusal("icalendar", "a calendar (iCalendar)", _begins(r"BEGIN:VCALENDAR"), _NONE),
    Refusal("vcard", "a list of contacts (vCard)", _begins(r"BEGIN:VCARD"), _NONE),
    Refusal("subtitles", "subtitles",
            _begins(rf"(?:WEBVTT\b|\[Script Info\]|\d{{1,6}}\s*\n{_TIME} --> {_TIME}|{_TIME} --> {_TIME}"
                    rf"|{_TIME},{_TIME}\s*$|\{{\d+\}}\{{\d+\}})"), _WORDS),
    Refusal("latex", "a LaTeX document", _is_latex, "save it as PDF or text"),
    Refusal("mail-part", "an e-mail message without its sender", _is_mail,
            "save the whole message as .eml, or its text without the headers"),
    Refusal("http", "a request or reply of a web server, with its headers",
            _begins(r"(?:HTTP/\d(?:\.\d)? \d{3}\b|(?:GET|POST|HEAD|PUT) \S{1,2000} HTTP/\d)"),
            "give the page alone"),
    Refusal("robots", "the rules of a site for programs (robots.txt)",
            _begins(r"(?:(?:#[^\n]*|Sitemap:[^\n]*)?\n[ \t]*)*+User-agent:[ \t]*\S[^\n]*(?:\n|$)"), _NONE),
    Refusal("patch", "changes of source code (a patch)",
            _begins(r"(?:diff --git |Index: \S+\s*\n=|--- \S[^\n]*\n\+\+\+ \S|From [0-9a-f]{40} )"), _NONE),
    Refusal("cdx", "an index of a web archive (CDX)",
            _begins(r"(?:CDX [A-Za-z] |[\w,)(/.%:?&=+-]{3,500} \d{14} (?:\{\"|https?://))"), _ARCHIVE),
    Refusal("key", "a key, certificate or signed message (PEM, PGP)",
            _begins(r"-----BEGIN [A-Z0-9 ]{3,40}-----"), "save the text alone"),
    Refusal("lfs", "a pointer to a file that was not fetched (Git LFS)",
            _begins(r"version https://git-lfs\.github\.com/spec/"), "fetch it with: git lfs pull"),
    Refusal("shortcut", "a shortcut to an address", _begins(r"\[InternetShortcut\]|\[Desktop Entry\]"),
            "give the address as an argument"),
    Refusal("playlist", "a list of sounds or films", _begins(r"(?:#EXTM3U|\[playlist\])"), _NONE),
    Refusal("translation", "a file of translations (gettext)",
            _begins(r"(?:#[^\n]*\n\s*)*msgid \"[^\n]*\n"), _NONE),
    Refusal("gdelt", "a table of GDELT without names of columns",
            _begins(r"(?:\d{6,12}\t\d{8}\t\d{6}\t\d{4}\t|\d{14}-\d+\t\d{14}\t|\d{6,12}\t\d{14}\t\d{14}\t)"),
            "GDELT has no texts of articles; give the addresses in it"),
)  # fmt: skip
"""Each with the words that only its programs write at the beginning."""
