"""The game's numbers: sizes, rhythms, and the default tables of towers, enemies, knights and the hero.

Numbers marked + are TowerMind's own published values (arXiv 2601.05899); the rest are ours to balance.
Distances are in map units, times in seconds (`_s`) or ticks (`_ticks`). A level may override table rows.
"""

from typing import Final, NamedTuple

ENGINE_VERSION: Final = "1"  # raised whenever the same level, seed and actions would give other bytes

TICKS_PER_S: Final = 50  # one tick is 0.02 s +
TICK_S: Final = 0.02
MAP_HALF: Final = 3.0  # the map is [-3, 3] x [-3, 3] +
BOX_HALF: Final = 0.25  # half the side of a tower point's box +
ABSENT: Final = -9999.0  # what observations write where nothing is +

# Capacities: what the arrays of one episode hold.
MAX_PATHS: Final = 5
MAX_WAYPOINTS: Final = 20
MAX_POINTS: Final = 15
MAX_ENEMIES: Final = 50
MAX_KNIGHTS: Final = 50
MAX_PROJECTILES: Final = 32
MAX_FIRES: Final = 10
MAX_WAVE_ENEMIES: Final = 25
MAX_WAVES: Final = 100
MAX_ANCHORS: Final = 16
MAX_SEATS: Final = 4  # that defend together
MAX_AGENTS: Final = MAX_SEATS + 1  # those, and one that attacks
MAX_QUEUE: Final = 50  # enemies that an attacker has ordered and that have not appeared yet

DEFAULT_TICKS_PER_STEP: Final = 16  # 0.32 s, 187 actions a minute +
MAX_TICKS_PER_STEP: Final = 250
DEFAULT_MAX_TICKS: Final = 60_000  # twenty minutes of game time, then the episode is truncated
STEP_PENALTY: Final = -0.0005  # when switched on +

# Actions, in TowerMind's order +.
BUILD_ARCHER: Final = 0
BUILD_MAGICIAN: Final = 1
BUILD_KNIGHT: Final = 2
UPGRADE: Final = 3
SELL: Final = 4
SHOW_RANGE: Final = 5
NOOP: Final = 6
RALLY: Final = 7
REINFORCE: Final = 8
SEND_HERO: Final = 9
FIRE_OF_RAGE: Final = 10
RAISE_HEALTH: Final = 11
N_ACTIONS: Final = 12
# With several seats, action GIVE + k gives GIFT gold to seat k.
GIVE: Final = 12
GIFT: Final = 50
N_SEVERAL_ACTIONS: Final = GIVE + MAX_SEATS

ACTION_NAMES: Final = (
    "build archer tower", "build magician tower", "build knight tower", "upgrade tower", "sell tower", "show attack range",
    "no operation", "move knights' rally point", "deploy reinforcements", "send hero", "hero casts Fire of Rage",
    "raise hero's maximum health",
)  # fmt: skip
SEVERAL_ACTION_NAMES: Final = (*ACTION_NAMES, *(f"give {GIFT} gold to seat {seat}" for seat in range(MAX_SEATS)))

# A siege's attacker orders (kind, road, delay in ticks).
WAIT: Final = -1  # in place of a kind: no order
ANY_ROAD: Final = -1  # in place of a road: drawn when the enemy appears, as for the level's own waves
MAX_DELAY: Final = 10_000_000

# Why an action was refused. 0 to 11 are TowerMind's +.
OK: Final = 0
ERR_OCCUPIED: Final = 1
ERR_BUILD_GOLD: Final = 2
ERR_UPGRADE_NOTHING: Final = 3
ERR_UPGRADE_GOLD: Final = 4
ERR_SELL_NOTHING: Final = 5
ERR_NOT_IN_BOX: Final = 6
ERR_RALLY: Final = 7
ERR_COOLDOWN: Final = 8
ERR_HERO_DEAD: Final = 9
ERR_HEALTH_GOLD: Final = 10
ERR_RANGE_NOTHING: Final = 11
ERR_TOP_LEVEL: Final = 12
ERR_HERO_WEAK: Final = 13
ERR_HIDDEN: Final = 14
ERR_MALFORMED: Final = 15
ERR_FIRES_FULL: Final = 16
N_ERRORS: Final = 17
# With several seats there are more.
ERR_NOT_YOURS: Final = 17
ERR_ZONE: Final = 18
ERR_GIFT_SEAT: Final = 19
ERR_GIFT_GOLD: Final = 20
ERR_GIFT_ROOM: Final = 21
N_SEVERAL_ERRORS: Final = 22
# And of a siege's attacker.
ERR_BUDGET: Final = 22
ERR_WAVE_COST: Final = 23
ERR_WAVE_NUMBER: Final = 24
ERR_TOO_EARLY: Final = 25
ERR_TOO_LATE: Final = 26
ERR_QUEUE_FULL: Final = 27
N_SIEGE_ERRORS: Final = 28

