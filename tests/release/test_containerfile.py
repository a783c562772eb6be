"""The Containerfile: what it copies exists and is let through, and the program in it has no rights.

The image itself is not built here: that needs a container engine and a registry.
"""

import fnmatch
import re

import pytest

from lock import ROOT

TEXT = re.sub(r"\\\n\s*", "", (ROOT / "Containerfile").read_text("utf-8"))
STEPS = [line.split(None, 1) for line in TEXT.splitlines() if line and not line.startswith("#")]
COPIED = [
    name for step, rest in STEPS if step == "COPY" and "--from" not in rest for name in rest.split()[:-1]
]


def steps(name: str) -> list[str]:
    return [rest for step, rest in STEPS if step == name]


@pytest.mark.parametrize("name", COPIED)
def test_what_is_copied_exists_and_is_not_ignored(name: str) -> None:
    assert (ROOT / name).exists()
    patterns = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    allowed = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    assert any(fnmatch.fnmatch(name, pattern) for pattern in allowed)


def test_everything_is_ignored_that_is_not_named() -> None:
    assert "*" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()


def test_the_program_runs_without_rights_and_keeps_dossiers_on_a_volume() -> None:
    assert steps("USER") == ["10001"]
    assert (steps("VOLUME"), steps("WORKDIR")) == (["/dossiers"], ["/dossiers"])
    last = [step for step, _ in STEPS]
    assert last.index("USER") < last.index("ENTRYPOINT"), "what runs after USER has no rights"


def test_packages_are_installed_while_building_by_their_pinned_hashes_alone() -> None:
    installs = [rest for rest in steps("RUN") if "pip install" in rest]
    assert "--require-hashes" in installs[0] and "-r /source/requirements.lock" in installs[0]
    assert "--no-deps" in installs[1] and "--no-build-isolation" in installs[1]
    assert not any("pip" in rest for rest in (*steps("ENTRYPOINT"), *steps("CMD")))
