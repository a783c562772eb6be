"""Messages and mailboxes: parts, charsets, what is forwarded and answered; broken and hostile ones."""

import pytest

from ingest.outcomes import article, articles, lines, outcomes, undone
from onrecord.ingest.limits import Limits
from onrecord.model.article import Article, Forwarded
from onrecord.model.record import Undone

BODY = "Foreign Minister Lena Marok of Ostaria said on Tuesday that the ceasefire along the river would hold."
NEWSLETTER = """\
Return-Path: <news@courier.example>
From: =?utf-8?q?The_Example_Courier?= <news@courier.example>
To: reader@mail.example
Subject: =?iso-8859-1?q?Morning_briefing=3A_the_caf=E9?=
Date: Tue, 06 Oct 2020 10:22:00 +0200
List-Unsubscribe: <https://courier.example/u>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="m"

--m
Content-Type: multipart/alternative; boundary="a"

--a
Content-Type: text/plain; charset="iso-8859-1"; format=flowed
Content-Transfer-Encoding: quoted-printable

Foreign Minister Lena Marok of Ostaria said on Tuesday that =20
the ceasefire held, over caf=E9 cr=E8me.

> She said in her statement: we hold.

--=20
The Example Courier, 1 Bridge Street

--a
Content-Type: text/html; charset="utf-8"

<html><body><p>Foreign Minister Lena Marok of Ostaria said so.</p></body></html>
--a--
--m
Content-Type: application/pdf; name="statement.pdf"
Content-Disposition: attachment; filename="statement.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--m--
"""
ANSWER = f"""\
From: Ann Lee <ann@courier.example>
To: Ben Okoro <ben@courier.example>
Subject: Re: Crossing
Date: Tue, 06 Oct 2020 10:22:00 +0200
Message-ID: <1@courier.example>
In-Reply-To: <0@courier.example>

{BODY}

On Mon, 5 Oct 2020 at 09:00, Ben Okoro
<ben@courier.example> wrote:

> Will the crossing open?
> Ben
"""
FORWARDING = """\
From: Ann Lee <ann@courier.example>
Subject: Fwd: Statement on the crossing
Date: Wed, 07 Oct 2020 10:22:00 +0200
Message-ID: <2@courier.example>

For the record.

---------- Forwarded message ---------
From: Ministry of Transport <press@ministry.example>
Date: Mon, 5 Oct 2020 at 09:00
Subject: Statement on the crossing
To: <ann@courier.example>

The ministry announced on Monday that the crossing at Marusk would
reopen. The minister thanked the mediators.
"""
PAGE = """\
From: Courier <news@courier.example>
Subject: Only a page
Date: Wed, 07 Oct 2020 10:22:00 +0200
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><table><tr><td><a href="x">View in browser</a></td></tr><tr><td><h1>Vellin rejects claim</h1>
<p>The government of Vellin rejected the claim on Tuesday and accused the army of breaking its word.</p>
<p>Its ambassador, Tomas Rell, demanded an inquiry into the shots at the bridge.</p></td></tr>
</table></body></html>
"""


@pytest.mark.parametrize("breaks", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["a.eml", "a.txt", "-"])
def test_a_newsletter_is_an_article_and_its_attachment_is_told(name: str, breaks: str) -> None:
    found, attachment = outcomes(NEWSLETTER.replace("\n", breaks).encode(), name)
    assert isinstance(found, Article)
    assert lines(found) == [
        "Foreign Minister Lena Marok of Ostaria said on Tuesday that the ceasefire held, over café crème.",
        "She said in her statement: we hold.",
    ]
    assert (found.title, found.outlet, found.authors) == (
        "Morning briefing: the café",
        "The Example Courier",
        (),
    )
    assert (found.published.value, found.published.how) == ("2020-10-06T10:22:00+02:00", "metadata")
    assert isinstance(attachment, Undone)
    assert (attachment.source, attachment.outcome) == (f"{name}[statement.pdf]", "skipped")


