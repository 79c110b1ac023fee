"""Best of n by looking ahead: n replies to the same prompt, each tried on a snapshot; the one that leads furthest is said."""

from garrison_agents.llm.strategies.strategy import Forgetful
from garrison_agents.llm.table import Reply, Table


class Play(Forgetful):
    """Best of n with a process reward: how the game stands after the reply and a time of doing nothing."""

    def turn(self, table: Table) -> Reply:
        """n requests at once; of equally good replies the first is said."""
        replies = list(dict.fromkeys(table.act_several([table.messages()] * self.settings.n)))
        if len(replies) == 1:
            return replies[0]
        rehearsal = table.rehearse()
        looks = rehearsal.look([rehearsal.now()] * len(replies), replies)
        return max(zip(looks, replies, strict=True), key=lambda pair: pair[0].value)[1]
