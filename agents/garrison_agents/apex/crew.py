"""Who works on a run: actors that play and a replay that keeps what they played. Here: all in this process, in turn."""

from collections.abc import Iterator
from typing import Any, Protocol

from numpy.typing import NDArray

from garrison_agents.apex.actor import Actor, Report
from garrison_agents.apex.fragment import Array, Batch
from garrison_agents.apex.learner import Parameters
from garrison_agents.apex.recipes import ActorRecipe, ReplayRecipe
from garrison_agents.apex.replay import Replay
from garrison_agents.training.errors import TrainingError

Blocks = Iterator[tuple[int, dict[str, Array]]]  # number, arrays


class CrewError(TrainingError):
    """Workers that fail whatever is done, and why."""


class Crew(Protocol):
    """What the learner's loop has to do with. Actors play one fragment at a time and only when asked."""

    restarts: int  # actors that were lost and replaced
    loss: str  # the last of them, and why

    def broadcast(self, parameters: Parameters) -> None:
        """Actors play by these from their next fragment on."""

    @property
    def playing(self) -> int:
        """How many actors have a fragment under way."""

    def play(self) -> None:
        """Asks every idle actor for a fragment."""

    def reports(self, wait_s: float) -> list[Report]:
        """What actors finished; waits for the first of them as long as that. Raises CrewError where actors fail again and again."""

    def batch(self, n: int) -> Batch | None:
        """n decisions from the replay; None while there is nothing in it."""

    def reprioritise(self, batch: Batch, errors: NDArray[Any]) -> None:
        """The absolute TD errors that the learner found."""

    def actor_states(self) -> list[dict[str, Any] | None]:
        """Each actor's whole state, when all are idle; None of one that was lost."""

    def restore_actors(self, states: list[dict[str, Any] | None]) -> None:
        """Goes on from there; None begins anew."""

    def replay_counters(self) -> dict[str, Any]:
        """See Replay.counters; when nothing is under way."""

    def replay_blocks(self) -> Blocks:
        """What the replay holds, block by block."""

    def restore_replay(self, counters: dict[str, Any], blocks: Blocks) -> None:
        """Goes on from there."""

    def close(self) -> None:
        """Ends all that was started."""


def make_replay(recipe: ReplayRecipe) -> Replay:
    """A replay with nothing in it."""
    return Replay(recipe.fragment, recipe.size, recipe.alpha, recipe.beta, recipe.seed)


class LocalCrew:
    """A crew in this process. Everything happens in the same order in every run."""

    def __init__(self, actors: ActorRecipe, replay: ReplayRecipe) -> None:
        self.restarts, self.loss = 0, ""
        self._replay = make_replay(replay)
        self._actors = [Actor(actors, index) for index in range(actors.actors)]
        self._asked = False
        self._next = 0  # whose turn it is

    def broadcast(self, parameters: Parameters) -> None:
        for actor in self._actors:
            actor.set_parameters(parameters)

    @property
    def playing(self) -> int:
        return 0  # a fragment is begun and finished in `reports`

    def play(self) -> None:
        self._asked = True

    def reports(self, wait_s: float) -> list[Report]:
        if not self._asked:
            return []
        fragment, report = self._actors[self._next].play()
        self._replay.add(fragment)
        self._asked, self._next = False, (self._next + 1) % len(self._actors)
        return [report]

    def batch(self, n: int) -> Batch | None:
        return self._replay.sample(n)

    def reprioritise(self, batch: Batch, errors: NDArray[Any]) -> None:
        self._replay.reprioritise(batch.places, batch.serials, errors)

    def actor_states(self) -> list[dict[str, Any] | None]:
        return [{**actor.state(), "next": index == self._next} for index, actor in enumerate(self._actors)]

    def restore_actors(self, states: list[dict[str, Any] | None]) -> None:
        for index, state in enumerate(states):
            if state is not None:
                self._actors[index].restore(state)
                self._next = index if state.get("next") else self._next

    def replay_counters(self) -> dict[str, Any]:
        return self._replay.counters()

    def replay_blocks(self) -> Blocks:
        for number in range(self._replay.blocks):
            if (block := self._replay.block(number)) is not None:
                yield number, block

    def restore_replay(self, counters: dict[str, Any], blocks: Blocks) -> None:
        for number, block in blocks:
            self._replay.restore_block(number, block)
        self._replay.restore(counters)

    def close(self) -> None:
        for actor in self._actors:
            actor.close()
