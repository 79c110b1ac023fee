"""Towers shoot and summon, projectiles fly."""

import math

from garrison_server import rules
from naive.lives import alive, hurt_enemy, knights_of, near
from naive.things import Knight, Shot
from naive.weather import covered

PLACES = ((0.0, 0.15), (-0.13, -0.08), (0.13, -0.08))  # of a tower's three knights, around the rally point
STEP = 4.0 * 0.02


def act(game) -> None:
    for t, tower in enumerate(game.towers):
        if tower is None:
            continue
        if tower.cooldown > 0:
            tower.cooldown -= 1
        if tower.cooldown > 0 or tower.frozen or covered(game, *game.tables.points[t]):
            continue
        if tower.kind == rules.KNIGHT_TOWER:
            summon(game, t, tower)
        else:
            shoot(game, t, tower)


def shoot(game, t, tower) -> None:
    enemy = target(game, t, tower)
    if enemy is None:
        tower.cooldown = float(rules.SEARCH_TICKS)
        return
    damage = tower.damage + game.random.uniform() * tower.extra
    if launch(game, tower.kind, *game.tables.points[t], enemy, damage):
        tower.cooldown = float(game.ticks(game.tables.towers[tower.kind].interval_s))


def target(game, t, tower):
    """The enemy in range with the shortest way left."""
    stats, best, least = game.tables.towers[tower.kind], None, 0.0
    for enemy in alive(game):
        hits = stats.hits_air if game.tables.kinds[enemy.kind].flying else stats.hits_ground
        if hits and near(enemy.x, enemy.y, *game.tables.points[t], stats.range / 2):
            left = game.tables.roads[enemy.path].length - enemy.arc
            if best is None or left < least:
                best, least = enemy, left
    return best


def summon(game, t, tower) -> None:
    mine = knights_of(game, t)
    row = game.free_fighter_row()
    if len(mine) == 3 or row is None:
        return
    spot = min({0, 1, 2} - {knight.spot for knight in mine})
    x, y = game.tables.points[t]
    knight = Knight(float(game.tables.knight.health), float(x), float(y), 0, 0, 0, 0, 0, tower=t, spot=spot)
    train(game, tower, knight)
    game.fighters[row] = knight
    tower.cooldown = float(game.ticks(game.tables.towers[rules.KNIGHT_TOWER].interval_s))


def train(game, tower, knight) -> None:
    stats, growth = game.tables.knight, game.tables.growth(rules.KNIGHT_TOWER, tower.level)
    knight.home_x = tower.rally[0] + PLACES[knight.spot][0]
    knight.home_y = tower.rally[1] + PLACES[knight.spot][1]
    knight.damage, knight.extra = stats.damage * growth, stats.extra_damage * growth
    knight.step = stats.speed * 0.02 * growth


def launch(game, kind, x, y, enemy, damage) -> bool:
    for s, shot in enumerate(game.shots):
        if shot is None:
            game.shots[s] = Shot(kind, float(x), float(y), game.enemies.index(enemy), enemy, damage, (enemy.x, enemy.y))
            return True
    return False


def fly(game) -> None:
    for s, shot in enumerate(game.shots):
        if shot is None:
            continue
        if shot.kind != rules.MAGICIAN_TOWER:
            if shot.target not in alive(game):
                game.shots[s] = None
                continue
            shot.aim = (shot.target.x, shot.target.y)
        dx, dy = shot.aim[0] - shot.x, shot.aim[1] - shot.y
        square = dx * dx + dy * dy
        if square > STEP * STEP:
            distance = math.sqrt(square)
            shot.x += dx / distance * STEP
            shot.y += dy / distance * STEP
        else:
            land(game, shot)
            game.shots[s] = None


def land(game, shot) -> None:
    if shot.kind == rules.MAGICIAN_TOWER:
        for enemy in alive(game):  # a list of before the blast: who rises from it is not hurt by it
            if not game.tables.kinds[enemy.kind].flying and near(enemy.x, enemy.y, *shot.aim, rules.BLAST_RADIUS):
                hurt_enemy(game, enemy, shot.damage)
    elif shot.kind == rules.ARCHER_TOWER:
        hurt_enemy(game, shot.target, shot.damage * game.tables.kinds[shot.target.kind].arrow_factor)
    else:
        hurt_enemy(game, shot.target, shot.damage)
