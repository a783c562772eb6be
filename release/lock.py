"""The packages that a lock file pins, with their versions and hashes."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, BUILD, DEVELOPMENT = (
    ROOT / name for name in ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?: *; *(.*?))? *\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pinned:
    """A package: its normalised name, version, SHA-256 of each allowed file, and where it is installed."""

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: str = ""


def normalised(name: str) -> str:
    """Return a package's name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(path: Path) -> list[Pinned]:
    """Return the packages of a lock file, by name. Raises ValueError when one has no hash."""
    found: list[Pinned] = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text("utf-8")):
        match = _PIN.match(block.split("\n", 1)[0])
        if match is None:
            continue
        name, version, marker = match.groups()
        hashes = tuple(_HASH.findall(block))
        if not hashes:
            raise ValueError(f"{path.name}: {name} has no hash; run `make lock`")
        found.append(Pinned(normalised(name), version, hashes, marker or ""))
    return sorted(found, key=lambda one: (one.name, one.version))
