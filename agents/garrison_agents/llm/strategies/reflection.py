"""Reflexion (Shinn et al., 2023): after each episode the model writes lessons, which later episodes' prompts show."""

import json
from typing import Any, Final

from garrison_agents.llm.strategies.strategy import Forgetful
from garrison_agents.llm.table import Reply, Table

ASK: Final = (
    "The episode is over. What came of it:\n{result}\n\nWrite to yourself, for the next episode, what to do differently and what to keep: "
    "at most five sentences, concrete, no action now."
)
SHOW: Final = "\n\nLessons that you wrote after earlier episodes, the newest last:\n{lessons}"
SHOWN: Final = ("level", "score", "status", "waves", "waves_total", "leaks_by_enemy", "steps", "counts", "gold_left")


class Play(Forgetful):
    """Reflection with a memory that survives episodes."""

    remembers = True

    def begin(self, table: Table) -> None:
        """The memory is kept as it is."""
        self._lessons: list[str] = getattr(self, "_lessons", [])

    def turn(self, table: Table) -> Reply:
        """Ask with the lessons in sight."""
        return table.act(table.messages(system=self._system(table)))

    def end(self, table: Table, result: dict[str, Any]) -> None:
        """Ask for a lesson, and keep the newest."""
        shown = json.dumps({name: result[name] for name in SHOWN})
        lesson = table.think(table.messages(ASK.format(result=shown), self._system(table)))
        self._lessons = [*self._lessons, lesson][-self.settings.lessons :]

    def memory(self) -> Any:
        """The lessons."""
        return list(self._lessons)

    def recall(self, memory: Any) -> None:
        """Lessons of an earlier part of the run."""
        self._lessons = list(memory or [])

    def _system(self, table: Table) -> str:
        if not self._lessons:
            return table.system
        return table.system + SHOW.format(lessons="\n".join(f"- {lesson}" for lesson in self._lessons))
