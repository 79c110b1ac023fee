"""Collectors of rollouts: the groups of an iteration, each forked from one state in one call."""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import torch

from garrison.backend import Backend
from garrison.errors import GarrisonError
from garrison_agents.grpo.data import Group, Task
from garrison_agents.grpo.game import Game, PlayOptions
from garrison_agents.grpo.ground import Grounds
from garrison_agents.grpo.hall import LOST, WAITING, Hall, Play
from garrison_agents.grpo.interfaces import Needs, Policy, PromptSampler, Rollout

RETRY_S: Final = 1.0  # between two tries to reach a server that is gone


@dataclass(frozen=True)
class Stage:
    """What a run gives its collector."""

    backends: Sequence[Backend]  # group i plays on the i-th, counted round and round
    grounds: Grounds
    policy: Policy
    prompts: PromptSampler
    options: PlayOptions
    generator: torch.Generator  # of the sampled tokens, on the policy's device
    temperature: float = 1.0
    halted: Callable[[], bool] = lambda: False
    say: Callable[[str], None] = lambda words: None


class Synchronous:
    """Plays a whole iteration with the newest weights before anything is learnt from it."""

    NEEDS: ClassVar[Needs] = ()
    GAME: ClassVar[type[Game]] = Game

    def __init__(self, stage: Stage, *, lanes: int = 2) -> None:
        """lanes: parts of the batch that take turns, so that the server plays one while another is thought about."""
        self.stage, self.lanes = stage, lanes

    def collect(self, draw: Callable[[], list[Task]], version: int) -> Rollout:
        """All tasks' groups. Groups that lose their server are void and left out; if all do, it is waited for and they begin anew."""
        void = 0
        seconds: dict[str, float] = {}
        tasks = draw()
        while True:
            found, spent = self._play(tasks, version)
            for name, more in spent.items():
                seconds[name] = seconds.get(name, 0.0) + more
            groups = [group for group in found if not group.void]
            void += len(found) - len(groups)
            if groups or self.stage.halted():
                return Rollout(groups, void, seconds)
            self.stage.say(f"waiting for the server: {found[0].void}")
            time.sleep(RETRY_S)

    def _play(self, tasks: Sequence[Task], version: int) -> tuple[list[Group], dict[str, float]]:
        stage = self.stage
        hall = Hall(stage.policy, stage.options, stage.generator, stage.temperature, self.lanes)
        began_s = time.perf_counter()
        with contextlib.ExitStack() as stack:
            opened = [self._begun(stack, number, task) for number, task in enumerate(tasks)]
            hall.seconds[WAITING] += time.perf_counter() - began_s
            played = hall.play([one[0] for one in opened if not isinstance(one, str)], version)
            self.finish(played, hall)
            plays = iter(played)
            groups = [Group(task, (), void=one) if isinstance(one, str) else grouped(task, one[1], next(plays))
                      for task, one in zip(tasks, opened, strict=True)]  # fmt: skip
        return groups, hall.seconds

    def finish(self, plays: Sequence[Play], hall: Hall) -> None:
        """What is still to be played when all was said: nothing."""

    def _begun(self, stack: contextlib.ExitStack, number: int, task: Task) -> tuple[Game, int] | str:
        """A game at its start, and the hash of that; or why there is none."""
        stage = self.stage
        templates = [stage.prompts.template(task, member) for member in range(task.size)]
        try:
            ground = stage.grounds[task.level]
            game = self.GAME(stage.backends[number % len(stage.backends)], ground, task.size, stage.options, stage.policy.views)
            stack.callback(game.close)
            return game, game.begin_together(task, templates)
        except GarrisonError as error:
            if not isinstance(error, LOST):
                raise
            return f"{type(error).__name__}: {error}"

    def state(self) -> dict[str, Any]:
        """Between iterations it holds nothing."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to go on from."""

    def close(self) -> None:
        """Nothing is held between iterations."""


def grouped(task: Task, start: int, play: Play) -> Group:
    """A group as it was played."""
    return Group(task, play.game.episodes(), start, play.trouble)
