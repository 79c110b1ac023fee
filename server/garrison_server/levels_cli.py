"""`garrison levels …`: list, show, validate, generate and import levels."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from garrison_levels.faults import Fault, LevelError
from garrison_levels.level import benchmark_levels, find_level, generate_level, level_text, read_level, write_level
from garrison_levels.towermind import beside, import_towermind
from garrison_server.level_map import LEGEND, changed_rules, level_map, level_numbers, wave_table

HELP = "Levels: list, show, check, generate and import them."

levels_app = typer.Typer(help=HELP, no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Name = Annotated[
    str, typer.Argument(metavar="LEVEL", help="A benchmark level's name, generated:SEED:DIFFICULTY, or the path of a .json file.")
]


def register(app: typer.Typer) -> None:
    """Adds `levels` to the command line, or to the group of that name that another room has made."""
    group = next((info.typer_instance for info in app.registered_groups if info.name == "levels"), None)
    if group is None:
        app.add_typer(levels_app, name="levels")
    else:
        group.info.help = HELP
        group.registered_commands = [*levels_app.registered_commands, *group.registered_commands]


@levels_app.callback()
def _levels() -> None:
    """Levels: list, show, check, generate and import them."""


@levels_app.command("list")
def list_levels(as_json: Json = False) -> None:
    """List the benchmark levels with what makes each one hard.

    Other levels need no list: `generated:SEED:DIFFICULTY` names a new one, and any level file may stand for a name.
    """
    rows = [level_numbers(level) for level in benchmark_levels().values()]
    if as_json:
        return print(json.dumps(rows))
    table = Table(box=None, header_style="bold")
    for column in ("name", "title", "roads", "points", "misleading", "waves", "enemies", "gold", "fog"):
        table.add_column(column, justify="left" if column in ("name", "title") else "right")
    for row in rows:
        numbers = (row["roads"], row["tower_points"], row["misleading_points"], row["waves"], row["enemies"], row["gold"])
        table.add_row(row["name"], row["title"], *map(str, numbers), "yes" if row["fog"] else "no")
    Console().print(table)


@levels_app.command("show")
def show(name: Name, as_json: Json = False) -> None:
    """Draw a level's map, and print its waves and numbers.

    With --json: one object with the level's document under `level`, and its numbers and content hash under `numbers`.

    Examples:

      garrison levels show garrison-3

      garrison levels show generated:7:4 --json
    """
    level = _had(name)
    numbers = level_numbers(level)
    if as_json:
        return print(json.dumps({"level": level.model_dump(mode="json"), "numbers": numbers}))
    console = Console(highlight=False, markup=False)
    console.print(f"{level.name}: {level.title}", level.description, level_map(level), sep="\n", end="")
    console.print(LEGEND, "", wave_table(level), "", sep="\n")
    lengths = ", ".join(f"{length:g}" for length in numbers["road_lengths"])
    fog = f"fog at {level.fog.speed:g} units/s" if level.fog.on else "no fog"
    coins = level.coins
    console.print(f"{numbers['enemies']} enemies in {numbers['waves']} waves, {level.wave_interval_s:g} s apart; roads of {lengths} units")
    console.print(
        f"gold {level.gold.start} (at most {level.gold.maximum}), life {level.life}, refund {level.refund_rate:g}, {fog}; "
        f"coins of {coins.value} to {coins.value + coins.extra}, {coins.refresh_s:g} s after the last"
    )
    if changes := changed_rules(level):
        console.print(f"own rules: {changes}")
    console.print(f"sha256 {numbers['hash']}")


@levels_app.command("validate")
def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Level files.")],
    as_json: Json = False,
) -> None:
    """Check level files; each fault is named with its field, what came and what was wanted.

    Exit code 0 when all files are valid, 2 when any is not.
    """
    bad = 0
    for file in files:
        faults: Sequence[Fault] = ()
        try:
            level = read_level(file)
        except LevelError as error:
            bad += 1
            faults = error.faults
            if not as_json:
                print(error, file=sys.stderr)
        else:
            if not as_json:
                print(f"{file}: valid ({level.name}, {level.title})")
        if as_json:
            print(json.dumps({"file": str(file), "valid": not faults, "faults": [fault._asdict() for fault in faults]}))
    if bad:
        raise typer.Exit(2)


@levels_app.command("generate")
def generate(
    seed: Annotated[int, typer.Argument(help="Any whole number from 0; the same seed draws the same level everywhere.")],
    difficulty: Annotated[int, typer.Argument(help="1 (one road, few enemies) to 5 (five roads, the Hill King).")] = 3,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; without it the level goes to stdout.")] = None,
) -> None:
    """Draw a new level from a seed and a difficulty.

    The level need not be written to be played: `generated:SEED:DIFFICULTY` is its name everywhere.

    Examples:

      garrison levels generate 7 3 --out mine.json

      garrison levels show generated:7:3
    """
    try:
        level = generate_level(seed, difficulty)
    except LevelError as error:
        _refuse(error)
    if out is None:
        return print(level_text(level), end="")
    _write(lambda: write_level(level, out), out)
    print(f"{out}: {level.title}")


@levels_app.command("import")
def import_levels(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="TowerMind's StreamingAssets/Config folder.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the level files; made if it is not there.")] = Path(),
    observation: Annotated[
        list[str] | None,
        typer.Option("--observation", metavar="ID=FILE", help="A built-in level's text observation; may be given several times."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Turn TowerMind's configuration folder into level files.

    User-made levels carry their own map. Built-in ones keep it inside the game, so give a text observation of each,
    recorded from the game before anything is built: by --observation 3=FILE, or as observation-3.json in the folder or
    beside it. Built-in levels without one are named and left out.

    Example:

      garrison levels import td_Data/StreamingAssets/Config --observation 0=first.json --out levels/
    """
    observations = {**beside(folder), **dict(map(_numbered, observation or []))}
    try:
        imported = import_towermind(folder, observations)
    except LevelError as error:
        _refuse(error)
    _write(lambda: out.mkdir(parents=True, exist_ok=True), out)
    written: list[dict[str, Any]] = []
    for level in imported.levels:
        path = out / f"{level.name}.json"
        _write(lambda level=level, path=path: write_level(level, path), path)
        written.append({"name": level.name, "file": str(path)})
    if as_json:
        return print(json.dumps({"written": written, "without_geometry": imported.without_geometry}))
    for row in written:
        print(f"{row['file']}: written")
    for number in imported.without_geometry:
        print(f"level {number}: left out, for it needs a text observation: --observation {number}=FILE", file=sys.stderr)


def _had(name: str) -> Any:
    try:
        return find_level(name)
    except LevelError as error:
        _refuse(error)


def _numbered(text: str) -> tuple[int, Path]:
    number, sign, file = text.partition("=")
    if not sign or not file or not (number.isascii() and number.isdigit()):
        print(f"garrison: --observation: {text!r} came, wanted ID=FILE, such as 3=observation.json", file=sys.stderr)
        raise typer.Exit(2)
    return int(number), Path(file)


def _write(action: Any, path: Path) -> None:
    try:
        action()
    except OSError as error:
        print(f"garrison: {path}: cannot be written: {error.strerror}", file=sys.stderr)
        raise typer.Exit(2) from None


def _refuse(error: LevelError) -> NoReturn:
    print(f"garrison: {error}", file=sys.stderr)
    raise typer.Exit(2) from None
