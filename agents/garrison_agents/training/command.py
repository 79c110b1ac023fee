"""`garrison train ALGO`: the command line, made from the settings' fields."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from garrison_agents.training.algorithms import ALGORITHMS, settings_class
from garrison_agents.training.settings import RunSettings, Settings, helps, hints, item_type, plain_type

METAVARS: Final = {int: "INTEGER", float: "NUMBER", str: "TEXT"}
SHORT: Final = {"level": ("-l",), "seed": ("-s",)}
EXAMPLES: Final = """{about}

Writes runs/train/ALGO-LEVEL-sSEED: progress.csv, eval.csv, TensorBoard files, the checkpoints last and best, and curve.png.
Ctrl-C saves; the run then goes on with --resume as if it had never stopped.

Examples:

  garrison train {name} --level garrison-1 --steps 1_000_000

  garrison train {name} -l garrison-1 -l garrison-2 --seed 1 --seed 2 --seed 3

  garrison train {name} runs/train/{name}-garrison-1-s0/settings.json --seed 4

  garrison train {name} --resume runs/train/{name}-garrison-1-s0
"""


class Algorithms(TyperGroup):
    """Asked for an algorithm that there is not, it lists those that there are."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise typer.BadParameter(f"no algorithm is called {args[0]!r}; there are {', '.join(self.commands)}", ctx)
        return super().resolve_command(ctx, args)


def register(app: typer.Typer) -> None:
    """Adds `train` and its algorithms to `garrison`."""
    group = typer.Typer(cls=Algorithms, no_args_is_help=True)
    for name, algorithm in ALGORITHMS.items():
        group.command(name, help=EXAMPLES.format(about=algorithm.about, name=name))(command(name, settings_class(name)))
    app.add_typer(group, name="train", help="Train a policy, with curves, checkpoints and exact resume.")
    app.command("curves")(curves)
    app.command("merge")(merge)


def curves(
    runs: Annotated[list[Path], typer.Argument(help="Folders of runs.")],
    out: Annotated[Path, typer.Option(help="The picture (.png).")] = Path("curves.png"),
) -> None:
    """Draw the evaluations of runs: a line for what was trained alike, with its 95 % interval over seeds.

    Example: `garrison curves runs/train/maskable-ppo-garrison-1-s0 runs/train/dqn-garrison-1-s0 --out curves.png`.
    """
    from garrison_agents.options import plain_errors
    from garrison_agents.training.curves import plot

    with plain_errors():
        plot(runs, out)
        typer.echo(str(out))


def merge(
    checkpoint: Annotated[Path, typer.Argument(help="Of a policy hf:FOLDER (last.zip or best.zip).")],
    folder: Annotated[Path, typer.Argument(help="A new folder, for the library transformers.")],
) -> None:
    """Save a trained language model as a folder, its adapter merged into the weights.

    Example: `garrison merge runs/train/grpo-garrison-1-s0/best.zip models/trained`, then `garrison run --agent hf:models/trained`.
    """
    from garrison_agents.grpo.hf.merge import merge
    from garrison_agents.options import plain_errors

    with plain_errors():
        merge(checkpoint, folder)
        typer.echo(str(folder))


def command(algorithm: str, settings: type[RunSettings]) -> Callable[..., None]:
    """A function whose parameters are the settings, for Typer. What is not given stays out of them."""

    def run(**given: Any) -> None:
        from garrison_agents.training.start import Wishes, start

        changes = {name: given.pop(name) for name in hints(settings)}
        start(algorithm, settings, {name: value for name, value in changes.items() if value is not None and value != []}, Wishes(**given))

    lines = helps(settings)
    parameters = [_parameter(settings, name, lines[name]) for name in hints(settings)]
    parameters += inspect.signature(_wishes).parameters.values()
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__name__ = algorithm
    return run


def _parameter(settings: type[RunSettings], name: str, line: str) -> inspect.Parameter:
    """A field as Typer has it: unset is None, and the default is only shown."""
    plain, _ = plain_type(hints(settings)[name])
    inner, default = item_type(plain), getattr(settings(), name)
    kind, word = inner or plain, name.replace("_", "-")
    flags = (f"--{word}/--no-{word}",) if plain is bool else (f"--{word}", *SHORT.get(name, ()))
    option = typer.Option(
        *flags, help=line.replace("`", ""), show_default=(" ".join(map(str, default)) if inner else str(default)) or False,
        rich_help_panel="Run" if name in hints(Settings) else "Algorithm",
        parser=number if kind is int else None, metavar=METAVARS.get(kind),
    )  # fmt: skip
    several = inner is not None or name == "seed"
    annotation = Annotated[list[kind] | None if several else kind | None, option]  # type: ignore[valid-type]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def number(text: str) -> int:
    """A whole number as Python writes it, 3_000_000 or 3e6 too."""
    try:
        return int(text)
    except ValueError:
        value = float(text)
        if not value.is_integer():
            raise
        return int(value)


def _wishes(
    *,
    out: Annotated[Path, typer.Option(help="Folder of runs.")] = Path("runs/train"),
    resume: Annotated[list[Path] | None, typer.Option(help="Go on with the run in this folder; repeatable. --steps may be raised.")] = None,
    start: Annotated[Path | None, typer.Option("--from", help="Begin with the weights of this checkpoint.")] = None,
    config: Annotated[
        Path | None,
        typer.Argument(
            metavar="CONFIG",
            help="Settings from a file, such as another run's settings.json, or a named config of the algorithm's; options go first.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Runs side by side, each in a process of its own.")] = 1,
    pause_at: Annotated[int, typer.Option(min=0, help="Stop and save after so many steps, as Ctrl-C does; 0: never.")] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Begin anew where there is a run already.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """The options that are of the command and of no run: the fields of Wishes."""
