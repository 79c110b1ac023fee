"""Where each number stands in TowerMind's vector of 759: the structured view and the text are both read off this."""

from typing import Final

from garrison_server.rules import MAX_ENEMIES, MAX_FIRES, MAX_KNIGHTS, MAX_PATHS, MAX_POINTS, MAX_WAVE_ENEMIES, MAX_WAYPOINTS

# The 44 scalars, in TowerMind's order.
CENTRE_X: Final = 0
CENTRE_Y: Final = 1
SIDE: Final = 2
LEFT: Final = 3
RIGHT: Final = 4
UPPER: Final = 5
LOWER: Final = 6
BOX: Final = 7
COINS: Final = 8
COMPENSATIONS: Final = 9
GOLD_MAX: Final = 10
LIFE_MAX: Final = 11
WAVES: Final = 12
WAVE_INTERVAL: Final = 13
REFUND: Final = 14
COIN_REFRESH: Final = 15
COIN_STAY: Final = 16
COIN_LEAST: Final = 17
COIN_MOST: Final = 18
BASE_X: Final = 19
BASE_Y: Final = 20
STEP: Final = 21
TIME: Final = 22
WAVE: Final = 23
COUNTDOWN: Final = 24  # whole seconds, rounded up, since TowerMind's client truncates it; 0: none
GOLD: Final = 25
LIFE: Final = 26
WAVES_LEFT: Final = 27
FOG_X: Final = 28
FOG_Y: Final = 29
REINFORCE: Final = 30
REVIVE: Final = 31
HERO_DEAD: Final = 32
HERO_X: Final = 33
HERO_Y: Final = 34
HERO_HP: Final = 35
COIN_X: Final = 36
COIN_Y: Final = 37
COIN_LEFT: Final = 38
LAST_X: Final = 39
LAST_Y: Final = 40
LAST_ACTION: Final = 41
LAST_SUCCESS: Final = 42
LAST_CODE: Final = 43

# Then the lists: where each begins, and how many numbers a row has.
PATHS: Final = 44  # 5 x 20 x (x, y)
WAVE_ENEMIES: Final = PATHS + MAX_PATHS * MAX_WAYPOINTS * 2  # 25 types
FIRES: Final = WAVE_ENEMIES + MAX_WAVE_ENEMIES  # 10 x (x, y)
TOWERS: Final = FIRES + MAX_FIRES * 2  # 15 x (x, y, level, built, frozen, rally x, rally y, kind)
TOWER_ROW: Final = 8
ENEMIES: Final = TOWERS + MAX_POINTS * TOWER_ROW  # 50 x (x, y, type, health)
ENEMY_ROW: Final = 4
KNIGHTS: Final = ENEMIES + MAX_ENEMIES * ENEMY_ROW  # 50 x (x, y, health)
KNIGHT_ROW: Final = 3
SIZE: Final = KNIGHTS + MAX_KNIGHTS * KNIGHT_ROW  # 759
