"""An OpenEnv environment: each session of a client is a game of its own."""

import json
import uuid
from typing import Any, ClassVar, Final

from openenv.core.env_server.interfaces import Environment
from openenv.core.env_server.types import EnvironmentMetadata

from garrison.backend import Backend
from garrison_agents.adapters.game import GameOptions, WordGame
from garrison_agents.adapters.openenv.models import GarrisonAction, GarrisonObservation, GarrisonState

NAMED: Final = GameOptions(form="named")  # a reply in words is one JSON object with a tool's name; calls are taken too


class GarrisonEnvironment(Environment):  # type: ignore[misc]
    """A game at a time. What a model says is never an error: it is refused in the game's words."""

    SUPPORTS_CONCURRENT_SESSIONS: ClassVar[bool] = True

    def __init__(self, backend: Backend, level: str = "garrison-1", options: GameOptions = NAMED) -> None:
        """level: where `reset` names none."""
        super().__init__()
        self._level, self._game, self._episode = level, WordGame(backend, options), ""

    def reset(self, seed: int | None = None, episode_id: str | None = None, *, level: str = "", **_: Any) -> GarrisonObservation:
        """A new game on a level, of a seed (0 where none is given). Raises OptionError, LevelNotFoundError."""
        brief = self._game.begin(level or self._level, seed or 0)
        self._level, self._episode = level or self._level, episode_id or str(uuid.uuid4())
        return GarrisonObservation(
            system_prompt=brief.system_prompt, prompt=brief.user_prompt, tools=brief.openai_tools, done=False, reward=0.0
        )

    def step(self, action: GarrisonAction, timeout_s: float | None = None, **_: Any) -> GarrisonObservation:
        """Plays a reply. Before any `reset`, a game is begun."""
        game = self._game
        if game.brief is None:
            self.reset()
        if action.tool:
            said = game.say(calls=[(action.tool, json.dumps(action.arguments))])
        else:
            said = game.say(action.text)
        reward = min(max(game.normalised, 0.0), 1.0) if said.over else 0.0
        return GarrisonObservation(prompt=said.user_prompt, understanding=said.understanding, done=said.over, reward=reward)

    @property
    def state(self) -> GarrisonState:
        """Where the game stands."""
        game = self._game
        status = 0 if game.said is None else int(game.said.outcome.status[0])
        return GarrisonState(
            episode_id=self._episode, step_count=game.steps, level=self._level, seed=game.seed, score=game.score, status=status
        )

    def get_metadata(self) -> EnvironmentMetadata:
        """For people and for catalogues."""
        return EnvironmentMetadata(
            name="garrison", version="1.0.0", author="The Garrison authors",
            description="A tower-defence game in words: build, upgrade, rally and fight so that no enemy reaches the base.",
        )  # fmt: skip

    def close(self) -> None:
        """Frees the game's slot."""
        self._game.close()
