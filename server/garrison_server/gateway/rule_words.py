# ruff: noqa: E501
"""The rules in words, for the full prompt, with the level's own numbers."""

from garrison_server import rules
from garrison_server.gateway.lesson import Lesson


def rule_words(lesson: Lesson) -> str:
    """How the game goes, what the parts do, and what is counted."""
    return "\n".join(("# The game", _aim(lesson), *_time(lesson), *_war(lesson), *_towers(lesson), *_people(lesson), *_weather(lesson)))


def _aim(lesson: Lesson) -> str:
    level = lesson.level
    return (
        "You defend a base in a tower-defence game. Enemies walk along roads to the base; you stop them with towers, knights, "
        "reinforcements and a hero.\n"
        f"- Each enemy that reaches the base costs 1 life and 1 point. You begin with {level.life} lives; with none left the game is lost. It is won "
        f"when all {len(level.waves)} waves have come, no enemy is left and you still live.\n"
        f"- The score is minus the number of enemies that reached the base: 0 is perfect, {-level.life} is the worst. Let as few through as you can.\n"
        f"- The map is the square from -{rules.MAP_HALF:g} to {rules.MAP_HALF:g} in X (to the right) and Y (up), with (0, 0) in the middle. "
        "Lengths are in these map units, times in seconds of the game."
    )


def _time(lesson: Lesson) -> list[str]:
    step = f"{lesson.step_s:g} s"
    first = f"- You decide again and again. One decision is one step, and one step is {step} of the game: your action is done at once, then {step} go by. "
    if lesson.options.track == "real_time":
        return [
            f"{first}The world does not wait for you: while you think, the game goes on, {lesson.options.speed:g} s of it for every second. Answer fast."
        ]
    if lesson.options.track == "plan":
        return [f"{first}The world waits while you think. You may plan several steps in one answer."]
    return [f"{first}The world waits while you think."]


def _war(lesson: Lesson) -> list[str]:
    level, coins = lesson.level, lesson.level.coins
    roads = f"{len(level.paths)} roads; which one it takes is drawn by chance when it appears" if len(level.paths) > 1 else "one road"
    return [
        f"- Enemies come in waves on {roads}. The first wave begins after {level.countdown_s:g} s, each further one {level.wave_interval_s:g} s after the "
        "last enemy of the wave before has set out, whether or not that wave is beaten.",
        f"- Gold: you begin with {level.gold.start} and can hold at most {level.gold.maximum}. Slain enemies pay nothing. Coins do: one at a time appears at "
        f"a random place, lies {coins.residence_s:g} s, and pays {coins.value} to {coins.value + coins.extra} to whoever of your hero and knights comes within "
        f"{rules.COIN_REACH:g} of it; the next one appears {coins.refresh_s:g} s after the last is gone. Sending the hero to coins is your income.",
    ]  # fmt: skip


def _towers(lesson: Lesson) -> list[str]:
    archer, magician, knight = (lesson.towers[name] for name in ("archer", "magician", "knight"))
    return [
        f"- Towers stand on fixed sites, one on each. An archer tower shoots the enemy nearest to the base within {archer.range / 2:g} of it, on the ground or in the air. "
        f"A magician tower throws a bolt at a ground enemy within {magician.range / 2:g}; it bursts where the enemy was when it was thrown and hurts every ground enemy within "
        f"{rules.BLAST_RADIUS:g}: good against crowds, often late for fast ones. A knight tower sends out up to {rules.KNIGHTS_PER_TOWER} knights, one every "
        f"{knight.interval_s:g} s, who stand at its rally point and stop ground enemies.",
        f"- A tower has levels 0 to {rules.TOP_LEVEL}; each level multiplies its damage (of a knight tower: its knights' damage and speed) by its growth. Selling pays back "
        f"{lesson.level.refund_rate:.0%} of all that was spent on the tower.",
    ]  # fmt: skip


def _people(lesson: Lesson) -> list[str]:
    hero, more, knight = lesson.hero, lesson.reinforcements, lesson.knight
    return [
        f"- A fighter (knight, reinforcement, hero) that stands idle attacks a ground enemy within {knight.range / 2:g} (the hero: {hero.range / 2:g}) of itself: it walks up, both stop and "
        f"fight. A stopped enemy does not move on, and towers go on shooting it: stop enemies where towers reach them. One fighter stops one enemy. A knight lets go when it is more than {rules.LEASH:g} from "
        "its place.",
        f"- The hero goes where you send it, fighting nobody on the way; it fights where it stands. It recovers {hero.recovery_per_s:g} health a second while it stands idle, and returns "
        f"{hero.revive_s:g} s after its death. Standing still without a ground enemy near, it throws fire at flying ones.",
        f"- Fire of Rage burns where the hero stands for {hero.fire_s:g} s and hurts ground enemies within {hero.fire_range / 2:g}, and your own knights too; it costs the hero {hero.fire_cost:g} "
        f"health. A knight that it kills pays you {knight.compensation} gold with probability {knight.compensation_probability:g}.",
        f"- Reinforcements are {more.number} knights at a place of your choice for {more.exist_s:g} s; they can be called again {more.cooldown_s:g} s later.",
    ]  # fmt: skip


def _weather(lesson: Lesson) -> list[str]:
    if not lesson.level.fog.on:
        return []
    return [
        f"- Fog: a cloud {2 * rules.FOG_HALF_WIDTH:g} wide and {2 * rules.FOG_HALF_HEIGHT:g} high drifts over the map at {lesson.level.fog.speed:g} a second. What it covers you cannot see, covered sites "
        "cannot be built on, upgraded or sold, and covered towers and fighters do not attack. While a Fire of Rage burns in it, it hides nothing.",
    ]  # fmt: skip
