"""Files that are no text, told by their first bytes ("magic numbers"), as the programs write them."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from onrecord.ingest.refusals.refusal import Refusal

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

_DOCUMENT = "save it as .docx, .odt, PDF, HTML or text"
_UNPACK = "unpack it and give the files"
_IMAGE = "save the words on it as text, by a program that recognises characters (OCR)"
_SPEECH = "save a transcript of it as text"
_PRINT = "save it as PDF or text"
_ROWS = "export it as CSV or JSON Lines, one article a row"
_TABLES = (
    b"PAR1", b"ARROW1", b"\x89HDF\r\n", b"Obj\x01", b"ORC", b"$FL2", b"<stata_dta>", b"\x93NUMPY",
)  # fmt: skip
_IMAGES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"8BPS", b"\x00\x00\x01\x00",
    b"AT&TFORM", b"\x00\x00\x00\x0cjP", b"\xff\x4f\xff\x51",
)  # fmt: skip
_FILMS = (b"\x1a\x45\xdf\xa3", b"FLV\x01", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"0&\xb2u\x8ef\xcf")
_ARCHIVES = (
    b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"MSCF\x00", b"!<arch>\n", b"xar!", b"\x1f\x9d", b"\x1f\xa0",
)  # fmt: skip
_SQLITE = b"SQLite format 3\x00"
_DOSSIER = re.compile(rb"CREATE TABLE[ \"]{1,2}(?:statement|commitment|claim_event|record_digest)s?\b")


def _starts(*magic: bytes) -> "Callable[[Head], bool]":
    return lambda head: head.start.startswith(magic)


def _zip(pattern: str) -> "Callable[[Head], bool]":
    """Tell a ZIP file by the name of one of its first members."""
    wanted = re.compile(pattern)
    return lambda head: any(wanted.match(name) for name in head.members)


def _box(*brands: bytes) -> "Callable[[Head], bool]":
    """Tell a file of the family of MP4 (ISO 14496-12) by its brand."""
    return lambda head: head.start[4:8] == b"ftyp" and (not brands or head.start[8:12].startswith(brands))


def _riff(kind: bytes) -> "Callable[[Head], bool]":
    return lambda head: head.start[:4] == b"RIFF" and head.start[8:12] == kind


def _is_dossier(head: "Head") -> bool:
    return head.start.startswith(_SQLITE) and _DOSSIER.search(head.start) is not None


def _is_image(head: "Head") -> bool:
    start = head.start
    is_bitmap = start[:2] == b"BM" and start[6:10] == bytes(4) and len(start) > 30
    return is_bitmap or start.startswith(_IMAGES)


def _is_program(head: "Head") -> bool:
    magic = (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\x00asm", b"dex\n")
    return head.start.startswith(magic) or (head.start[:2] == b"MZ" and b"\x00" in head.start[:64])


def _is_mp3(head: "Head") -> bool:
    start = head.start
    return start.startswith(b"ID3") or (
        start[:1] == b"\xff" and start[1:2] in b"\xfb\xf3\xf2" and b"\x00" in start
    )


def _is_kindle(head: "Head") -> bool:
    return head.start[60:68] in (b"BOOKMOBI", b"TEXtREAd")


BINARY: tuple[Refusal, ...] = (
    Refusal("pst", "an Outlook mailbox (.pst)", _starts(b"!BDN"), "export the messages as .eml or .mbox"),
    Refusal("pptx", "PowerPoint slides (.pptx)", lambda head: head.has_part("ppt"), _DOCUMENT),
    Refusal("docx", "a Word document (.docx)", lambda head: head.has_part("word"), _DOCUMENT),
    Refusal("iwork", "a document of Pages, Numbers or Keynote", _zip(r"Index/.*\.iwa|Index\.zip"), _DOCUMENT),
    Refusal("kmz", "a map (KMZ)", _zip(r"doc\.kml"), "it holds no articles"),
    Refusal("jar", "a program (JAR, APK)", _zip("META-INF/MANIFEST|AndroidManifest"), "it holds no articles"),
    Refusal("opendocument", "an OpenDocument file or e-book", _zip("mimetype"), _DOCUMENT),
    Refusal("office", "an Office document", _zip(r"\[Content_Types\]\.xml"), _DOCUMENT),
    Refusal("kindle", "a Kindle book", _is_kindle, "save it as EPUB"),
    Refusal(
        "dossier",
        "a dossier of OnRecord",
        _is_dossier,
        "look into it with: onrecord show DOSSIER; join it to another with: onrecord merge",
    ),
    Refusal("sqlite", "a database (SQLite)", _starts(_SQLITE), "export its articles as CSV or JSON Lines"),
    Refusal("table-file", "a table of a statistics program", _starts(*_TABLES), _ROWS),
    Refusal("image", "an image", _is_image, _IMAGE),
    Refusal("webp", "an image", _riff(b"WEBP"), _IMAGE),
    Refusal("heif", "an image", _box(b"heic", b"heix", b"mif1", b"msf1", b"avif"), _IMAGE),
    Refusal(
        "audio",
        "sound",
        lambda head: head.start.startswith((b"OggS", b"fLaC", b"#!AMR", b"MThd", b".snd")) or _is_mp3(head),
        _SPEECH,
    ),
    Refusal("wav", "sound", _riff(b"WAVE"), _SPEECH),
    Refusal("m4a", "sound", _box(b"M4A", b"M4B"), _SPEECH),
    Refusal("video", "a film", _starts(*_FILMS), _SPEECH),
    Refusal("avi", "a film", _riff(b"AVI "), _SPEECH),
    Refusal("mp4", "a film", _box(), _SPEECH),
    Refusal(
        "font",
        "a font",
        _starts(b"wOFF", b"wOF2", b"OTTO\x00", b"\x00\x01\x00\x00\x00", b"ttcf"),
        "it holds no articles",
    ),
    Refusal("archive", "an archive that is not unpacked", _starts(*_ARCHIVES), _UNPACK),
    Refusal("zstd", "compressed with zstd", _starts(b"\x28\xb5\x2f\xfd"), "unpack it with: zstd -d FILE"),
    Refusal("lz4", "compressed with lz4", _starts(b"\x04\x22\x4d\x18"), "unpack it with: lz4 -d FILE"),
    Refusal("program", "a program", _is_program, "it holds no articles"),
    Refusal("postscript", "a PostScript file", _starts(b"%!PS", b"\xc5\xd0\xd3\xc6"), _PRINT),
    Refusal("dvi", "a typeset document (DVI)", _starts(b"\xf7\x02\x01\x83"), _PRINT),
    Refusal("plist", "a list of settings of macOS", _starts(b"bplist00"), "it holds no articles"),
    Refusal("torrent", "a torrent", _starts(b"d8:announce", b"d13:announce"), "give the files it leads to"),
)
"""In the order in which they are tried: what is told by its members before what only has the magic number."""
