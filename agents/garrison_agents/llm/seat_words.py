"""What a model is told before its first turn at a seat: the game, the level, its allies or its attacker, and what a reply must be.

The gateway's prompts are of a defense; here several play, and in a siege nobody but the attacker knows who comes.
"""

import json
from collections import Counter
from typing import Any, Final

from garrison import Description
from garrison_agents.grpo.ground import site_names

MARKS: Final = {
    "flying": "flies: only archers and the standing hero hit it", "unholdable": "cannot be stopped", "freeze_radius": "freezes towers",
    "raise_radius": "raises skeletons", "heal_radius": "heals others", "blast_radius": "explodes", "hurry_radius": "hurries others",
    "strike_radius": "hits an area", "brood": "leaves goblins behind",
}  # fmt: skip
OBJECT: Final = 'Reply with {"X": x, "Y": y, "Action": number} and nothing else, for example {"X": 0.5, "Y": -1.2, "Action": 9}'
NAMED: Final = 'Reply with one JSON object and nothing else, for example {"name": "move_hero", "arguments": {"x": 0.5, "y": -1.2}}'
TOOLS: Final = (
    "Actions: build(site, tower) with tower archer, magician or knight; upgrade(site); sell(site); rally(site, x, y) sends the knights "
    "of a knight tower; reinforce(x, y); move_hero(x, y); fire(); raise_hero(); wait()"
)


def system_prompt(description: Description, form: str) -> str:
    """description: with the rules of the very game. form: object or named."""
    level = description.rules["level"]
    lines = [
        "Tower defence. Map -3..3 in x (right) and y (up). Enemies walk roads to the base at "
        f"{_place(level['base'])}; each that arrives costs 1 of {level['life']} lives and 1 point. Hold out until the last wave is over, "
        "and let none through. You act once a step; the game waits for you.",
        *_company(description),
        "Roads: " + "; ".join(f"{number}: {' '.join(map(_place, road))}" for number, road in enumerate(level["paths"], 1)) + ".",
        _foes(description),
        *_own(description.rules),
        "Only coins pay, one at a time, to the hero or knight that gets there."
        + (" Fog hides what it covers." if level["fog"]["on"] else ""),
        _actions(description, form),
        NAMED if form == "named" else OBJECT,
    ]
    return "\n".join(lines)


def _company(description: Description) -> list[str]:
    """Who plays besides, and what is whose."""
    told, defenders = [], _defenders(description)
    if defenders["seats"] > 1:
        zones = " You build only on your own zone's sites." if defenders["ownership"] == "zones" else ""
        told.append(
            f"{defenders['seats']} seats hold the base together, each with a purse, a hero, reinforcements and towers of its own; the "
            f"state says which seat you are and whose a tower is. Nobody changes another's tower.{zones} You may give another 50 gold."
        )
    if description.mode == "siege":
        told.append(
            "An attacker sends the enemies in place of the level's own waves: it pays for each from a budget that grows by the wave, and "
            "chooses kind, road and time. You learn of an enemy when it appears."
        )
    return told


def _defenders(description: Description) -> dict[str, Any]:
    """The rules among those who defend."""
    rules: dict[str, Any] = description.rules.get(description.mode, {"seats": 1})
    found: dict[str, Any] = rules.get("defenders", rules)
    return found


def _foes(description: Description) -> str:
    """Who may come: in a siege anybody, else the level's waves."""
    rows = {row["name"]: row for row in description.rules["enemies"]}
    if description.mode == "siege":
        return "Foes (health, speed): " + "; ".join(map(_foe, rows.values())) + "."
    waves = description.rules["level"]["waves"]
    counted = "; ".join(", ".join(f"{n} {_plain(name)}" for name, n in Counter(wave["enemies"]).items()) for wave in waves)
    met = [rows[name] for name in dict.fromkeys(name for wave in waves for name in wave["enemies"])]
    return f"Waves: {counted}.\nFoes (health, speed): {'; '.join(map(_foe, met))}."


def _foe(row: dict[str, Any]) -> str:
    marks = ", ".join(words for mark, words in MARKS.items() if row[mark])
    return f"{_plain(row['name'])} {row['health']:g} {row['speed']:g}{f' {marks}' if marks else ''}"


def _own(rules: dict[str, Any]) -> list[str]:
    """Towers, knights, the hero, reinforcements."""
    towers, hero, men = {row["name"]: row for row in rules["towers"]}, rules["hero"], rules["reinforcements"]
    archer, magician, knight = towers["archer"], towers["magician"], towers["knight"]
    return [
        f"Towers: archer {archer['price']:g} gold, {_damage(archer)} within {archer['range'] / 2:g}, ground and air; magician "
        f"{magician['price']:g}, {_damage(magician)} within {magician['range'] / 2:g}, ground, hits a crowd; knight {knight['price']:g}, "
        f"knights that stop enemies, rally point within {knight['range'] / 2:g}. Levels 0 to 3.",
        f"The hero ({hero['health']:g} health, speed {hero['speed']:g}) and knights hold one ground enemy each: place them where towers "
        f"reach. Fire of Rage costs the hero {hero['fire_cost']:g} health and burns enemies and knights around it. Raising the hero costs "
        f"{hero['raise_price']:g} gold. Reinforcements: {men['number']} knights for {men['exist_s']:g} s, again after "
        f"{men['cooldown_s']:g} s.",
    ]


def _actions(description: Description, form: str) -> str:
    gifts = _defenders(description)["seats"] > 1
    if form == "named":
        return f"{TOOLS}{'; give(seat) gives 50 gold' if gifts else ''}. Sites: {_sites(description)}."
    numbers = ", ".join(f"{number} {name}" for number, name in enumerate(description.action_names[:12]))
    give = "; 12 + k gives 50 gold to seat k" if gifts else ""
    return f"Actions: {numbers}{give}. For 0 to 5, X and Y are a site's own. Sites: {_sites(description)}."


def _sites(description: Description) -> str:
    points = description.rules["level"]["tower_points"]
    return " ".join(f"{name} {_place(point['at'])}" for name, point in zip(site_names(description), points, strict=True))


def state_words(state: str, note: str) -> str:
    """The user prompt: what became of the last reply, where that must be said, and the state."""
    return f"{note}\n\n# Current state\n{state}" if note else f"# Current state\n{state}"


def read(reply: str) -> Any:
    """The JSON of a reply, bare or alone in a fenced block. Raises ValueError."""
    text = reply.strip()
    if text.startswith("```") and text.endswith("```"):
        text = text.removesuffix("```").partition("\n")[2]
    return json.loads(text)


def _damage(tower: dict[str, Any]) -> str:
    return f"{tower['damage']:g}-{tower['damage'] + tower['extra_damage']:g} damage every {tower['interval_s']:g} s"


def _place(at: Any) -> str:
    return f"({at[0]:g},{at[1]:g})"


def _plain(name: str) -> str:
    return name.replace("_", " ")
