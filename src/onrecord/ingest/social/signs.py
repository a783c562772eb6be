"""The signs by which archives of social media are told: their first bytes."""

import re
from typing import TYPE_CHECKING

from onrecord.ingest.containers.inflate import compression_of, inflate_head

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

_CHAT = re.compile(
    r'\s*\{(?=[^\[]{0,3000}?"type"\s*:\s*"(?:(?:public|private)_(?:channel|group|supergroup)'
    r'|personal_chat|bot_chat|saved_messages)")[^\[]{0,5000}?"messages"\s*:\s*\['
)
_ALL_CHATS = re.compile(r'\s*\{\s*"about"\s*:\s*"Here is the data you requested')
_CHAT_LIST = re.compile(r'"chats"\s*:\s*\{[^\[]{0,2000}?"list"\s*:\s*\[')
_OUTBOX = re.compile(r'\s*\{[^{}]{0,3000}?"@context".{0,3000}?"orderedItems"\s*:', re.DOTALL)
_TAR = slice(257, 262)  # the magic number of a tar header (POSIX ustar)


def is_telegram(head: "Head") -> bool:
    """Return whether a source is an export of Telegram Desktop."""
    text = head.text
    return bool(
        _CHAT.match(text) or _ALL_CHATS.match(text) or (text.lstrip()[:1] == "{" and _CHAT_LIST.search(text))
    )


def is_outbox(head: "Head") -> bool:
    """Return whether a source is the outbox of an ActivityPub account."""
    return bool(_OUTBOX.match(head.text)) and '"OrderedCollection' in head.text


def is_tweets(head: "Head") -> bool:
    """Return whether a source is a file of an archive of X."""
    return head.text.lstrip().startswith("window.YTD.")


def is_bluesky(head: "Head") -> bool:
    """Return whether a source has posts of Bluesky in JSON."""
    return head.text.lstrip()[:1] in ("{", "[") and '"app.bsky.feed.post"' in head.text


def is_repository(head: "Head") -> bool:
    """Return whether a source is a repository of Bluesky: a CAR file, whose header names its roots."""
    return b"\xa2eroots" in head.start[1:12]


def is_tar(head: "Head") -> bool:
    """Return whether a source is a tar file packed with gzip."""
    is_gzip = compression_of(head.start) == "gzip"
    return is_gzip and inflate_head(head.start, "gzip")[_TAR] == b"ustar"
