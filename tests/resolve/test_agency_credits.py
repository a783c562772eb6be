"""Agency credits in datelines and credit lines."""

import pytest

from onrecord.model.annotation import PassageKind
from onrecord.model.record import PassageRow
from onrecord.model.span import Span
from onrecord.resolve.agency_credits import find_credits


def agencies(text: str, kind: PassageKind = "body") -> list[str]:
    return [credit.agency for credit in find_credits(text, [PassageRow(Span(0, len(text)), kind)])]


@pytest.mark.parametrize(
    ("text", "kind", "agency"),
    [
        ("LINDMAR (Reuters) - The port is shut.", "body", "Reuters"),
        ("LINDMAR, June 3 (AP) — The port is shut.", "body", "Associated Press"),
        ("LINDMAR, June 3 (Harbour Wire) - The port is shut.", "body", "Harbour Wire"),
        ("Additional reporting by Agence France-Presse", "notice", "Agence France-Presse"),
        ("Source: TASS", "notice", "TASS"),
    ],
)
def test_datelines_and_credit_lines_name_their_agency(text: str, kind: PassageKind, agency: str) -> None:
    assert agencies(text, kind) == [agency]


def test_a_mention_of_an_agency_is_not_a_credit() -> None:
    assert agencies("The minister told Reuters that the port is shut, and that it stays so.") == []
    assert agencies("The map (ap) and the aa battery are on the table.") == []
