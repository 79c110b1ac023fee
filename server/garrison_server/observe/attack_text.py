"""The attacker's view in plain words, for language models: the same as `attack` tells in numbers, and no more."""

from collections import Counter
from typing import Any, Final

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.observe.scene import count_holders, nearest_first, new_scratch, pace, sees_fighter, sees_point
from garrison_server.observe.sites import Sites
from garrison_server.rules import TICK_S
from garrison_server.sim.siege import most_cost, most_count

MAX_LENGTH: Final = 8_192
ONE_BY_ONE: Final = 12  # enemies and orders told one by one; the others are counted
KINDS: Final = tuple(kind.name.replace("_", " ") for kind in rules.ENEMIES)
TOWERS: Final = ("free", "knight tower", "magician tower", "archer tower")


def attack_text(board: Board, sites: Sites, state: Any) -> str:
    """What the attacker of one episode is told."""
    lines = [*_clock(board, state), _last(state), _queue(state), *_defence(board, sites, state), *_enemies(board, state)]
    return "\n".join(lines) + "\n"


def _clock(board: Board, state: Any) -> list[str]:
    clock, attack, waves = state.clock, state.attack, int(board.numbers[bd.B_WAVES])
    wave, left = int(clock[st.C_WAVE]), seconds(clock[st.C_WAVE_TICKS])
    begun = f"Wave {wave} of {waves}"
    if clock[st.C_WAVE_TICKS] == 0:
        begun += ", over: nothing more can be sent"
    elif wave == waves:
        begun += f", the last, is open for {left} more"
    else:
        begun += f"; the next begins in {left}"
    lines = [
        f"Time {clock[st.C_TICK] // rules.TICKS_PER_S} s, step {clock[st.C_STEP]}. {begun}.",
        f"The base has {clock[st.C_LIFE]} of {board.numbers[bd.B_LIFE]:.0f} lives. You have {attack[st.A_BUDGET]:.0f} gold.",
    ]
    if wave > 0 and clock[st.C_WAVE_TICKS] > 0:
        lines.append(f"Ordered for this wave: {_bounds(board, wave - 1, attack[st.A_COUNT], attack[st.A_COST])}.")
    if wave < waves:
        lines.append(f"Ordered for the next wave: {_bounds(board, wave, attack[st.A_NEXT_COUNT], attack[st.A_NEXT_COST])}.")
    prices = ", ".join(f"{kind} {name} {rules.ENEMY_COSTS[kind]}" for kind, name in enumerate(KINDS[: rules.SKELETON]))
    return [*lines, f"Numbers and costs: {prices}."]


def _bounds(board: Board, wave: int, count: float, cost: float) -> str:
    return f"{count:.0f} of at most {most_count(board, wave)} enemies, {cost:.0f} of at most {most_cost(board, wave)} gold"


def _last(state: Any) -> str:
    kind, road, delay, code = (float(state.attack[k]) for k in (st.A_LAST_KIND, st.A_LAST_ROAD, st.A_LAST_DELAY, st.A_LAST_CODE))
    if kind == rules.ABSENT:
        told = "malformed"
    elif kind == rules.WAIT:
        told = "wait"
    else:
        told = f"{KINDS[int(kind)]} on {_road(road)} in {delay * TICK_S:g} s"
    return f"Last order: {told}: " + ("accepted." if code == 0 else f"refused, error {code:.0f}, {rules.SIEGE_ERROR_TEXTS[int(code)]}.")


def _road(road: float) -> str:
    return "any road" if road == rules.ANY_ROAD else f"road {int(road) + 1}"


def _queue(state: Any) -> str:
    rows = state.queue[: int(state.attack[st.A_PENDING])]
    if len(rows) == 0:
        return "Nobody waits to appear."
    told = []
    for kind, road, tick in rows[:ONE_BY_ONE]:
        due = tick - state.clock[st.C_TICK]
        told.append(f"{KINDS[int(kind) - 1]} on {_road(road)} " + (f"in {due * TICK_S:.1f} s" if due >= 0 else "as soon as there is room"))
    rest = len(rows) - len(told)
    return f"Wait to appear: {'; '.join(told)}{f'; and {rest} more' if rest else ''}."


def _defence(board: Board, sites: Sites, state: Any) -> list[str]:
    """The sites and fighters that are seen."""
    field, lines = state.field, []
    for t, name in enumerate(sites.names):
        if sees_point(field, board.points, t):
            kind, (x, y) = int(state.towers[t, st.T_KIND]), board.points[t, :2]
            told = f"{name} ({x:.1f},{y:.1f}) {TOWERS[kind]}"
            if kind > 0:
                roads = " ".join(f"{p + 1}:{length:.1f}" for p, length in enumerate(sites.cover[t, :, kind - 1]) if length >= 0.05)
                frozen = " frozen" if state.towers[t, st.T_FROZEN] else ""
                told += f" level {state.towers[t, st.T_LEVEL]:.0f}{frozen} [{roads or 'no road'}]"
            lines.append(told)
    fighters, seats = [], len(state.seats)
    for f in range(int(state.clock[st.C_FIGHTER_TOP])):
        if sees_fighter(field, state.fighters, f):
            x, y, hp = state.fighters[f, [st.F_X, st.F_Y, st.F_HP]]
            fighters.append(f"{'hero' if f < seats else 'knight'} ({x:.1f},{y:.1f}) {hp:.0f}")
    fog = []
    if board.numbers[bd.B_FOG]:
        hides = "" if field[st.D_FOG_HIDES] else " burnt through"
        fog = [f"Fog at ({field[st.D_FOG_X]:.1f},{field[st.D_FOG_Y]:.1f}){hides}; what it hides is not told."]
    return [*fog, "Sites, with [road:units of it in range]:", *lines, f"Fighters and health: {'; '.join(fighters) or 'none in sight'}."]


def _enemies(board: Board, state: Any) -> list[str]:
    """Yours on the map that are seen, by road and one by one."""
    scratch = new_scratch()
    count = nearest_first(board, state, scratch.order, scratch.remaining)
    count_holders(state, scratch.holders)
    lengths = [board.paths[p, board.lengths[p] - 1, bd.W_ARC] for p in range(int(board.numbers[bd.B_PATHS]))]
    there = Counter(int(state.enemies[e, st.E_PATH]) for e in scratch.order[:count])
    roads = "; ".join(f"road {p + 1}, {length:.1f} units, {there[p]} on it" for p, length in enumerate(lengths))
    told = []
    for e in scratch.order[:ONE_BY_ONE][:count]:
        kind = int(state.enemies[e, st.E_KIND])
        health = 100.0 * state.enemies[e, st.E_HP] / board.kinds[kind, bd.K_HEALTH]
        held = " held" if scratch.holders[e] >= board.kinds[kind, bd.K_HOLDERS] else ""
        left = scratch.remaining[e] / pace(board.kinds, state.enemies, e)
        told.append(f"{left:.0f} {KINDS[kind]} {health:.0f}% road {int(state.enemies[e, st.E_PATH]) + 1}{held}")
    rest = f"; and {count - len(told)} more" if count > len(told) else ""
    return [f"Roads: {roads}.", f"Yours on the map, seconds to the base: {'; '.join(told) or 'none in sight'}{rest}."]


def seconds(ticks: float) -> str:
    """A time in seconds."""
    return f"{float(ticks) * TICK_S:.1f} s"
