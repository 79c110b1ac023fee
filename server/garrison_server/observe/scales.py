"""What the views made for learning divide by, so that values come to lie in about [-1, 1]; larger ones are cut."""

from typing import Final

from garrison_server.rules import DEFAULT_MAX_TICKS, MAP_HALF, RAISE_TICKS

HALF_MAP: Final = MAP_HALF
FOG_REACH: Final = 5.0  # the cloud's centre leaves the map before it turns
TIME_TICKS: Final = float(DEFAULT_MAX_TICKS)
WAVES: Final = 20.0
COUNTDOWN_S: Final = 30.0
NEXT_ENEMY_S: Final = 5.0
LIFE: Final = 20.0
GOLD: Final = 1000.0
PAYABLE: Final = 4.0  # towers of a kind that the gold in hand could pay
REINFORCE_S: Final = 30.0
REVIVE_S: Final = 20.0
HERO_HEALTH: Final = 4000.0
COIN_S: Final = 20.0
COIN_VALUE: Final = 200.0
ENEMY_HEALTH: Final = 2500.0
BOSS_HEALTH: Final = 10_000.0
CROWD_HEALTH: Final = 25_000.0
ROAD: Final = 15.0  # map units
TO_BASE_S: Final = 60.0
SPEED: Final = 1.5  # units a second
DAMAGE: Final = 300.0
COVER: Final = 5.0  # map units of road
RALLY: Final = 1.5
NEAR: Final = 10.0  # enemies in a tower's range
FLYERS: Final = 20.0
SHOTS: Final = 5.0  # on their way to one enemy
HOLDERS: Final = 5.0
TOWER_DAMAGE: Final = 500.0
SHOT_DAMAGE: Final = 1000.0
REST_TICKS: Final = float(RAISE_TICKS)
RADIUS: Final = 3.0
COOLDOWN_TICKS: Final = 100.0
LEFT_S: Final = 10.0  # of a reinforcement's or a fire's time
BROOD: Final = 5.0
PACE_FACTOR: Final = 2.0
EFFECT_RADIUS: Final = 1.5
PRICE: Final = 500.0
