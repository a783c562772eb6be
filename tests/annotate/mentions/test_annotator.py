"""Mentions: names of one actor, titles, states and capitals, and the actors of nouns and pronouns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import read_dispatch


def test_full_name_surname_and_name_with_mr_are_one_person() -> None:
    read = read_dispatch(
        "Dmitry Peskov spoke first. Peskov was calm. Mr. Peskov left early. Mr Dmitry S. Peskov came back."
    )
    assert read.actors() == [["Dmitry Peskov", "Peskov", "Peskov", "Dmitry S. Peskov"]]


def test_two_persons_with_one_surname_stay_apart_and_the_surname_means_the_last_named() -> None:
    read = read_dispatch(
        "Anna Lindqvist met the council. Lindqvist was brief. Erik Lindqvist arrived "
        "later. Lindqvist asked for more time."
    )
    anna, erik = read.actor("Anna Lindqvist"), read.actor("Erik Lindqvist")
    assert anna != erik
    assert (read.actor("Lindqvist"), read.actor("Lindqvist", 1)) == (anna, erik)


def test_a_title_for_women_never_refers_to_a_man() -> None:
    read = read_dispatch(
        "Bill Hartmann and Hillary Hartmann came. Bill Hartmann spoke. Mrs. Hartmann agreed."
    )
    assert read.actor("Hartmann") == read.actor("Hillary Hartmann")


def test_a_capital_that_acts_is_the_state_and_a_capital_as_location_is_no_actor() -> None:
    read = read_dispatch(
        "Russia rejected the offer. Moscow accused Kyiv of stalling. The envoys met in Moscow on Friday."
    )
    assert read.actors() == [["Russia", "Moscow"], ["Kyiv"]]
    assert (read.mention("Moscow").form, read.mention("Kyiv").country) == ("metonym", "UKR")


def test_a_state_as_location_is_no_actor() -> None:
    read = read_dispatch("The talks were held in Turkey. Turkey offered to host another round.")
    assert read.actors() == [["Turkey"]]


def test_the_name_of_a_newspaper_is_never_the_state_it_is_named_after() -> None:
    read = read_dispatch(
        "Ukraine waited. The Kyiv Independent, the Moscow Times and the Washington "
        "Post reported it. The Minsk Herald did not."
    )
    outlets = {row.span.words(read.text): row.kind for row in read.mentions}
    assert outlets.pop("Ukraine") == "state"
    assert set(outlets.values()) == {"outlet"}
    assert {"Kyiv Independent", "Moscow Times", "Washington Post", "Minsk Herald"} <= set(outlets)


def test_the_kremlin_is_a_body_of_russia_and_not_the_state() -> None:
    read = read_dispatch("The Kremlin denied it. Russia said nothing more.")
    kremlin = read.mention("Kremlin")
    assert (kremlin.kind, kremlin.country, kremlin.sector, kremlin.form) == (
        "government",
        "RUS",
        "GOV",
        "name",
    )
    assert read.actor("Russia") != kremlin.actor


def test_an_acronym_in_brackets_is_another_name() -> None:
    read = read_dispatch("The Baltic Harbour Commission (BHC) met on Monday. The BHC will meet again.")
    assert read.actor("BHC", 1) == read.actor("Baltic Harbour Commission")


def test_all_spellings_of_a_known_name_are_one_actor() -> None:
    read = read_dispatch(
        "The United Nations sent a note. The U.N. wants an answer. NATO and the IAEA were copied in."
    )
    assert read.actor("United Nations") == read.actor("U.N.")
    assert (read.mention("IAEA").kind, read.mention("IAEA").sector) == ("organisation", None)


def test_titles_and_possessives_are_not_part_of_a_name() -> None:
    read = read_dispatch("President Vladimir Putin’s envoy met Prime Minister Petteri Orpo’s aides.")
    words = [row.span.words(read.text) for row in read.mentions]
    assert "Vladimir Putin" in words
    assert "Petteri Orpo" in words


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Kremlin spokesman Dmitry Peskov left.", ("Kremlin spokesman", "Dmitry Peskov", "Kremlin")),
        (
            "U.S. trade representative Katherine Holm arrived.",
            ("trade representative", "Katherine Holm", "U.S."),
        ),
        (
            "Mark Rutte, the secretary general of NATO, was there.",
            ("secretary general", "Mark Rutte", "NATO"),
        ),
        ("President Vladimir Putin answered.", ("President", "Vladimir Putin", None)),
        (
            "Ukraine’s foreign minister, Dmytro Kuleba, agreed.",
            ("foreign minister", "Dmytro Kuleba", "Ukraine"),
        ),
        ("French President Emmanuel Macron called.", ("President", "Emmanuel Macron", "French")),
        ("The former prime minister Boris Johnson wrote.", ("former prime minister", "Boris Johnson", None)),
        (
            "Professor Michael Siegel of Boston University agreed.",
            ("Professor", "Michael Siegel", "Boston University"),
        ),
    ],
)
def test_titles_beside_a_name_are_roles_with_their_body(
    text: str, title: tuple[str, str, str | None]
) -> None:
    assert title in read_dispatch(text).titles()


def test_mr_and_mrs_are_no_roles() -> None:
    assert read_dispatch("Mr. John Lindqvist and Mrs. Anna Lindqvist spoke.").titles() == []


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("[s1 Kremlin spokesman Dmitry Peskov] [q1 said] [x1 it was late].", "Dmitry Peskov"),
        (
            "[s1 President Gabriel Boric, who has ruled out a new levy,] [q1 said] [x1 it was late].",
            "Gabriel Boric",
        ),
        ("[s1 The Kremlin] [q1 said] [x1 it was late].", "Kremlin"),
        (
            "[s1 Russia’s Prosecutor General’s Office] [q1 said] [x1 the group was banned].",
            "Prosecutor General’s Office",
        ),
        ("[s1 A spokesman for the ministry] [q1 said] [x1 it was late].", "spokesman for the ministry"),
        (
            "[x1 The bridge is closed], [q1 according to] [s1 a report by Amnesty International].",
            "Amnesty International",
        ),
        ("[s1 Two officials familiar with the talks] [q1 said] [x1 it was late].", "Two officials"),
        ("[s1 The report] [q1 said] [x1 it was late].", None),
        ("[s1 It] [q1 was reported] [x1 that it was late].", None),
    ],
)
def test_a_source_refers_to_the_actor_of_its_head(source: str, speaker: str | None) -> None:
    assert read_dispatch(source).speaker() == speaker


def test_a_pronoun_refers_to_the_speaker_of_the_sentence_before() -> None:
    read = read_dispatch(
        "[s1 Anna Lindqvist] [q1 told] reporters [x1 the offer of John Hartmann was fair].\n"
        "[s2 She] [q2 added] [x2 that it came late]."
    )
    assert read.speaker(2) == "Anna Lindqvist"


def test_a_pronoun_never_refers_to_a_person_of_another_gender() -> None:
    read = read_dispatch("Anna Lindqvist opened the talks. [s1 He] [q1 said] [x1 it was late].")
    assert read.speaker() is None


def test_a_person_whom_a_pronoun_called_he_is_no_longer_she() -> None:
    read = read_dispatch(
        "[s1 The minister] [q1 said] [x1 it was late]. [s2 He] [q2 said] [x2 the budget was safe].\n"
        "[s3 She] [q3 told] parliament [x3 that the war was over]."
    )
    assert (read.speaker(2), read.speaker(3)) == ("minister", None)


def test_the_union_is_the_union_named_by_more_words_before() -> None:
    read = read_dispatch(
        "[s1 The dockers' union] [q1 said] [x1 it was late]. "
        "[s2 The union] [q2 added] [x2 that it would wait]."
    )
    assert read.speaker(2) == read.speaker(1)


def test_a_pronoun_with_two_equal_antecedents_is_not_resolved() -> None:
    read = read_dispatch("John Hartmann and Erik Holm came in. [s1 He] [q1 denied] [x1 everything].")
    assert read.speaker() is None


def test_a_pronoun_in_a_relative_clause_refers_to_a_name_in_its_sentence() -> None:
    read = read_dispatch(
        "[s1 Keith Kellogg] [q1 wrote] [x1 that it was late].\n"
        "The article cited Dmitry Peskov’s interview with a magazine, in which [s2 "
        "he] [q2 said] [x2 it was early]."
    )
    assert read.speaker(2) == "Dmitry Peskov"


def test_a_speaker_is_not_the_addressee() -> None:
    read = read_dispatch(
        "[s1 Erik Holm] [q1 admitted] [x1 the delay]. Speaking to John Smith of the "
        "BBC, [s2 he] [q2 said] [x2 it was late]."
    )
    assert read.speaker(2) == "Erik Holm"


def test_a_pronoun_after_one_of_several_is_not_the_speaker_before() -> None:
    read = read_dispatch(
        "[s1 Prosecutor Anna Lindqvist] [q1 said] [x1 they were hurt].\n"
        "One of the victims spoke next. [s2 She] [q2 said] [x2 it was late]."
    )
    assert read.speaker(2) is None


def test_they_after_two_states_are_both() -> None:
    read = read_dispatch(
        "Russia and Ukraine met in Istanbul, where [s1 they] [q1 agreed] [x1 to exchange prisoners]."
    )
    assert read.speakers() == {"Russia", "Ukraine"}


@pytest.mark.parametrize("words", ["The leaders", "They", "The presidents"])
def test_a_plural_noun_means_the_persons_with_that_title_named_together(words: str) -> None:
    read = read_dispatch(
        f"President Anna Lind and President Erik Holm met in Oslo. [s1 {words}] [q1 agreed] [x1 to go on]."
    )
    assert read.speakers() == {"Anna Lind", "Erik Holm"}


def test_a_plural_noun_for_nobody_named_before_is_no_mention() -> None:
    assert read_dispatch("The envoys met in Oslo on Friday.").actors() == []


def test_a_side_is_the_state_that_it_is_called_after() -> None:
    read = read_dispatch("[s1 The Uzbek side] [q1 thanked] [x1 the hosts].")
    assert read.mention("Uzbek side").actor == read.actor("Uzbek")


def test_the_first_of_two_names_is_kept_where_the_second_has_a_hyphen() -> None:
    read = read_dispatch("[s1 Kim Jong Un and Moon Jae-in] [q1 pledged] [x1 to end the war].")
    assert read.speakers() == {"Kim Jong Un", "Moon Jae-in"}


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("An auditors' report", "auditors"),
        ("Another report from the Mexican government", "Mexican government"),
        ("The county", "county"),
        ("Two ship trackers", "Two ship trackers"),
        ("CEO of the Refugee Council Enver Solomon", "Enver Solomon"),
        ("The head of the port committee Abel Shami", "Abel Shami"),
    ],
)
def test_the_speaker_of_a_source(source: str, speaker: str) -> None:
    assert read_dispatch(f"[s1 {source}] [q1 said] [x1 it was late].").speaker() == speaker


def test_who_cannot_be_she_leaves_the_place_to_the_woman_named_before() -> None:
    read = read_dispatch(
        "[s1 The minister] [q1 said] [x1 that he would stay]. [s2 He] [q2 said] [x2 it was safe].\n\n"
        "Finance Minister Paul Dorn met bank governor Inga Stahl. [x3 \u201cRates will fall,\u201d] "
        "[s3 she] [q3 said]."
    )
    assert read.speaker(3) == "Inga Stahl"


def test_letters_mean_the_body_that_the_article_spells_out() -> None:
    read = read_dispatch(
        "The Rapid Support Forces took the town. The RSF fled. General Motors left. GM fled."
    )
    assert read.actor("RSF") == read.actor("Rapid Support Forces")
    assert read.actor("GM") == read.actor("General Motors")


def test_an_office_is_no_body_and_a_field_belongs_to_it() -> None:
    read = read_dispatch("Former minister for Women and Equalities Nicola Morgen spoke.")
    assert read.titles() == [("Former minister for Women and Equalities", "Nicola Morgen", None)]


def test_they_refers_to_officials_who_were_no_source() -> None:
    read = read_dispatch("Officials closed the bridge on Monday. [s1 They] [q1 said] [x1 it was unsafe].")
    assert read.speaker() == "Officials"


def test_the_spokesman_is_the_one_named_before_and_a_spokesman_is_another() -> None:
    read = read_dispatch(
        "Ministry spokesman Erik Holm arrived at noon.\n[s1 The spokesman] [q1 said] [x1 all was well].\n"
        "[s2 A spokesman] [q2 said] [x2 nothing was well]."
    )
    assert (read.speaker(1), read.speaker(2)) == ("Erik Holm", "spokesman")


def test_the_president_is_not_resolved_where_two_are_named() -> None:
    read = read_dispatch(
        "President Emmanuel Macron met President Volodymyr Zelensky.\n[s1 The "
        "president] [q1 said] [x1 it went well]."
    )
    assert read.speaker() == "president"


def test_addressees_and_outlets_are_mentions_and_other_nouns_are_not() -> None:
    read = read_dispatch("The farmers waited. [s1 Erik Holm] [q1 told] reporters [x1 the road was open].")
    assert [row.span.words(read.text) for row in read.mentions] == ["Erik Holm", "reporters"]


@given(st.text(alphabet="Aa. ,“”’s\n", max_size=60))
def test_any_text_gives_sound_mentions(text: str) -> None:
    read = read_dispatch(text.replace("[", ""))
    assert all(row.span.is_sound(read.text) for row in read.mentions)


def test_a_day_of_the_week_before_a_name_is_no_part_of_it() -> None:
    read = read_dispatch("On Friday Holm Motor Company cut jobs. Holm Motor Company said nothing more.")
    assert not [row for row in read.mentions if "Friday" in row.span.words(read.text)]


def test_a_name_that_includes_its_title_is_a_person() -> None:
    read = read_dispatch(
        "United States Representative Elias Varnum resigned on Monday. [s1 Varnum] [q1 said] [x1 he was ill]."
    )
    assert read.speaker() == "Elias Varnum"
    assert read.mention("Elias Varnum").kind == "person"


def test_a_surname_that_is_the_name_of_a_country_gives_the_person_no_country() -> None:
    read = read_dispatch("[s1 Nikki Holland] [q1 said] [x1 the port was safe].")
    assert read.mention("Nikki Holland").country is None


def test_a_surname_that_follows_a_title_once_is_a_person_everywhere() -> None:
    read = read_dispatch(
        "[s1 Zelenka] [q1 wants] [x1 to stop the fighting]. President Zelenka spoke "
        "on Friday. Zelenka was calm."
    )
    assert read.speaker() == "Zelenka"
    assert {row.kind for row in read.mentions if row.span.words(read.text) == "Zelenka"} == {"person"}


def test_the_parts_of_a_hyphenated_name_in_capitals_are_one_name() -> None:
    read = read_dispatch("[s1 MS. LIND-HOLM][q1 :]  [x1 Good morning to all of you].")
    assert read.speaker() == "LIND-HOLM"


def test_a_noun_in_apposition_to_a_name_is_the_person_named() -> None:
    read = read_dispatch(
        "A Republican, Mark Varnum, backed the inquiry on Monday. [s1 He] [q1 said] "
        "[x1 the committees should work].\n"
        "[s2 A rider, Ann Lindqvist,] [q2 said] [x2 it was late]."
    )
    assert read.speaker(1) in ("Mark Varnum", "Republican", None)
    assert read.speaker(2) == "Ann Lindqvist"


def test_a_pronoun_in_quoted_words_is_not_their_speaker() -> None:
    read = read_dispatch(
        "Erik Holm met Karl Berg on Monday. [s1 Erik Holm] [q1 told] reporters: [x1 "
        "“It is late. He came in and he shouted.”]"
    )
    holm = read.actor("Erik Holm")
    assert all(row.actor != holm for row in read.mentions if row.form == "pronoun")


def test_one_of_the_aides_of_a_person_is_not_that_person() -> None:
    read = read_dispatch(
        "Erik Holm left. [s1 One of Mayor Erik Holm's close aides] [q1 said] [x1 it was late]."
    )
    assert read.speaker() is None or read.speaker() != "Erik Holm"


def test_the_person_named_after_a_noun_and_a_comma_speaks() -> None:
    read = read_dispatch("[s1 The mayor of Lund, Ann Varnum,] [q1 advised] [x1 residents to make plans].")
    assert read.circumstance().speaker == read.actor("Ann Varnum") == read.actor("mayor")


def test_police_without_an_article_are_one_actor() -> None:
    read = read_dispatch(
        "[s1 Police] [q1 said] [x1 it was late]. Later [s2 police] [q2 said] [x2 it was dark]."
    )
    assert read.circumstance(1).speaker == read.circumstance(2).speaker is not None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Foreign Minister of Norway Ine Holm", "Ine Holm"),
        ("President of France Emmanuel Holm", "Emmanuel Holm"),
        ("Governor of Texas Mary Berg", "Mary Berg"),
    ],
)
def test_the_person_named_after_a_title_with_its_place_is_its_holder(source: str, name: str) -> None:
    read = read_dispatch(f"[s1 {source}] [q1 said] [x1 the talks would go on].")
    assert read.circumstance().speaker == read.actor(name)
