"""From bytes to text: by byte-order mark, by declared charset, or by guessing the charset.

The text comes out exactly as printed: only the byte-order mark is dropped. Line breaks stay as they are,
`\\r\\n` too, because offsets refer to the original text. Bytes or code units without a meaning become U+FFFD.

Order of attempts: byte-order mark; UTF-16 and UTF-32 without one (by their zero bytes); UTF-8, since text
in another charset is hardly ever valid UTF-8; the declared charset, if it decodes and the result looks like
text; the single-byte charset with the best score (`lexicons/charsets.txt`); East Asian charsets by
charset-normalizer.
"""

import codecs
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from onrecord.ingest.lexicons import load_entries
from onrecord.model.errors import IngestError

_STATED = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([^\s\"';]{2,40})", re.IGNORECASE)
SAMPLE_BYTES = 4_096  # bytes that are scored, in pieces around bytes beyond ASCII
PIECE_BYTES = 128
HEAD_BYTES = 65_536  # bytes checked for zero bytes and control characters
# Score above which a single-byte charset is accepted. Measured in tests/ingest/test_charsets.py: the right
# decoding of texts in 14 languages scores 0.6 to 1, the best wrong decoding of East Asian texts below 0.4.
PLAUSIBLE = 0.5
DECLARATION_BYTES = 4_096  # bytes of a page in which a charset may be declared (browsers look at 1,024)
DECLARED_BONUS = 0.15  # a declared charset may score this much below the best one
MAX_CONTROL_SHARE = 0.05  # share of control characters above which a file is not text
# Weights of a capital letter next to another capital, and of one alone. Lower than 1, because where upper and
# lower case are mixed up within words, another charset is usually the right one.
CAPITAL_IN_CAPITALS = 0.9
CAPITAL_ALONE = 0.5
EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Declared charset -> the charset browsers use for it (WHATWG Encoding Standard, 4.2).
BROWSER_CHARSETS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
    "koi8-r": "koi8_u",
}  # fmt: skip
# First bytes of formats that are not text. Most would be rejected for their zero bytes anyway; the entry
# gives the message a name for the format.
MAGIC = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"), (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "an archive"), (b"7z\xbc\xaf", "an archive"), (b"BZh91AY", "an archive"),
    (b"\xfd7zXZ", "an archive"), (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF87a", "an image"), (b"GIF89a", "an image"),
    (b"OggS\x00", "a media file"),
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
    """Return the text of `raw`. `declared` are the stated charsets, the most reliable first.

    Raises IngestError: "binary" when it is not text, "encoding" when no charset fits.
    """
    check_text(raw)
    for mark, charset in BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(charset, "replace")
    wide = find_wide_charset(raw)
    if wide:
        return raw.decode(wide, "replace")
    if b"\x00" in raw:
        raise IngestError(
            "binary", "it contains zero bytes, so it is not text; give the article as text or HTML"
        )
    text = _decode_utf8(raw, declared)
    if text is not None:
        return text
    for charset in declared:
        text = _decode_declared(raw, charset)
        if text is not None:
            return text
    return _decode_guessed(raw)


def declared_charsets(raw: bytes) -> tuple[str, ...]:
    """Return the charsets an HTML page or XML file declares: `<meta charset=…>`, `<?xml encoding=…?>`."""
    return tuple(match[1].decode("ascii") for match in _DECLARED.finditer(raw[:DECLARATION_BYTES]))


def check_text(raw: bytes) -> None:
    """Raise IngestError ("binary") when the first bytes show a known format that is not text."""
    for magic, name in MAGIC:
        if raw.startswith(magic):
            raise IngestError("binary", f"it is {name}, not text; save the article as text or HTML first")


def replace_unstorable(text: str) -> str:
    """Replace what UTF-8 files and databases cannot store, lone surrogates and U+0000, by U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def find_wide_charset(raw: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 charset when the zero bytes are where it would have them, else None."""
    head = raw[:HEAD_BYTES]
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
    return charset if charset and _looks_like_text(head.decode(charset, "replace")) else None


def _looks_like_text(text: str) -> bool:
    """Return whether nearly all characters are common letters or punctuation.

    Images decoded as UTF-16 give rare Chinese characters instead.
    """
    good = sum(
        1
        for char in text
        if char.isspace() or " " <= char < "\x7f" or "\xa0" <= char < "\u0700" or "\u2010" <= char < "\u2123"
    )
    return good >= 0.95 * len(text)


def _decode_utf8(raw: bytes, declared: Sequence[str]) -> str | None:
    """Decode UTF-8, or return None.

    A few invalid bytes are allowed if more characters beyond ASCII are valid than not.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        invalid = text.count("\ufffd") - raw.count("\ufffd".encode())
        valid = len(text) - len(text.encode("ascii", "ignore")) - invalid
        return text if valid > invalid else None
    if b"\x1b" in raw and any(charset.lower().startswith("iso-2022") for charset in declared):
        return None
    controls = len(_CONTROLS.findall(raw[:HEAD_BYTES]))
    if controls > MAX_CONTROL_SHARE * min(len(raw), HEAD_BYTES):
        raise IngestError(
            "binary", "it contains control characters, so it is not text; give the article as text or HTML"
        )
    return text


def _decode_declared(raw: bytes, declared: str) -> str | None:
    """Decode with the declared charset.

    None if it is unknown, does not fit the bytes, or another charset scores much better.
    """
    charset = _python_charset(declared)
    if charset is None:
        return None
    try:
        text = raw.decode(charset)
    except UnicodeDecodeError:
        return None
    sample = _sample(raw)
    scores = _scores(sample)
    best = max(scores.values())
    if charset in scores:  # the fewer bytes there are to score, the more the declaration counts
        bonus = DECLARED_BONUS + 1 / max(len(_BEYOND_ASCII.findall(sample)), 1)
        return text if scores[charset] >= best - bonus else None
    return text if best < PLAUSIBLE + DECLARED_BONUS else None


def _decode_guessed(raw: bytes) -> str:
    """Decode with the charset that scores best. Raises IngestError ("encoding") when none fits."""
    scores = _scores(_sample(raw))
    best = max(scores, key=lambda charset: scores[charset])  # ties: the more common one, listed first
    if scores[best] >= PLAUSIBLE:
        return raw.decode(best, "replace")
    charset = _detect_east_asian_charset(raw)
    if charset:
        return raw.decode(charset, "replace")
    if scores[best] > 0:
        return raw.decode(best, "replace")
    raise IngestError("encoding", "no charset fits its bytes; save it as UTF-8")


def _python_charset(declared: str) -> str | None:
    """Return Python's name of the charset that browsers use for a declared one.

    None for UTF-8, which was tried before, and for unknown names.
    """
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = BROWSER_CHARSETS.get(name, name)
    if not _CHARSET_NAME.match(name):
        return None
    python_name = codecs.lookup(name).name
    listed = (one.name for one in _charsets() if codecs.lookup(one.name).name == python_name)
    return next(listed, name)


def _detect_east_asian_charset(raw: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:HEAD_BYTES], cp_isolation=list(EAST_ASIAN)).best()
    return best.encoding if best else None


def _sample(raw: bytes) -> bytes:
    """Return pieces around the bytes beyond ASCII, up to about SAMPLE_BYTES."""
    out = bytearray()
    end = 0
    for match in _BEYOND_ASCII.finditer(raw):
        if match.start() < end:
            continue
        start, end = max(end, match.start() - PIECE_BYTES // 4), match.start() + PIECE_BYTES
        out += raw[start:end] + b"\n"
        if len(out) >= SAMPLE_BYTES:
            break
    return bytes(out)


class _Charset(NamedTuple):
    name: str
    script: str
    weights: Mapping[str, float]  # lower-case letter -> evidence for the charset, 0 to 1


@cache
def _charsets() -> tuple[_Charset, ...]:
    return tuple(_charset(*line.split()) for line in load_entries("charsets.txt"))


def _charset(name: str, script: str, common: str, rare: str) -> _Charset:
    """Weigh the letters of a charset.

    Rare letters weigh 0.5. Common ones weigh 1 in Latin script, where charsets share most letters. In other
    scripts the weight falls from 1 to 0.6 with the rank of the letter, because there the wrong charset gives
    the same letters in another order.
    """
    fall = 0.0 if script == "latin" else 0.4 / len(common)
    ranked = {letter: 1 - fall * rank for rank, letter in enumerate(common)}
    return _Charset(name, script, dict.fromkeys(rare, 0.5) | ranked)


def _scores(sample: bytes) -> dict[str, float]:
    """Return the score of each single-byte charset: 1 at best, below 0 for nonsense."""
    return {charset.name: _score(sample.decode(charset.name, "replace"), charset) for charset in _charsets()}


def _score(text: str, charset: _Charset) -> float:
    """Return the mean score of the characters beyond ASCII."""
    total, count, before = 0.0, 0, " "
    for char, after in pairwise(f"{text} "):
        if char > "\x7f":
            total += _score_character(before, char, after, charset)
            count += 1
        before = char
    if charset.script == "latin":  # where words without an ASCII letter are rare
        total -= sum(len(run.group()) for run in _RUN.finditer(text) if run.group().isalpha())
    return total / max(count, 1)


def _score_character(before: str, char: str, after: str, charset: _Charset) -> float:
    """Return how well a character fits the charset, given its neighbours (-3 to 1)."""
    if char.isalpha():
        if charset.script != "latin" and (_is_ascii_letter(before) or _is_ascii_letter(after)):
            return -1.0  # two scripts in one word
        if before.islower() and char.isupper():
            return -1.0
        in_capitals = before.isupper() or after.isupper()
        factor = 1.0 if not char.isupper() else CAPITAL_IN_CAPITALS if in_capitals else CAPITAL_ALONE
        return factor * charset.weights.get(char.lower(), 0.0)
    if char in "“”„‘’‚«»–—…\u00a0":
        return 1.0 if char == "’" or not (before.isalpha() and after.isalpha()) else -1.0
    if char in "€£§°©®№•":
        return 0.5
    return -3.0 if char == "\ufffd" or char < "\xa0" else -1.0


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def stated_charsets(content_type: str) -> tuple[str, ...]:
    """Return the charset in a header Content-Type, none or one."""
    charset = _STATED.search(content_type)
    return (charset[1],) if charset else ()
