"""Fog and coins: what falls from the sky."""

from garrison_server import rules
from naive.alliance import shares
from naive.lives import near
from naive.things import Coin, Fog, Hero


def first_fog(game) -> Fog | None:
    fog = game.tables.level.fog
    if not fog.on:
        return None
    x, y = game.random.spread(rules.MAP_HALF), game.random.spread(rules.FOG_LANE_HALF)
    step = fog.speed * 0.02
    return Fog(x, y, step if game.random.uniform() < 0.5 else -step, True)


def within_cloud(game, x, y, more) -> bool:
    """Whether (x, y) lies in the cloud widened by `more`."""
    dx = (x - game.fog.x) / (rules.FOG_HALF_WIDTH + more)
    dy = (y - game.fog.y) / (rules.FOG_HALF_HEIGHT + more)
    return dx * dx + dy * dy <= 1.0


def covered(game, x, y) -> bool:
    return game.fog is not None and game.fog.hides and within_cloud(game, x, y, 0.0)


def drift(game) -> None:
    fog = game.fog
    if fog is None:
        return
    fog.x = fog.x + fog.step
    if abs(fog.x) > rules.MAP_HALF + rules.FOG_HALF_WIDTH:
        fog.step = -fog.step
        fog.y = game.random.spread(rules.FOG_LANE_HALF)
    radius = game.tables.hero.fire_range / 2
    fog.hides = not any(fire is not None and within_cloud(game, fire.x, fire.y, radius) for fire in game.fires)


def turn_coin(game) -> None:
    coins = game.tables.level.coins
    if game.coin is None:
        game.coin_wait = max(game.coin_wait - 1, 0)
        if game.coin_wait == 0:
            game.coin = Coin(game.random.spread(rules.COIN_HALF), game.random.spread(rules.COIN_HALF), float(game.ticks(coins.residence_s)))
        return
    game.coin.ticks -= 1
    finders = [f for f in game.fighters if f is not None and f.hp > 0 and near(f.x, f.y, game.coin.x, game.coin.y, rules.COIN_REACH)]
    if finders:
        finder = seat_of(game, finders[0])
        value = coins.value + game.random.below(coins.extra + 1)
        for seat, paid in zip(game.seats, shares(value, finder, game.alliance), strict=True):
            seat.gold = min(seat.gold + paid, float(game.tables.level.gold.maximum))
        game.seats[finder].coins += 1
    if finders or game.coin.ticks == 0:
        game.coin = None
        game.coin_wait = game.ticks(coins.refresh_s)


def seat_of(game, fighter) -> int:
    if isinstance(fighter, Hero) or fighter.tower is None:
        return fighter.seat
    return game.towers[fighter.tower].owner
