"""Linking: matches are found once, in any order, and people's judgements win."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from builders import make_record
from onrecord.model.article import Article
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.judgement import make_judgement
from onrecord.model.record import (
    Actor,
    ArticleRow,
    Link,
    MentionRow,
    PassageRow,
    PublishedRow,
    Record,
    Run,
    Statement,
    StatementEvidence,
)
from onrecord.model.span import Span
from onrecord.resolve.actor_resolution import candidate_surnames
from onrecord.resolve.linker import RULE, link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.rows.independent_reports import count_independent_reports
from onrecord.views.rows.origins import build_origins

pytest_plugins = ["dossiers"]  # the fixture `dossier`

GREVEC = "no pilot of ours will board a tanker alone again after what happened in the fog"
STORY = (
    "The harbour board and the pilots' union met in Norrsund on Monday to end a strike that has "
    "closed the port for nine days. "
    f"“I tell you that {GREVEC},” Hedda Grevec said. "
    "Both sides left the town hall shortly before midnight without a deal, and no date was set for "
    "another round of talks."
)
RIVAL = (
    "Negotiators failed again on Monday night, and grain traders say that each further day of the "
    "walkout costs them a fortune. "
    f"Hedda Grevec told Coast Radio that {GREVEC}. "
    "It was the third meeting since the walkout began; nobody would say whether there will be a "
    "fourth before the week is out."
)
ELSEWHERE = (
    "Farmers in the hills above Lake Sarne began to bring in the barley on Tuesday, two weeks "
    "earlier than in any year before. "
    "The agricultural college says that a dry May is to blame and that the grain is small but sound."
)


def report(text: str, outlet: str, earlier_outlet: str | None = None) -> Record:
    """Return the record of a report with the one statement in it, if it has one, passed on by
    `earlier_outlet`.
    """
    article = Article(text, title=None, outlet=outlet)
    row = ArticleRow(article.id, text, article.sha256, PublishedRow("2025-07-01", "given"), outlet=outlet)
    passages = (PassageRow(Span(0, len(text)), "body"),)
    if GREVEC not in text:
        return Record(row, passages, (), (), Run("0"))
    name, content = (
        Span(text.index(words), text.index(words) + len(words)) for words in ("Hedda Grevec", GREVEC)
    )
    actors = [Actor("p1", "Hedda Grevec", "person", (MentionRow(name, "name"),))]
    chain = [Link("s1.1", "p1", Evidence.of(text, [name])), Link("s1.2", None, NO_EVIDENCE, medium="article")]
    if earlier_outlet is not None:
        outlet_name = Span(text.index(earlier_outlet), text.index(earlier_outlet) + len(earlier_outlet))
        actors.append(Actor("p2", earlier_outlet, "outlet", (MentionRow(outlet_name, "name"),)))
        chain.insert(1, Link("s1.x", "p2", Evidence.of(text, [outlet_name])))
    evidence = StatementEvidence(Evidence.of(text, [content]), Evidence.of(text, [name]))
    statement = Statement("s1", "p1", "direct", "assert", evidence, 0.9, tuple(chain))
    return Record(row, passages, tuple(actors), (statement,), Run("0"))


def add_and_link(dossier: Dossier, *records: Record) -> None:
    for record in records:
        assert dossier.write(record) == "added"
    list(link_articles(dossier))


def page_and_origin_counts(dossier: Dossier) -> set[tuple[int, int]]:
    """Return how many pages and origins the statements that several articles report have."""
    return {
        (row.pages, row.origins)
        for row in count_independent_reports(dossier, dossier.list_ids("statements", Filter())).values()
    }


def test_copies_share_an_origin_and_another_report_of_the_same_words_has_its_own(dossier: Dossier) -> None:
    add_and_link(
        dossier,
        report(STORY, "Ledger"),
        report(f"{STORY}\nBy our desk.", "Mirror"),
        report(RIVAL, "Post"),
        report(ELSEWHERE, "Echo"),
    )
    rows = list(build_origins(dossier, Filter()).rows)
    assert [row.pages for row in rows] == [2, 1, 1]
    assert set(rows[0].outlets) == {"Ledger", "Mirror"}
    assert "of the shorter article's own words are the same" in rows[0].reasons[0]
    assert page_and_origin_counts(dossier) == {(3, 2)}
    assert list(link_articles(dossier)) == []


@pytest.mark.parametrize("credit", ["Fjord Press Agency reports.", "(FPA)"])
def test_of_one_day_the_outlet_that_a_copy_credits_heads_the_origin(dossier: Dossier, credit: str) -> None:
    add_and_link(dossier, report(f"{STORY} {credit}", "Abendblatt"), report(STORY, "Fjord Press Agency"))
    (row,) = build_origins(dossier, Filter()).rows
    assert (row.outlet, row.outlets) == ("Fjord Press Agency", ("Fjord Press Agency", "Abendblatt"))


def test_reports_with_the_words_from_one_outlet_have_one_origin(dossier: Dossier) -> None:
    brief = f"Hedda Grevec told Coast Radio that {GREVEC}. {ELSEWHERE}"
    add_and_link(dossier, report(RIVAL, "Post", "Coast Radio"), report(brief, "Echo", "Coast Radio"))
    assert [row.pages for row in build_origins(dossier, Filter()).rows] == [1, 1]
    assert page_and_origin_counts(dossier) == {(2, 1)}


def test_interrupted_linking_resumes_and_finds_the_same(tmp_path: Path) -> None:
    records = [
        report(STORY, "Ledger"),
        report(f"{STORY}\nBy our desk.", "Mirror"),
        report(RIVAL, "Post"),
        report(ELSEWHERE, "Echo"),
    ]

    def pairs(name: str, stop_after: int) -> set[tuple[str, str, str]]:
        with open_dossier(tmp_path / name, create=True) as dossier:
            for record in records:
                dossier.write(record)
            for _ in zip(range(stop_after), link_articles(dossier), strict=False):
                pass
        with open_dossier(tmp_path / name, create=True) as dossier:
            list(link_articles(dossier))
            return {(row.kind, row.left, row.right) for row in dossier.list_judgements(JudgementFilter())}

    whole = pairs("whole", 4)
    assert sorted(kind for kind, _, _ in whole) == [
        "actor",
        "actor",
        "reprint",
        "statement",
        "statement",
        "statement",
    ]
    assert pairs("stopped", 2) == whole


def test_a_persons_judgement_overrules_the_rule(dossier: Dossier) -> None:
    story, copy = report(STORY, "Ledger"), report(f"{STORY}\nBy our desk.", "Mirror")
    add_and_link(dossier, story, copy)
    assert dossier.list_unlinked(RULE) == []
    dossier.judge(
        make_judgement(
            "reprint", (story.article.id, copy.article.id), "Ada", 0.0, "two reporters", "2025-07-02"
        )
    )
    assert [row.pages for row in build_origins(dossier, Filter()).rows] == [1, 1]
    assert page_and_origin_counts(dossier) == {(2, 2)}


@pytest.mark.parametrize(
    "wanted", [Filter(limit=1), Filter(contains="Norrsund"), Filter(actor="nobody at all")]
)
def test_origins_are_filtered_like_articles(dossier: Dossier, wanted: Filter) -> None:
    add_and_link(dossier, report(STORY, "Ledger"), report(RIVAL, "Post"), report(ELSEWHERE, "Echo"))
    page = build_origins(dossier, wanted)
    assert page.matching == dossier.count_articles(wanted).matching
    assert len(list(page.rows)) == min(page.matching, 3 if wanted.limit is None else wanted.limit)


def test_every_actor_of_an_article_with_hundreds_of_actors_finds_its_namesake(dossier: Dossier) -> None:
    names = [f"Hedda {chr(65 + one)}rev{chr(97 + two)}c" for one in range(20) for two in range(20)]
    people = tuple(Actor(f"q{number}", name, "person", ()) for number, name in enumerate(names))
    first, second = (
        replace(record, actors=(*record.actors, *people)) for record in (make_record(1), make_record(2))
    )
    dossier.write(first)
    dossier.write(second)
    keys = {
        key for actor in dossier.list_actor_features(second.article.id) for key in candidate_surnames(actor)
    }
    found = {actor.known_as for actor in dossier.list_namesakes(second.article.id, (), keys)}
    assert len({name for name in found if name.startswith("person:hedda-")}) == len(names)


def repeating(times: int, outlet: str) -> Record:
    """Return an article in which one speaker repeats one sentence."""
    sentence = f"Hedda Grevec said that {GREVEC}. "
    article = Article(sentence * times, outlet=outlet)
    row = ArticleRow(
        article.id, article.text, article.sha256, PublishedRow("2025-06-03", "given"), outlet=outlet
    )
    rows = []
    for number in range(times):
        at = number * len(sentence)
        content = Evidence.of(article.text, [Span(at + 23, at + 23 + len(GREVEC))])
        source = Evidence.of(article.text, [Span(at, at + 12)])
        links = (
            Link(f"s{number}.1", "p1", source),
            Link(f"s{number}.2", None, NO_EVIDENCE, medium="article"),
        )
        rows.append(
            Statement(
                f"s{number}", "p1", "indirect", "assert", StatementEvidence(content, source), 0.9, links
            )
        )
    actor = Actor("p1", "Hedda Grevec", "person", (MentionRow(Span(0, 12), "name"),))
    return Record(
        row, (PassageRow(Span(0, len(article.text)), "body"),), (actor,), tuple(rows), Run("0.0", {}, {})
    )


def test_a_refrain_in_two_articles_is_linked_a_few_times_and_quickly(dossier: Dossier) -> None:
    first, second = repeating(60, "Coast Radio"), repeating(61, "Tide")
    dossier.write(first)
    dossier.write(second)
    started = time.process_time()
    list(link_articles(dossier))
    assert time.process_time() - started < 5  # comparing all pairs of repetitions took two minutes
    judged = list(dossier.list_judgements(JudgementFilter("statement")))
    assert 1 <= len(judged) <= 9
    pair = [f"{record.article.id}/s0" for record in (first, second)]
    assert len(set(dossier.list_clusters("statement", pair).values())) == 1
