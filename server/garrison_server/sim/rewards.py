"""What each seat is charged for the lives that were lost."""

from garrison_server.board import B_LIFE, B_PATHS, B_REWARD, OWN, SPLIT, Board
from garrison_server.jit import kernel
from garrison_server.orders import Answers
from garrison_server.sim.seats import seats_of
from garrison_server.state import C_LIFE, State


@kernel
def charged(board: Board, state: State, seat: int) -> int:
    """Lives lost since the episode began that this seat answers for: all of them, or those lost on its own roads."""
    if state.leaks.shape[0] == 0 or board.numbers[B_REWARD] != OWN:
        return int(board.numbers[B_LIFE]) - state.clock[C_LIFE]
    lives = 0
    for road in range(int(board.numbers[B_PATHS])):
        if board.road_seats[road] == seat:
            lives += state.leaks[road]
    return lives


@kernel
def remember(board: Board, state: State, answers: Answers) -> None:
    """Before the ticks of a step: keep what each seat is charged so far where its reward will stand."""
    for seat in range(seats_of(board, state)):
        answers.rewards[seat] = charged(board, state, seat)


@kernel
def settle(board: Board, state: State, answers: Answers) -> None:
    """After the ticks of a step: each seat's reward, minus the lives it was charged since, or its even part of them."""
    seats = seats_of(board, state)
    parts = float(seats) if board.numbers[B_REWARD] == SPLIT else 1.0
    for seat in range(seats):
        answers.rewards[seat] = (answers.rewards[seat] - charged(board, state, seat)) / parts
    if state.attack.shape[0] > 0:
        total = 0.0
        for seat in range(seats):
            total += answers.rewards[seat]
        answers.rewards[seats] = 0.0 - total
