"""Games of several seats on a map as `Games`: some seats are trained, others are played inside."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from garrison import Outcome
from garrison.seat_batch import SeatBatchEnv
from garrison.sight import Group
from garrison.spaces import pack_actions
from garrison_agents.marl.games import Seen, Turn
from garrison_agents.marl.partners import Others
from garrison_agents.training.errors import SettingsError

MEASURES: Final = ("score", "won", "length")  # of those trained: their team's score; whether it won; decisions
TEAM: Final = (0.0, 1.0, 0.0, 0.0)  # what a game's end is worth as `won`: running, won, lost, cut
DEFENDER: Final = (0.0, 1.0, 0.0, 0.5)
ATTACKER: Final = (0.0, 0.0, 1.0, 0.5)


class SeatGames:
    """Over a batch of PettingZoo's form, opened without autoreset: games that end begin anew in the same step, and what a step led to is
    told with its masks. Of a group of agents that are alike the first `trained` are trained; all others are played by `others`."""

    measures: tuple[str, ...] = MEASURES

    def __init__(self, env: SeatBatchEnv, trained: int, others: Others, side: int = 0) -> None:
        """side: the group that is trained, of a siege's two. Raises SettingsError where views or actions do not fit."""
        self._env, self._session, self._others = env, env.session, others
        self._own, self._rest = env.groups[side], env.groups[1 - side] if len(env.groups) > 1 else None
        for group in env.groups:
            _refuse_unfit(group)
        self._worth = np.array((DEFENDER, ATTACKER)[side] if self._rest else TEAM)
        self._sign = -1.0 if side else 1.0
        self.n, self.seats = env.games, trained
        self.width, self.actions = self._own.observation_space.shape[0], int(self._own.action_space.n)  # type: ignore[index, attr-defined]
        self._everyone = np.arange(self.n)
        self._theirs: Seen  # what the others see

    @property
    def engine(self) -> str:
        """Its version."""
        return str(self._session.opened.engine_version)

    def reset(self, seeds: Sequence[int]) -> Seen:
        """Game i begins the episode of seeds[i]; the others draw anew from the first of them."""
        self._others.begin(seeds[0])
        seen, self._theirs = self._sights(self._session.reset(self._everyone, np.array(seeds, np.uint64)))
        return seen

    def step(self, actions: NDArray[np.int64]) -> Turn:
        """One decision of every seat of every game."""
        told = self._session.step(self._everyone, self._packed(actions))
        last, theirs = self._sights(told)
        seen, over = last, np.flatnonzero(told.terminated | told.truncated)
        ended: dict[str, NDArray[np.float64]] = {}
        if len(over):
            ended = self._ended(told, over)
            self._others.end(over, told.status[over])
            begun = self._sights(self._session.reset(over))
            seen, theirs = (_with_rows(was, over, now) for was, now in zip((last, theirs), begun, strict=True))
        self._theirs = theirs
        rewards = told.rewards[:, self._own.first : self._own.first + self.seats].astype(np.float32)
        return Turn(rewards, told.terminated, told.truncated, last, seen, ended)

    def state(self) -> dict[str, Any]:
        """All that the games and the others go on from."""
        return {"games": self._session.snapshot(self._everyone), "others": self._others.state()}

    def restore(self, state: dict[str, Any]) -> Seen:
        """Goes on from there."""
        self._others.restore(state["others"])
        seen, self._theirs = self._sights(self._session.restore(self._everyone, state["games"]))
        return seen

    def close(self) -> None:
        """Lets the games go."""
        self._env.close()

    def _ended(self, told: Outcome, over: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
        return {
            "score": self._sign * told.scores[over], "won": self._worth[told.status[over]], "length": told.steps[over].astype(float)
        }  # fmt: skip

    def _packed(self, actions: NDArray[np.int64]) -> NDArray[Any]:
        everyone = actions
        if self._theirs.masks.shape[1]:
            both = [actions, self._others(self._theirs)]
            everyone = np.concatenate(both if self._own.first == 0 else both[::-1], axis=1)
        return pack_actions(self._own.form, everyone.reshape(-1), everyone.size).reshape(everyone.shape)

    def _sights(self, told: Outcome) -> tuple[Seen, Seen]:
        """What those who are trained see, and what the others see."""
        own = _seen(self._own, told)
        if self._rest is not None:
            return own, _seen(self._rest, told)
        return _of_seats(own, slice(None, self.seats)), _of_seats(own, slice(self.seats, None))


def _refuse_unfit(group: Group) -> None:
    space = group.observation_space
    if not isinstance(space, spaces.Box) or len(space.shape) != 1:
        raise SettingsError("view: came pictures, words or numbers apart, wanted views of float32 alone, such as structured_norm")
    if not isinstance(group.action_space, spaces.Discrete) or group.mask is None:
        raise SettingsError(f"action_space: came {group.form!r}, wanted sites or grid:SPLIT")


def _seen(group: Group, told: Outcome) -> Seen:
    masks = group.masks(told.views)
    assert masks is not None
    return Seen(group.seen(told.views), masks)


def _of_seats(seen: Seen, seats: slice) -> Seen:
    return Seen(seen.views[:, seats], seen.masks[:, seats])


def _with_rows(seen: Seen, rows: NDArray[np.int64], new: Seen) -> Seen:
    """A copy with some games' rows replaced."""
    found = Seen(seen.views.copy(), seen.masks.copy())
    found.views[rows], found.masks[rows] = new.views, new.masks
    return found