ERROR_TEXTS: Final = (
    "accepted",
    "the tower point is occupied",
    "not enough gold to build",
    "nothing to upgrade there",
    "not enough gold to upgrade",
    "nothing to sell there",
    "the point is in no tower point's box",
    "the point is in no knight tower's range",
    "the reinforcements are on cooldown",
    "the hero is dead",
    "not enough gold to raise the hero's health",
    "no tower there to show the range of",
    "the tower is at its highest level",
    "the hero is too weak to pay for Fire of Rage",
    "the tower point is hidden by fog",
    "malformed action: not finite, outside the map, or an unknown index",
    "ten fires already burn",
)
SEVERAL_ERROR_TEXTS: Final = (
    *ERROR_TEXTS,
    "the tower belongs to another seat",
    "the tower point is in another seat's zone",
    "no such seat to give gold to, or oneself",
    f"not enough gold for a gift of {GIFT}",
    f"the other seat's purse has no room for a gift of {GIFT}",
)
SIEGE_ERROR_TEXTS: Final = (
    *SEVERAL_ERROR_TEXTS,
    "the attacker's budget is too small",
    "the enemy would make its wave dearer than the intensity allows",
    "the enemy would make its wave larger than the intensity allows",
    "no wave is open yet when the enemy would appear",
    "the enemy would appear after the next wave, or after the last",
    "too many enemies wait to appear",
)

# Tower kinds, numbered as in the structured observation +. A build action a makes kind 3 - a.
NO_TOWER: Final = 0
KNIGHT_TOWER: Final = 1
MAGICIAN_TOWER: Final = 2
ARCHER_TOWER: Final = 3
HERO_FIRE: Final = 1  # a projectile's kind; towers' projectiles carry their tower's kind
TOP_LEVEL: Final = 3
KNIGHTS_PER_TOWER: Final = 3

# Rhythms and reaches shared by all levels.
REACH: Final = 0.22  # fighters and enemies strike each other within this distance
LEASH: Final = 1.2  # a knight further than this from its place lets its enemy go
SEARCH_TICKS: Final = 4  # an idle fighter looks for an enemy every so many ticks
AURA_TICKS: Final = 5  # freezing and hurrying are felt anew every so many ticks
HEAL_TICKS: Final = 50
RAISE_TICKS: Final = 150  # a bone chanter rests this long between two skeletons
FIRE_TICKS: Final = 25  # Fire of Rage burns at this rhythm
PROJECTILE_SPEED: Final = 4.0  # units/s
BLAST_RADIUS: Final = 0.4  # a magician's bolt hits every ground enemy this close
COIN_REACH: Final = 0.3
COIN_HALF: Final = 2.7  # coins fall in the square of this half side
FOG_HALF_WIDTH: Final = 1.75  # the cloud is an ellipse of about 3.5 x 1.7 +
FOG_HALF_HEIGHT: Final = 0.85
FOG_LANE_HALF: Final = 2.2  # its centre's y is drawn from [-2.2, 2.2] for each crossing
BROOD_GAP: Final = 0.15  # distance along the path between the goblins a carrier leaves


class Tower(NamedTuple):
    """One kind of tower. `range` is a diameter; damage is (damage + uniform(0, extra_damage)) x growth^level."""

    name: str
    price: int
    upgrade_price: int
    growth: float
    interval_s: float  # between two shots, or between two knights
    damage: float
    extra_damage: float
    range: float
    hits_air: bool
    hits_ground: bool


# Row k - 1 is kind k.
TOWERS: Final = (
    Tower("knight", 100, 100, 1.4, 5.0, 0.0, 0.0, 2.4, False, True),
    Tower("magician", 110, 110, 1.4, 1.4, 140.0, 80.0, 2.6, False, True),
    Tower("archer", 120, 120, 1.4, 0.8, 100.0, 50.0, 3.0, True, True),
)


