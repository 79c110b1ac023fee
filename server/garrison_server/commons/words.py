"""One game in words: a heading and a line a seat."""

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

DID = ("-", "saves", "guards", "builds")


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
