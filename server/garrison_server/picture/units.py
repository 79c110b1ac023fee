"""Units: which sprite an enemy or a fighter wears now, from what can be seen of it and nothing else."""

from typing import Final

from garrison_server import board as bd
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe.scene import sees_enemy, sees_fighter
from garrison_server.picture import catalogue as sprite
from garrison_server.state import State

STRIDE: Final = 0.12  # units walked from one walking pose to the other
STEP_TICKS: Final = 8  # a fighter's
BLOW_TICKS: Final = 12  # after a strike, in which its pose is held


@kernel
def pose_of(walking: bool, beat: int, fighting: bool, since: float) -> int:
    """What is added to a unit's first sprite: one of two poses while it walks, one of two while it fights, else the first."""
    if fighting:
        return (sprite.FIGHT + (1 if since < BLOW_TICKS else 0)) * sprite.POSE
    return beat % 2 * sprite.POSE if walking else 0


@kernel
def enemy_sprite(board: Board, state: State, row: int) -> int:
    """An enemy walks by the road it has behind it, and looks along it, or at its foe if that is seen."""
    enemy = state.enemies[row]
    kind, path, segment = int(enemy[st.E_KIND]), int(enemy[st.E_PATH]), int(enemy[st.E_SEGMENT])
    foe = int(enemy[st.E_FOE]) - 1
    fighting = foe >= 0 and sees_fighter(state.field, state.fighters, foe)
    ahead = board.paths[path, segment, bd.W_DX]
    if fighting:
        ahead = state.fighters[foe, st.F_X] - enemy[st.E_X]
    since = board.kinds[kind, bd.K_INTERVAL_TICKS] - enemy[st.E_COOLDOWN]
    pose = pose_of(True, int(enemy[st.E_ARC] / STRIDE), fighting, since)
    return sprite.ENEMIES + kind * sprite.UNIT + pose + (sprite.MIRRORED if ahead < 0.0 else 0)


@kernel
def fighter_sprite(board: Board, state: State, row: int) -> int:
    """A fighter walks to its place by the clock, and looks where it goes, or at its foe if that is seen."""
    fighter, seats = state.fighters[row], state.seats.shape[0]
    if row < seats:
        first, interval = sprite.HERO, board.numbers[bd.B_HERO_INTERVAL_TICKS]
    else:
        first = sprite.KNIGHT if fighter[st.F_TOWER] > 0.0 else sprite.REINFORCEMENT
        interval = board.numbers[bd.B_KNIGHT_INTERVAL_TICKS]
    foe = int(fighter[st.F_FOE]) - 1
    fighting = foe >= 0 and sees_enemy(state.field, state.enemies, foe)
    ahead = fighter[st.F_HOME_X] - fighter[st.F_X]
    walking = ahead != 0.0 or fighter[st.F_HOME_Y] != fighter[st.F_Y]
    if fighting:
        ahead = state.enemies[foe, st.E_X] - fighter[st.F_X]
    pose = pose_of(walking, (state.clock[st.C_TICK] + row) // STEP_TICKS, fighting, interval - fighter[st.F_COOLDOWN])
    return first + pose + (sprite.MIRRORED if ahead < 0.0 else 0)
