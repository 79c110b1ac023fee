"""What the texts of a seat among several say besides: which seat it is, whose towers and zones are whose, the allies, their messages.

The text of one seat alone stays as it is. Of the allies no more is told than the view `allies` shows, see there.
"""

import json
from typing import Any, Final
from weakref import WeakKeyDictionary

from garrison_server import board as bd
from garrison_server import state as st
from garrison_server.messages import Said, heard
from garrison_server.observe.action_space import Batch, defenders
from garrison_server.observe.sites import sites_of
from garrison_server.sim.fog import covered

ROOM: Final = 6_144  # characters that these words may add: three messages of 120, every letter escaped, and the rest
DIGITS: Final = 3

Place = tuple[str, float, float, int | None]

_kept: WeakKeyDictionary[Batch, dict[int, list[Place]]] = WeakKeyDictionary()  # by level


def messages_view(said: Said, seat: int) -> str:
    """The view `messages`: a JSON list of what the others said in the last step."""
    return json.dumps(heard(said, seat), separators=(",", ":"))


def with_company(name: str, text: str, batch: Batch, slot: int, seat: int, said: Said) -> str:
    """The view `text` or `brief` of one seat, and these words behind it."""
    if defenders(batch) == 1:
        return text
    return _in_json(text, batch, slot, seat, said) if name == "text" else _in_lines(text, batch, slot, seat, said)


def _in_json(text: str, batch: Batch, slot: int, seat: int, said: Said) -> str:
    heroes = [
        {"Seat": other, "Hero_Position": place and {"X": place[0], "Y": place[1]}, "Hero_Current_Health": place and place[2]}
        for other, place in _heroes(batch, slot)
        if other != seat
    ]
    owners = [{"Position": {"X": x, "Y": y}, "Zone_Seat": zone, "Owner_Seat": owner} for _, x, y, zone, owner in _points(batch, slot)]
    told = {
        "Agent_Seat": seat,
        "Agent_Seats_Total_Number": defenders(batch),
        "Agent_Allies_Realtime_Status": heroes,
        "Level_Towers_Owners": owners,
        "Agent_Messages": heard(said, seat),
    }
    return text[:-1] + "," + json.dumps(told, separators=(",", ":"))[1:]


def _in_lines(text: str, batch: Batch, slot: int, seat: int, said: Said) -> str:
    allies = "; ".join(
        f"seat {other} hero " + (f"at ({place[0]:g},{place[1]:g}) health {place[2]:g}" if place else "unseen")
        for other, place in _heroes(batch, slot)
        if other != seat
    )
    points = _points(batch, slot)
    owned = ", ".join(f"{name} {_whose(owner, seat)}" for name, _, _, _, owner in points if owner is not None) or "none"
    lines = [f"You are seat {seat} of {defenders(batch)}. Allies: {allies}.", f"Towers: {owned}."]
    if zones := ", ".join(f"{name} {_whose(zone, seat)}" for name, _, _, zone, _ in points if zone is not None):
        lines.append(f"Zones: {zones}.")
    lines += [f"Seat {message['From_Seat']} says: {json.dumps(message['Text'])}" for message in heard(said, seat)]
    return "\n".join([text.rstrip("\n"), *lines]) + ("\n" if text.endswith("\n") else "")


def _whose(owner: int, seat: int) -> str:
    return "yours" if owner == seat else f"seat {owner}"


def _heroes(batch: Batch, slot: int) -> list[tuple[int, tuple[float, float, float] | None]]:
    """Each seat, and its hero's place and health where it can be seen."""
    state: Any = batch.states[slot]
    seen: list[tuple[int, tuple[float, float, float] | None]] = []
    for other in range(defenders(batch)):
        x, y, health = (round(float(state.fighters[other, column]), DIGITS) for column in (st.F_X, st.F_Y, st.F_HP))
        shown = health > 0.0 and not covered(state.field, state.fighters[other, st.F_X], state.fighters[other, st.F_Y])
        seen.append((other, (x, y, health) if shown else None))
    return seen


def _points(batch: Batch, slot: int) -> list[tuple[str, float, float, int | None, int | None]]:
    """Name, place, zone and owner of each tower point; no zone where zones are without a meaning, no owner where there is none, or
    where fog hides it."""
    state, points = batch.states[slot], []
    for t, (name, x, y, zone) in enumerate(_places(batch, int(batch.level_of[slot]))):
        owned = state.towers[t, st.T_KIND] > 0.0 and not covered(state.field, x, y)
        owner = int(state.towers[t, st.T_OWNER]) if owned else None
        points.append((name, round(x, DIGITS), round(y, DIGITS), zone, owner))
    return points


def _places(batch: Batch, level: int) -> list[Place]:
    """Name, place and zone of each tower point of one of the batch's levels."""
    kept = _kept.setdefault(batch, {})
    if level not in kept:
        board: Any = batch.boards[level]
        zoned = board.numbers[bd.B_ZONED] != 0.0 or board.numbers[bd.B_REWARD] == bd.OWN
        kept[level] = [
            (name, float(board.points[t, bd.Q_X]), float(board.points[t, bd.Q_Y]), int(board.point_seats[t]) if zoned else None)
            for t, name in enumerate(sites_of(board).names)
        ]
    return kept[level]
