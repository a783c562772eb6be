"""Mark files become records; what is wrong with them is named by line."""

import pytest

from onrecord.evaluation.corpus import CorpusText, Language, Source
from onrecord.evaluation.marks.compiler import MarkError, compile_marks
from onrecord.model.evidence import Evidence
from onrecord.model.record import Record

TEXT = """Port talks go on
ANKARA, March 3 — Turkish foreign minister Mert Dağan told reporters on Monday that \
“we have a map and we have asked for it,” rejecting a claim by Athens that it hides maps.
“There is one map,” he said.
Turkey and Greece held talks in Geneva in January, when they agreed to exchange 40 detained fishermen.
"""
SOURCE = Source(
    "demo",
    "train",
    "news",
    "diplomacy",
    "europe",
    "agency-wire",
    "maps",
    "CC-BY-4.0",
    "written for this test",
)
DEMO = CorpusText(SOURCE, TEXT, "2025-03-04", "Port talks go on", "Bosphorus Wire")
HEAD = f"article demo {DEMO.article.sha256[:16]}"
ROWS = """
passage headline 1<*>
passage dateline 2<ANKARA, March 3 —>
actor dagan; Mert Dağan; person; TUR; GOV; role 2<foreign minister> of turkey
actor turkey; Turkey; state; TUR; -
actor greece; Greece; state; GRC; -
actor reporters; reporters; people; -; JRN
s1 reject mixed; by dagan 2<Turkish foreign minister Mert Dağan>; cue 2<told>; to reporters 2<reporters>;
  said 2025-03-03 2<on Monday>; med briefing 2<reporters>; con 2<that “we … for it,”>;
  answers s2 rejects 2<rejecting>
s2 accuse indirect; in s1; by greece 2<Athens>; cue 2<claim>; con 2<that it hides maps>
s3 assert direct; by dagan 3<he>; cue 3<said>; con 3<“There is one map,”>
e1 CONSULT; by turkey 4<Turkey>, greece 4<Greece>; trig 4<talks>; on 2025-01 4<in January>;
  at Geneva CHE 4<Geneva>
e2 AGREE; by turkey, greece 4<they>; trig 4<agreed>; on 2025-01 4<in January>;
  qty 40 detained fishermen 4<40 … fishermen>
e3 REJECT; of s1; to greece
e4 ACCUSE allege; of s2; to turkey
c1 agreed; by turkey, greece; to "exchange 40 detained fishermen"; in e2; words 4<they agreed … fishermen>
"""


def words(evidence: Evidence) -> tuple[str, ...]:
    return evidence.words


def make(rows: str = ROWS) -> Record:
    return compile_marks(f"{HEAD}\n{rows}", DEMO).record


def faults(rows: str) -> str:
    with pytest.raises(MarkError) as caught:
        make(rows)
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert old in ROWS
    return ROWS.replace(old, new)


def test_words_are_found_in_their_paragraph() -> None:
    first = make().statements[0]
    assert words(first.evidence.source) == ("Turkish foreign minister Mert Dağan",)
    assert words(first.evidence.content) == ("that “we have a map and we have asked for it,”",)
    assert first.said is not None and (first.said.value, words(first.said.evidence)) == (
        "2025-03-03",
        ("on Monday",),
    )


def test_every_occurrence_of_a_name_is_a_mention_and_so_are_other_words_of_rows() -> None:
    actors = {actor.id: actor for actor in make().actors}
    text = TEXT
    assert [(m.span.words(text), m.form) for m in actors["dagan"].mentions] == [
        ("Mert Dağan", "name"),
        ("he", "pronoun"),
    ]
    assert [(m.span.words(text), m.form) for m in actors["greece"].mentions] == [
        ("Athens", "metonym"), ("Greece", "name"), ("they", "pronoun"),
    ]  # fmt: skip


def test_unmarked_passages_are_body_and_a_line_may_have_two() -> None:
    rows = [(row.kind, row.span.words(TEXT)[:6]) for row in make().passages]
    kinds = [
        ("headline", "Port t"),
        ("dateline", "ANKARA"),
        ("body", "Turkis"),
        ("body", "“There"),
        ("body", "Turkey"),
    ]
    assert rows == kinds


def test_the_chain_leaves_out_a_statement_that_only_responds() -> None:
    chains = {row.id: [link.actor for link in row.source_chain] for row in make().statements}
    assert chains == {"s1": ["dagan", None], "s2": ["greece", None], "s3": ["dagan", None]}


def test_the_chain_of_an_inner_statement_includes_the_outer_speaker() -> None:
    rows = changed("\n  answers s2 rejects 2<rejecting>", "; via reporters report 2<reporters>")
    chains = {row.id: [link.actor for link in row.source_chain] for row in make(rows).statements}
    assert chains["s2"] == ["greece", "dagan", "reporters", None]


