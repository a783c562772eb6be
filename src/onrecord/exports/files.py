"""Files of exports: written beside their place and moved there when whole, so that nobody finds half a file."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from onrecord.model.errors import SettingError


def write_whole(path: Path, lines: Iterable[str]) -> int:
    """Write lines (with their line breaks) to a file in UTF-8, which takes the place of one that is there; return how many.

    Where something fails on the way, the file that was there stays as it was. Raises SettingError when the place cannot be
    written to.
    """
    count = 0
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise SettingError(f"{path} cannot be written: {error.strerror}; name a file in a folder you may write to") from error
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(line)
                count += 1
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except OSError as error:
        raise SettingError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _umask() -> int:
    """Return the mask for new files; asking for it is setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
