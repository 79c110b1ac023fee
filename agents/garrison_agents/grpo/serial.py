"""S-GRPO's group: one path, left at several of its turns."""

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

import numpy as np
import torch

from garrison_agents.grpo.data import Completion, Task, Template, Tokens
from garrison_agents.grpo.game import Game, Seat
from garrison_agents.grpo.hall import GENERATION, LOST, WAITING, Hall, Play
from garrison_agents.grpo.interfaces import Policy
from garrison_agents.grpo.rollout import Synchronous
from garrison_agents.grpo.words import call
from garrison_agents.scripted.orders import NOTHING

LEAVING: Final = call("wait")


class SerialGame(Game):
    """Only the first seat is spoken for. What it goes through is kept, so that the others can leave its path."""

    def begin_together(self, task: Task, templates: Sequence[Template]) -> int:
        """As every game; the other seats wait."""
        self.rng = np.random.default_rng([task.seed, 5])
        self.states: list[bytes] = []  # after each turn of the path
        start = super().begin_together(task, [templates[0]] * len(templates))
        for seat in self.seats[1:]:
            seat.over = True
        return start

    def say(self, seats: Sequence[Seat], replies: Sequence[Completion]) -> None:
        """As every game; the path's states are kept."""
        super().say(seats, replies)
        if seats[0] is self.seats[0]:
            self.states += self.session.snapshot([seats[0].slot])

    def choose(self) -> list[Tokens]:
        """The other seats take the path up to an exit each; gives the ids that each one's leaving is an answer to, in their order."""
        path = self.seats[0]
        places = exits(self.rng, len(path.turns), len(self.seats) - 1)
        for seat, turns in zip(self.seats[1:], places, strict=True):
            seat.turns, seat.version = path.turns[:turns], path.version
        if len(path.turns) < 2:
            return []
        whole = self.options.context == "episode"  # prompts and replies take turns in what was said
        return [np.concatenate(path.said[0 if whole else 2 * turns : 2 * turns + 1]) for turns in places]

    def leave(self, words: Sequence[Completion]) -> None:
        """Says what was answered there, and waits for the end. Raises what the server is lost with."""
        path, others = self.seats[0], self.seats[1:]
        if not others:
            return
        outcome = self.session.restore([seat.slot for seat in others], [self.states[len(seat.turns) - 1] for seat in others])
        for row, seat in enumerate(others):
            seat.outcome, seat.row = outcome, row
        if words:  # none where the path has one turn
            for seat in others:
                seat.coming = path.turns[len(seat.turns)].prompt
            self.say(others, words)
        end = path.turns[0].step + self.options.max_turns - 1 if self.options.max_turns else math.inf
        while going := [seat for seat in others if running(seat) and seat.outcome.steps[seat.row] < end]:
            outcome = self.session.step([seat.slot for seat in going], np.array([NOTHING] * len(going), np.float64))
            for row, seat in enumerate(going):
                seat.outcome, seat.row, last = outcome, row, seat.turns[-1]
                seat.turns[-1] = replace(last, reward=last.reward + float(outcome.rewards[row]))


class Serial(Synchronous):
    """Dai et al., "S-GRPO: Early Exit via Reinforcement Learning in Reasoning Models", 2025 (arXiv:2505.07686): instead of several paths,
    one is drawn, and left at several places: the group is the path and its exits. Goes with the reward `decaying`.

    Our choices: a path is an episode, and its steps are turns. To exit is to say `wait` there, whatever the policy would have said, and
    nothing after it: the game is waited out, and that is the answer. The word is learnt from as if it had been drawn, so that the policy
    can come to leave by itself. Exits are drawn without repeats, as far as there are turns; what the game takes while it is waited out is
    told in the exit's last turn.
    """

    GAME: ClassVar[type[Game]] = SerialGame

    def finish(self, plays: Sequence[Play], hall: Hall) -> None:
        """Plays the exits."""
        began_s = time.perf_counter()
        games = [(play, play.game) for play in plays if isinstance(play.game, SerialGame) and not play.trouble]
        contexts = [game.choose() for _, game in games]
        every = [context for of_game in contexts for context in of_game]
        words = iter(forced(hall.policy, every, LEAVING, hall.temperature) if every else [])
        hall.seconds[GENERATION] += time.perf_counter() - began_s
        began_s = time.perf_counter()
        for (play, game), of_game in zip(games, contexts, strict=True):
            own = [next(words) for _ in of_game]
            try:
                game.leave(own)
            except LOST as error:
                play.trouble, play.error = f"{type(error).__name__}: {error}", error
        hall.seconds[WAITING] += time.perf_counter() - began_s


def exits(rng: np.random.Generator, turns: int, count: int) -> list[int]:
    """After how many turns of a path each of `count` others leaves it, in order: 1 to turns - 1."""
    places = np.arange(1, max(turns, 2))
    return sorted(int(one) for one in rng.choice(places, count, replace=count > len(places)))


def running(seat: Seat) -> bool:
    """Whether its game goes on."""
    return bool(seat.outcome.status[seat.row] == 0)


@torch.no_grad()
def forced(policy: Policy, contexts: Sequence[Tokens], text: str, temperature: float) -> list[Completion]:
    """A given reply to each context, with the log-probabilities and entropies that the policy has for it."""
    reply = policy.reply_tokens(text)
    width = max(map(len, contexts)) + len(reply)
    tokens = torch.full((len(contexts), width), policy.pad)
    places = torch.arange(width)
    lengths = torch.tensor([len(context) for context in contexts])[:, None]
    for row, context in zip(tokens, contexts, strict=True):
        row[: len(context) + len(reply)] = torch.from_numpy(np.concatenate([context, reply]))
    present = places < lengths + len(reply)
    wanted = present & (places >= lengths)
    device = next(policy.module.parameters()).device
    found = policy.forward(tokens.to(device), present.to(device), wanted.to(device), temperature)
    logprobs, entropies = (one[wanted].reshape(-1, len(reply)).float().numpy() for one in (found.logprobs.cpu(), found.entropies.cpu()))
    values = [math.nan] * len(contexts) if found.values is None else found.values.cpu().gather(1, lengths)[:, 0].tolist()
    return [
        Completion(reply, *given, text, True, value) for given, value in zip(zip(logprobs, entropies, strict=True), values, strict=True)
    ]