def test_an_event_of_a_statement_inherits_speaker_cue_and_day() -> None:
    event = {row.id: row for row in make().events}["e3"]
    assert (event.actors, event.recipients, event.told_by) == (("dagan",), ("greece",), None)
    assert (words(event.evidence.trigger), event.date and event.date.value) == (("told",), "2025-03-03")


def test_one_phrase_may_refer_to_several_parties() -> None:
    event = {row.id: row for row in make().events}["e2"]
    assert event.actors == ("turkey", "greece")
    assert words(event.evidence.actor) == ("they",)
    assert words(event.evidence.all) == ("in January, when they agreed to exchange 40 detained fishermen",)
    assert [(q.value, q.unit, q.qualifier, q.each) for q in event.quantities] == [
        (40, "detained fishermen", "exact", False)
    ]


def test_a_commitment_inherits_day_and_place_from_its_event() -> None:
    commitment = make().commitments[0]
    assert commitment.agreed is not None
    assert (commitment.parties, commitment.agreed.event, commitment.agreed.date) == (
        ("turkey", "greece"),
        "e2",
        "2025-01",
    )


def test_plain_quotation_marks_and_dashes_match_typographic_ones() -> None:
    rows = changed("3<“There is one map,”>", '3<"There is one map,">').replace(
        "ANKARA, March 3 —", "ANKARA, March 3 -"
    )
    assert make(rows) == make()


def test_braces_select_words_by_their_neighbours() -> None:
    rows = changed("con 2<that it hides maps>", "con 2<by Athens {that it hides maps}>")
    assert make(rows) == make()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2<that it hides maps>", "2<that it hides charts>", "is not in paragraph 2"),
        ("cue 2<claim>", "cue 2<claims>", "is not in paragraph 2 (as whole words)"),
        ("cue 3<said>", "cue 7<said>", "there is no paragraph 7"),
        ("2<that “we … for it,”>", "2<that … for it,”>", "occurs 2 times in paragraph 2"),
        ("2<that “we … for it,”>", "2<that “we … for hat,”>", "does not have 'for hat"),
        ("in s1;", "in s9;", "there is no statement s9"),
        ("to turkey", "to austria", "there is no actor austria"),
        ("in e2; words", "in e7; words", "there is no event e7"),
        ("of s2; to", "of s7; to", "there is no statement s7"),
        ("s3 assert direct", "s3 shout direct", "unknown act 'shout'"),
        ("e1 CONSULT;", "e1 CONSULT demo;", "'demo' is not a mode of CONSULT"),
        ("on 2025-01 4<in January>;", "on May 4<in January>;", "'May' is not a date or interval in EDTF"),
        ("person; TUR; GOV", "person; TURK; GOV", "'TURK' is not an ISO 3166-1"),
        ("person; TUR; GOV", "person; TUR; BOSS", "'BOSS' is not a PLOVER sector"),
        ("at Geneva CHE 4<Geneva>", "site Geneva", "`site` is not a field of this row"),
        ("cue 3<said>;", "cue 3<said>; cue 3<he>;", "`cue` is given twice"),
        ("con 3<“There is one map,”>", "con 3<“There … said>", "source or cue inside its content"),
        ("s3 assert direct", "s1 assert direct", "s1 is marked twice"),
        ("passage headline 1<*>", "passage caption 3<*>", "is in a caption"),
        ("40 detained fishermen 4<40", "forty fishermen 4<40", "a quantity is written"),
        ("con 3<“There is one map,”>", "con 3<“There is one map,”", "is a < or a quotation mark open?"),
        ("actor greece; Greece; state;", "actor greece; state;", "an actor is written"),
    ],
)  # fmt: skip
def test_a_fault_is_reported_with_its_line(old: str, new: str, said: str) -> None:
    assert said in faults(changed(old, new))


def test_all_faults_are_reported_at_once() -> None:
    told = faults(changed("cue 3<said>", "cue 3<says>").replace("in e2; words", "in e7; words"))
    assert len(told.splitlines()) == 2
    assert told.splitlines()[0].startswith("line 13 (s3")


def test_a_changed_text_is_refused() -> None:
    with pytest.raises(MarkError, match="the text is not the one that was annotated"):
        compile_marks(f"article demo 0123456789abcdef\n{ROWS}", DEMO)


def test_the_words_of_a_row_mention_an_actor_whose_name_is_not_in_the_text() -> None:
    actors = {
        actor.id: actor for actor in make(changed("reporters; reporters;", "reporters; journalists;")).actors
    }
    assert [(m.span.words(TEXT), m.form) for m in actors["reporters"].mentions] == [("reporters", "nominal")]


