"""Archives of social media: the example files, threads, forwards, what is left out, and broken files."""

import json
import sys
import zipfile
from pathlib import Path

import pytest

from onrecord.ingest import Limits, Overrides, load_articles
from onrecord.ingest.social.mastodon import flatten_html
from onrecord.model.article import Article, Forwarded
from onrecord.model.record import Undone

EXAMPLES = Path(__file__).parents[3] / "examples" / "formats"


def load(path: Path, limits: Limits | None = None) -> tuple[list[Article], list[Undone]]:
    found = list(load_articles(str(path), Overrides(), limits or Limits()))
    return [one for one in found if isinstance(one, Article)], [
        one for one in found if isinstance(one, Undone)
    ]


def read(tmp_path: Path, value: object, name: str = "result.json") -> tuple[list[Article], list[Undone]]:
    path = tmp_path / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return load(path)


def test_a_channel_of_telegram() -> None:
    (thread, forward, post), left_out = load(EXAMPLES / "telegram-channel.json")
    assert thread.text == (
        "The harbour of Selwick is open again, the ministry of ports said on Tuesday. More at the "
        "Courier.\n\n"
        "“We are glad that ships can load grain here,” said its head, Lena Ort, at the quay."
    )
    assert (thread.outlet, thread.published.value) == ("Selwick Live", "2025-07-01T07:30:00Z")
    assert (thread.url, thread.version) == ("https://t.me/c/1500000001/2", "edited 2025-07-01T08:05:00Z")
    assert forward.forwarded == Forwarded("Dockers of Selwick") and forward.outlet == "Selwick Live"
    assert post.authors == ("Ole B.",)
    assert [one.detail.rpartition(": ")[2] for one in left_out] == ["1", "1"]
    assert "service messages" in left_out[0].detail and "without words" in left_out[1].detail


def test_all_chats_of_telegram_without_the_personal_ones() -> None:
    (channel, group), (personal,) = load(EXAMPLES / "telegram-all-chats.json")
    assert (channel.outlet, group.outlet) == ("Selwick Live", "Ida Falk")
    assert channel.source.endswith("telegram-all-chats.json[1500000001:2]")
    assert "personal chats" in personal.detail


def chat(*messages: dict[str, object]) -> dict[str, object]:
    return {"name": "Live", "type": "public_channel", "id": 5, "messages": list(messages)}


def message(key: int, hour: int, **fields: object) -> dict[str, object]:
    moment = {"date_unixtime": str(1751360400 + 3600 * hour), "date": "2025-07-01T09:00:00"}
    return {"id": key, "type": "message", "from": "Live", "text": f"Post {key}."} | moment | fields


def test_a_late_reply_is_a_post_of_its_own(tmp_path: Path) -> None:
    found, _ = read(
        tmp_path,
        chat(
            message(1, 0),
            message(2, 1),
            message(3, 2, reply_to_message_id=1),
            message(4, 3, reply_to_message_id=3),
            message(5, 30, reply_to_message_id=4),
            message(6, 30, reply_to_message_id=5, forwarded_from="Other"),
            message(7, 30, reply_to_message_id=99),
            message(7, 30),
        ),
    )
    assert [one.text for one in found] == [
        "Post 1.\n\nPost 3.\n\nPost 4.", "Post 2.", "Post 5.", "Post 6.", "Post 7.", "Post 7.",
    ]  # fmt: skip


def test_messages_of_a_strange_shape_cost_nothing_else(tmp_path: Path) -> None:
    strange: list[dict[str, object]] = [
        {"id": None, "type": "message", "text": {"type": "bold", "text": "Odd."}, "date": 7, "from": 3},
        {"type": "message", "text": 7},
        {},
        message(9, 1, date_unixtime="x", date="never", edited_unixtime="9" * 40),
        message(10, 1, forwarded_from=None),
    ]
    found, left_out = read(tmp_path, chat(*strange))
    assert [one.text for one in found] == ["Odd.", "Post 9.", "Post 10."]
    assert found[1].published.value is None
    assert found[2].forwarded == Forwarded("Deleted Account")
    assert len(left_out) == 2


@pytest.mark.parametrize("name", ["mastodon-archive.zip", "mastodon-archive.tar.gz", "mastodon-outbox.json"])
def test_an_archive_of_mastodon(name: str) -> None:
    (thread, boost, warned), (boosts, named) = load(EXAMPLES / name)
    assert thread.text == (
        "The harbour of Selwick is open again, the ministry of ports said on Tuesday.\n\n"
        "More: https://courier.example/2025/07/01/harbour\n\n"
        "“We are glad that ships can load grain here,” said its head, Lena Ort.\nShe spoke at the quay."
    )
    outlet = "@selwick@social.example" if name.endswith("json") else "Selwick Courier"
    assert (thread.outlet, thread.language, thread.url) == (
        outlet,
        "en",
        "https://social.example/@selwick/101",
    )
    assert boost.forwarded == Forwarded(
        "@ida@other.example", "2025-07-01T09:10:00Z", "https://other.example/@ida/10"
    )
    assert boost.published.value == "2025-07-01T09:30:00Z"
    assert warned.text.startswith("Local politics\n\nThe mayor") and warned.version
    assert "boosts" in boosts.detail and "named people" in named.detail


