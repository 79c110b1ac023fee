"""A game that waits for its players: opens it, says who may sit where, begins when all are there, and follows it to its end."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from garrison.connection import Connection
from garrison.errors import ClosedError, OptionError
from garrison.level_source import level_source
from garrison.remote_session import RemoteSession
from garrison_proto.modes import AllianceRules, CommonsRules, Rules, SiegeRules
from garrison_proto.records import OpenOptions, Outcome

LOOKS_S: Final = 0.2  # between two looks who is there
LEAVING_S: Final = 5.0  # for the players to see how it ended
STATUSES: Final = ("running", "won", "lost", "cut")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Hosting:
    """What is played, and how long is waited."""

    mode: str = "alliance"
    level: str = "garrison-1"
    seats: int = 2  # of a siege with the attacker
    seed: int = 0
    views: tuple[str, ...] = ()
    action_space: str = "native"
    ticks_per_step: int = 16
    max_ticks: int = 60_000
    deadline_s: float = 30.0  # of a round, after its first action
    wait_s: float = 0.0  # for all to come, after which it begins without them; 0: as long as it takes
    record: bool = False
    watchable: bool = False


def open_table(connection: Connection, hosting: Hosting) -> RemoteSession:
    """The session, with a token for each seat. Raises OptionError for a mode of one seat, and what an opening raises."""
    names, documents = ((), ()) if hosting.mode == "commons" else level_source(hosting.level)
    return connection.open(
        OpenOptions(
            levels=names, level_documents=documents, mode=hosting.mode, rules=rules_of(hosting), joinable=True, views=hosting.views,
            seat_deadline_s=hosting.deadline_s, action_space=hosting.action_space, ticks_per_step=hosting.ticks_per_step,
            max_ticks=hosting.max_ticks, record=hosting.record, watchable=hosting.watchable,
        )
    )  # fmt: skip


def rules_of(hosting: Hosting) -> Rules:
    """The mode's rules for so many seats. Raises OptionError."""
    if hosting.mode == "alliance":
        return AllianceRules(hosting.seats)
    if hosting.mode == "siege":
        if hosting.seats < 2:
            raise OptionError("seats", hosting.seats, "2 or more: a siege has a defender and an attacker")
        return SiegeRules(AllianceRules(hosting.seats - 1))
    if hosting.mode == "commons":
        return CommonsRules(hosting.seats)
    raise OptionError("mode", repr(hosting.mode), "alliance, siege or commons")


def card_of(session: RemoteSession, address: str) -> dict[str, Any]:
    """What the players must be told, for JSON: where, which session, and each seat's token."""
    opened = session.opened
    seats = [{"seat": seat, "name": name, "token": opened.seat_tokens[seat]} for seat, name in enumerate(opened.agents)]
    return {"address": address, "session": opened.session_id, "level": opened.levels[0], "seats": seats}


def play_table(connection: Connection, session: RemoteSession, hosting: Hosting, tell: Tell) -> dict[str, Any]:
    """Waits for the players, begins, and gives the result, for JSON, when the game is over. `tell` is told how it goes."""
    _wait_for_players(session, hosting.wait_s, tell)
    session.reset([0], [hosting.seed])
    outcome = _followed(connection, session, tell)
    _wait_until_left(session)
    seats = [{"seat": state.seat, "actions": state.actions, "silences": state.silences} for state in session.seats()]
    return {
        "status": STATUSES[int(outcome.status[0])], "score": float(outcome.scores[0]), "steps": int(outcome.steps[0]),
        "ticks": int(outcome.ticks[0]), "seed": hosting.seed, "seats": seats,
    }  # fmt: skip


def _wait_for_players(session: RemoteSession, wait_s: float, tell: Tell) -> None:
    until_s, missing_before = time.monotonic() + (wait_s or float("inf")), None
    while missing := tuple(state.seat for state in session.seats() if not state.taken):
        if missing != missing_before:
            tell(f"waiting for {_named(session, missing)}")
            missing_before = missing
        if time.monotonic() >= until_s:
            tell(f"beginning without {_named(session, missing)}")
            return
        time.sleep(LOOKS_S)


def _followed(connection: Connection, session: RemoteSession, tell: Tell) -> Outcome:
    """The state in which the episode has ended."""
    opened = session.opened
    views = ("commons",) if opened.levels[0] == "commons" else ("mask",)  # something small has to be shown
    with connection.watch(opened.session_id, token=opened.resume_token, views=views, max_rate=5.0) as watching:
        for seen in watching:
            outcome = seen.outcome
            tell(f"step {outcome.steps[0]}, {outcome.ticks[0] * 0.02:.0f} s, score {outcome.scores[0]:g}")
            if outcome.status[0]:
                return outcome
    raise ClosedError("the session was closed before the game was over")


def _wait_until_left(session: RemoteSession) -> None:
    """Until nobody sits there any more, but not for ever: a session that is closed tells its seats no more."""
    until_s = time.monotonic() + LEAVING_S
    while time.monotonic() < until_s and any(state.taken for state in session.seats()):
        time.sleep(LOOKS_S)


def _named(session: RemoteSession, seats: Sequence[int]) -> str:
    return ", ".join(session.opened.agents[seat] for seat in seats)
