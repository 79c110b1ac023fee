"""The siege as `Games`, one side in training and the other played inside; and how each side is measured."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison import Description
from garrison.backend import Backend
from garrison.level_source import level_source
from garrison_agents.agent import Agent, make_agent
from garrison_agents.marl.games import Seen
from garrison_agents.marl.learner import Learner
from garrison_agents.marl.measuring import HALF_WIDTH, MEAN, SCORE, frozen_games
from garrison_agents.marl.partners import Others, RandomLegal, Steady
from garrison_agents.marl.seat_games import SeatGames
from garrison_agents.marl.settings import MarlSettings
from garrison_agents.score import spread
from garrison_agents.training.errors import SettingsError, TrainingError
from garrison_agents.training.folder import Cell
from garrison_agents.training.frozen import FrozenLevel

DEFENDER, ATTACKER = 0, 1
SIDES: Final = ("defender", "attacker")
WON, LOST = 1, 2  # of a game, by the defenders
LOSING: Final = (LOST, WON)  # the status of a game that each side loses
MEASURED: Final = (SCORE, "kept", "taken", "held", "stormed")
LEVELS_OWN: Final = "attack-waves:orders"  # whom the defenders are measured against


def siege_games(settings: MarlSettings, n: int, target: str, levels: Sequence[str], side: int, others: Others) -> SeatGames:
    """n games in which `side` is trained; game i plays levels[i % len(levels)]. Raises SettingsError without PettingZoo, and what the
    server refuses with."""
    try:
        from garrison import siege_v0
    except ImportError as error:
        raise SettingsError(str(error)) from None
    rules: dict[str, Any] = {name: getattr(settings, name) for name in ("seats", "budget", "intensity", "reward", "ownership", "purse")}
    env = siege_v0.batch_env(
        n, levels=levels, **rules,
        views=(*settings.views, "allies", "attacker"), action_space=settings.action_space, ticks_per_step=settings.ticks_per_step,
        max_ticks=settings.max_ticks, step_penalty=settings.step_penalty, autoreset="none", target=target, threads=settings.threads,
    )  # fmt: skip
    try:
        return SeatGames(env, 1 if side == ATTACKER else settings.seats, others, side)
    except TrainingError:
        env.close()
        raise


class Scripted:
    """`Others`: a scripted attacker in each game. For frozen games: it is not saved in the midst of one."""

    def __init__(self, name: str, descriptions: Sequence[Description]) -> None:
        """descriptions: of each game."""
        self.agents: list[Agent] = [make_agent(name) for _ in descriptions]
        self.descriptions = descriptions

    def begin(self, seed: int) -> None:
        """All begin."""
        self._seed = seed
        self._reset(range(len(self.agents)))

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, 1)."""
        return np.array([[agent.act({"attacker": row[0]})] for agent, row in zip(self.agents, seen.views, strict=True)], np.int64)

    def end(self, rows: NDArray[np.int64], status: NDArray[Any]) -> None:
        """These begin anew."""
        self._reset(rows)

    def state(self) -> dict[str, Any]:
        """None."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Begins anew."""
        self.begin(self._seed)

    def _reset(self, rows: Any) -> None:
        for row in rows:
            self.agents[row].reset(self.descriptions[row], self._seed + int(row))


class SiegeEvaluation:
    """Both sides on frozen games, each against what stays the same: defenders against the level's own waves (`attack-waves`), the
    attacker against defenders who take any legal action. `kept` and `taken`: shares of the base's lives that the defenders keep, that
    the attacker takes; `held` and `stormed`: shares of games that they win. The normalised score is the mean of kept and taken."""

    columns: tuple[str, ...] = ("steps", "episodes", *(name + part for name in MEASURED for part in (MEAN, HALF_WIDTH)))

    def __init__(
        self, settings: MarlSettings, target: str, backend: Backend, levels: Sequence[FrozenLevel], learners: Sequence[Learner], seed: int
    ) -> None:
        """seed: of what the policies draw."""
        self.n, self._learners, self._seed = settings.eval_episodes * len(levels), learners, seed
        self._lives = np.array([levels[i % len(levels)].life for i in range(self.n)], np.float64)
        described = [_description(backend, level.source) for level in levels]
        others: tuple[Others, Others] = (Scripted(LEVELS_OWN, [described[i % len(levels)] for i in range(self.n)]), Steady(RandomLegal))
        self._games: list[SeatGames] = []
        for side, other in enumerate(others):
            self._games.append(siege_games(settings, self.n, target, settings.eval_levels, side, other))

    def __call__(self, stopped: Callable[[], bool]) -> dict[str, Cell] | None:
        """A row of eval.csv; None when `stopped()` turned true before it was done."""
        found = []
        for games, learner in zip(self._games, self._learners, strict=True):
            side = frozen_games(games, learner.policy(self._seed), stopped)
            if side is None:
                return None
            found.append(side)
        kept, taken = 1 + found[DEFENDER]["score"] / self._lives, found[ATTACKER]["score"] / self._lives
        columns = ((kept + taken) / 2, kept, taken, found[DEFENDER]["won"], found[ATTACKER]["won"])
        row: dict[str, Cell] = {"episodes": 2 * self.n}
        for name, values in zip(MEASURED, columns, strict=True):
            told = spread(values.tolist())
            row |= {name + MEAN: told.mean, name + HALF_WIDTH: told.half_width}
        return row

    def close(self) -> None:
        """Lets the games go."""
        for games in self._games:
            games.close()


def _description(backend: Backend, level: str) -> Description:
    names, documents = level_source(level)
    return backend.describe(names[0] if names else "", level_document=documents[0] if documents else None)
