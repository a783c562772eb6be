"""The wheel and the source archive: size, content, and that they install and run away from the repository."""

import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from onrecord.model.version import VERSION
from try_install import (
    ARTICLE,
    MEGABYTE,
    PAGE,
    clean_environment,
    folder_sizes,
    install,
    make_environment,
    read_article,
)

pytestmark = pytest.mark.slow
LARGEST_WHEEL = 60 * MEGABYTE


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_the_wheel_is_small_and_has_only_the_package(built: Path) -> None:
    wheel = only(built, "*.whl")
    assert wheel.stat().st_size <= LARGEST_WHEEL
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"onrecord", f"onrecord-{VERSION}.dist-info"}
    assert not [name for name in names if name.endswith((".pyc", ".dossier")) or "/tests/" in name]
    assert "onrecord/py.typed" in names


def test_the_source_archive_has_what_the_wheel_is_built_from_and_no_corpus(built: Path) -> None:
    with tarfile.open(only(built, "*.tar.gz")) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
    assert {"src", "pyproject.toml", "README.md", "LICENSE", "THIRD_PARTY_LICENSES.md"} <= tops
    assert not tops & {"corpus", "tests", "training", "out", ".venv"}


@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_it_installs_in_a_new_environment_and_reads_an_article_in_another_folder(
    built: Path, tmp_path: Path, pattern: str
) -> None:
    """The dependencies are those of this environment, so that no network is needed.

    `python release/try_install.py` installs them too.
    """
    python = make_environment(tmp_path / "environment")
    packages = only(tmp_path / "environment", "lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    install(python, only(built, pattern), "--no-deps", "--no-index", "--no-build-isolation")
    where = [str(python), "-c", "import onrecord; print(onrecord.__file__)"]
    place = subprocess.run(
        where, cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, check=True
    )
    assert Path(place.stdout.strip()).is_relative_to(packages)
    for article in (ARTICLE, PAGE):
        record = read_article(python, tmp_path, article)
        assert (record["outcome"], len(record["statements"])) == ("done", 1)  # type: ignore[arg-type]


def test_sizes_are_summed_by_entry_and_links_count_nothing(tmp_path: Path) -> None:
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "a").write_bytes(b"123")
    (tmp_path / "large" / "link").symlink_to(tmp_path / "small")
    (tmp_path / "small").write_bytes(b"1")
    assert folder_sizes(tmp_path) == {"large": 3, "small": 1}


def test_the_script_refuses_a_file_that_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "no.whl").write_text("no")
    python = Path(sys.executable)
    with pytest.raises(subprocess.CalledProcessError):
        install(python, tmp_path / "no.whl", "--no-deps", "--no-index", "--dry-run")
