"""Chain of thought (Wei et al., 2022): words first; the answer stands in one fenced block at the very end of the same reply.

The server is told that thoughts are allowed and its prompts ask for them; it reads the last block alone, and searches no prose.
"""

from garrison_agents.llm.strategies.strategy import Forgetful
from garrison_agents.llm.table import Reply, Table


class Play(Forgetful):
    """Thoughts, then the action."""

    thoughts = True

    def turn(self, table: Table) -> Reply:
        """Ask; say what comes, thoughts and all."""
        return table.act(table.messages())
