"""TRL's `environment_factory`: each environment is a game, its public methods are the tools, the seed stands in the row.

    with Environments("localhost:50051") as environments:
        GRPOTrainer(model, train_dataset=Dataset.from_list(rows(["garrison-1"], range(64))), environment_factory=environments, ...).train()

TRL makes the tools' schemas from the methods' types and docstrings, so those of `Tools` are written for models.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Self

from garrison.backend import Backend, load_backend
from garrison_agents.adapters.game import CALLS, GameOptions, WordGame

Message = dict[str, str]


class Environments:
    """The factory: a new environment at each call, all on one connection."""

    def __init__(self, target: str = "local", options: GameOptions = CALLS, max_turns: int = 0) -> None:
        """target: local (in this process), host:port, or unix:PATH. max_turns: what a game's tools answer after so many calls is that it is
        left; 0: never."""
        self._backend: Backend = load_backend(target)
        self._options, self._max_turns = options, max_turns
        self._made: list[Tools] = []

    def __call__(self) -> "Tools":
        """One more."""
        self._made.append(Tools(WordGame(self._backend, self._options), self._max_turns))
        return self._made[-1]

    def close(self) -> None:
        """Frees all games."""
        for one in self._made:
            one._game.close()
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def rows(levels: Sequence[str], seeds: Iterable[int]) -> list[dict[str, Any]]:
    """For `Dataset.from_list`: a row for each seed of each level. What stands in a row, `reset` is given."""
    prompt: list[Message] = [{"role": "user", "content": ""}]  # what `reset` returns is put behind it
    return [{"prompt": prompt, "level": level, "seed": seed} for seed in seeds for level in levels]


class Tools:
    """One game. What is public and no property is a tool, but for `reset` and `get_reward`, which TRL knows."""

    def __init__(self, game: WordGame, max_turns: int = 0) -> None:
        self._game, self._max_turns = game, max_turns

    def reset(self, *, level: str = "garrison-1", seed: int = 0, **row: Any) -> str:
        """Begins the row's game; what the model is told. Raises OptionError, LevelNotFoundError."""
        brief = self._game.begin(level, int(seed))
        return f"{brief.system_prompt}\n\n{brief.user_prompt}"

    def get_reward(self) -> float:
        """The normalised score: 0 as if nothing was done, 1 the best known. A game that the model left plays on without it."""
        while not self._game.over:
            self._game.say(calls=[("wait", "{}")])
        return self._game.normalised

    def _called(self, name: str, **arguments: Any) -> str:
        game = self._game
        if self._max_turns and game.steps >= self._max_turns:
            return f"The game is left after {self._max_turns} calls."
        return game.say(calls=[(name, json.dumps(arguments))]).user_prompt

    def build(self, site: str, tower: str) -> str:
        """Build a tower of this kind on a free site.

        Args:
            site: A site's name, such as A5.
            tower: A kind of tower: archer, magician or knight.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("build", site=site, tower=tower)

    def upgrade(self, site: str) -> str:
        """Raise the tower on this site by one level (0 to 3).

        Args:
            site: A site's name, such as A5.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("upgrade", site=site)

    def sell(self, site: str) -> str:
        """Sell the tower on this site; a share of all that was spent on it comes back.

        Args:
            site: A site's name, such as A5.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("sell", site=site)

    def show_range(self, site: str) -> str:
        """Show the range of the tower on this site in the picture. Changes nothing in the game.

        Args:
            site: A site's name, such as A5.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("show_range", site=site)

    def rally(self, site: str, x: float, y: float) -> str:
        """Send the knights of the knight tower on this site to a point within its range.

        Args:
            site: A site's name, such as A5.
            x: Map units, to the right, -3 to 3.
            y: Map units, up, -3 to 3.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("rally", site=site, x=x, y=y)

    def reinforce(self, x: float, y: float) -> str:
        """Call reinforcements to a point anywhere on the map.

        Args:
            x: Map units, to the right, -3 to 3.
            y: Map units, up, -3 to 3.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("reinforce", x=x, y=y)

    def move_hero(self, x: float, y: float) -> str:
        """Send the hero to a point anywhere on the map.

        Args:
            x: Map units, to the right, -3 to 3.
            y: Map units, up, -3 to 3.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("move_hero", x=x, y=y)

    def fire(self) -> str:
        """The hero casts Fire of Rage where it stands, paying with its health.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("fire")

    def raise_hero(self) -> str:
        """Pay gold to raise the hero's maximum health.

        Returns:
            What came of it, and the state after it.
        """
        return self._called("raise_hero")

    def wait(self) -> str:
        """Do nothing this step.

        Returns:
            The state after it.
        """
        return self._called("wait")
