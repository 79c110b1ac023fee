"""Beam search on snapshots: at each depth n replies in each kept state, the best states kept; the first step to the best is said.

The second step was found good in the very state that the first leads to, dice and all: it is a candidate of the next turn, unasked.
"""

from dataclasses import replace
from typing import NamedTuple

from garrison_agents.llm.rehearsal import Look
from garrison_agents.llm.strategies.strategy import Forgetful
from garrison_agents.llm.table import Reply, Table


class Branch(NamedTuple):
    """A state that was looked at, and the replies that led to it."""

    replies: tuple[Reply, ...]
    look: Look


class Play(Forgetful):
    """Beam search with a process reward."""

    def begin(self, table: Table) -> None:
        """Nothing found yet."""
        self._found: tuple[Reply, ...] = ()

    def turn(self, table: Table) -> Reply:
        """n + width x n x (depth - 1) requests; of equally good branches the first found is followed."""
        asked = table.act_several([table.messages()] * self.settings.n)
        replies = list(dict.fromkeys([*self._found, *asked]))
        rehearsal = table.rehearse()
        looks = rehearsal.look([rehearsal.now()] * len(replies), replies)
        beam = self._best([Branch((reply,), look) for reply, look in zip(replies, looks, strict=True)])
        for _ in range(self.settings.depth - 1):
            found = [branch for branch in beam if branch.look.over]
            for branch in beam:
                if not branch.look.over:
                    found += self._onward(table, branch)
            beam = self._best(found)
        self._found = beam[0].replies[1:2]
        return beam[0].replies[0]

    def _onward(self, table: Table, branch: Branch) -> list[Branch]:
        """The branches that go on from one."""
        there = replace(table, user=branch.look.prompt, image=branch.look.image)
        replies = list(dict.fromkeys(there.act_several([there.messages()] * self.settings.n)))
        looks = table.rehearse().look([branch.look.after] * len(replies), replies)
        return [Branch((*branch.replies, reply), look) for reply, look in zip(replies, looks, strict=True)]

    def _best(self, branches: list[Branch]) -> list[Branch]:
        return sorted(branches, key=lambda branch: -branch.look.value)[: self.settings.width]
