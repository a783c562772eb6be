"""CAMEO: every type and mode of PLOVER has a category, with the score of the scale and a quad class."""

from importlib.resources import files

import pytest

from onrecord.annotate.actor_files.rows import SCOPES
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.exports.event_files.cameo import find_actor_code, find_category, find_country
from onrecord.exports.event_files.codebook import ANNOUNCED_AS
from onrecord.exports.plover import SCALE
from onrecord.model.annotation import EVENT_TYPES, EventType

# Root of CAMEO -> types of PLOVER, by the official table (and for convictions and embargoes by the codebook)
ROOTS: dict[str, set[str]] = {
    "03": {"AGREE"}, "04": {"CONSULT"}, "05": {"SUPPORT"}, "06": {"COOPERATE"}, "07": {"AID"},
    "08": {"CONCEDE", "RETREAT"}, "09": {"ACCUSE"}, "10": {"REQUEST"}, "11": {"ACCUSE", "SANCTION"},
    "12": {"REJECT"}, "13": {"THREATEN"}, "14": {"PROTEST"}, "15": {"MOBILIZE"}, "16": {"SANCTION"},
    "17": {"COERCE", "ASSAULT"}, "18": {"ASSAULT"}, "19": {"ASSAULT"}, "20": {"ASSAULT"},
}  # fmt: skip
# The Goldstein scale of some categories, as GDELT publishes it
SCORES = {
    "030": 4.0, "0334": 6.0, "036": 4.0, "042": 1.9, "050": 3.5, "062": 7.4, "074": 8.5, "0841": 7.0,
    "0871": 9.0, "090": -2.0, "105": -5.0, "112": -2.0, "125": -5.0, "138": -7.0, "145": -7.5, "154": -7.2,
    "163": -8.0, "166": -7.0, "171": -9.2, "173": -5.0, "182": -9.5, "190": -10.0, "1712": -9.2,
}  # fmt: skip


def table() -> list[list[str]]:
    text = files("onrecord.exports.event_files").joinpath("cameo.txt").read_text("utf-8")
    return [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_every_type_has_a_category_of_its_root(kind: EventType) -> None:
    category = find_category(kind, None, (), planned=False)
    assert kind in ROOTS[category.root]
    if kind in ANNOUNCED_AS:
        assert find_category(kind, None, (), planned=True).root == "03"


def test_every_row_is_sound() -> None:
    rows = table()
    assert len({(kind, mode, context) for kind, mode, context, *_ in rows}) == len(rows)
    scores: dict[str, float] = {}
    for kind, mode, context, code, name, score in rows:
        assert not (mode and context)
        assert code.isdigit() and len(code) in (3, 4) and name
        assert -10 <= float(score) <= 10
        assert scores.setdefault(code, float(score)) == float(score)
        if not kind.startswith("planned "):
            assert kind in ROOTS[code[:2]]
    assert {code: scores[code] for code in SCORES} == SCORES


def test_modes_of_the_word_lists_have_categories() -> None:
    rows = (*lexicon_rows("events/verbs"), *lexicon_rows("events/nouns"))
    modes = {(row[0].strip(), row[1].strip()) for row in rows}
    listed = {(row[0], row[1]) for row in table()}
    general = {
        ("COERCE", "withhold"),
        ("COERCE", "misinformation"),
        ("COERCE", "cyber"),
        ("COERCE", "police"),
        ("RETREAT", "resign"),
    }
    assert {pair for pair in modes if pair[1]} - listed <= general


@pytest.mark.parametrize(
    ("kind", "mode", "contexts", "planned", "code"),
    [
        ("ASSAULT", "firearms", ("military",), False, "193"),
        ("ASSAULT", None, ("military",), False, "190"),
        ("ASSAULT", "unheard-of", (), False, "180"),
        ("COOPERATE", None, ("diplomatic", "economic"), False, "061"),
        ("SANCTION", None, ("economic",), False, "163"),
        ("CONSULT", "visit", ("economic",), True, "036"),
        ("RETREAT", "release", (), True, "0353"),
        ("AID", None, ("military",), True, "0332"),
    ],
)
def test_mode_goes_before_context(
    kind: EventType, mode: str | None, contexts: tuple[str, ...], planned: bool, code: str
) -> None:
    assert find_category(kind, mode, contexts, planned=planned).code == code


@pytest.mark.parametrize(
    ("kind", "mode", "codes", "quad"),
    [
        ("CONCEDE", "ceasefire", ("0871", "087", "08"), 2),
        ("SUPPORT", None, ("050", "050", "05"), 1),
        ("THREATEN", "territory", ("1382", "138", "13"), 3),
        ("PROTEST", None, ("140", "140", "14"), 4),
    ],
)
def test_a_category_has_a_base_a_root_and_a_quad_class(
    kind: EventType, mode: str | None, codes: tuple[str, str, str], quad: int
) -> None:
    category = find_category(kind, mode, (), planned=False)
    assert (category.code, category.base, category.root) == codes
    assert category.quad_class == quad


def test_every_sector_and_scope_has_codes() -> None:
    sectors = {"UNK", "GOV", "JRN", "MED", "PRE", *SCOPES}
    assert find_actor_code(None).cameo == find_actor_code("UNK").cameo == ""
    assert (find_actor_code("JRN").cameo, find_actor_code("MED").cameo) == ("MED", "HLH")
    assert (find_actor_code("EUR").group, find_actor_code("UNO").group) == ("EEC", "UNO")
    assert all(find_actor_code(sector).icews for sector in sectors - {"UNK"})


def test_every_country_of_the_actor_lists_is_known() -> None:
    codes = [row[0].strip() for row in lexicon_rows("actor_files/country_codes")]
    assert [code for code in codes if find_country(code) is None] == []
    romania, germany = find_country("ROU"), find_country("DEU")
    assert romania is not None and germany is not None
    assert (romania.cameo, romania.fips, germany.fips, germany.name) == ("ROM", "RO", "GM", "Germany")
    assert find_country(None) is find_country("XXX") is None


def test_scores_have_the_sign_of_the_quad_category_of_plover() -> None:
    for kind in EVENT_TYPES:
        quad, _ = SCALE[kind]
        assert (find_category(kind, None, (), planned=False).goldstein > 0) == (quad < 3)
