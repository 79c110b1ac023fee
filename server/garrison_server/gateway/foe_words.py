"""Each kind of enemy in a few words: what it does besides walking and fighting. Read off its row of the table."""

from garrison_server import rules
from garrison_server.gateway.lesson import plain


def mechanics(row: rules.Enemy) -> str:
    """What is special about a kind of enemy, with its numbers; empty for one that only walks and fights."""
    said = []
    if row.flying:
        said.append("flies: knights cannot stop it, only archer towers and the standing hero hit it")
    if row.unholdable:
        said.append("walks past knights and hero, who cannot stop it; towers hit it")
    if row.holders > 1:
        said.append(f"needs {row.holders} fighters at once to be stopped")
    if row.arrow_factor != 1:
        said.append(f"takes {row.arrow_factor:.0%} of an arrow's damage")
    if row.freeze_radius:
        said.append(f"freezes towers within {row.freeze_radius:g}; they thaw when it is gone or dead")
    if row.raise_radius:
        said.append(
            f"raises a skeleton from a ground enemy that falls within {row.raise_radius:g}, every {_seconds(rules.RAISE_TICKS)} at most"
        )
    if row.strike_radius:
        said.append(f"strikes all fighters within {row.strike_radius:g} of the one it fights")
    if row.heal_radius:
        said.append(f"mends other enemies within {row.heal_radius:g} by {row.heal:g} health every {_seconds(rules.HEAL_TICKS)}")
    if row.blast_radius:
        said.append(f"explodes among fighters: its first strike hits all within {row.blast_radius:g} and ends it")
    if row.hurry_radius:
        said.append(f"others within {row.hurry_radius:g} walk {row.hurry_factor:g} times as fast")
    if row.brood:
        said.append(f"leaves {row.brood} goblins behind when it falls")
    if row.damage == 0:
        said.append("never fights")
    return "; ".join(said)


def short(row: rules.Enemy) -> str:
    """The same in a word or three, for the brief prompt."""
    marks = (
        (row.flying, "flies"), (row.unholdable, "cannot be stopped"), (row.holders > 1, f"needs {row.holders} to stop it"),
        (row.arrow_factor != 1, f"arrows do {row.arrow_factor:.0%}"), (row.freeze_radius, "freezes towers"),
        (row.raise_radius, "raises skeletons"), (row.strike_radius, "hits an area"), (row.heal_radius, "heals others"),
        (row.blast_radius, "explodes"), (row.hurry_radius, "hurries others"), (row.brood, f"leaves {row.brood} goblins"),
    )  # fmt: skip
    told = ", ".join(word for mark, word in marks if mark)
    return f"{plain(row.name)} {row.health:g} {row.speed:g}{f' {told}' if told else ''}"


def _seconds(ticks: int) -> str:
    return f"{ticks * rules.TICK_S:g} s"