def test_what_a_message_answers_is_left_out() -> None:
    found = article(ANSWER.encode(), "a.eml")
    assert found.text == BODY
    assert (found.title, found.outlet, found.authors) == ("Crossing", None, ("Ann Lee",))


def test_what_a_message_forwards_is_its_text_and_whose_it_is_is_told() -> None:
    found = article(FORWARDING.encode(), "a.eml")
    assert lines(found) == [
        "For the record.",
        "The ministry announced on Monday that the crossing at Marusk would reopen. "
        "The minister thanked the mediators.",
    ]
    assert found.forwarded == Forwarded("Ministry of Transport", "2020-10-05T09:00")
    assert found.title == "Statement on the crossing"


def test_a_message_that_is_a_page_is_read_without_its_layout_tables() -> None:
    found = lines(article(PAGE.encode(), "a.eml"))
    assert found[-2:] == [
        "The government of Vellin rejected the claim on Tuesday and accused the army of breaking its word.",
        "Its ambassador, Tomas Rell, demanded an inquiry into the shots at the bridge.",
    ]


def test_a_message_attached_to_an_empty_one_is_the_article() -> None:
    raw = (
        "From: Ann Lee <ann@courier.example>\nSubject: see below\nDate: Wed, 07 Oct 2020 10:22:00 +0200\n"
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="m"\n\n--m\n'
        "Content-Type: message/rfc822\n\n"
        f"{ANSWER}\n--m--\n"
    )
    found = article(raw.encode(), "a.eml")
    assert (found.source, found.text) == ("a.eml[message 1]", BODY)


def mailbox(*messages: str) -> bytes:
    return "".join(f"From x@y.example Tue Oct  6 10:22:00 2020\n{message}\n" for message in messages).encode()


def test_a_mailbox_gives_an_article_for_each_message() -> None:
    quoted = ANSWER.replace(
        BODY, f"{BODY}\n\n>From the bridge, nothing was heard.\n\nFrom the river came no word."
    )
    first, second, empty = outcomes(
        mailbox(quoted, FORWARDING, "From: x@y.example\nSubject: x\n"), "news.mbox"
    )
    assert isinstance(first, Article)
    assert lines(first) == [BODY, "From the bridge, nothing was heard.", "From the river came no word."]
    assert isinstance(second, Article)
    assert second.source == "news.mbox[2]"
    assert isinstance(empty, Undone)
    assert (empty.source, empty.reason) == ("news.mbox[3]", "empty")


def test_a_message_over_the_limit_does_not_stop_the_next() -> None:
    large = ANSWER + "word " * 5_000 + "\n" + "line of words\n" * 5_000
    first, second = outcomes(mailbox(large, ANSWER), "news.mbox", Limits(max_bytes=20_000))
    assert isinstance(first, Undone)
    assert first.reason == "too-large"
    assert isinstance(second, Article)


def test_many_messages_are_read_one_by_one() -> None:
    assert len(articles(mailbox(*[ANSWER] * 300), "news.mbox")) == 300


def test_an_encrypted_message_is_named() -> None:
    raw = b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n"
    assert undone(raw, "a.eml").reason == "password"


@pytest.mark.parametrize(
    "raw",
    [
        "From: a@b.example\nMessage-ID: <1>\nContent-Type: multipart/mixed; boundary=x\n\n" + "--x\n" * 5_000,
        'From: a@b.example\nMessage-ID: <1>\nContent-Type: text/plain; charset="no such"\n\nHe said so.\n',
        "From: a@b.example\nMessage-ID: <1>\nSubject: =?utf-8?b?=!=?=\nDate: never\n\nHe said so.\n",
        "From: <<<@@@>>>,,,;;\nMessage-ID: <1>\nContent-Type: ;;;=\n\nHe said so.\n",
        "From: a@b.example\nMessage-ID: <1>\nContent-Transfer-Encoding: base64\n\n!!!!\n",
        "From: a@b.example\nMessage-ID: <1>",
        "From: a@b.example\nMessage-ID: <1>\n"
        + "Content-Type: message/rfc822\n\nFrom: a@b.example\nMessage-ID: <1>\n" * 200
        + "\nHe said so.",
    ],
)
def test_strange_messages_give_outcomes_and_no_error(raw: str) -> None:
    assert outcomes(raw.encode(), "a.eml")


