"""`garrison join`: an agent takes one seat of a game that somebody else hosts, and plays it to the end of the episode."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import typer

from garrison import JoinedSeat, Turn, join
from garrison.errors import LateActionError
from garrison_agents.agent import Agent, AgentError, make_agent
from garrison_agents.options import plain_errors
from garrison_agents.seats import NATIVE, Place, allied, attacks, described
from garrison_agents.trace import STATUSES

ATTACKER: Final = "attacker"  # the name of that seat


@dataclass
class Sitting:
    """How a seat fared."""

    seat: str  # its name
    agent: str
    status: str = ""
    score: float = 0.0
    reward: float = 0.0  # the seat's own, of the rounds that it saw
    steps: int = 0  # of the episode
    actions: int = 0
    refused: int = 0  # of them
    late: int = 0


def join_and_print(address: str, session: str, seat_token: str, spec: str, seed: int, token: str, as_json: bool) -> None:
    """The whole command; exit code 2 on bad input."""
    with plain_errors():
        agent = make_agent(spec)
        with join(address, session, seat_token, token=token or None) as seat:  # which views it needs depends on the game
            views = place_of(agent, seat).views
        with join(address, session, seat_token, views=views, token=token or None) as seat:
            told = play_seat(seat, agent, seed)
    if as_json:
        typer.echo(json.dumps(asdict(told)))
    else:
        typer.echo(f"{told.seat} ({told.agent}): {told.status} after {told.steps} steps, score {told.score:g}, reward {told.reward:g}; "
                   f"{told.actions} actions, {told.refused} refused, {told.late} late")  # fmt: skip


def place_of(agent: Agent, seat: JoinedSeat) -> Place:
    """How the agent has the seat. Raises AgentError where it cannot sit there."""
    seated = seat.seated
    if attacks(agent) != (seated.name == ATTACKER):
        raise AgentError(f"{agent.name} {'attacks' if attacks(agent) else 'defends'}, and cannot be {seated.name}")
    offered = {view.name for view in seated.views}  # a game may be hosted without what allies see of each other
    return Place(agent, seat.describe(), seated.action.name, allied(seated.rules) and "allies" in offered)


def play_seat(seat: JoinedSeat, agent: Agent, seed: int) -> Sitting:
    """Plays until the episode is over. Raises AgentError for an agent that cannot sit there."""
    place = place_of(agent, seat)
    agent.reset(described(seat.describe(), seat.seated.rules), seed)
    sitting, turn = Sitting(seat.seated.name, agent.name), seat.observe()
    while not turn.over:
        turn = _answered(seat, lambda views: place.action(agent, views), turn, sitting)
    sitting.status, sitting.score, sitting.steps = STATUSES[turn.status], turn.score, turn.step
    return sitting


def _answered(seat: JoinedSeat, choose: Callable[[dict[str, Any]], Any], turn: Turn, sitting: Sitting) -> Turn:
    action, native = choose(turn.views), seat.seated.action.name == NATIVE
    try:
        after = seat.act(np.array(action, np.float64 if native else np.int64))
    except LateActionError:
        sitting.late += 1
        return seat.observe()
    sitting.actions += 1
    sitting.refused += after.code != 0
    sitting.reward += after.reward
    return after
