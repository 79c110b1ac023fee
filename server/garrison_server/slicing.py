"""One episode's State and one level's Board, sliced out of a batch: in a kernel, and outside."""

from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.state import State


@kernel
def state_at(states: State, i: int) -> State:
    """Episode `i` of a batch, as views into it."""
    return State(
        states.rng[i],
        states.clock[i],
        states.field[i],
        states.seats[i],
        states.refusals[i],
        states.tally[i],
        states.towers[i],
        states.enemies[i],
        states.fighters[i],
        states.shots[i],
        states.fires[i],
    )


@kernel
def board_at(boards: Board, i: int) -> Board:
    """Level `i` of stacked boards, as views into them."""
    return Board(
        boards.numbers[i],
        boards.paths[i],
        boards.lengths[i],
        boards.points[i],
        boards.waves[i],
        boards.spawns[i],
        boards.towers[i],
        boards.kinds[i],
        boards.anchors[i],
    )


def one_board(boards: Board, i: int) -> Board:
    """Level `i` of stacked boards, outside a kernel. Like the stack, it is padded to the longest level."""
    return Board(*(array[i] for array in boards))
