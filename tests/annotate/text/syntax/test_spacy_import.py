"""spaCy is imported without its commands, which are there when they are asked for."""

import subprocess
import sys

SCRIPT = """
import sys
from onrecord.annotate.text.syntax.spacy_import import import_spacy
import_spacy()
import spacy
assert not [name for name in sys.modules if name.startswith(("spacy.cli", "requests", "typer"))]
assert callable(spacy.cli.download) and callable(spacy.info)
assert spacy.cli is sys.modules["spacy.cli"]
try:
    spacy.nothing
except AttributeError as error:
    assert "nothing" in str(error)
else:
    raise AssertionError
"""


def test_the_commands_of_spacy_are_imported_when_they_are_first_used() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
