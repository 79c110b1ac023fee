"""One tick, and one decision of many ticks: the table of contents of the simulator."""

from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.orders import Answers, Orders
from garrison_server.sim import actions, auras, coins, fighters, fires, foes, fog, paths, rewards, shots, siege, towers, waves
from garrison_server.sim.seats import seats_of
from garrison_server.state import C_ALIVE, C_LIFE, C_STATUS, C_STEP, C_TICK, CUT, LOST, RUNNING, S_REINFORCE_TICKS, WON, State


@kernel
def tick(board: Board, state: State) -> None:
    """Play 0.02 s."""
    fog.drift(board, state)
    waves.send(board, state)
    auras.spread(board, state)
    paths.walk(board, state)
    towers.act(board, state)
    shots.fly(board, state)
    fighters.act(board, state)
    foes.strike(board, state)
    fires.burn(board, state)
    coins.turn(board, state)
    for seat in range(state.seats.shape[0]):
        if state.seats[seat, S_REINFORCE_TICKS] > 0.0:
            state.seats[seat, S_REINFORCE_TICKS] -= 1.0
    clock = state.clock
    clock[C_TICK] += 1
    if clock[C_LIFE] == 0:
        clock[C_STATUS] = LOST
    elif clock[C_ALIVE] == 0 and waves.all_sent(board, state):
        clock[C_STATUS] = WON


@kernel
def advance(board: Board, state: State, ticks: int) -> None:
    """Play `ticks` ticks, or fewer if the episode ends."""
    for _ in range(ticks):
        if state.clock[C_STATUS] != RUNNING:
            return
        tick(board, state)


@kernel
def decide(board: Board, state: State, orders: Orders, answers: Answers, ticks: int, max_ticks: int) -> None:
    """One step: every seat's action, in the order of the seats, then `ticks` ticks.

    `answers` receives each seat's reward, and its error code or actions.EFFECTLESS. A finished episode stays as it is.
    """
    if state.clock[C_STATUS] != RUNNING:
        answers.rewards[:] = 0.0
        answers.codes[:] = 0
        return
    rewards.remember(board, state, answers)
    for seat in range(seats_of(board, state)):
        order = orders.actions[seat]
        answers.codes[seat] = actions.apply(board, state, seat, order[0], order[1], order[2])
    if state.attack.shape[0] > 0:
        attacker = seats_of(board, state)
        order = orders.actions[attacker]
        answers.codes[attacker] = siege.apply(board, state, order[0], order[1], order[2])
    advance(board, state, ticks)
    state.clock[C_STEP] += 1
    if max_ticks > 0 and state.clock[C_TICK] >= max_ticks and state.clock[C_STATUS] == RUNNING:
        state.clock[C_STATUS] = CUT
    rewards.settle(board, state, answers)
