"""What there is to choose: the server's levels, level files of this machine, and levels drawn from a seed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import randrange
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend
from garrison.errors import InvalidArgumentError, LevelFaultError, NotFoundError, OptionError
from garrison.level_source import level_source
from garrison_proto.records import OpenOptions

PICTURE_VIEW: Final = "pixels:512:bare"
DIFFICULTIES: Final = range(1, 6)
LARGEST_SEED: Final = 99_999  # that can be chosen in the window; a server takes greater ones


@dataclass(frozen=True)
class Entry:
    """One level to choose. Equal hashes are the same level."""

    name: str  # by which the server knows it; of a file: its path
    title: str
    hash: str
    description: str = ""
    waves: int = 0
    enemies: int = 0
    roads: int = 0
    life: int = 20
    gold: int = 0
    fog: bool = False
    document: bytes | None = None  # of a level file, which is sent along
    picture: NDArray[np.uint8] | None = field(default=None, compare=False)  # (512, 512, 3): the first frame

    def options(self, **others: Any) -> OpenOptions:
        """How to open a session that plays it; `others` are further fields."""
        if self.document is not None:
            return OpenOptions(level_documents=(self.document,), **others)
        return OpenOptions(levels=(self.name,), **others)


class Catalogue:
    """The levels to choose from, fetched one by one, so that a window can draw meanwhile. The last is drawn from a seed."""

    def __init__(self, backend: Backend, files: Sequence[str] = ()) -> None:
        """files: paths of level files, listed first."""
        self.backend = backend
        self.seed, self.difficulty = randrange(1, 1000), 1
        served = backend.info().levels
        self.names = [*files, *(level.name for level in served), ""]
        self.titles = [*("" for _ in files), *(level.title for level in served), ""]  # "": known when it was fetched
        self.entries: list[Entry | None] = [None] * len(self.names)
        self.faults = [""] * len(self.names)  # why a level cannot be had
        self.draw_level(self.seed, self.difficulty)

    @property
    def missing(self) -> int:
        """How many have not been fetched."""
        return sum(entry is None and not fault for entry, fault in zip(self.entries, self.faults, strict=True))

    def draw_level(self, seed: int, difficulty: int) -> None:
        """Puts another drawn level in the last one's place. Raises OptionError outside of 0 to LARGEST_SEED and 1 to 5."""
        if seed not in range(LARGEST_SEED + 1) or difficulty not in DIFFICULTIES:
            raise OptionError(
                "drawn level", f"seed {seed}, difficulty {difficulty}", f"a seed from 0 to {LARGEST_SEED}, a difficulty from 1 to 5"
            )
        self.seed, self.difficulty = seed, difficulty
        self.names[-1] = f"generated:{seed}:{difficulty}"
        self.titles[-1] = f"Generated level {seed}"
        self.entries[-1], self.faults[-1] = None, ""

    def fetch(self, first: int = 0) -> None:
        """Fetches one level that is missing, number `first` before all others. A level's own fault is noted; whatever is
        wrong with the server is raised."""
        order = [first, *range(len(self.names))]
        number = next((n for n in order if self.entries[n] is None and not self.faults[n]), None)
        if number is None:
            return
        try:
            self.entries[number] = with_picture(self.backend, entry_of(self.backend, self.names[number]))
        except (InvalidArgumentError, NotFoundError, OptionError) as error:
            self.faults[number] = str(error)


def entry_of(backend: Backend, name: str) -> Entry:
    """A level by its name on the server, `generated:SEED:DIFFICULTY`, or the path of a level file; without its picture.

    Raises OptionError for a file that cannot be read, and the server's LevelFaultError or LevelNotFoundError.
    """
    _, documents = level_source(name)
    document = documents[0] if documents else None
    try:
        told = backend.describe(name, level_document=document)
    except LevelFaultError as error:
        words = error.came.removeprefix("the level sent along: ")
        raise LevelFaultError(f"{name}: {words}", reason=error.reason, field=error.field, came=error.came, wanted=error.wanted) from None
    level = told.rules["level"]
    return Entry(
        name=name,
        title=told.level.title or told.level.name,
        hash=told.level.hash,
        description=level["description"],
        waves=len(level["waves"]),
        enemies=sum(len(wave["enemies"]) for wave in level["waves"]),
        roads=len(level["paths"]),
        life=level["life"],
        gold=level["gold"]["start"],
        fog=level["fog"]["on"],
        document=document,
    )


def with_picture(backend: Backend, entry: Entry) -> Entry:
    """The entry with its level's first frame, as the server draws it."""
    session = backend.open(entry.options(views=(PICTURE_VIEW,)))
    try:
        return replace(entry, picture=session.reset([0], [1]).views[PICTURE_VIEW][0])
    finally:
        session.close()


def enemy_counts(leaks: Sequence[int] | NDArray[np.integer[Any]], enemies: Sequence[dict[str, Any]]) -> Counter[str]:
    """How many of each kind, by name, from the `leaks` view of one slot and the rules' table of enemies; most first."""
    counts = Counter({kind["name"].replace("_", " "): int(leaks[kind["type"]]) for kind in enemies})
    return Counter(dict(counts.most_common())) - Counter()
