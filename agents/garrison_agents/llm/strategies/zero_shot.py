"""TowerMind's own way: one request a decision, with the gateway's prompts as they are."""

from garrison_agents.llm.strategies.strategy import Forgetful
from garrison_agents.llm.table import Reply, Table


class Play(Forgetful):
    """Zero-shot."""

    def turn(self, table: Table) -> Reply:
        """Ask; say what comes."""
        return table.act(table.messages())
