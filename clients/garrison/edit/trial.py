"""A test run: the whole of a draft, quickly, with nobody playing."""

from typing import Final, NamedTuple

from garrison.backend import Backend
from garrison.edit.document import draft_bytes
from garrison.edit.draft import Draft
from garrison_proto.records import OpenOptions

TICKS_PER_STEP: Final = 250
TICK_S: Final = 0.02
MOST_TICKS: Final = 200_000
NO_OPERATION: Final = (0.0, 0.0, 6.0)
WON: Final = 1


class Trial(NamedTuple):
    """How it ended. `is_over`: False if it had no end within MOST_TICKS."""

    enemies: int  # that the waves bring
    leaked: int
    life: int  # at the start
    seconds: float
    is_over: bool

    def __str__(self) -> str:
        if not self.is_over:
            return f"Nobody plays: no end within {self.seconds:.0f} s; {self.leaked} of {self.enemies} enemies reached the base"
        end = f"all is lost after {self.seconds:.0f} s" if self.leaked >= self.life else f"over after {self.seconds:.0f} s"
        return f"Nobody plays: {end}; {self.leaked} of {self.enemies} enemies reached the base, life is {self.life}"


def try_out(backend: Backend, draft: Draft) -> Trial:
    """Plays a sound draft to its end without an action; raises LevelFaultError for another."""
    options = OpenOptions(
        level_documents=(draft_bytes(draft),), views=(), ticks_per_step=TICKS_PER_STEP, max_ticks=MOST_TICKS, lease_s=30.0
    )  # fmt: skip
    session = backend.open(options)
    try:
        outcome = session.reset([0], [0])
        while not (outcome.terminated[0] or outcome.truncated[0]):
            outcome = session.step([0], [NO_OPERATION])
    finally:
        session.close()
    return Trial(
        enemies=sum(len(wave.enemies) for wave in draft.waves),
        leaked=round(-float(outcome.scores[0])),
        life=int(draft.numbers["life"]),
        seconds=float(outcome.ticks[0]) * TICK_S,
        is_over=bool(outcome.terminated[0]),
    )
