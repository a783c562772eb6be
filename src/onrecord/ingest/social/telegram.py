"""Exports of Telegram Desktop (`result.json`): one chat, or all chats of an account.

The form is what Telegram Desktop writes ("Machine-readable JSON", `export_output_json.cpp` of its source): a
chat has name, type, id and messages; a text is a string, or a list of strings and entities.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from onrecord.ingest.dates import edtf_moment
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.social.posts import Fields, LeftOut, Post, post_articles, string_of
from onrecord.ingest.tables.json_objects import read_objects
from onrecord.model.article import Forwarded
from onrecord.model.errors import IngestError

_LISTS = ("chats.list.item.", "left_chats.list.item.")
_PATHS = frozenset(
    f"{outer}{name}" for outer in ("", *_LISTS) for name in ("name", "type", "id", "messages.item")
)
_PRIVATE = {
    "personal_chat": "personal chats",
    "bot_chat": "chats with bots",
    "saved_messages": "saved messages",
}
_CHANNELS = {"public_channel", "private_channel"}
_DELETED = "Deleted Account"  # what Telegram shows where it no longer knows the name


def read_telegram(source: Source) -> Iterator[ParsedArticle]:
    """Yield the messages of channels and groups as articles; of a single chat also those of a personal one.

    The outlet is the channel, in a group whoever wrote. What is left out (service messages, messages without
    words, personal chats of a full export) is counted and told at the end.
    """
    left_out = LeftOut()
    yield from post_articles(_posts(source, left_out), source)
    yield from left_out.told(source.name)


def _posts(source: Source, left_out: LeftOut) -> Iterator[Post | tuple[str, IngestError]]:
    chat: dict[str, object] = {}
    number = 0
    for path, value in read_objects(source.stream, _PATHS, source.limits):
        outer, name = _split(path)
        if isinstance(value, IngestError):
            yield source.name, value
        elif name != "messages.item":
            chat = {**(chat if name != "name" else {}), name: value}
        elif outer and chat.get("type") in _PRIVATE:
            left_out.add(f"messages of {_PRIVATE[str(chat['type'])]}, which an export of all chats has too")
        elif isinstance(value, dict):
            number += 1
            message = cast("Fields", value)
            of_chat = f"{chat.get('id', '')}:" if outer else ""
            place = f"{source.name}[{of_chat}{message.get('id', number)}]"
            post = _post(message, chat, place, left_out)
            if post is not None:
                yield post


def _split(path: str) -> tuple[str, str]:
    outer = next((one for one in _LISTS if path.startswith(one)), "")
    return outer, path.removeprefix(outer)


def _post(message: Fields, chat: Fields, place: str, left_out: LeftOut) -> Post | None:
    if message.get("type") != "message":
        left_out.add("service messages (joins, pins, calls), which are no posts")
        return None
    text = flatten(message.get("text"))
    if not text.strip():
        left_out.add("messages without words (pictures, videos, polls)")
        return None
    is_channel = chat.get("type") in _CHANNELS
    sender, name = string_of(message, "from"), string_of(chat, "name")
    outlet = (name or sender) if is_channel else (sender or name)
    moment = _moment(message, "date")
    edited = _moment(message, "edited")
    signed = string_of(message, "author")
    reply = message.get("reply_to_message_id")
    return Post(
        key=f"{chat.get('id')}/{message.get('id')}",
        place=place,
        text=text,
        outlet=outlet,
        published=edtf_moment(moment) if moment else None,
        moment=moment,
        url=_address(chat, message),
        authors=(signed,) if signed else (),
        version=f"edited {edtf_moment(edited)}" if edited else None,
        reply_to=None if reply is None else f"{chat.get('id')}/{reply}",
        forwarded=_forwarded(message),
    )


def flatten(text: object) -> str:
    """Return a text as its readers see it: a string, or strings and entities (links, names, bold words).

    The address behind a word is not part of the text.
    """
    parts = text if isinstance(text, list) else [text]
    words = (part.get("text") if isinstance(part, dict) else part for part in parts)
    return "".join(word for word in words if isinstance(word, str))


def _moment(message: Fields, name: str) -> datetime | None:
    """Return a moment of a message: in UTC where the export has it, else in the zone of who exported it."""
    seconds = message.get(f"{name}_unixtime")
    try:
        if isinstance(seconds, str | int):
            return datetime.fromtimestamp(int(seconds), UTC)
        local = message.get(name)
        return datetime.fromisoformat(local) if isinstance(local, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def _forwarded(message: Fields) -> Forwarded | None:
    if "forwarded_from" not in message:
        return None
    return Forwarded(string_of(message, "forwarded_from") or _DELETED)


def _address(chat: Fields, message: Fields) -> str | None:
    """Return the link to a message of a channel or large group; members can open it."""
    chat_id, number = chat.get("id"), message.get("id")
    is_linked = chat.get("type") in {*_CHANNELS, "public_supergroup", "private_supergroup"}
    return f"https://t.me/c/{chat_id}/{number}" if is_linked and chat_id and number else None
