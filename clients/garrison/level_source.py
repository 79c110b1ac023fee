"""Where a level comes from: the server's own, by name, or a file of this machine, which is sent along."""

import os
from pathlib import Path

from garrison.errors import OptionError


def level_source(level: str | os.PathLike[str]) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """A level's name as it is, a level file as its bytes: `levels` and `level_documents` of OpenOptions.

    A name that ends in .json or has a folder in it is a file. Raises OptionError for one that cannot be read.
    """
    if isinstance(level, str) and not level.endswith(".json") and os.sep not in level:
        return (level,), ()
    path = Path(level)
    try:
        return (), (path.read_bytes(),)
    except OSError as error:
        raise OptionError("level", f"the file {str(path)!r} ({error.strerror})", "a level's name or a readable level file") from error