@pytest.mark.parametrize(
    ("phrase", "smallest"),
    [
        ("the two officials, who asked not to be named", "two officials"),
        ("A spokesman for the army", "spokesman"),
        ("several members of the council", "members of the council"),
        ("residents", "residents"),
    ],
)
def test_a_noun_phrase_is_mentioned_by_its_smallest_phrase(phrase: str, smallest: str) -> None:
    text = CorpusText(SOURCE, f"“It is over,” {phrase} said.", "2025-03-04")
    rows = f"""article demo {text.article.sha256[:16]}
actor them; somebody; people; -; -
s1 assert direct; by them 1<{phrase}>; cue 1<said>; con 1<“It is over,”>"""
    actor = compile_marks(rows, text).record.actors[0]
    assert [m.span.words(text.text) for m in actor.mentions] == [smallest]


@pytest.mark.parametrize(
    ("language", "phrase", "smallest"),
    [
        ("ru", "двое чиновников, пожелавших остаться неназванными,", "двое чиновников"),
        ("ru", "некоторые жители посёлка", "жители посёлка"),
        ("ru", "источник в администрации края", "источник"),
        ("ru", "один из них", "один из них"),
        ("ru", "собеседник агентства — сотрудник порта", "собеседник агентства"),
        ("uk", "їхній речник у штабі", "речник"),
        ("uk", "члени ради", "члени ради"),
    ],
)
def test_a_noun_phrase_of_another_language_is_cut_by_its_words(
    language: Language, phrase: str, smallest: str
) -> None:
    text = CorpusText(SOURCE, f"«Всё», — {phrase} -- сказал.", "2025-03-04", language=language)
    rows = f"""article demo {text.article.sha256[:16]}
actor them; somebody; people; -; -
s1 assert direct; by them 1<{phrase}>; cue 1<сказал>; con 1<«Всё»,>"""
    actor = compile_marks(rows, text).record.actors[0]
    assert [m.span.words(text.text) for m in actor.mentions] == [smallest]


def test_an_actor_without_mention_is_refused() -> None:
    assert "actor ghost has no mention" in faults(ROWS + "actor ghost; Ghost; person; -; -\n")


def test_a_name_that_two_actors_share_is_refused() -> None:
    told = faults(ROWS + "actor other; Greece; organisation; -; -\n")
    assert "the name 'Greece' is one of greece and of other" in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("in s1; by greece", "in s2; by greece", "s2 is within itself"),
        ("answers s2 rejects", "answers s1 rejects", "s1 answers itself"),
        ("cue 2<told>", "cue 2<ANKARA>", "is in a dateline"),
        ("cue 2<told>", "cue told 2<told>", "`cue` has too many words: 'told'"),
        ("cue 2<told>", 'cue "told" 2<told>', "`cue` cannot have a quoted text: 'told'"),
        (
            "said 2025-03-03 2<on",
            "said 2025-03-03 2025-03-04 2<on",
            "`said` has too many words: '2025-03-04'",
        ),
        (
            "passage headline 1<*>",
            "passage headline 1<*>; body",
            "`body` is not a field of this row; its fields: none",
        ),
        ("actor greece;", "actor gree:ce;", "has other characters than letters, digits and -"),
        ("in e2; words", "in; words", "`in` must be followed by one word"),
        ("of s2; to turkey", "of s2; ctx mlitary; to turkey", "'mlitary' is not a PLOVER context"),
        (
            "4<they agreed … fishermen>\n",
            "4<they agreed … fishermen>; deadline 4<January>\n",
            "`deadline` must be followed by one word",
        ),
    ],
)
def test_superfluous_words_of_a_row_are_refused(old: str, new: str, said: str) -> None:
    assert said in faults(changed(old, new))


@pytest.mark.parametrize(
    ("written", "value", "to"), [("2,500", 2500, None), ("1,000,000", 1_000_000, None), ("20..30", 20, 30)]
)
def test_numbers_may_have_commas(written: str, value: float, to: float | None) -> None:
    event = {row.id: row for row in make(changed("qty 40 detained", f"qty {written} detained")).events}["e2"]
    assert [(q.value, q.to, q.unit) for q in event.quantities] == [(value, to, "detained fishermen")]


def test_a_comma_in_a_number_does_not_end_a_phrase() -> None:
    text = CorpusText(SOURCE, "“It is over,” 10,000 protesters from Lund said.", "2025-03-04")
    rows = f"""article demo {text.article.sha256[:16]}
actor them; protesters of Lund; people; -; -
s1 assert direct; by them 1<10,000 protesters from Lund>; cue 1<said>; con 1<“It is over,”>"""
    actor = compile_marks(rows, text).record.actors[0]
    assert [m.span.words(text.text) for m in actor.mentions] == ["10,000 protesters"]


def test_braces_match_words_with_any_white_space() -> None:
    text = CorpusText(SOURCE, "“It  is over,” he  said  that he left.", "2025-03-04")
    rows = f"""article demo {text.article.sha256[:16]}
actor he; He; person; -; -
s1 assert direct; by he 1<{{he}} said that>; cue 1<said>; con 1<“It is over,”>"""
    statement = compile_marks(rows, text).record.statements[0]
    assert statement.evidence.source.words == ("he",)
