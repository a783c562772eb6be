"""From bytes to text: byte-order marks, declared charsets, and guessing where nothing is told or what is told is wrong.

The text comes out exactly as printed: only the byte-order mark is dropped. Line ends stay as they are, `\\r\\n` too, for
offsets refer to the text as it was. Bytes or code units that mean nothing become U+FFFD.

The order: byte-order mark; UTF-16 and UTF-32 without one (by their zero bytes); UTF-8, since text in another charset is
hardly ever valid UTF-8; the declared charset, if it decodes and reads like text; the single-byte charset that
reads best (`lexicons/charsets.txt`); East Asian charsets by charset-normalizer.
"""

import codecs
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from onrecord.ingest.lexicons import load_entries
from onrecord.model.errors import GatheringError

SAMPLE = 4_096  # bytes that decide between charsets, in stretches around bytes beyond ASCII
STRETCH = 128
HEAD = 65_536  # bytes looked at for zero bytes and control characters
PLAUSIBLE = 0.5  # score above which a single-byte charset is believed. tests/gathering/test_decoding.py holds the measure:
# the right reading of texts in 14 languages scores 0.6 to 1, the best wrong reading of East Asian ones below 0.4
DECLARATIONS = 4_096  # bytes of a page in which a charset may be declared (browsers look at 1,024)
SLACK = 0.15  # a declared charset may score this much below the best one
MOST_CONTROLS = 0.05  # share of control characters above which a file is no text
CAPITALS = 0.9  # what a capital among capitals is worth, and one alone: where case is mixed up, another charset reads better
INITIAL = 0.5
EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages call a charset and what browsers read it as (WHATWG Encoding Standard, 4.2).
READ_AS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949", "koi8-r": "koi8_u",
}  # fmt: skip
# First bytes that no text has. Formats full of zero bytes need no entry but to be called by their name.
MAGIC = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a ZIP archive or office document"), (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x8b", "an archive"), (b"7z\xbc\xaf", "an archive"), (b"BZh91AY", "an archive"), (b"\xfd7zXZ", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"), (b"OggS\x00", "a media file"), (b"{\\rtf", "an RTF document"), (b"%!PS", "a PostScript file"),
    (b"SQLite format 3\x00", "a database"), (b"\x7fELF", "a program"),
)  # fmt: skip
_CONTROLS = re.compile(rb"[\x00-\x07\x0e-\x19\x1c-\x1f\x7f]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_SURROGATES = re.compile("[\ud800-\udfff\x00]")
_DECLARED = re.compile(
    rb"(?:<meta\b[^<>]{0,200}?charset\s{0,9}=|<\?xml\b[^<>]{0,200}?encoding\s{0,9}=)[\s\"']{0,9}([a-z0-9_:.-]{2,40})",
    re.IGNORECASE,
)
_CHARSET_NAME = re.compile(r"(?:cp|iso8859|iso2022|koi8|mac|big5|gb|euc|shift|johab|hz|tis|kz|ptcp)")
_RUN = re.compile(r"[^\x00-\x7f]{3,}")


def decode(raw: bytes, declared: Sequence[str] = ()) -> str:
    """Return the text of `raw`. `declared` are the charsets it is said to be in, the most trustworthy first.

    Raises GatheringError: "binary" when it is no text, "encoding" when no charset makes text of it.
    """
    check_text(raw)
    for mark, charset in BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(charset, "replace")
    wide = _wide_charset(raw)
    if wide:
        return raw.decode(wide, "replace")
    if b"\x00" in raw:
        raise GatheringError(
            "binary", "it holds zero bytes, so it is no text; give the article as text or HTML"
        )
    text = _decode_utf8(raw, declared)
    told = (_decode_told(raw, charset) for charset in declared if text is None)
    return (
        text
        if text is not None
        else next((text for text in told if text is not None), None) or _decode_guessed(raw)
    )


def declared_charsets(raw: bytes) -> tuple[str, ...]:
    """Return the charsets an HTML page or XML file says it is in: `<meta charset=…>`, `<?xml encoding=…?>`."""
    return tuple(match[1].decode("ascii") for match in _DECLARED.finditer(raw[:DECLARATIONS]))


def check_text(raw: bytes) -> None:
    """Raise GatheringError ("binary") when the first bytes are those of a known format that is not text."""
    for magic, name in MAGIC:
        if raw.startswith(magic):
            raise GatheringError("binary", f"it is {name}, not text; save the article as text or HTML first")


def storable(text: str) -> str:
    """Return the text with the characters that no UTF-8 file or database can hold (lone surrogates, U+0000) as U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def _wide_charset(raw: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 charset that the zero bytes betray: they all stand at the same places."""
    head = raw[:HEAD]
    zeros = [head[place::4].count(0) for place in range(4)]
    if not any(zeros):
        return None
    quarter = max(len(head) // 4, 1)
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if zeros[3] >= quarter and zeros[2] >= 0.9 * quarter:
        charset = "utf-32-le"
    elif zeros[0] >= quarter and zeros[1] >= 0.9 * quarter:
        charset = "utf-32-be"
    else:
        charset = "utf-16-le" if even == 0 else "utf-16-be" if odd == 0 else ""
    return charset if charset and _reads_like_text(head.decode(charset, "replace")) else None


def _reads_like_text(text: str) -> bool:
    """Tell whether nearly all characters are of alphabets or punctuation. Pictures read as UTF-16 look like rare Chinese ones."""
    good = sum(
        1
        for char in text
        if char.isspace() or " " <= char < "\x7f" or "\xa0" <= char < "\u0700" or "\u2010" <= char < "\u2123"
    )
    return good >= 0.95 * len(text)


def _decode_utf8(raw: bytes, declared: Sequence[str]) -> str | None:
    """Decode UTF-8; a text with a few broken bytes is still UTF-8 when there are more whole characters than broken ones."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        broken = text.count("\ufffd") - raw.count("\ufffd".encode())
        whole = len(text) - len(text.encode("ascii", "ignore")) - broken
        return text if whole > broken else None
    if b"\x1b" in raw and any(charset.lower().startswith("iso-2022") for charset in declared):
        return None
    controls = len(_CONTROLS.findall(raw[:HEAD]))
    if controls > MOST_CONTROLS * min(len(raw), HEAD):
        raise GatheringError(
            "binary", "it holds control characters, so it is no text; give the article as text or HTML"
        )
    return text


def _decode_told(raw: bytes, declared: str) -> str | None:
    """Decode by the declared charset; None when it is unknown, does not fit the bytes, or another one reads much better."""
    charset = _known_charset(declared)
    if charset is None:
        return None
    try:
        text = raw.decode(charset)
    except UnicodeDecodeError:
        return None
    sample = _sample(raw)
    scores = _scores(sample)
    best = max(scores.values())
    if charset in scores:  # the fewer the bytes that could tell, the more the declaration counts
        slack = SLACK + 1 / max(len(_BEYOND_ASCII.findall(sample)), 1)
        return text if scores[charset] >= best - slack else None
    return text if best < PLAUSIBLE + SLACK else None


def _decode_guessed(raw: bytes) -> str:
    """Decode by the charset that reads best. Raises GatheringError ("encoding") when none reads like text."""
    scores = _scores(_sample(raw))
    best = max(
        scores, key=lambda charset: scores[charset]
    )  # the first of equals: charsets.txt has the common ones first
    if scores[best] >= PLAUSIBLE:
        return raw.decode(best, "replace")
    charset = _east_asian_charset(raw)
    if charset:
        return raw.decode(charset, "replace")
    if scores[best] > 0:
        return raw.decode(best, "replace")
    raise GatheringError("encoding", "no charset makes text of its bytes; save it as UTF-8")


def _known_charset(declared: str) -> str | None:
    """Return Python's name for a declared charset as browsers read it; None for UTF-8 (tried before) and what is no charset."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = READ_AS.get(name, name)
    if not _CHARSET_NAME.match(name):
        return None
    return next(
        (
            charset.name
            for charset in _charsets()
            if codecs.lookup(charset.name).name == codecs.lookup(name).name
        ),
        name,
    )


def _east_asian_charset(raw: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:HEAD], cp_isolation=list(EAST_ASIAN)).best()
    return best.encoding if best else None


def _sample(raw: bytes) -> bytes:
    """Return stretches around the bytes beyond ASCII, up to SAMPLE bytes."""
    out = bytearray()
    end = 0
    for match in _BEYOND_ASCII.finditer(raw):
        if match.start() < end:
            continue
        start, end = max(end, match.start() - STRETCH // 4), match.start() + STRETCH
        out += raw[start:end] + b"\n"
        if len(out) >= SAMPLE:
            break
    return bytes(out)


class _Charset(NamedTuple):
    name: str
    script: str
    worth: Mapping[str, float]  # how much a letter in lower case speaks for the charset


@cache
def _charsets() -> tuple[_Charset, ...]:
    return tuple(_charset(*line.split()) for line in load_entries("charsets.txt"))


def _charset(name: str, script: str, common: str, rare: str) -> _Charset:
    """Weigh the letters: rare ones half; common ones full in Latin script, where charsets share most of them, elsewhere
    falling from 1 to 0.6 with their rank, because there the letters of one charset are those of another in another order."""
    fall = 0.0 if script == "latin" else 0.4 / len(common)
    ranked = {letter: 1 - fall * rank for rank, letter in enumerate(common)}
    return _Charset(name, script, dict.fromkeys(rare, 0.5) | ranked)


def _scores(sample: bytes) -> dict[str, float]:
    """Return for each single-byte charset how well the sample reads in it: 1 at best, below 0 for nonsense."""
    return {charset.name: _score(sample.decode(charset.name, "replace"), charset) for charset in _charsets()}


def _score(text: str, charset: _Charset) -> float:
    """Return the mean of what each character beyond ASCII speaks for the charset."""
    total, count, before = 0.0, 0, " "
    for char, after in pairwise(f"{text} "):
        if char > "\x7f":
            total += _speaks_for(before, char, after, charset)
            count += 1
        before = char
    if charset.script == "latin":  # in Latin script, words are hardly ever without an ASCII letter
        total -= sum(len(run.group()) for run in _RUN.finditer(text) if run.group().isalpha())
    return total / max(count, 1)


def _speaks_for(before: str, char: str, after: str, charset: _Charset) -> float:
    """Return how much a character between its neighbours speaks for the charset (-3 to 1)."""
    if char.isalpha():
        if charset.script != "latin" and (_is_ascii_letter(before) or _is_ascii_letter(after)):
            return -1.0  # two scripts in one word
        if before.islower() and char.isupper():
            return -1.0
        factor = 1.0 if not char.isupper() else CAPITALS if before.isupper() or after.isupper() else INITIAL
        return factor * charset.worth.get(char.lower(), 0.0)
    if char in "“”„‘’‚«»–—…\u00a0":
        return 1.0 if char == "’" or not (before.isalpha() and after.isalpha()) else -1.0
    if char in "€£§°©®№•":
        return 0.5
    return -3.0 if char == "\ufffd" or char < "\xa0" else -1.0


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()
