"""Texts that are no prose, told by what most of their lines look like.

Only texts without articles may be refused: every rule asks for a large share of lines that no reporter
writes, and for hardly any sentences. Measured by tests/ingest/refusals/test_real_articles.py: no article of
the corpus is refused. Talks about source code, links with remarks and articles with tables are read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from onrecord.ingest.feeds.kinds import find_feed_kind
from onrecord.ingest.lexicons import load_entries
from onrecord.ingest.refusals.refusal import Refusal
from onrecord.ingest.source_formats import format_of_text

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

_MOST_LINES = 300
_LONGEST = 2_000  # characters of a line that are looked at
_CODE_LINE = 200  # characters of a line by which it is told to be source code
_FEW = 3  # lines from which a share counts
_PROSE = 0.15  # share of lines that are sentences, above which a text is one
_NONE = "it holds no articles"
_PARTS = "save the articles as text, HTML or JSON Lines"
_SENTENCE = re.compile(r"(?:(?<!\S)[\"“„‘'(»«\[]{0,3}+[^\W_][\w'’.%-]*+[,;:.!?\"”“‘)»«\]…]{0,4}+\s++){7}")
_ADDRESS = re.compile(r"(?:[-*•]\s+|\d{1,4}[.)]\s+)?[<\"']?(?:https?://|www\.)[^\s<>\"]{3,}[>\"',;]?")
_DAY = r"(?:\d{4}[-/]\d{2}[-/]\d{2}|\d{1,2}/[A-Z][a-z]{2}/\d{4}|[A-Z][a-z]{2} {1,2}\d{1,2})"
_LOG = re.compile(
    r"(?:\S{1,60} \S{1,40} \S{1,40} \[\d"
    rf"|[\[(]?(?:[A-Z]{{4,8}}[:\s]{{1,3}})?{_DAY}[T :,]{{1,2}}\d{{2}}:\d{{2}}:\d{{2}}"
    r"|[\[(]?\d{10}(?:\.\d+)?[\])]? )"
)
_CHAT = re.compile(
    r"[\u200e\[]{0,2}\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?\]?"
    r"(?: -|:)? [^:]{1,60}:"
)
_SECTION = re.compile(r"\[{1,2}[\w .:\"'/@*-]{1,100}\]{1,2}")
_SETTING = re.compile(r"(?:export )?[\w.\-\[\]\"]{1,80}\s*=\s*\S?.*")
_REMARK = re.compile(r"[#;!].*")
_YAML_KEY = re.compile(r"(?:- )?[a-z_\"'$][\w.\"'/-]{0,60}:(?:\s|$)")
_YAML = re.compile(r"(?:- )?(?:[\w.\"'/$-]{1,60}:(?:\s.*)?|- .*|#.*|---|\.\.\.|[|>]|[\]}],?)")
_TAGGED = re.compile(r"\S+(?:\s\S+){0,4}\s(?:O|[BIES]-[\w-]+|_|\*|\(?\d+\)?|-)")
_COLUMNS = re.compile(r"\d{1,6}(?:-\d+|\.\d+)?\t\S[^\t]*\t[^\t]*(?:\t[^\t]*)+")
_BLOB = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[A-Za-z0-9+/_-]{40,}={0,2}")
_DUMP = re.compile(r"[0-9a-fA-F]{4,16}[:|]?\s{1,4}(?:[0-9a-fA-F]{2,4}[\s|-]{1,3}){4,}.*")
_ADS = re.compile(r"[\w-]+(?:\.[\w-]+)+\s*,\s*[^,\s]+\s*,\s*(?:DIRECT|RESELLER)\b.*", re.IGNORECASE)
_ONE_WORD = re.compile(r"[!-~]{1,40}")
_CODE_END = re.compile(r"(?:[{}]|\)\s*[{:]|[)\]}\"'\w]\s*;|=>|\*/|\\|\},|\],|\);)$")
_CODE_SIGN = re.compile(r"[(){}\[\]=<>\"';]")


@cache
def _code() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in load_entries("code_lines.txt")))


@dataclass(frozen=True)
class _Lines:
    """The lines of a text that are not blank, stripped; none for pages, feeds and JSON."""

    lines: tuple[str, ...]
    indented: int
    text: str

    def share(self, pattern: re.Pattern[str]) -> float:
        """Return the share of lines that match a pattern as a whole."""
        return sum(pattern.fullmatch(line) is not None for line in self.lines) / max(len(self.lines), 1)

    def begin(self, pattern: re.Pattern[str]) -> float:
        """Return the share of lines that begin with a pattern."""
        return sum(pattern.match(line) is not None for line in self.lines) / max(len(self.lines), 1)

    @cached_property
    def prose(self) -> float:
        """Return the share of lines with seven words in a row."""
        return sum(_SENTENCE.search(line) is not None for line in self.lines) / max(len(self.lines), 1)


@lru_cache(maxsize=4)
def _lines_of(text: str) -> _Lines:
    start = text.lstrip()[:2_000]
    if not start or format_of_text(start) != "text" or find_feed_kind(start) is not None:
        return _Lines((), 0, "")
    raw = [line for line in text.splitlines() if line.strip()][: _MOST_LINES + 1]
    if len(raw) > 1:  # the last one may be cut off by the end of what was read
        raw = raw[:_MOST_LINES] if len(raw) > _MOST_LINES or text.endswith("\n") else raw[:-1] + raw[-1:]
    indented = sum(line[0] in " \t" for line in raw)
    return _Lines(tuple(line.strip()[:_LONGEST] for line in raw), indented, text)


def _rule(test: Callable[[_Lines], bool], least: int = _FEW) -> "Callable[[Head], bool]":
    def matches(head: "Head") -> bool:
        lines = _lines_of(head.text)
        return len(lines.lines) >= least and test(lines)

    return matches


def _is_settings(lines: _Lines) -> bool:
    settings, remarks = lines.share(_SETTING), lines.share(_REMARK)
    if lines.prose > _PROSE:
        return False
    return settings + remarks + lines.share(_SECTION) >= 0.9 and settings >= 0.4


def _is_yaml(lines: _Lines) -> bool:
    keys = lines.begin(_YAML_KEY)
    is_nested = lines.indented > 0 or lines.lines[0] == "---"
    return is_nested and keys >= 0.5 and lines.share(_YAML) >= 0.9 and lines.prose <= _PROSE


def _code_share(lines: _Lines) -> float:
    code = 0
    for line in lines.lines:
        if _SENTENCE.search(line):
            continue
        looks = _code().match(line[:_CODE_LINE]) is not None or (
            _CODE_END.search(line[-_CODE_LINE:]) is not None and len(_CODE_SIGN.findall(line)) >= 2
        )
        code += looks or line in "{}()[];" or line in ("});", "},", "};", "end")
    return code / max(len(lines.lines), 1)


def _is_code(head: "Head") -> bool:
    lines = _lines_of(head.text)
    if not lines.lines:
        return False
    share, prose = _code_share(lines), lines.prose
    if head.suffix in load_entries("code_suffixes.txt"):
        return share >= 0.4 and prose <= 0.4
    if len(lines.lines) < _FEW:
        return _is_squeezed(lines)
    return (share >= 0.6 and prose <= _PROSE) or _is_squeezed(lines)


def _is_squeezed(lines: _Lines) -> bool:
    """Return whether a text has far more signs of source code than prose ever has (minified scripts)."""
    text = lines.text[:20_000]
    signs = len(re.findall(r"[{};=<>|\\$&]", text))
    all_signs = signs + len(re.findall(r"[\[\]():\"]", text))
    is_dense = signs >= 0.06 * len(text) or all_signs >= 0.2 * len(text)
    return is_dense and signs >= 10 and text.count("{") + text.count(";") >= 4


def _is_tagged(lines: _Lines) -> bool:
    return len(lines.lines) >= 8 and (lines.share(_COLUMNS) >= 0.7 or lines.share(_TAGGED) >= 0.9)


def _is_tabbed(lines: _Lines) -> bool:
    counts = [line.count("\t") for line in lines.lines]
    usual = max(set(counts), key=counts.count)
    return usual >= 2 and counts.count(usual) >= 0.8 * len(counts)


def _is_blob(lines: _Lines) -> bool:
    return lines.share(_BLOB) >= 0.9 or (lines.share(_BLOB) >= 0.5 and lines.begin(_BLOB) >= 0.9)


def _is_numbers(lines: _Lines) -> bool:
    text = lines.text[:20_000]
    letters = sum(char.isalpha() for char in text)
    digits = sum(char.isdigit() for char in text)
    return digits >= 40 and letters < 0.1 * digits


def _is_word_list(lines: _Lines) -> bool:
    return len(lines.lines) >= 30 and lines.share(_ONE_WORD) >= 0.97


def _is_addresses(lines: _Lines) -> bool:
    addresses = lines.share(_ADDRESS)
    return addresses > 0.4 and addresses + lines.share(_REMARK) >= 0.95


def _is_sellers(lines: _Lines) -> bool:
    sellers = lines.share(_ADS)
    return sellers > 0.2 and sellers + lines.share(_REMARK) >= 0.8


def _is_log(lines: _Lines) -> bool:
    return lines.begin(_LOG) >= 0.8


def _is_chat(lines: _Lines) -> bool:
    return lines.begin(_CHAT) >= 0.5


def _is_dump(lines: _Lines) -> bool:
    return lines.share(_DUMP) >= 0.8


_FOLLOW = "give them as arguments (xargs onrecord read < FILE), or follow them with: onrecord watch"
_COLUMN = "save it as CSV with names of columns, one article a row"
_TEXT = "give the text itself"
LINES: tuple[Refusal, ...] = (
    Refusal("addresses", "a list of addresses", _rule(_is_addresses, 1), _FOLLOW),
    Refusal("chat", "an exported chat", _rule(_is_chat), _PARTS),
    Refusal("log", "the log of a program", _rule(_is_log), _NONE),
    Refusal("ads", "a list of sellers of advertisements (ads.txt)", _rule(_is_sellers), _NONE),
    Refusal("tokens", "a text divided into words with marks (CoNLL)", _rule(_is_tagged), _TEXT),
    Refusal("tabs", "a table", _rule(_is_tabbed), _COLUMN),
    Refusal("blob", "encoded bytes (base64, hexadecimal)", _rule(_is_blob, 1), "decode it first"),
    Refusal("dump", "a dump of bytes", _rule(_is_dump), "decode it first"),
    Refusal("settings", "the settings of a program (INI, TOML)", _rule(_is_settings), _NONE),
    Refusal("yaml", "settings or rows (YAML)", _rule(_is_yaml), _PARTS),
    Refusal("code", "source code", _is_code, _NONE),
    Refusal("numbers", "numbers without words", _rule(_is_numbers, 1), _NONE),
    Refusal("words", "a list of words", _rule(_is_word_list), _TEXT),
)
