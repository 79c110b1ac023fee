"""One session with a conversation in each of its slots: prompts out, replies in, everything that came of them kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from garrison import OpenOptions, Outcome
from garrison.backend import Backend, SessionHandle
from garrison.gateway import Gateway, Said
from garrison_agents.grpo.data import Completion, Episode, Prompt, Task, Template, Tokens, Turn
from garrison_agents.grpo.ground import Ground
from garrison_agents.score import normalised

STRUCTURED: Final = "structured"
COINS, LIFE, WAVES, WAVE, GOLD = 8, 11, 12, 23, 25  # columns of the structured view
LEASE_S: Final = 120.0
MASK_64: Final = (1 << 64) - 1


@dataclass(frozen=True)
class PlayOptions:
    """How episodes are played."""

    ticks_per_step: int = 100
    max_ticks: int = 60_000
    max_turns: int = 0  # an episode is left after so many; 0: at its end
    context: str = "turn"  # turn: a reply is given to its own prompt; episode: to all that was said before, too
    most: int = 10  # tokens of a reply


@dataclass
class Seat:
    """One slot's episode as it is played."""

    slot: int
    template: Template
    prompt: Prompt
    outcome: Outcome
    row: int  # of the outcome
    turns: list[Turn] = field(default_factory=list)
    said: list[Tokens] = field(default_factory=list)  # prompts and replies, in turn
    coming: Tokens | None = None  # the present prompt's ids
    version: int = 0
    over: bool = False

    @property
    def view(self) -> Any:
        """The structured view, (759,)."""
        return self.outcome.views[STRUCTURED][self.row]


class Game:
    """A session on one level. For one thread at a time."""

    def __init__(self, backend: Backend, ground: Ground, slots: int, options: PlayOptions, views: Sequence[str]) -> None:
        self.ground, self.options = ground, options
        self.views = tuple(dict.fromkeys((*views, STRUCTURED)))
        self._gateway = Gateway(backend)
        self.session: SessionHandle = backend.open(
            OpenOptions(
                levels=() if ground.document else (ground.source,), level_documents=(ground.document,) if ground.document else (),
                slots=slots, views=self.views, ticks_per_step=options.ticks_per_step, max_ticks=options.max_ticks, lease_s=LEASE_S,
            )
        )  # fmt: skip
        self.slots = np.arange(slots)
        self.seats: list[Seat] = []

    def begin_together(self, task: Task, templates: Sequence[Template]) -> int:
        """All slots from the task's state, by one Fork; gives the hash of that state."""
        first = self.slots[:1]
        if task.snapshot is None:
            outcome = self.session.reset(first, np.array([task.seed], np.uint64))
        else:
            outcome = self.session.restore(first, [task.snapshot])
        start = int(outcome.hashes[0])
        copies = self.session.fork(0, self.slots[1:]) if len(self.slots) > 1 else outcome
        self._seat([(outcome, 0), *((copies, row) for row in range(len(self.slots) - 1))], templates)
        return start

    def begin_apart(self, seeds: Sequence[int], template: Template) -> None:
        """A new episode in every slot."""
        outcome = self.session.reset(self.slots, np.array(seeds, np.uint64))
        self._seat([(outcome, row) for row in range(len(self.slots))], [template] * len(self.slots))

    def _seat(self, states: Sequence[tuple[Outcome, int]], templates: Sequence[Template]) -> None:
        self.seats = []
        for slot, ((outcome, row), template) in enumerate(zip(states, templates, strict=True)):
            asked: Any = template  # its words are checked by the server
            brief = self._gateway.brief(
                self.session, slot, asked.style, form=asked.form, history=asked.history, thoughts=asked.thoughts
            )  # fmt: skip
            prompt = Prompt(
                self.ground, template.before + brief.system_prompt, brief.user_prompt + template.after, views_of(outcome, row),
                tools=brief.openai_tools,
            )  # fmt: skip
            self.seats.append(Seat(slot, template, prompt, outcome, row))

    @property
    def live(self) -> list[Seat]:
        """Those that still go on."""
        return [seat for seat in self.seats if not seat.over]

    def say(self, seats: Sequence[Seat], replies: Sequence[Completion]) -> None:
        """Plays a reply of each of these seats, which was given to the tokens `seat.coming`. Raises what the server refuses with."""
        said = self._gateway.say_all(self.session, [seat.slot for seat in seats], [reply.text for reply in replies], views=self.views)
        for seat, reply, one in zip(seats, replies, said, strict=True):
            self._hear(seat, reply, one)

    def _hear(self, seat: Seat, reply: Completion, said: Said) -> None:
        assert seat.coming is not None
        outcome, before = said.outcome, seat.view
        view = outcome.views[STRUCTURED][0]
        seat.turns.append(
            Turn(
                seat.coming, reply, said.understanding, said.code, float(outcome.rewards[0]), digest(seat.coming), int(outcome.hashes[0]),
                int(outcome.steps[0]), {"coins": float(view[COINS] - before[COINS]), "gold": float(view[GOLD]), "wave": float(view[WAVE])},
            )
        )  # fmt: skip
        seat.said += [seat.coming, reply.tokens]
        most = self.options.max_turns
        seat.outcome, seat.row, seat.coming = outcome, 0, None
        seat.over = said.over or bool(most and len(seat.turns) >= most)
        seat.prompt = Prompt(
            self.ground,
            seat.prompt.system,
            said.user_prompt + seat.template.after,
            views_of(outcome, 0),
            said.understanding,
            seat.prompt.tools,
            reply.ended,
        )

    def episodes(self) -> tuple[Episode, ...]:
        """What was played, whether it is over or not."""
        return tuple(self._episode(seat) for seat in self.seats)

    def _episode(self, seat: Seat) -> Episode:
        score, view = float(seat.outcome.scores[seat.row]), seat.view
        return Episode(
            member=seat.slot, turns=tuple(seat.turns), score=score, normalised=normalised(score, int(view[LIFE]), self.ground.witness),
            status=int(seat.outcome.status[seat.row]), waves=int(view[WAVE]), waves_total=int(view[WAVES]),
            digest=int(seat.outcome.hashes[seat.row]), version=seat.version, template=seat.template.name,
        )  # fmt: skip

    def close(self) -> None:
        """Frees the slots."""
        self.session.close()


def views_of(outcome: Outcome, row: int) -> dict[str, Any]:
    """One slot's views."""
    return {name: view[row] for name, view in outcome.views.items()}


def digest(tokens: Tokens) -> int:
    """Equal for equal tokens, 64 bits."""
    return int.from_bytes(hashlib.blake2b(tokens.tobytes(), digest_size=8).digest(), "little") & MASK_64
