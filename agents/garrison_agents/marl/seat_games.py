"""Games of several seats on a map as `Games`: some seats are trained, a partner plays the others."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from garrison import Outcome
from garrison.seat_batch import SeatBatchEnv
from garrison.spaces import pack_actions
from garrison_agents.marl.games import Seen, Turn
from garrison_agents.marl.partners import Partner
from garrison_agents.training.errors import SettingsError

MEASURES: Final = ("score", "won", "length")  # of the team: the sum of its leaks' rewards; whether it won; decisions
WON: Final = 1


class SeatGames:
    """Over a batch of PettingZoo's form, opened without autoreset: games that end begin anew in the same step, and what a step
    led to is told with its masks. The first `trained` of the agents that are alike are trained; the others of them are the partner's."""

    measures: tuple[str, ...] = MEASURES

    def __init__(self, env: SeatBatchEnv, form: str, trained: int, partner: Callable[[int], Partner], seed: int) -> None:
        """form: of the actions. Raises SettingsError where views or actions do not fit."""
        self._env, self._session, self._form = env, env.session, form
        self._group, self._partner = env.groups[0], partner(seed)
        self._made = partner
        space, actions = self._group.observation_space, self._group.action_space
        if not isinstance(space, spaces.Box) or len(space.shape) != 1:
            raise SettingsError("view: came pictures, words or numbers apart, wanted views of float32 alone, such as structured_norm")
        if not isinstance(actions, spaces.Discrete) or self._group.mask is None:
            raise SettingsError(f"action_space: came {form!r}, wanted sites or grid:SPLIT")
        self.n, self.seats, self.width, self.actions = env.games, trained, space.shape[0], int(actions.n)
        self._everyone = np.arange(self.n)
        self._all: Seen  # what every agent of the group sees, partners too

    @property
    def engine(self) -> str:
        """Its version."""
        return str(self._session.opened.engine_version)

    def reset(self, seeds: Sequence[int]) -> Seen:
        """Game i begins the episode of seeds[i]; the partner draws anew from the first of them."""
        self._partner = self._made(seeds[0])
        return self._shown(self._seen(self._session.reset(self._everyone, np.array(seeds, np.uint64))))

    def step(self, actions: NDArray[np.int64]) -> Turn:
        """One decision of every seat of every game."""
        told = self._session.step(self._everyone, self._packed(actions))
        after = self._seen(told)
        last, over = self._trained(after), np.flatnonzero(told.terminated | told.truncated)
        ended: dict[str, NDArray[np.float64]] = {}
        if len(over):
            ended = self._ended(told, over)
            begun = self._seen(self._session.reset(over))
            after = Seen(after.views.copy(), after.masks.copy())
            after.views[over], after.masks[over] = begun.views, begun.masks
        rewards = told.rewards[:, : self.seats].astype(np.float32)
        return Turn(rewards, told.terminated, told.truncated, last, self._shown(after), ended)

    def state(self) -> dict[str, Any]:
        """All that the games and the partner go on from."""
        return {"games": self._session.snapshot(self._everyone), "partner": self._partner.random.bit_generator.state}

    def restore(self, state: dict[str, Any]) -> Seen:
        """Goes on from there."""
        self._partner.random.bit_generator.state = state["partner"]
        return self._shown(self._seen(self._session.restore(self._everyone, state["games"])))

    def close(self) -> None:
        """Lets the games go."""
        self._env.close()

    def _ended(self, told: Outcome, over: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
        return {"score": told.scores[over], "won": (told.status[over] == WON).astype(float), "length": told.steps[over].astype(float)}

    def _packed(self, actions: NDArray[np.int64]) -> NDArray[Any]:
        everyone = actions
        if self.seats < self._group.seats:
            others = Seen(self._all.views[:, self.seats :], self._all.masks[:, self.seats :])
            everyone = np.concatenate([actions, self._partner(others)], axis=1)
        return pack_actions(self._form, everyone.reshape(-1), everyone.size).reshape(everyone.shape)

    def _seen(self, told: Outcome) -> Seen:
        masks = self._group.masks(told.views)
        assert masks is not None
        return Seen(self._group.seen(told.views), masks)

    def _shown(self, everyone: Seen) -> Seen:
        """Keeps what all see now, for the partner; what the trained ones do."""
        self._all = everyone
        return self._trained(everyone)

    def _trained(self, everyone: Seen) -> Seen:
        return Seen(everyone.views[:, : self.seats], everyone.masks[:, : self.seats])
