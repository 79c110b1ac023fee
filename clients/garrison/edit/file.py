"""Level files on the disk: opened whatever their level's faults, refused where they are damaged; saved whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from garrison.backend import Backend
from garrison.edit.document import DocumentError, draft_bytes, parse_draft
from garrison.edit.draft import Draft
from garrison.edit.faults import Fault, faults_of
from garrison.errors import ClientError, LevelFaultError

LARGEST_BYTES: Final = 1 << 20


class LevelFileError(ClientError):
    """A level file that cannot be read or written; the message names the file, and where in it."""


class OpenedLevel(NamedTuple):
    """A draft and what is wrong with it."""

    draft: Draft
    faults: tuple[Fault, ...]


def load_file(path: Path, backend: Backend) -> OpenedLevel:
    """The level in a file. A level with faults that can be mended here comes with them; a damaged file raises LevelFileError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise LevelFileError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        return OpenedLevel(parse_draft(backend.describe("", level_document=data).level_document), ())
    except LevelFaultError as error:
        faults = faults_of(error)
    try:
        return OpenedLevel(parse_draft(data), faults)
    except DocumentError:
        listed = "".join(f"\n  {fault}" for fault in faults)
        raise LevelFileError(f"{path}: not a level that can be edited:{listed}") from None


def load_named(level: str, backend: Backend) -> Draft:
    """One of the server's levels, `garrison-1` or `generated:SEED:DIFFICULTY`, as a draft of one's own; raises LevelNotFoundError."""
    return parse_draft(backend.describe(level).level_document)


def save_file(path: Path, draft: Draft) -> None:
    """Writes the level file whole: a reader sees the old one or the new one. Raises LevelFileError; the old one stays then."""
    target = path.resolve()
    try:
        handle, made = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise LevelFileError(f"{path}: cannot be written: {error.strerror or error}") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(draft_bytes(draft))
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(made, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(made, target)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(made)
        raise LevelFileError(f"{path}: cannot be written: {error.strerror or error}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
