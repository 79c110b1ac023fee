"""What counts as a success where a variant of the literature wants right or wrong: a normalised score of at least `bar`."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_agents.grpo.data import Episode, Group

BAR: Final = 0.5


def successes(group: Group, bar: float) -> NDArray[np.bool_]:
    """(G,) whether each episode did well enough."""
    return np.array([episode.normalised >= bar for episode in group.episodes], np.bool_)


def confidence(episode: Episode) -> float:
    """The mean log-probability of all tokens of an episode's replies, as they were drawn; 0 where there are none."""
    drawn = [turn.reply.logprobs for turn in episode.turns if len(turn.reply.logprobs)]
    return float(np.concatenate(drawn).mean()) if drawn else 0.0


def spoken(episode: Episode) -> int:
    """Tokens of all its replies."""
    return sum(len(turn.reply.tokens) for turn in episode.turns)
