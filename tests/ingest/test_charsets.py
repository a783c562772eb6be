"""Bytes to text: byte-order marks, right and wrong declared charsets, guessed charsets, and binary files."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ingest.charsets import _scores, declared_charsets, decode, replace_unstorable
from onrecord.model.errors import IngestError

RUSSIAN = (
    "Министерство сообщило во вторник, что переговоры возобновятся в Женеве. «Стороны согласовали "
    "повестку дня», — сказал его представитель. Встреча продлится два дня."
)
ENGLISH = (
    "The ministry said on Tuesday that “talks would resume” in Geneva. It’s a start, officials "
    "said – nothing more."
)
FRENCH = (
    "Le ministère a indiqué mardi que les pourparlers reprendraient à Genève. « C’est un début », "
    "a déclaré le porte-parole."
)
TEXTS = {
    "ru": (RUSSIAN, ["cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"]),
    "uk": (
        (
            "Міністерство повідомило, що переговори відновляться в Женеві. «Сторони погодили порядок "
            "денний», — сказав його речник."
        ),
        ["cp1251", "koi8_u"],
    ),
    "bg": (
        "Министерството съобщи във вторник, че преговорите ще бъдат подновени в Женева, каза говорителят.",
        ["cp1251"],
    ),
    "en": (ENGLISH, ["cp1252", "mac_roman"]),
    "fr": (FRENCH, ["cp1252", "mac_roman"]),
    "de": (
        (
            "Das Ministerium teilte mit, dass die Gespräche in Genf fortgesetzt würden. „Schön“, heißt es "
            "in Köln."
        ),
        ["cp1252"],
    ),
    "es": (
        (
            "El ministerio dijo que las conversaciones se reanudarán mañana. “Ambas partes están de "
            "acuerdo”, señaló."
        ),
        ["cp1252"],
    ),
    "pl": (
        (
            "Ministerstwo poinformowało, że rozmowy zostaną wznowione. „Strony uzgodniły porządek”, mówi "
            "rzecznik."
        ),
        ["cp1250", "iso8859_2"],
    ),
    "cs": (
        (
            "Ministerstvo v úterý uvedlo, že rozhovory budou obnoveny v Ženevě. „Obě strany se dohodly,“ "
            "řekl mluvčí."
        ),
        ["cp1250"],
    ),
    "tr": (
        "Bakanlık salı günü yaptığı açıklamada görüşmelerin Cenevre'de yeniden başlayacağını söyledi.",
        ["cp1254"],
    ),
    "el": ("Το υπουργείο ανακοίνωσε την Τρίτη ότι οι συνομιλίες θα συνεχιστούν στη Γενεύη.", ["cp1253"]),
    "he": ("המשרד הודיע ביום שלישי כי השיחות יתחדשו בשבוע הבא.", ["cp1255"]),
    "ar": ("قالت الوزارة يوم الثلاثاء إن المحادثات ستستأنف الأسبوع المقبل في جنيف.", ["cp1256"]),
    "lv": (
        (
            "Ministrija otrdien paziņoja, ka sarunas atsāksies nākamnedēļ Ženēvā, un puses vienojušās par "
            "darba kārtību."
        ),
        ["cp1257"],
    ),
}
EAST_ASIAN = {
    "zh": ("外交部星期二表示，会谈将于下周在日内瓦恢复。双方已商定议程。", ["gb18030"]),
    "zh-TW": ("外交部星期二表示，會談將於下週在日內瓦恢復。雙方已商定議程。", ["big5"]),
    "ja": (
        "外務省は火曜日、会談が来週ジュネーブで再開されると発表した。双方は議題に合意した。",
        ["cp932", "euc_jp"],
    ),
    "ko": ("외교부는 화요일 회담이 다음 주 제네바에서 재개될 것이라고 밝혔다.", ["cp949"]),
}
CASES = [(text, charset) for text, charsets in (TEXTS | EAST_ASIAN).values() for charset in charsets]


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH])
def test_a_byte_order_mark_gives_the_charset_and_is_dropped(text: str, charset: str) -> None:
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(charset, b"")
    assert decode(mark + text.encode(charset)) == text


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH, "Да.\nНет.\n", "Yes."])
def test_utf16_and_utf32_are_detected_by_their_zero_bytes(text: str, charset: str) -> None:
    assert decode(text.encode(charset)) == text


@pytest.mark.parametrize(("text", "charset"), CASES)
def test_an_undeclared_charset_is_detected(text: str, charset: str) -> None:
    raw = text.encode(charset, "replace")
    assert decode(raw) == raw.decode(charset)
    assert decode(raw * 200) == raw.decode(charset) * 200


@pytest.mark.parametrize(
    "text", ["Москва молчит.", "МОСКВА", "Он сказал: «Да»", "«Нет», – ответил Песков", "Киев — Москва"]
)
def test_short_russian_text_is_decoded_as_windows_1251(text: str) -> None:
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize(
    "text",
    [
        "He said “no”.",
        "It’s over",
        "the café closed",
        "Île de la Cité",
        "São Tomé",
        "Zürich – Genève",
        "Müller",
        "“",
        "10 €",
    ],
)
def test_short_western_text_is_decoded_as_windows_1252(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_the_scores_of_right_and_wrong_charsets_do_not_overlap() -> None:
    right = [
        _scores(text.encode(charset, "replace"))[{"koi8_r": "koi8_u"}.get(charset, charset)]
        for text, charsets in TEXTS.values()
        for charset in charsets
    ]
    wrong = [
        max(_scores(text.encode(charset)).values())
        for text, charsets in EAST_ASIAN.values()
        for charset in charsets
    ]
    assert min(right) >= 0.6
    assert max(wrong) < 0.4


@pytest.mark.parametrize(
    "declared",
    ["windows-1251", "CP1251", "x-nonsense", "iso-8859-1", "utf-8", "gb2312", "shift_jis", "hex", ""],
)
def test_a_wrong_or_unknown_declared_charset_does_not_spoil_the_text(declared: str) -> None:
    assert decode(RUSSIAN.encode("cp1251"), [declared]) == RUSSIAN
    assert decode(RUSSIAN.encode("utf-8"), [declared]) == RUSSIAN
    assert decode(FRENCH.encode("cp1252"), [declared]) == FRENCH


def test_the_first_declared_charset_that_fits_is_believed() -> None:
    assert decode(FRENCH.encode("cp1252"), ["koi8-r", "iso-8859-1"]) == FRENCH
    assert decode("Îles".encode("mac_roman"), ["macintosh"]) == "Îles"


def test_a_declared_charset_decides_between_equally_good_ones() -> None:
    assert decode(b"ma\xf1ana", ["windows-1250"]) == "mańana"
    assert decode("日本".encode("iso2022_jp"), ["iso-2022-jp"]) == "日本"


def test_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    raw = RUSSIAN.encode() + b"\x92 " + "конец".encode()
    assert decode(raw) == RUSSIAN + "\ufffd конец"
    assert decode(RUSSIAN.encode()[:-1] + "я".encode()[:1]) == RUSSIAN[:-1] + "\ufffd"


def test_line_breaks_and_spaces_stay_as_printed() -> None:
    text = " One.\r\nTwo.\rThree.\n\n\tFour\u00a0five.\u2028Six. \n"
    assert decode(text.encode()) == text


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_in_utf8_round_trips(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode()) == text


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_text_or_an_error_with_a_reason(raw: bytes) -> None:
    try:
        text = decode(raw)
    except IngestError as error:
        assert error.reason in ("binary", "encoding")
    else:
        text.encode("utf-8")


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7\n",
        b"PK\x03\x04abc",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"text\x00text",
        b"\x00" * 50,
        b"\x01\x02\x03abc" * 9,
        b"{\\rtf1}",
    ],
)
def test_a_file_that_is_not_text_is_reported_as_binary(raw: bytes) -> None:
    with pytest.raises(IngestError) as caught:
        decode(raw)
    assert caught.value.reason == "binary"


def test_charsets_declared_in_a_page_are_found() -> None:
    assert declared_charsets(b'<html><meta charset="windows-1251">') == ("windows-1251",)
    assert declared_charsets(b"<META http-equiv=Content-Type content='text/html; charset=koi8-r'>") == (
        "koi8-r",
    )
    assert declared_charsets(b'<?xml version="1.0" encoding="iso-8859-2"?>') == ("iso-8859-2",)
    assert declared_charsets(b"the charset=koi8-r of old") == ()


def test_characters_that_cannot_be_stored_are_replaced_one_by_one() -> None:
    assert replace_unstorable("a\ud800b\x00c😀") == "a\ufffdb\ufffdc😀"