def test_markup_of_posts_is_flattened() -> None:
    assert flatten_html("<p>One &amp; two<br>three</p><p>Four</p>") == "One & two\nthree\n\nFour"
    assert flatten_html("") == flatten_html("<p></p>") == ""
    assert flatten_html("plain") == "plain"


@pytest.mark.parametrize("name", ["x-archive.zip", "tweets.js"])
def test_an_archive_of_x(name: str) -> None:
    (thread, long, retweet), (left_out,) = load(EXAMPLES / name)
    assert thread.text == (
        "The harbour of Selwick is open again, the ministry of ports said. https://courier.example/a\n\n"
        "“We are glad that ships can load grain here,” said its head, Lena Ort, & smiled."
    )
    whole = name.endswith(".zip")
    assert thread.outlet == ("Selwick Courier" if whole else None)
    account = "selwickcourier" if whole else "i"
    assert thread.url == f"https://x.com/{account}/status/1940000000000000001"
    assert long.text.endswith("did not answer." if whole else "https://t.co/long")
    assert retweet.text.startswith("Our union said")
    assert retweet.forwarded == Forwarded("Dockers of Selwick", None, "https://x.com/dockers_selwick")
    assert "without words" in left_out.detail


def test_another_file_of_x_is_refused(tmp_path: Path) -> None:
    found, (one,) = read(tmp_path, "window.YTD.direct_messages.part0 = [ {} ]", "direct-messages.js")
    assert not found and one.reason == "format" and "direct_messages" in one.detail


@pytest.mark.parametrize("name", ["bluesky-feed.json", "bluesky-feed.jsonl"])
def test_a_feed_of_bluesky(name: str) -> None:
    (thread, repost, comment, quoted), left_out = load(EXAMPLES / name)
    assert (
        thread.text.startswith("The harbour")
        and "https://courier.example/2025/07/01/harbour\n\n“We" in thread.text
    )
    assert (thread.outlet, thread.language) == ("Selwick Courier", "en")
    assert thread.url == "https://bsky.app/profile/courier.example/post/3kaaaaaaaaa2a"
    assert repost.outlet == quoted.outlet == comment.outlet == "Selwick Courier"
    assert [one.forwarded.outlet if one.forwarded else None for one in (repost, comment, quoted)] == [
        "Dockers of Selwick", None, "Dockers of Selwick",
    ]  # fmt: skip
    assert quoted.text.startswith("“We have waited") and quoted.url == comment.url
    assert left_out == []


def test_a_repository_of_bluesky(monkeypatch: pytest.MonkeyPatch) -> None:
    (thread,), (reposts,) = load(EXAMPLES / "bluesky-repository.car")
    assert thread.outlet == "Selwick Courier" and thread.text.count("\n\n") == 1
    assert "reposts" in reposts.detail
    monkeypatch.setitem(sys.modules, "libipld", None)
    _, (one,) = load(EXAMPLES / "bluesky-repository.car")
    assert one.reason == "extra" and "onrecord[bluesky]" in one.detail


@pytest.mark.parametrize(
    "name",
    [
        "telegram-channel.json", "telegram-all-chats.json", "mastodon-outbox.json", "mastodon-archive.zip",
        "mastodon-archive.tar.gz", "x-archive.zip", "tweets.js", "bluesky-feed.json",
        "bluesky-repository.car",
    ],
)  # fmt: skip
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_is_told(tmp_path: Path, name: str, share: float) -> None:
    raw = (EXAMPLES / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(raw[: int(len(raw) * share)])
    _, left_out = load(path)
    assert {"not-json", "damaged", "format"} & {one.reason for one in left_out}


def zipped(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in parts.items():
            container.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return path


def test_an_archive_with_a_password_or_a_bomb_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "a.zip", data__tweets_dot_js="window.YTD.tweets.part0 = [ ]" + " " * 10_000)
    monkeypatch.setattr("onrecord.ingest.social.archives._MOST_POSTS", 5_000)
    _, (one,) = load(path)
    assert one.reason == "too-large"
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    _, (two,) = load(path)
    assert two.reason == "password"


def test_a_post_over_the_limit_costs_itself(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(chat(message(1, 0), message(2, 1, text="x" * 5000), message(3, 2))))
    found, (one,) = load(path, Limits(max_bytes=2000))
    assert [post.text for post in found] == ["Post 1.", "Post 3."]
    assert one.reason == "too-large"


@pytest.mark.parametrize("actor", ["https://[x/users/ann", "https://social.example/users/ann"])
def test_an_outbox_with_a_broken_address_or_a_moment_without_zone_is_read(tmp_path: Path, actor: str) -> None:
    note = {
        "type": "Note", "id": "1", "attributedTo": actor, "content": "<p>The ferry runs again, she said.</p>",
        "published": "2025-07-01T09:30:00",
    }  # fmt: skip
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection",
        "orderedItems": [{"type": "Create", "actor": actor, "object": note}],
    }  # fmt: skip
    (found,), _ = read(tmp_path, outbox, "outbox.json")
    assert found.published.value == "2025-07-01T09:30:00"


def test_a_message_of_telegram_in_thousands_of_lists_raises_nothing(tmp_path: Path) -> None:
    text = "[" * 3_000 + '"a"' + "]" * 3_000
    message = '{"id": 1, "type": "message", "text": ' + text + "}"
    chat = '{"name": "Harbour", "type": "public_channel", "id": 1, "messages": [' + message + "]}"
    articles, (left_out,) = read(tmp_path, chat)
    assert not articles and left_out.reason == "no-article"
