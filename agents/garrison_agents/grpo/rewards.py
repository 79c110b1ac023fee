"""Components of the reward, a named column each. NaN where a column does not apply: which is not zero."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

import numpy as np

from garrison_agents.grpo.data import Episode, Floats, Group, Judged, Rewards, Turn
from garrison_agents.grpo.interfaces import Needs, RewardComponent

COIN: Final = 50.0  # gold of a usual coin
PARSED: Final = ("out_of_schema", "illegal", "no_effect", "acted")  # of those the server could read
IN_SCHEMA: Final = ("illegal", "no_effect", "acted")
LEGAL: Final = ("no_effect", "acted")


class _AtEnd:
    """A column that speaks at an episode's end alone."""

    NEEDS: ClassVar[Needs] = ()

    def __call__(self, group: Group) -> list[Floats]:
        """Zero before the last turn."""
        return [self._column(episode) for episode in group.episodes]

    def _column(self, episode: Episode) -> Floats:
        made = np.zeros(len(episode.turns))
        if len(made):
            made[-1] = self.worth(episode)
        return made

    def worth(self, episode: Episode) -> float:
        """Of a whole episode."""
        raise AssertionError


class Score(_AtEnd):
    """The normalised score: 0 for doing nothing, 1 for the best known. `spread`: what each leak costs of it is told in the turn in which it
    happened instead, and nothing at the end: the sum is the score less 1, and a game that is lost sooner earns nothing sooner."""

    def __init__(self, *, spread: bool = False) -> None:
        self.spread = spread

    def _column(self, episode: Episode) -> Floats:
        if not self.spread:
            return super()._column(episode)
        leaks = np.array([turn.reward for turn in episode.turns], np.float64)
        lost = float(leaks.sum())
        return leaks * ((1.0 - episode.normalised) / -lost if lost < 0 else 0.0)

    def worth(self, episode: Episode) -> float:
        return episode.normalised


class Waves(_AtEnd):
    """The share of waves that were begun."""

    def worth(self, episode: Episode) -> float:
        return episode.waves / max(episode.waves_total, 1)


class Won(_AtEnd):
    """1 for a victory."""

    def worth(self, episode: Episode) -> float:
        return float(episode.status == 1)


class _PerTurn:
    """A column of the server's word on each reply. `mean`: divided by the episode's turns."""

    NEEDS: ClassVar[Needs] = ()
    GOOD: ClassVar[Sequence[str]] = ()
    ASKED: ClassVar[Sequence[str]] = ()  # it applies to these alone; (): to all

    def __init__(self, *, mean: bool = True) -> None:
        self.mean = mean

    def __call__(self, group: Group) -> list[Floats]:
        """1 or 0 for each turn to which it applies."""
        return [self._column(episode.turns) for episode in group.episodes]

    def _column(self, turns: Sequence[Turn]) -> Floats:
        told = [turn.understanding for turn in turns]
        made = np.array([float(word in self.GOOD) if not self.ASKED or word in self.ASKED else np.nan for word in told])
        return made / max(len(turns), 1) if self.mean else made


class Format(_PerTurn):
    """The reply could be read: one JSON object, or one call."""

    GOOD = PARSED


class Schema(_PerTurn):
    """It was of the schema; asked of what could be read."""

    GOOD, ASKED = IN_SCHEMA, PARSED


class Legality(_PerTurn):
    """The game accepted it; asked of what was of the schema."""

    GOOD, ASKED = LEGAL, IN_SCHEMA


class Effect(_PerTurn):
    """It changed something; asked of what was accepted, a wait aside, which is meant to change nothing."""

    GOOD, ASKED = ("acted",), LEGAL


class Length:
    """Minus the tokens of the replies, as a share of `most`."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, most: int = 256) -> None:
        self.most = most

    def __call__(self, group: Group) -> list[Floats]:
        """For each turn, averaged over the episode."""
        return [
            np.array([-len(turn.reply.tokens) / self.most for turn in episode.turns]) / max(len(episode.turns), 1)
            for episode in group.episodes
        ]


class Coins:
    """Coins picked up in each turn, `worth` each."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, worth: float = 0.02) -> None:
        self.worth = worth

    def __call__(self, group: Group) -> list[Floats]:
        """Zero in most."""
        return [np.array([turn.facts["coins"] for turn in episode.turns]) * self.worth for episode in group.episodes]


def judge(components: Mapping[str, tuple[float, RewardComponent]]) -> Callable[[Group], Judged]:
    """Columns by name with their weights -> what gives a group its rewards."""

    def judged(group: Group) -> Judged:
        columns = {name: component(group) for name, (_, component) in components.items()}
        total = [
            added([weight * columns[name][i] for name, (weight, _) in components.items()], len(episode.turns))
            for i, episode in enumerate(group.episodes)
        ]
        return Judged(group, Rewards(columns, total, {name: weight for name, (weight, _) in components.items()}))

    return judged


def added(parts: Sequence[Floats], turns: int) -> Floats:
    """The sum of what applies; NaN where nothing does."""
    if not parts:
        return np.full(turns, np.nan)
    stacked = np.stack(parts)
    nothing = np.isnan(stacked).all(axis=0)
    return np.where(nothing, np.nan, np.nansum(stacked, axis=0))
