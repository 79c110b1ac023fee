"""How enemies and fighters come, are hurt, and go."""

from garrison_server import rules
from naive.things import Enemy, Fighter, Hero


def near(a_x, a_y, b_x, b_y, radius) -> bool:
    dx, dy = a_x - b_x, a_y - b_y
    return dx * dx + dy * dy <= radius * radius


def alive(game) -> list[Enemy]:
    return [enemy for enemy in game.enemies if enemy is not None]


def room_for(game, kind) -> bool:
    """Whether a row is free for such an enemy and for all that it and the others will leave behind."""
    wanted = sum(1 + game.tables.reserve(enemy.kind) for enemy in alive(game)) + 1 + game.tables.reserve(kind)
    return wanted <= rules.MAX_ENEMIES


def enter(game, kind, path, arc) -> None:
    enemy = Enemy(kind, float(game.tables.kinds[kind].health), path, game.serial, arc)
    road = game.tables.roads[path]
    while enemy.segment + 2 < len(road.points) and arc >= road.arcs[enemy.segment + 1]:
        enemy.segment += 1
    enemy.x, enemy.y = road.at(enemy.segment, arc)
    game.enemies[game.enemies.index(None)] = enemy
    game.serial += 1
    game.tally[kind][0] += 1


def remove_enemy(game, enemy) -> None:
    for fighter in game.fighters:
        if fighter is not None and fighter.foe is enemy:
            fighter.foe = None
    game.enemies[game.enemies.index(enemy)] = None


def hurt_enemy(game, enemy, damage) -> None:
    enemy.hp -= damage
    if enemy.hp > 0:
        return
    stats = game.tables.kinds[enemy.kind]
    game.tally[enemy.kind][1] += 1
    remove_enemy(game, enemy)
    if stats.brood > 0:
        for i in range(stats.brood):
            enter(game, rules.GOBLIN, enemy.path, max(enemy.arc - i * rules.BROOD_GAP, 0.0))
    elif enemy.kind != rules.SKELETON and not stats.flying and room_for(game, rules.SKELETON):
        chanter = rested_chanter(game, enemy)
        if chanter is not None:
            chanter.timer = float(rules.RAISE_TICKS)
            enter(game, rules.SKELETON, enemy.path, enemy.arc)


def rested_chanter(game, fallen) -> Enemy | None:
    for enemy in alive(game):
        radius = game.tables.kinds[enemy.kind].raise_radius
        if radius > 0 and enemy.timer == 0 and near(enemy.x, enemy.y, fallen.x, fallen.y, radius):
            return enemy
    return None


def let_go(game, fighter) -> None:
    enemy, fighter.foe = fighter.foe, None
    if enemy is not None and enemy.foe is fighter:
        enemy.foe = next(iter(holders(game, enemy)), None)


def holders(game, enemy) -> list[Fighter]:
    return [fighter for fighter in game.fighters if fighter is not None and fighter.foe is enemy]


def all_foes(game) -> list[Enemy]:
    """Whom the fighters hold, each as often as it is held."""
    return [fighter.foe for fighter in game.fighters if fighter is not None and fighter.foe is not None]


def hurt_fighter(game, fighter, damage) -> None:
    fighter.hp -= damage
    if fighter.hp > 0:
        return
    if isinstance(fighter, Hero):
        let_go(game, fighter)
        fighter.hp, fighter.cooldown, fighter.marching = 0.0, 0.0, False
        game.seats[fighter.seat].revive = float(game.ticks(game.tables.hero.revive_s))
    else:
        remove_knight(game, fighter)


def remove_knight(game, knight) -> None:
    let_go(game, knight)
    knight.hp = 0.0
    game.fighters[game.fighters.index(knight)] = None


def knights_of(game, t) -> list[Fighter]:
    return [f for f in game.fighters[game.heroes :] if f is not None and f.tower == t]
