"""Corrections, retractions and denials of reports: which earlier article, and which row of it, they mean.

Pure functions. A notice is tied to an article of the outlet that it names (its own by default) by address,
title, day, or the words that both have.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.model.record import Record
from onrecord.model.span import Span
from onrecord.model.step import StepKind
from onrecord.resolve.ledger.article import TellingArticle
from onrecord.resolve.ledger.words import Sentence, find_stems, find_words, is_any, word_class, words_of
from onrecord.store.search_terms import fold_name

DOUBTFUL_SCORE = 0.45
MOST_DAYS = 120  # from a report to its correction or denial
CERTAIN = 0.95  # score where the address or the title says which report is meant
REACH = 6  # words between a verb of retracting and the report
MIN_OWN = 2  # of an outlet's notice that names the day
SHORT = 8  # sentences of a notice of which all say what it is about
MIN_STEMS = 3  # shared words from which words alone tie a notice to a report
_MARK = re.compile(
    r"\s*[:\u2013\u2014-]\s*"
)  # between a mark and the headline: "Correction: …", "CORRECTED-…"
_OPENING = re.compile(r"\((?:Corrects|Corrected|Amends|Fixes)\b")
_ADDRESS = re.compile(r"https?://[^\s<>\"”)\]]+")


@dataclass(frozen=True, slots=True)
class Notice:
    """What an article says of another report: the step, its words, what it is about.

    `outlets` are the folded names of the outlets whose report it can be, `stems` the words that say which;
    `is_own` means that an outlet speaks of its own report. `days` are days that it names.
    """

    step: StepKind
    span: Span
    outlets: frozenset[str]
    stems: frozenset[str]
    is_own: bool
    days: frozenset[tuple[int, int]]
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Report:
    """An earlier article that a notice can mean."""

    record: Record
    day: date | None


@dataclass(frozen=True, slots=True)
class Meant:
    """An article, or a row of it, that a notice means, with the score and the reason."""

    reference: str
    score: float
    reason: str


def has_notice_words(article: TellingArticle) -> bool:
    """Return whether an article may say something of other reports."""
    marked = _marked_step(article.record)
    return marked is not None or any(_step_of(sentence) is not None for sentence in article.sentences)


def find_notices(article: TellingArticle, known_outlets: Sequence[str]) -> list[Notice]:
    """Return what an article says of other reports. `known_outlets` are names of outlets of the dossier."""
    record, sentences = article.record, article.sentences
    own = fold_name(record.article.outlet or "")
    marked = _marked_step(record)
    opening = _OPENING.match(record.article.text.lstrip())
    if opening is not None:  # "(Corrects tonnage in second paragraph)", before the report as mended
        return [_notice_at_head(article, own)]
    found: list[Notice] = []
    for sentence in sentences:
        step = _step_of(sentence, is_notice=marked is not None)
        if step is None and marked is not None and sentence is sentences[0]:
            step = marked
        if step is None:
            continue
        named = frozenset(
            folded
            for outlet in known_outlets
            if (folded := fold_name(outlet)) and _names_outlet(sentence.folded, folded)
        )
        if step == "denied" and not named:
            continue
        near = sentences[sentence.number : sentence.number + (1 if step == "denied" else 2)]
        days = frozenset(_days_named(sentence))
        if marked is not None and len(sentences) <= SHORT:
            near, days = sentences, _all_days(article)
        stems = frozenset(one for row in near for one in row.stems) - find_stems(_cue_words())
        stems -= find_stems(word.folded for outlet in named for word in find_words(outlet))
        outlets = named or frozenset({own})
        addresses = frozenset(_ADDRESS.findall(sentence.span.words(article.text)))
        is_own = step != "denied" and outlets == {own}
        span = words_of(article.text, sentence)
        found.append(Notice(step, span, outlets, stems, is_own, days, addresses))
    return _once_each(found)


def _all_days(article: TellingArticle) -> frozenset[tuple[int, int]]:
    """Return the days that an article and its title name."""
    title = [word.folded for word in find_words(article.record.article.title or "")]
    named = (day for sentence in article.sentences for day in _days_named(sentence))
    return frozenset((*named, *_days_in(title)))


def _notice_at_head(article: TellingArticle, own: str) -> Notice:
    """Return the notice in brackets before a report that is given again, mended."""
    text = article.text
    start = len(text) - len(text.lstrip())
    end = text.find(")", start)
    line = text.find("\n", start)
    span = Span(start, end + 1 if end >= 0 else line if line >= 0 else len(text))
    words = find_words(text, span)
    stems = find_stems(word.folded for word in words) - find_stems(_cue_words())
    days = frozenset(_days_in([word.folded for word in words]))
    return Notice("corrected", span, frozenset({own}), stems, True, days, frozenset())


def _once_each(found: list[Notice]) -> list[Notice]:
    """Return one notice for each step and outlets: later sentences of a notice explain the first."""
    best: dict[tuple[StepKind, frozenset[str]], Notice] = {}
    for notice in found:
        best.setdefault((notice.step, notice.outlets), notice)
    if any(step == "retracted" for step, _ in best):
        return [notice for (step, _), notice in best.items() if step != "corrected"]
    return list(best.values())


def _cue_words() -> Iterator[str]:
    for name in ("report", "correct", "retract", "deny", "false"):
        yield from word_class(name)


def _marked_step(record: Record) -> StepKind | None:
    """Return what an article's notice or the mark before its headline says that it does."""
    if record.article.notice == "correction":
        return "corrected"
    if record.article.notice == "withdrawn":
        return "retracted"
    heading = record.article.title or record.article.text.lstrip().partition("\n")[0]
    first = _mark_of(heading)
    if _OPENING.match(record.article.text.lstrip()):  # "(Corrects tonnage in second paragraph)"
        return "corrected"
    if first in word_class("retraction title"):
        return "retracted"
    return "corrected" if first in word_class("correction title") else None


