"""Self-consistency (Wang et al., 2022): n replies to the same prompt, and what most of them say is said. It looks at no snapshot.

As many requests as best of n, so that the two tell what looking ahead is worth at equal cost.
"""

import json
from collections import Counter
from typing import Final

from garrison_agents.llm.strategies.strategy import Forgetful
from garrison_agents.llm.table import Reply, Table

DEEPEST: Final = 64  # brackets: no answer is so deep, and json reads by recursion


class Play(Forgetful):
    """The most frequent of n replies."""

    def turn(self, table: Table) -> Reply:
        """n requests at once; of equally frequent replies the first is said."""
        replies = table.act_several([table.messages()] * self.settings.n)
        meanings = [meaning(reply) for reply in replies]
        return replies[meanings.index(Counter(meanings).most_common(1)[0][0])]


def meaning(reply: Reply) -> object:
    """What makes two replies one vote: tool calls, or a JSON value however it is spaced, or else the very words."""
    if reply.calls or reply.text.count("[") + reply.text.count("{") > DEEPEST:
        return reply
    try:
        return json.dumps(json.loads(reply.text), sort_keys=True)
    except ValueError:
        return reply