class Enemy(NamedTuple):
    """One kind of enemy. The fields after `flying` are its mechanics; a level may mix them at will."""

    name: str
    health: float
    speed: float  # units/s
    interval_s: float  # between two strikes
    damage: float  # 0: never fights
    extra_damage: float
    flying: bool = False
    unholdable: bool = False  # ghost: walks past knights
    holders: int = 1  # fighters needed to stop it
    arrow_factor: float = 1.0  # shieldbearer: arrows' damage times this
    freeze_radius: float = 0.0  # shaman: towers this close are frozen
    raise_radius: float = 0.0  # bone chanter: a ground enemy that falls this close rises as a skeleton
    strike_radius: float = 0.0  # ogre: a strike hits every fighter this close to its foe
    heal_radius: float = 0.0  # healer: others this close gain `heal` every HEAL_TICKS
    heal: float = 0.0
    blast_radius: float = 0.0  # sapper: its first strike is an explosion this wide, and its end
    hurry_radius: float = 0.0  # captain: others this close walk `hurry_factor` times as fast
    hurry_factor: float = 1.0
    brood: int = 0  # carrier: goblins left behind when it falls


# Row i is type i; the last row only ever rises from the fallen and stands in no wave.
ENEMIES: Final = (
    Enemy("goblin", 400, 0.50, 1.0, 50, 20),
    Enemy("orc", 1000, 0.40, 1.2, 100, 40),
    Enemy("bat", 550, 0.80, 1.0, 0, 0, flying=True),
    Enemy("wolf", 350, 1.00, 0.8, 50, 20),
    Enemy("shaman", 700, 0.40, 1.2, 40, 20, freeze_radius=0.8),
    Enemy("bone_chanter", 700, 0.40, 1.2, 40, 20, raise_radius=1.2),
    Enemy("ogre", 2400, 0.30, 1.6, 180, 80, strike_radius=0.4),
    Enemy("shieldbearer", 1000, 0.40, 1.2, 80, 30, arrow_factor=0.25),
    Enemy("healer", 600, 0.45, 1.2, 30, 20, heal_radius=0.9, heal=60),
    Enemy("wyvern", 1500, 0.60, 1.0, 0, 0, flying=True),
    Enemy("sapper", 450, 0.60, 1.0, 350, 100, blast_radius=0.45),
    Enemy("captain", 1200, 0.45, 1.0, 110, 40, hurry_radius=0.9, hurry_factor=1.4),
    Enemy("ghost", 600, 0.50, 1.0, 0, 0, unholdable=True),
    Enemy("carrier", 1400, 0.35, 1.4, 90, 40, brood=3),
    Enemy("hill_king", 9000, 0.25, 1.6, 250, 100, holders=3, strike_radius=0.45),
    Enemy("skeleton", 250, 0.50, 1.0, 40, 20),
)
# What each type costs a siege's attacker, in gold. A level that changes a type changes nothing here. The last is never sent.
ENEMY_COSTS: Final = (40, 80, 60, 50, 90, 90, 200, 110, 80, 180, 70, 130, 80, 190, 800, 0)
GOBLIN: Final = 0
SKELETON: Final = 15
N_KINDS: Final = 16


class Knight(NamedTuple):
    """The knights of towers and reinforcements +. `range` is a diameter."""

    health: float = 600.0
    speed: float = 0.6
    interval_s: float = 0.7
    damage: float = 150.0
    extra_damage: float = 50.0
    range: float = 1.0
    compensation: int = 50  # paid for a knight that our own fire kills...
    compensation_probability: float = 0.5  # ...with this probability


class Reinforcements(NamedTuple):
    number: int = 2
    exist_s: float = 10.0
    cooldown_s: float = 20.0


class Hero(NamedTuple):
    """The hero and its Fire of Rage +. `range` and `fire_range` are diameters."""

    health: float = 1600.0
    speed: float = 0.9
    interval_s: float = 0.7
    damage: float = 200.0
    extra_damage: float = 150.0
    range: float = 1.0
    recovery_per_s: float = 50.0
    revive_s: float = 10.0
    raise_price: int = 500
    raise_health: float = 200.0
    fire_cost: float = 100.0
    fire_s: float = 5.0
    fire_range: float = 0.5
    fire_damage: float = 100.0
    fire_extra_damage: float = 100.0
