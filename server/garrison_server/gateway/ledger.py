"""The ledger: how often each thing happened in one conversation. All models are judged by it, and by nothing else."""

from collections.abc import Sequence

from garrison_proto.talk import Counts, Said, Trouble


class Ledger:
    """One conversation's counts. The four failures are counted apart; trouble that was not the model's is none of them."""

    def __init__(self) -> None:
        self.counts = Counts()

    def enter(self, said: Said, troubles: Sequence[Trouble]) -> None:
        """Counts one Say."""
        counts, kind = self.counts, said.understanding
        setattr(counts, kind, getattr(counts, kind) + 1)
        counts.replies += kind != "unheard"
        counts.steps += said.steps
        counts.idle_steps += said.idle_steps
        counts.actions += len(said.played)
        counts.troubles += len(troubles)
        counts.troubles_s += sum(trouble.seconds for trouble in troubles)
        if kind == "illegal":
            counts.illegal_by_code[said.code] = counts.illegal_by_code.get(said.code, 0) + 1

    def enter_outside(self, changes: int) -> None:
        """Counts changes of the episode that no Say made."""
        self.counts.outside += changes