def _mark_of(heading: str) -> str:
    """Return what stands before a headline: "Correction: …", "CORRECTED-…"."""
    return _MARK.split(heading, maxsplit=1)[0].strip().casefold().replace("’", "'")


def _step_of(sentence: Sentence, *, is_notice: bool = False) -> StepKind | None:
    """Return what a sentence says of a report; None where it says nothing of any.

    In a notice, "the claim is withdrawn" is of the report that had it.
    """
    words = [word.folded for word in sentence.words]
    reports = [at for at in range(len(words)) if _is_report(words, at)]
    if is_notice and not reports:
        reports = [at for at, word in enumerate(words) if word in word_class("withdrawn")]
        return "retracted" if any(_is_of_report(words, at, reports) for at in _retracting(words)) else None
    if not reports:
        return None
    if any(
        word in word_class("retract") and _is_of_report(words, at, reports) for at, word in enumerate(words)
    ):
        return "retracted"
    if any(is_any(word, "deny") for word in words) or any(word in word_class("false") for word in words):
        return "denied"
    if any(word in word_class("correct") for word in words) or "earlier version" in sentence.folded:
        return "corrected"
    return None


def _retracting(words: Sequence[str]) -> list[int]:
    return [at for at, word in enumerate(words) if word in word_class("retract")]


def _is_report(words: Sequence[str], at: int) -> bool:
    """Return whether a word is a noun for a report ("the story", "reports"), not a verb ("to report")."""
    word = words[at]
    is_form = word in word_class("report") or (word.endswith("s") and word[:-1] in word_class("report"))
    return is_form and at > 0 and words[at - 1] not in ("to", "will", "would", "not")


def _is_of_report(words: Sequence[str], at: int, reports: Sequence[int]) -> bool:
    """Return whether a report is what is retracted: close behind the verb, or before its passive."""
    is_passive = any(word in word_class("passive") for word in words[max(0, at - 3) : at])
    for place in reports:
        is_object = at < place <= at + REACH and word_class("before a place").isdisjoint(
            words[at + 1 : place]
        )
        if is_object or (is_passive and place < at):
            return True
    return False


def _names_outlet(folded: str, outlet: str) -> bool:
    """Return whether a sentence names an outlet, with or without what its name ends with."""
    plain = outlet.strip()
    return f" {plain} " in folded or f" {plain}'s " in folded


