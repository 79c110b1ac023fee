"""The twelve actions: when each is refused, and what it does."""

import math

from garrison_server import rules
from naive.lives import hurt_fighter, knights_of, let_go, remove_knight
from naive.things import Fire, Knight, Tower
from naive.towers import train
from naive.weather import covered


def apply(game, s, x, y, action) -> int:
    """The error code; -1 for an accepted action after which the world goes on as after a no-op."""
    seat = game.seats[s]
    on_map = -3.0 <= x <= 3.0 and -3.0 <= y <= 3.0
    known = 0 <= action < (12 if len(game.seats) == 1 else 16) and action == math.floor(action)
    code = refusal(game, s, x, y, int(action)) if on_map and known else 15
    seat.last = (x if on_map else -9999.0, y if on_map else -9999.0, action if known else -9999.0, code)
    seat.shown = 0
    if code:
        seat.refusals[code] += 1
        return code
    return 0 if perform(game, s, x, y, int(action)) else -1


def point_at(game, x, y) -> int | None:
    for t, (at_x, at_y) in enumerate(game.tables.points):
        if abs(x - at_x) <= 0.25 and abs(y - at_y) <= 0.25:
            return t
    return None


def refusal(game, s, x, y, action) -> int:
    seat, hero = game.seats[s], game.fighters[s]
    if action <= rules.SHOW_RANGE:
        return tower_refusal(game, s, point_at(game, x, y), action)
    if action == rules.RALLY:
        owners = [owner for owner in range(len(game.seats)) if rallied(game, owner, x, y) is not None]
        return 0 if s in owners else 17 if owners else 7
    if action >= 12:
        return gift_refusal(game, s, action - 12)
    if action == rules.REINFORCE:
        return 8 if seat.cooldown > 0 else 0
    if action in (rules.SEND_HERO, rules.FIRE_OF_RAGE, rules.RAISE_HEALTH) and hero.hp == 0:
        return 9
    if action == rules.FIRE_OF_RAGE:
        if hero.hp <= game.tables.hero.fire_cost:
            return 13
        return 0 if None in game.fires else 16
    if action == rules.RAISE_HEALTH:
        return 10 if seat.gold < game.tables.hero.raise_price else 0
    return 0


def gift_refusal(game, s, other) -> int:
    if other == s or other >= len(game.seats):
        return 19
    if game.seats[s].gold < 50:
        return 20
    return 21 if game.seats[other].gold + 50 > game.tables.level.gold.maximum else 0


def tower_refusal(game, s, t, action) -> int:
    seat = game.seats[s]
    if t is None:
        return 6
    if covered(game, *game.tables.points[t]):
        return 14
    tower = game.towers[t]
    if action <= rules.BUILD_KNIGHT:
        if tower is not None:
            return 1
        if game.alliance.ownership == "zones" and game.tables.point_seats[t] != s:
            return 18
        return 2 if seat.gold < game.tables.towers[3 - action].price else 0
    if tower is None:
        return {rules.UPGRADE: 3, rules.SELL: 5, rules.SHOW_RANGE: 11}[action]
    if tower.owner != s and action != rules.SHOW_RANGE:
        return 17
    if action == rules.UPGRADE:
        if tower.level == 3:
            return 12
        return 4 if seat.gold < game.tables.towers[tower.kind].upgrade_price else 0
    return 0


def rallied(game, s, x, y) -> int | None:
    """The nearest of the seat's knight towers, out of the fog, that have (x, y) in range."""
    radius = game.tables.towers[rules.KNIGHT_TOWER].range / 2
    found = []
    for t, tower in enumerate(game.towers):
        at_x, at_y = game.tables.points[t] if tower is not None else (0.0, 0.0)
        if tower is None or tower.kind != rules.KNIGHT_TOWER or tower.owner != s or covered(game, at_x, at_y):
            continue
        dx, dy = x - at_x, y - at_y
        if dx * dx + dy * dy <= radius * radius:
            found.append((dx * dx + dy * dy, t))
    return min(found)[1] if found else None


def perform(game, s, x, y, action) -> bool:
    """Carry it out; False when the world goes on as after a no-op (and it was none)."""
    seat, hero, t = game.seats[s], game.fighters[s], point_at(game, x, y)
    if action <= rules.BUILD_KNIGHT:
        build(game, s, t, 3 - action)
    elif action == rules.UPGRADE:
        upgrade(game, seat, t)
    elif action == rules.SELL:
        seat.gold = min(seat.gold + math.floor(game.towers[t].spent * game.tables.level.refund_rate), float(game.tables.level.gold.maximum))
        for knight in knights_of(game, t):
            remove_knight(game, knight)
        game.towers[t] = None
    elif action == rules.SHOW_RANGE:
        seat.shown = t + 1
        return False
    elif action == rules.RALLY:
        return move_rally(game, rallied(game, s, x, y), x, y)
    elif action == rules.REINFORCE:
        reinforce(game, s, x, y)
    elif action == rules.SEND_HERO:
        if (hero.home_x, hero.home_y) == (x, y) and hero.foe is None:
            return False
        let_go(game, hero)
        hero.home_x, hero.home_y, hero.marching = x, y, True
    elif action == rules.FIRE_OF_RAGE:
        game.fires[game.fires.index(None)] = Fire(hero.x, hero.y, float(game.ticks(game.tables.hero.fire_s)), s)
        hurt_fighter(game, hero, game.tables.hero.fire_cost)
    elif action == rules.RAISE_HEALTH:
        seat.gold -= game.tables.hero.raise_price
        seat.hero_max += game.tables.hero.raise_health
    elif action >= 12:
        seat.gold -= 50
        game.seats[action - 12].gold += 50
    return True


def build(game, s, t, kind) -> None:
    stats = game.tables.towers[kind]
    game.seats[s].gold -= stats.price
    rally = tuple(map(float, game.tables.rallies[t]))
    tower = game.towers[t] = Tower(kind, s, float(stats.price), float(stats.damage), float(stats.extra_damage), rally)
    if kind == rules.KNIGHT_TOWER:
        tower.cooldown = float(game.ticks(stats.interval_s))


def upgrade(game, seat, t) -> None:
    tower = game.towers[t]
    stats = game.tables.towers[tower.kind]
    seat.gold -= stats.upgrade_price
    tower.spent += stats.upgrade_price
    tower.level += 1
    growth = game.tables.growth(tower.kind, tower.level)
    tower.damage, tower.extra = stats.damage * growth, stats.extra_damage * growth
    for knight in knights_of(game, t):
        train(game, tower, knight)


def move_rally(game, t, x, y) -> bool:
    tower = game.towers[t]
    if tower.rally == (x, y):
        return False
    tower.rally = (x, y)
    for knight in knights_of(game, t):
        let_go(game, knight)
        train(game, tower, knight)
    return True


def reinforce(game, s, x, y) -> None:
    stats, more = game.tables.knight, game.tables.reinforcements
    for i in range(more.number):
        row = game.free_fighter_row()
        if row is not None:
            at_x, at_y = x + (0.1 if i % 2 else -0.1), y + (i // 2) * 0.1
            game.fighters[row] = Knight(
                float(stats.health), at_x, at_y, at_x, at_y, stats.speed * 0.02, float(stats.damage), float(stats.extra_damage),
                seat=s, ticks=float(game.ticks(more.exist_s)),
            )  # fmt: skip
    game.seats[s].cooldown = float(game.ticks(more.cooldown_s))
