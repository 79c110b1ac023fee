"""How much each of many players explores."""

import numpy as np
from numpy.typing import NDArray


def ladder(n: int, epsilon: float, alpha: float) -> NDArray[np.float64]:
    """epsilon ** (1 + alpha * i / (n - 1)) for i = 0 ... n - 1 (Horgan et al., section 4.1); one alone has epsilon."""
    return np.asarray(epsilon ** (1 + alpha * np.arange(n) / max(n - 1, 1)), np.float64)


def epsilons(actor: int, actors: int, envs: int, epsilon: float, alpha: float, *, shared: bool) -> NDArray[np.float64]:
    """Of each episode of one actor, (envs,).

    The paper's actors play one episode each. Here each plays a batch, so the ladder's steps are dealt out to all
    episodes of all actors in turn; or, `shared`, to the actors, each of which has one for all of its episodes.
    """
    if shared:
        return np.full(envs, ladder(actors, epsilon, alpha)[actor])
    return ladder(actors * envs, epsilon, alpha)[actor::actors]
