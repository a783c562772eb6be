"""Cards of statements on a terminal."""

import io

from rich.console import Console

from builders import make_joint
from onrecord.cli.output.record_cards import print_record


def test_a_card_shows_all_speakers_on_behalf_of_whom_and_the_reality() -> None:
    record, out = make_joint(1), io.StringIO()
    print_record(Console(file=out, width=120), record)
    one, other, _, envoy, *_ = (actor.name for actor in record.actors)
    (head,) = (line for line in out.getvalue().splitlines() if line.strip().startswith("s2 "))
    assert f"{one}, {other} reject" in head
    assert f" · negated · for {envoy}" in head
