"""A member of a checkpoint, which is a zip: read, or refused in words."""

import zipfile
from pathlib import Path

from garrison_agents.training.errors import CheckpointError


def read_member(path: Path, name: str, wanted: str) -> bytes:
    """The member's bytes. Raises CheckpointError, saying what was `wanted`, where the file or the member is not there or damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(name)
    except OSError as error:
        raise CheckpointError(f"{path}: {error.strerror}; wanted {wanted}") from None
    except (zipfile.BadZipFile, KeyError) as error:
        raise CheckpointError(f"{path}: {error}; wanted {wanted}") from None
