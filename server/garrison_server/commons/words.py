"""One game in words: all of it for those who watch, and for each seat what it may know."""

from typing import Final

import numpy as np

from garrison_server.commons.batch import Batch
from garrison_server.commons.state import (
    C_STEP,
    S_BUILT,
    S_GUARD,
    S_LAST,
    S_LEAKS,
    S_PURSE,
    S_SPILL,
    S_SURGE,
    S_WAIT,
    S_WALL,
)

DID: Final = ("-", "saves", "guards", "builds")
DONE: Final = ("nothing yet", "saved", "guarded", "built")
MOST_OVERVIEW: Final = 16_384  # characters
MOST_TOLD: Final = 2_048


def words(batch: Batch, game: int, graph: str) -> str:
    """What a spectator is told; more than any seat knows."""
    lanes, step, payoffs = batch.lanes[game], int(batch.cells[game, C_STEP]), batch.payoffs
    built, turns = int((lanes[S_LAST] == DID.index("builds")).sum()), max(step * batch.seats, 1)
    lines = [
        f"Commons of {batch.seats} on a {graph}, step {step} of {payoffs.max_steps}: {built} of {batch.seats} build; "
        f"cooperation so far {lanes[S_BUILT].sum() / turns:.0%}.",
        "seat  last    purse  wall  guard  leaks  next wave         spilling  neighbours",
    ]
    gates = (batch.near >= 0).sum(axis=1) + 1
    coming = (payoffs.press + lanes[S_SURGE]) * gates
    for seat in range(batch.seats):
        wave = f"{coming[seat]:>5} in {lanes[S_WAIT, seat]}"
        beside = " ".join(str(other) for other in batch.near[seat] if other >= 0)
        numbers = " ".join(
            f"{np.asarray(lanes[field, seat])!s:>{w}}" for field, w in ((S_PURSE, 6), (S_WALL, 5), (S_GUARD, 6), (S_LEAKS, 6))
        )
        lines.append(f"{seat:>4}  {DID[lanes[S_LAST, seat]]:<6} {numbers}  {wave:<16}  {lanes[S_SPILL, seat]:>8}  {beside}")
    return "\n".join(lines)


def told(batch: Batch, game: int, seat: int, graph: str) -> str:
    """What one seat is told: the same as its view `commons`, in numbers of enemies and gold."""
    lanes, payoffs, near = batch.lanes[game], batch.payoffs, batch.near
    gates = (near >= 0).sum(axis=1) + 1
    mine = {field: int(lanes[field, seat]) for field in range(len(lanes))}
    lines = [
        f"You are seat {seat} of {batch.seats} on a {graph}, step {int(batch.cells[game, C_STEP])}. Your last act: {DONE[mine[S_LAST]]}.",
        f"Purse {mine[S_PURSE]} gold, {payoffs.income} more a step. Actions: 0 save; 1 guard your own lane: {payoffs.guard_price} gold, "
        f"stops {payoffs.guard_gain} enemies there; 2 build the shared wall: {payoffs.wall_price} gold, stops {payoffs.wall_gain} enemies "
        "on your lane and on each neighbour's.",
        f"Your lane: wall stops {mine[S_WALL]}, guard {mine[S_GUARD]}; {(payoffs.press + mine[S_SURGE]) * int(gates[seat])} enemies "
        f"come in {_steps(mine[S_WAIT])}, {mine[S_SPILL]} from neighbours in the next; {mine[S_LEAKS]} leaked, {payoffs.leak_cost:g} "
        "gold each.",
    ]
    for other in near[seat][near[seat] >= 0].tolist():
        wall, guard, wait, leaks, last = (int(lanes[field, other]) for field in (S_WALL, S_GUARD, S_WAIT, S_LEAKS, S_LAST))
        lines.append(
            f"Seat {other} beside you, last act {DONE[last]}: wall stops {wall}, guard {guard}; next wave in {_steps(wait)}; "
            f"{leaks} leaked."
        )
    return "\n".join(lines)


def _steps(n: int) -> str:
    return f"{n} step" if n == 1 else f"{n} steps"