def _days_named(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield the days that a sentence names by month and number."""
    yield from _days_in([word.folded for word in sentence.words])


def _days_in(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for at, word in enumerate(words):
        month = _MONTHS.get(word[:3]) if word in word_class("months") else None
        if month is None:
            continue
        for near in (words[at + 1 : at + 2], words[max(0, at - 1) : at]):
            if near and near[0].isdigit() and 1 <= int(near[0]) <= 31:
                yield month, int(near[0])


_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}


def find_meant(notice: Notice, article: TellingArticle, reports: Iterable[Report]) -> Meant | None:
    """Return the earlier report that a notice means, with its score; None where none is likely."""
    found: list[Meant] = []
    pages: set[str] = set()
    for report in reports:
        rated = _rate(notice, article, report)
        if rated is None or report.record.article.url in pages:  # of two versions of a page, the first given
            continue
        found.append(rated)
        if report.record.article.url is not None:
            pages.add(report.record.article.url)
    found.sort(key=lambda one: (-one.score, one.reference))
    if not found:
        return None
    best = found[0]
    if len(found) > 1 and found[1].score > best.score - 0.05 and best.score < CERTAIN:
        return Meant(best.reference, DOUBTFUL_SCORE, f"{best.reason}; but another report fits as well")
    return best


def _rate(notice: Notice, article: TellingArticle, report: Report) -> Meant | None:
    target = report.record.article
    if target.id == article.id or not _is_before(article.day, report.day):
        return None
    if fold_name(target.outlet or "") not in notice.outlets:
        return None
    stems = find_stems(word.folded for word in find_words(f"{target.title or ''}\n{target.text}"))
    shared = len(notice.stems & stems)
    share = shared / len(notice.stems) if notice.stems else 0.0
    on_day = report.day is not None and _is_named(report.day, notice)
    reasons, score = [f"{shared} of {len(notice.stems)} words of the notice are the report's"], 0.0
    own = article.record.article
    if target.url and (target.url in notice.addresses or (notice.is_own and target.url == own.url)):
        score, reasons = CERTAIN, ["the address of the report", *reasons]
    elif _same_title(own.title, target.title) or _quotes_title(article.text, target.title):
        score, reasons = CERTAIN, ["the title of the report", *reasons]
    elif on_day and (share >= 0.3 or (notice.is_own and shared >= MIN_OWN)):
        score, reasons = 0.75 + 0.15 * share, ["the day of the report", *reasons]
    elif notice.days and not on_day:
        score = DOUBTFUL_SCORE if share >= 0.6 and shared >= MIN_STEMS else 0.0
    elif shared >= MIN_STEMS and share >= 0.5:
        score = 0.5 + 0.4 * share
    elif shared >= MIN_STEMS and share >= 0.3:
        score = DOUBTFUL_SCORE
    return Meant(target.id, round(score, 2), "; ".join(reasons)) if score else None


def _is_named(day: date, notice: Notice) -> bool:
    """Return whether a notice names the day of a report; an outlet may name that of the printed issue."""
    days = (day, day + timedelta(days=1)) if notice.is_own and day < date.max else (day,)
    return any((one.month, one.day) in notice.days for one in days)


def _is_before(later: date | None, earlier: date | None) -> bool:
    if later is None or earlier is None:
        return False
    return 0 <= (later - earlier).days <= MOST_DAYS


def _same_title(notice: str | None, report: str | None) -> bool:
    """Return whether a notice has the headline of the report behind its mark ("Correction: …")."""
    if not notice or not report:
        return False
    behind = (_MARK.split(notice, maxsplit=1)[1:] or [""])[0].strip().casefold()
    return len(behind.split()) > 2 and behind == report.strip().casefold()


def _quotes_title(text: str, title: str | None) -> bool:
    plain = (title or "").strip().casefold()
    return len(plain.split()) > 2 and plain in text.casefold()


def find_row(notice: Notice, record: Record) -> Meant | None:
    """Return the row of a report that a notice is about: the statement, commitment or event that has most of
    its words; None where none has enough.
    """
    rows = [(row.id, str(row.evidence.content)) for row in record.statements]
    rows += [(row.id, str(row.evidence)) for row in record.commitments]
    rows += [(row.id, str(row.evidence.all)) for row in record.events]
    best: tuple[float, int, str] | None = None
    for place, (row, words) in enumerate(rows):
        stems = find_stems(word.folded for word in find_words(words))
        shared = len(stems & notice.stems)
        if shared < MIN_STEMS or shared < 0.5 * len(stems):
            continue
        rated = (shared + shared / len(stems), -place, row)
        best = max(best, rated) if best is not None else rated
    if best is None:
        return None
    return Meant(f"{record.article.id}/{best[2]}", 0.8, f"{int(best[0])} words of the notice are the row's")
