"""Enemies: they come in waves, work on all around them, walk, and strike back."""

from garrison_server import rules
from naive.lives import alive, all_foes, enter, hurt_enemy, hurt_fighter, near, remove_enemy, room_for


def send(game) -> None:
    tables = game.tables
    if game.wave_ticks > 0:
        game.wave_ticks -= 1
        if game.wave_ticks > 0:
            return
        game.wave += 1
        game.spawn_ticks = 0
    last = tables.sent_after(game.wave)
    if game.spawned >= last:
        return
    if game.spawn_ticks > 0:
        game.spawn_ticks -= 1
        return
    kind = tables.spawns[game.spawned]
    if not room_for(game, kind):
        return
    enter(game, kind, game.random.below(len(tables.roads)), 0.0)
    game.spawned += 1
    game.spawn_ticks = max(game.ticks(tables.level.waves[game.wave - 1].interval_s) - 1, 0)
    if game.spawned == last and game.wave < len(tables.waves):
        game.wave_ticks = max(game.ticks(tables.level.wave_interval_s), 1)


def spread(game) -> None:
    renew = game.tick_count % rules.AURA_TICKS == 0
    if renew:
        for tower in game.towers:
            if tower is not None:
                tower.frozen = False
        for enemy in alive(game):
            enemy.haste = 1.0
    for enemy in alive(game):
        stats = game.tables.kinds[enemy.kind]
        if enemy.timer > 0:
            enemy.timer -= 1
        if renew and stats.freeze_radius > 0:
            for t, tower in enumerate(game.towers):
                if tower is not None and near(*game.tables.points[t], enemy.x, enemy.y, stats.freeze_radius):
                    tower.frozen = True
        others = [other for other in alive(game) if other is not enemy]
        if renew and stats.hurry_radius > 0:
            for other in others:
                if near(other.x, other.y, enemy.x, enemy.y, stats.hurry_radius):
                    other.haste = max(other.haste, float(stats.hurry_factor))
        if stats.heal_radius > 0 and enemy.timer == 0:
            for other in others:
                if near(other.x, other.y, enemy.x, enemy.y, stats.heal_radius):
                    other.hp = min(other.hp + stats.heal, float(game.tables.kinds[other.kind].health))
            enemy.timer = float(rules.HEAL_TICKS)


def walk(game) -> None:
    held = all_foes(game)
    for enemy in alive(game):
        stats, road = game.tables.kinds[enemy.kind], game.tables.roads[enemy.path]
        if held.count(enemy) >= stats.holders:
            continue
        enemy.arc += stats.speed * 0.02 * enemy.haste
        while enemy.segment < len(road.points) - 1 and enemy.arc >= road.arcs[enemy.segment + 1]:
            enemy.segment += 1
        if enemy.segment < len(road.points) - 1:
            enemy.x, enemy.y = road.at(enemy.segment, enemy.arc)
        else:
            if game.life > 0:
                game.life -= 1
                game.leaks[enemy.path] += 1
            game.tally[enemy.kind][2] += 1
            remove_enemy(game, enemy)


def strike(game) -> None:
    for enemy in alive(game):
        stats, foe = game.tables.kinds[enemy.kind], enemy.foe
        if enemy.cooldown > 0:
            enemy.cooldown -= 1
        if foe is None or enemy.cooldown > 0 or stats.damage == 0:
            continue
        if not near(foe.x, foe.y, enemy.x, enemy.y, rules.REACH):
            continue
        enemy.cooldown = float(game.ticks(stats.interval_s))
        if stats.blast_radius > 0:
            hit_around(game, stats, enemy.x, enemy.y, stats.blast_radius)
            hurt_enemy(game, enemy, enemy.hp)
        elif stats.strike_radius > 0:
            hit_around(game, stats, foe.x, foe.y, stats.strike_radius)
        else:
            hurt_fighter(game, foe, blow(game, stats))


def blow(game, stats) -> float:
    return stats.damage + game.random.uniform() * stats.extra_damage


def hit_around(game, stats, x, y, radius) -> None:
    for fighter in list(game.fighters):
        if fighter is not None and fighter.hp > 0 and near(fighter.x, fighter.y, x, y, radius):
            hurt_fighter(game, fighter, blow(game, stats))
