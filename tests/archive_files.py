"""Makes web archives, saved pages and folders as crawlers and browsers write them, with our texts."""

import base64
import bz2
import gzip
import io
import json
import lzma
import plistlib
import quopri
import tarfile
import zipfile
from collections.abc import Callable, Mapping

PAGE = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Ferry talks resume</title>"
    "<meta property='og:site_name' content='The Strand Herald'>"
    "<meta property='article:published_time' content='2025-07-01'></head><body>"
    "<nav><a href='/'>Home</a></nav><article><h1>Ferry talks resume</h1><p>The two ports took up their talks "
    "about the night ferry again on Monday, after a pause of three weeks.</p><p>“We will have a timetable by "
    "Friday,” the harbour master, Ilse Brandt, told reporters at the quay.</p></article></body></html>"
)
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
QUOTE = "“We will have a timetable by Friday,”"
WARCINFO = "software: Example Crawler 1.0\r\nformat: WARC File Format 1.0\r\n"


def reply(
    body: bytes, media: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str
) -> bytes:
    """Return a server's reply: status line, headers (`Content_Encoding` for Content-Encoding), body."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def record(
    content: bytes,
    url: str = "https://herald.example/1",
    kind: str = "response",
    length: object = None,
    **headers: str,
) -> bytes:
    """Return a WARC record with a server's reply or another content. `length` replaces the right one."""
    media = (
        "application/http; msgtype=response" if kind in ("response", "revisit") else "application/warc-fields"
    )
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:3b1c0f6e-1111-4222-8333-944455556666>",
        "WARC-Date: 2025-09-09T09:09:09Z",
        f"WARC-Target-URI: {url}",
        *(
            f"{name.replace('_', '-')}: {value}"
            for name, value in ({"Content_Type": media} | headers).items()
        ),
        f"Content-Length: {len(content) if length is None else length}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content + b"\r\n\r\n"


def page(number: int, text: str = PAGE) -> bytes:
    """Return the record of the page https://herald.example/NUMBER."""
    return record(
        reply(text.replace("Monday", f"the {number}th day").encode()), f"https://herald.example/{number}"
    )


def chunked(body: bytes, size: int = 100) -> bytes:
    """Return a body in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


def members(*records: bytes) -> bytes:
    """Return records compressed as crawlers do: each a gzip member of its own."""
    return b"".join(gzip.compress(one) for one in records)


def arc(pages: Mapping[str, bytes]) -> bytes:
    """Return an ARC file (version 1) with the replies of addresses."""
    about = b"1 0 Example Crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    out = f"filedesc://crawl.arc 0.0.0.0 20250909090909 text/plain {len(about)}\n".encode() + about + b"\n"
    for url, content in pages.items():
        out += f"{url} 192.0.2.7 20250909090909 text/html {len(content)}\n".encode() + content + b"\n"
    return out


def wacz(archives: Mapping[str, bytes], pages: list[str]) -> bytes:
    """Return a WACZ with WARC files and the list of its pages."""
    lines = [
        {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"},
        *({"url": url} for url in pages),
    ]
    resources = [{"name": name, "path": f"archive/{name}"} for name in archives]
    return folder(
        {f"archive/{name}": content for name, content in archives.items()}
        | {
            "pages/pages.jsonl": "\n".join(map(json.dumps, lines)).encode(),
            "datapackage.json": json.dumps({"profile": "data-package", "resources": resources}).encode(),
        }
    )


def folder(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def tar(files: Mapping[str, bytes], compression: str = "") -> bytes:
    """Return a tar file, compressed with "gz", "bz2", "xz" or not."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return COMPRESS[compression](out.getvalue()) if compression else out.getvalue()


def mhtml(
    text: str = PAGE, url: str = "https://herald.example/ferry", encoding: str = "quoted-printable"
) -> bytes:
    """Return a page as Chrome saves it: with a frame before and an image behind it."""
    body = (
        quopri.encodestring(text.encode())
        if encoding == "quoted-printable"
        else base64.encodebytes(text.encode())
    )
    mark = "----MultipartBoundary--x9Qk27----"
    head = (
        "From: <Saved by Blink>\r\n"
        f"Snapshot-Content-Location: {url}\r\n"
        "Subject: Ferry talks resume\r\n"
        "Date: Tue, 9 Sep 2025 09:09:09 -0000\r\n"
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{mark}"\r\n\r\n\r\n'
    )
    frame = b"<html><body><p>An advertisement for boots, which are warm and cheap.</p></body></html>"
    parts = [
        _part(mark, "text/html", "8bit", "https://ads.example/frame", frame),
        _part(mark, "text/html", encoding, url, body),
        _part(
            mark, "image/png", "base64", "https://herald.example/a.png", base64.encodebytes(b"\x89PNG" * 999)
        ),
    ]
    return head.encode() + b"".join(parts) + f"--{mark}--\r\n".encode()


def _part(mark: str, media: str, encoding: str, url: str, body: bytes) -> bytes:
    head = (
        f"--{mark}\r\nContent-Type: {media}\r\nContent-ID: <frame-7@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\nContent-Location: {url}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n"


def webarchive(text: str = PAGE, url: str = "https://herald.example/ferry", binary: bool = True) -> bytes:
    """Return a page as Safari saves it."""
    saved = {
        "WebMainResource": {
            "WebResourceData": text.encode(),
            "WebResourceFrameName": "",
            "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": "UTF-8",
            "WebResourceURL": url,
        },
        "WebSubresources": [
            {
                "WebResourceData": b"\x89PNG" * 9,
                "WebResourceMIMEType": "image/png",
                "WebResourceURL": "https://herald.example/a.png",
            }
        ],
    }
    return plistlib.dumps(saved, fmt=plistlib.FMT_BINARY if binary else plistlib.FMT_XML)
