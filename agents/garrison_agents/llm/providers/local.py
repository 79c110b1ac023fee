"""Models that run here, through the library `transformers` (extra `hf`): a folder with weights, or a name of the Hugging Face hub.

They are loaded once, when the courier begins. Generation has a thread of its own, so that other models' requests go on;
requests that wait at the same time are generated in one batch.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

from garrison_agents.llm.call import Answer
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.providers.provider import ProviderError
from garrison_agents.llm.providers.secret import environment_keys, without_keys

GATHER_S: Final = 0.02  # episodes answered together ask again together, a few milliseconds apart


class Wanted(NamedTuple):
    """A request that waits."""

    body: dict[str, Any]
    key: str
    answer: "asyncio.Future[Answer]"

    @property
    def way(self) -> str:
        """What must be alike in a batch: all but the messages."""
        return json.dumps({name: value for name, value in self.body.items() if name != "messages"}, sort_keys=True)


class Local:
    """One model in this process."""

    def __init__(self, model: Model) -> None:
        """Loads it. Raises ConfigError."""
        try:
            from garrison_agents.llm.providers.weights import Weights
        except ImportError as error:
            raise ConfigError(
                f"models.{model.name}: local models need torch and transformers: pip install 'garrison[hf]' ({error})"
            ) from None
        try:
            self._weights = Weights(model)
        except ConfigError as error:
            raise ConfigError(f"models.{model.name}: {error}") from None
        self._waiting: list[Wanted] = []
        self._thread = ThreadPoolExecutor(1)
        self._work: asyncio.Task[None] | None = None

    async def ask(self, body: dict[str, Any], key: str) -> Answer:
        """One attempt, in a batch with others. `key` seeds its dice: the same call is answered alike again."""
        wanted = Wanted(body, key, asyncio.get_running_loop().create_future())
        self._waiting.append(wanted)
        if self._work is None:
            self._work = asyncio.create_task(self._generate())
        return await wanted.answer

    async def _generate(self) -> None:
        """Batch after batch, until nobody waits."""
        while self._waiting:
            await asyncio.sleep(GATHER_S)
            way = self._waiting[0].way
            batch = [one for one in self._waiting if one.way == way]
            self._waiting = [one for one in self._waiting if one.way != way]
            bodies, keys = [one.body for one in batch], [one.key for one in batch]
            came: list[Answer | ProviderError]
            try:
                came = await asyncio.get_running_loop().run_in_executor(self._thread, self._weights.answers, bodies, keys)
            except Exception as error:
                came = [_broken(error)] * len(batch)
            for one, answer in zip(batch, came, strict=True):
                if isinstance(answer, Answer):
                    one.answer.set_result(answer)
                else:
                    one.answer.set_exception(answer)
        self._work = None


def _broken(error: Exception) -> ProviderError:
    """Memory that was short may do for the next batch; anything else will fail again."""
    kind = "server_error" if type(error).__name__ == "OutOfMemoryError" else "broken_provider"
    return ProviderError(kind, without_keys(f"{type(error).__name__}: {error}", environment_keys()))
