"""The alliance as `Games`, and the scale of its scores."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend
from garrison_agents.marl.partners import Steady, partner_maker
from garrison_agents.marl.seat_games import SeatGames
from garrison_agents.marl.settings import MarlSettings
from garrison_agents.training.errors import SettingsError, TrainingError
from garrison_agents.training.frozen import FrozenLevel, frozen_level


def alliance_games(settings: MarlSettings, n: int, target: str, levels: tuple[str, ...]) -> SeatGames:
    """n games; game i plays levels[i % len(levels)]. Raises SettingsError without PettingZoo, and what the server refuses with."""
    try:
        from garrison import alliance_v0
    except ImportError as error:
        raise SettingsError(str(error)) from None
    trained = settings.trained or settings.seats
    if trained > settings.seats:
        raise SettingsError(f"trained: came {trained}, wanted at most the {settings.seats} seats")
    rules: dict[str, Any] = {name: getattr(settings, name) for name in ("seats", "reward", "ownership", "purse")}
    env = alliance_v0.batch_env(
        n, levels=levels, **rules,
        views=(*settings.views, "allies"), action_space=settings.action_space, ticks_per_step=settings.ticks_per_step,
        max_ticks=settings.max_ticks, step_penalty=settings.step_penalty, autoreset="none", target=target, threads=settings.threads,
    )  # fmt: skip
    try:
        return SeatGames(env, trained, Steady(partner_maker(settings.partner, range(trained, settings.seats))))
    except TrainingError:
        env.close()
        raise


class LevelScale:
    """0: nobody does anything. 1: the level's witness, which is of one seat alone."""

    def __init__(self, backend: Backend, levels: tuple[str, ...]) -> None:
        self.levels: tuple[FrozenLevel, ...] = tuple(frozen_level(backend, level) for level in levels)

    def __call__(self, found: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """(n,) of n games."""
        of_game = [self.levels[i % len(self.levels)] for i in range(len(found["score"]))]
        lives, witnesses = (np.array([getattr(level, name) for level in of_game]) for name in ("life", "witness"))
        return np.asarray((found["score"] + lives) / (witnesses + lives))
