"""How many play: a record has room for all seats there can be, and its board says how many of them are taken."""

from garrison_server.board import B_SEATS, Board
from garrison_server.jit import kernel
from garrison_server.state import State


@kernel
def seats_of(board: Board, state: State) -> int:
    """How many seats defend. In a record made for one seat it is one, which compiled code then knows."""
    return 1 if state.seats.shape[0] == 1 else int(board.numbers[B_SEATS])


@kernel
def agents_of(board: Board, state: State) -> int:
    """How many play: those who defend and, in a siege, the attacker, who comes after them."""
    return seats_of(board, state) + (1 if state.attack.shape[0] > 0 else 0)