@pytest.mark.parametrize(
    "text",
    [
        "From the bridge, 2020 people walked home.\nSubject: none.\n\nThe minister said so on Tuesday.",
        "Moderator: Good morning.\nMinister: Good morning.\n\nThe talks went on until Tuesday, she said.",
        "Date: Tuesday\nPlace: Marusk\n\nThe minister said so on Tuesday.",
    ],
)
def test_texts_are_not_taken_for_mail(text: str) -> None:
    assert article(text.encode(), "a.txt").text == text


@pytest.mark.parametrize("rule", ["________________________________\n", ""])
def test_what_outlook_forwards(rule: str) -> None:
    raw = (
        "From: Ann Lee <ann@courier.example>\nSubject: FW: Crossing\nDate: Wed, 07 Oct 2020 10:00:00 +0200\n"
        f"MIME-Version: 1.0\n\nSee below.\n\n{rule}From: Ben Okoro <ben@courier.example>\n"
        f"Sent: Tuesday, October 6, 2020 8:15 AM\nTo: Ann Lee\nSubject: Crossing\n\n{BODY}\n"
    )
    found = article(raw.encode(), "a.eml")
    assert lines(found) == ["See below.", BODY]
    assert found.forwarded == Forwarded("Ben Okoro", "2020-10-06T08:15")


def test_a_line_from_somebody_is_not_forwarded() -> None:
    raw = f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n\nFrom: the border\n{BODY}\n"
    found = article(raw.encode(), "a.eml")
    assert found.forwarded is None and lines(found)[0].startswith("From: the border")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_lines_that_newsletter_programs_add_are_left_out(kind: str) -> None:
    added = ("View this email in your browser", "You’re receiving this email because you signed up.")
    parts = (
        added[0],
        BODY,
        f"{BODY} Nobody unsubscribed.",
        added[1],
        "Unsubscribe: https://courier.example/u",
    )
    body = "\n\n".join(parts) if kind == "plain" else "".join(f"<p>{part}</p>" for part in parts)
    head = f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8"
    raw = f"{head}\n\n{body}"
    assert lines(article(raw.encode(), "a.eml")) == [BODY, f"{BODY} Nobody unsubscribed."]


OUTLOOK = (
    "<p>See below.</p><div><p><b>From:</b> Ben Okoro &lt;b@c.example&gt;<br>"
    f"<b>Sent:</b> Tuesday, October 6, 2020 8:15 AM<br><b>To:</b> Ann Lee<br>"
    f"<b>Subject:</b> Crossing</p></div><p>{BODY}</p><p>{BODY} Again.</p>"
)


def test_what_outlook_forwards_as_a_page() -> None:
    head = "From: a@b.example\nSubject: FW: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8"
    found = article(f"{head}\n\n{OUTLOOK}".encode(), "a.eml")
    assert found.forwarded == Forwarded("Ben Okoro", "2020-10-06T08:15")
    assert lines(found)[-2:] == [BODY, f"{BODY} Again."] and "Sent:" not in found.text


def test_what_outlook_answers_is_left_out() -> None:
    raw = (
        "From: Ann Lee <ann@courier.example>\nSubject: RE: Crossing\nMIME-Version: 1.0\n\n"
        "We agree, she said.\n\n"
        f"From: Ben Okoro\nSent: Tuesday, October 6, 2020 8:15 AM\nTo: Ann Lee\nSubject: Crossing\n\n{BODY}\n"
    )
    found = article(raw.encode(), "a.eml")
    assert (lines(found), found.forwarded) == (["We agree, she said."], None)
