"""Plan, then act (after Wang et al., 2023, plan-and-solve): every so many decisions a plan in words, shown with each decision."""

from typing import Final

from garrison_agents.llm.strategies.strategy import Forgetful
from garrison_agents.llm.table import Reply, Table

ASK: Final = (
    "\n\nBefore you act, plan. Do not answer with an action now: write, in at most 150 words, what to build where and in which order, "
    "when to upgrade, and what the hero and the reinforcements are for, over the next {every} decisions."
)
SHOW: Final = "Your plan, made at decision {made}:\n{plan}\n\n"


class Play(Forgetful):
    """Plan-then-act."""

    def begin(self, table: Table) -> None:
        """No plan yet."""
        self._plan, self._made = "", 0

    def turn(self, table: Table) -> Reply:
        """Plan if it is time to, then act with the plan in sight."""
        if table.turn % self.settings.every == 0:
            self._plan = table.think(table.messages(table.user + ASK.format(every=self.settings.every)))
            self._made = table.turn
        return table.act(table.messages(SHOW.format(made=self._made, plan=self._plan) + table.user))
