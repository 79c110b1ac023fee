"""Advantages of turns by what came after them, compared with the same turn of the group's other episodes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.advantages import centred, deviation
from garrison_agents.grpo.data import Floats, Judged
from garrison_agents.grpo.gigpo import discounted
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.rewards import added
from garrison_agents.training.errors import SettingsError


class Turns:
    """A_t = (G_t - mean of the group's G_t) / (deviation + epsilon), G_t the discounted return from turn t on.

    Turn-level credit as in Zeng et al., "Reinforcing Multi-Turn Reasoning in LLM Agents via Turn-Level Credit Assignment", 2025; our
    baseline is the group's mean at the same turn, which is the same time here, since all started from one state. An episode that
    has ended counts there with the 0 that is still to come. The deviation is that of all the group's distances from those means.

    `now`: columns that are the doing of their own turn's words alone, such as format. They are not discounted back, but compared and
    scaled by themselves, so that neither is lost in the other's noise, and added with `share`: Liu et al., "GDPO: Group reward-Decoupled
    Normalization Policy Optimization", 2026, is where rewards are scaled apart.

    `alike` (our own): these columns are compared among the group's turns that began with the same token, so with the same kind of action.
    Otherwise whoever says less errs less: a `wait` of two tokens fails less often than a `build` of six, and earns for it. A beginning
    that never came to anything is compared with all turns. docs/grpo.md says what difference it made.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(
        self, *, gamma: float = 0.95, now: tuple[str, ...] = (), share: float = 0.5, alike: bool = False, epsilon: float = 1e-4
    ) -> None:
        self.gamma, self.now, self.share, self.alike, self.epsilon = gamma, tuple(filter(None, now)), share, alike, epsilon

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """One group at a time. Raises SettingsError for a column that there is not."""
        return [replace(one, advantages=self._of(one)) for one in judged]

    def _of(self, one: Judged) -> list[Floats]:
        rewards = one.rewards
        if unknown := [name for name in self.now if name not in rewards.columns]:
            raise SettingsError(f"advantage turns: now: came {unknown[0]!r}, wanted among the rewards {', '.join(rewards.columns)}")
        own = [
            added([rewards.weights[name] * rewards.columns[name][i] for name in self.now], len(whole))
            for i, whole in enumerate(rewards.total)
        ]
        rest = [np.where(np.isnan(whole), np.nan, whole - np.nan_to_num(mine)) for whole, mine in zip(rewards.total, own, strict=True)]
        later = self._compared(rest, self.gamma)
        if not self.now:
            return later
        at_once = self._among_like(one, own) if self.alike else self._compared(own, 0.0)
        return [back + self.share * mine for back, mine in zip(later, at_once, strict=True)]

    def _among_like(self, one: Judged, rewards: Sequence[Floats]) -> list[Floats]:
        """Centred among the turns that began alike, scaled over the group."""
        values = np.concatenate(rewards)
        first = np.array([turn.reply.tokens[0] for episode in one.group.episodes for turn in episode.turns])
        distances = centred(values)
        for token in np.unique(first[~np.isnan(values)]):
            like = first == token
            if np.nanmax(values[like]) > np.nanmin(values):
                distances[like] = centred(values[like])
        ends = np.cumsum([len(part) for part in rewards])[:-1]
        return np.split(distances / (deviation(distances) + self.epsilon), ends)

    def _compared(self, rewards: Sequence[Floats], gamma: float) -> list[Floats]:
        """Discounted, centred turn by turn, scaled over the group; an episode of NaN stays NaN."""
        lengths = [len(one) for one in rewards]
        later = np.zeros((len(lengths), max(lengths, default=0)))
        for i, one in enumerate(rewards):
            later[i, : lengths[i]] = np.nan if np.isnan(one).all() else discounted(np.nan_to_num(one), gamma)
        distances = np.stack([centred(column) for column in later.T], axis=1) if later.size else later
        scale = deviation(np.concatenate([row[:length] for row, length in zip(distances, lengths, strict=True)])) + self.epsilon
        return [row[:length] / scale for row, length in zip(distances, lengths, strict=True)]
