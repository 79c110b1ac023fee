"""A level as the trainer knows it: described by the server, with what scores on it are measured by."""

from dataclasses import dataclass
from functools import cached_property

from garrison import Description
from garrison.backend import Backend
from garrison.level_source import level_source
from garrison_agents.scripted.facts import Facts, facts_of
from garrison_agents.witness.files import witness_score


@dataclass(frozen=True)
class Ground:
    """One level."""

    source: str  # name or file
    document: bytes | None  # the file itself, where the server does not know the level by name
    description: Description
    witness: float  # best known score
    sites: tuple[str, ...]  # the names of the tower points, in the level's order

    @property
    def name(self) -> str:
        return self.description.level.name

    @cached_property
    def facts(self) -> Facts:
        """Roads, points and rules as small records."""
        return facts_of(self.description)


class Grounds:
    """The levels of a run, each looked up once."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._known: dict[str, Ground] = {}

    def __getitem__(self, source: str) -> Ground:
        """A level by name or file. Raises LevelNotFoundError, naming those there are."""
        if source not in self._known:
            self._known[source] = self._looked_up(source)
        return self._known[source]

    def _looked_up(self, source: str) -> Ground:
        names, documents = level_source(source)
        document = documents[0] if documents else None
        described = self._backend.describe(names[0] if names else "", level_document=document)
        witness = witness_score(described.level.name, described.level.hash)
        return Ground(source, document, described, witness, site_names(described))


def site_names(description: Description) -> tuple[str, ...]:
    """The sites' names in the order of the level's tower points, from the labels of the `sites` actions (five for each point)."""
    labels = next(spec.labels for spec in description.actions if spec.name == "sites")
    points = len(description.rules["level"]["tower_points"])
    return tuple(label.rpartition(" at ")[2] for label in labels[: 5 * points : 5])
