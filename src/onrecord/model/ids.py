"""Ids made from content: the same content has the same id, and different contents have different ids."""

import hashlib
from collections.abc import Iterable


def encode_fields(fields: Iterable[str | None]) -> bytes:
    """Return an unambiguous encoding of the fields: each is preceded by its length in bytes.

    None and the empty string differ (`-` and `0:`), so no two different lists of fields share an encoding.
    """
    out = bytearray()
    for field in fields:
        if field is None:
            out += b"-"
            continue
        raw = field.encode("utf-8", "surrogatepass")
        out += f"{len(raw)}:".encode()
        out += raw
    return bytes(out)


def make_id(kind: str, *fields: str | None) -> str:
    """Return `kind:` and the first 20 hexadecimal digits (80 bits) of the SHA-256 of the encoded fields."""
    return f"{kind}:{hashlib.sha256(encode_fields((kind, *fields))).hexdigest()[:20]}"


def text_digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hexadecimal.

    The text has no lone surrogates: ingest replaces them.
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
