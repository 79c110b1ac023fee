"""The levels that a server offers, each as it is opened and as it is told."""

from dataclasses import dataclass

from garrison.backend import Backend
from garrison.level_source import level_source
from garrison_proto.records import Description


@dataclass(frozen=True)
class Ground:
    """A level. Games name it by `name`, whether the server knows it or a file was sent along."""

    names: tuple[str, ...]  # as OpenOptions.levels
    documents: tuple[bytes, ...]  # as OpenOptions.level_documents
    description: Description

    @property
    def name(self) -> str:
        """How clients call it."""
        return self.names[0] if self.names else self.description.level.name


def ground_of(backend: Backend, level: str) -> Ground:
    """A level by its name or file. Raises OptionError, LevelNotFoundError, LevelFaultError."""
    names, documents = level_source(level)
    described = backend.describe(names[0]) if names else backend.describe("", level_document=documents[0])
    return Ground(names, documents, described)
