"""Knights and heroes seek, hold and strike; Fire of Rage burns."""

import math

from garrison_server import rules
from naive.lives import alive, all_foes, hurt_enemy, hurt_fighter, let_go, near, remove_knight
from naive.things import Hero
from naive.towers import launch
from naive.weather import covered

FAR = 1e9


def act(game) -> None:
    for f, fighter in enumerate(list(game.fighters)):
        if fighter is None:
            continue
        if fighter.hp == 0:
            if isinstance(fighter, Hero):
                revive(game, fighter)
            continue
        if not isinstance(fighter, Hero) and fighter.tower is None:
            fighter.ticks -= 1
            if fighter.ticks == 0:
                remove_knight(game, fighter)
                continue
        if fighter.cooldown > 0:
            fighter.cooldown -= 1
        number = f if f < game.heroes else f - game.heroes + len(game.seats)
        looks = (game.tick_count + number) % rules.SEARCH_TICKS == 0
        if fighter.foe is None and looks and not getattr(fighter, "marching", False):
            seek(game, fighter)
        if fighter.foe is not None:
            fight(game, fighter)
        elif stride(fighter, fighter.home_x, fighter.home_y, 0.0) and isinstance(fighter, Hero):
            fighter.marching = False
            rest(game, fighter, looks)


def revive(game, hero) -> None:
    seat = game.seats[hero.seat]
    seat.revive = max(seat.revive - 1, 0.0)
    if seat.revive == 0:
        hero.hp = seat.hero_max
        hero.x, hero.y = map(float, game.tables.level.hero)
        hero.home_x, hero.home_y = hero.x, hero.y


def stats_of(game, fighter):
    return game.tables.hero if isinstance(fighter, Hero) else game.tables.knight


def seek(game, fighter) -> None:
    best, least = None, 2.0 * FAR
    radius, held = stats_of(game, fighter).range / 2, all_foes(game)
    for enemy in alive(game):
        stats = game.tables.kinds[enemy.kind]
        if stats.flying or stats.unholdable or not near(enemy.x, enemy.y, fighter.x, fighter.y, radius):
            continue
        dx, dy = enemy.x - fighter.x, enemy.y - fighter.y
        square = dx * dx + dy * dy
        if held.count(enemy) >= stats.holders:
            square += FAR
        if square < least:
            best, least = enemy, square
    if best is not None:
        fighter.foe = best
        if best.foe is None:
            best.foe = fighter


def stride(fighter, x, y, gap) -> bool:
    dx, dy = x - fighter.x, y - fighter.y
    square = dx * dx + dy * dy
    if square <= gap * gap:
        return True
    distance = math.sqrt(square)
    if distance <= fighter.step:
        fighter.x, fighter.y = x, y
    else:
        fighter.x += dx / distance * fighter.step
        fighter.y += dy / distance * fighter.step
    return False


def fight(game, fighter) -> None:
    if not near(fighter.x, fighter.y, fighter.home_x, fighter.home_y, rules.LEASH):
        let_go(game, fighter)
        return
    if not stride(fighter, fighter.foe.x, fighter.foe.y, rules.REACH):
        return
    if fighter.cooldown > 0 or covered(game, fighter.x, fighter.y):
        return
    fighter.cooldown = float(game.ticks(stats_of(game, fighter).interval_s))
    hurt_enemy(game, fighter.foe, fighter.damage + game.random.uniform() * fighter.extra)


def rest(game, hero, looks) -> None:
    if hero.cooldown > 0:
        return
    stats = game.tables.hero
    hero.hp = min(hero.hp + stats.recovery_per_s * 0.02, game.seats[hero.seat].hero_max)
    if not looks or covered(game, hero.x, hero.y):
        return
    best, least = None, (stats.range / 2) * (stats.range / 2)
    for enemy in alive(game):
        dx, dy = enemy.x - hero.x, enemy.y - hero.y
        if game.tables.kinds[enemy.kind].flying and dx * dx + dy * dy <= least:
            best, least = enemy, dx * dx + dy * dy
    if best is not None:
        damage = hero.damage + game.random.uniform() * hero.extra
        if launch(game, rules.HERO_FIRE, hero.x, hero.y, best, damage):
            hero.cooldown = float(game.ticks(stats.interval_s))


def burn(game) -> None:
    for i, fire in enumerate(game.fires):
        if fire is None:
            continue
        fire.ticks -= 1
        if fire.ticks % rules.FIRE_TICKS == 0:
            scorch(game, fire)
        if fire.ticks == 0:
            game.fires[i] = None


def scorch(game, fire) -> None:
    stats = game.tables.hero

    def heat() -> float:
        return stats.fire_damage + game.random.uniform() * stats.fire_extra_damage

    for enemy in alive(game):
        if not game.tables.kinds[enemy.kind].flying and near(enemy.x, enemy.y, fire.x, fire.y, stats.fire_range / 2):
            hurt_enemy(game, enemy, heat())
    for knight in game.fighters[game.heroes :]:
        if knight is not None and near(knight.x, knight.y, fire.x, fire.y, stats.fire_range / 2):
            hurt_fighter(game, knight, heat())
            if knight.hp == 0 and game.random.uniform() < game.tables.knight.compensation_probability:
                seat = game.seats[fire.owner]
                seat.gold = min(seat.gold + game.tables.knight.compensation, float(game.tables.level.gold.maximum))
                seat.compensations += 1
