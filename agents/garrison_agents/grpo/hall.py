"""Many games at once: one batched generation over all live episodes, and the server at work on one lane while another thinks."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import torch

from garrison.errors import DeadlineError, SessionCrashedError, SessionNotFoundError, UnavailableError
from garrison_agents.grpo.data import Completion, Tokens
from garrison_agents.grpo.game import Game, PlayOptions, Seat
from garrison_agents.grpo.interfaces import Policy

WAITING, PROMPTS, GENERATION = "environment_s", "prompts_s", "generation_s"  # where a rollout's time goes
LOST: Final = (UnavailableError, DeadlineError, SessionCrashedError, SessionNotFoundError)  # the server, or what it held
THREADS: Final = 2  # that speak with the server


@dataclass
class Play:
    """A game that is being played, and the trouble it ran into."""

    game: Game
    trouble: str = ""
    error: Exception | None = None  # the same as it was raised
    telling: "Future[None] | None" = None

    @property
    def live(self) -> list[Seat]:
        return [] if self.trouble else self.game.live


@dataclass
class Hall:
    """Plays games to their ends. Its generator is drawn from lane by lane in a fixed order, whatever the server's pace."""

    policy: Policy
    options: PlayOptions
    generator: torch.Generator
    temperature: float = 1.0
    lanes: int = 1
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys((WAITING, PROMPTS, GENERATION), 0.0))

    def play(self, games: Sequence[Game], version: int = 0) -> list[Play]:
        """All games to their ends. A game whose server is lost stops, with its trouble."""
        plays = [Play(game) for game in games]
        lanes = [plays[i :: self.lanes] for i in range(min(self.lanes, len(plays)))]
        with ThreadPoolExecutor(THREADS) as pool:
            while any(play.live for play in plays):
                for lane in lanes:
                    self._wait(lane)
                    self._turn(lane, version, pool)
            self._wait(plays)
        return plays

    def _turn(self, lane: Sequence[Play], version: int, pool: ThreadPoolExecutor) -> None:
        """One reply of every live episode of a lane, sent on its way."""
        seats = [(play, seat) for play in lane for seat in play.live]
        if not seats:
            return
        began_s = time.perf_counter()
        contexts = [self._context(seat, version) for _, seat in seats]
        prompted_s = time.perf_counter()
        replies = self.policy.generate(contexts, self.generator, self.temperature, self.options.most)
        self.seconds[PROMPTS] += prompted_s - began_s
        self.seconds[GENERATION] += time.perf_counter() - prompted_s
        given: dict[int, list[tuple[Seat, Completion]]] = {}
        for (play, seat), reply in zip(seats, replies, strict=True):
            given.setdefault(id(play), []).append((seat, reply))
        for play in lane:
            if id(play) in given:
                play.telling = pool.submit(tell, play, given[id(play)])

    def _context(self, seat: Seat, version: int) -> Tokens:
        """The ids before the reply. The present prompt's are made here, once."""
        seat.coming = self.policy.prompt_tokens(seat.prompt, not seat.turns or self.options.context == "turn")
        if not seat.turns:
            seat.version = version
        if self.options.context == "turn" or not seat.said:
            return seat.coming
        return torch.cat([torch.from_numpy(part) for part in (*seat.said, seat.coming)]).numpy()

    def _wait(self, plays: Sequence[Play]) -> None:
        began_s = time.perf_counter()
        for play in plays:
            if play.telling is not None:
                play.telling.result()
                play.telling = None
        self.seconds[WAITING] += time.perf_counter() - began_s


def tell(play: Play, replies: Sequence[tuple[Seat, Completion]]) -> None:
    """Says a game's replies, until the server is lost."""
    try:
        play.game.say([seat for seat, _ in replies], [reply for _, reply in replies])
    except LOST as error:
        play.trouble, play.error = f"{type(error).__name__}: {error}", error
