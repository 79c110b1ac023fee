"""The command `garrison`: every room registers its own commands under the entry-point group `garrison.commands`."""

import sys
from importlib.metadata import EntryPoint, entry_points
from typing import Annotated, Any

from garrison.version import version

GROUP = "garrison.commands"

try:
    import typer
    from typer.core import TyperGroup
except ImportError:
    sys.stderr.write("garrison: the command line needs typer, which is not installed: pip install 'garrison[cli]'\n")
    raise SystemExit(2) from None

EXTRAS = {
    "gymnasium": "gym",
    "pettingzoo": "marl",
    "torch": "rl",
    "stable_baselines3": "rl",
    "ray": "ray",
    "openai": "llm",
    "pygame": "play",
    "mcp": "mcp",
}

INTRODUCTION = """Garrison: a tower-defence game served over gRPC, for reinforcement learning, language models and people.

Examples:

  garrison levels list                                        what there is to play

  garrison run --agent greedy --level garrison-1 --episodes 3   watch a simple agent's scores

  garrison serve                                              serve games; prints the address as one line of JSON

  garrison COMMAND --help                                     everything about one command
"""


def build(entries: list[EntryPoint] | None = None) -> typer.Typer:
    """The application with the commands of every room that is installed.

    A room that cannot be imported, because an extra is missing or it is broken, loses its commands and no other's; the
    end of `--help` says which and why.
    """
    missing: list[str] = []
    app = typer.Typer(
        name="garrison", cls=_group(missing), no_args_is_help=True, pretty_exceptions_show_locals=False, rich_markup_mode="rich"
    )
    for entry in sorted(entry_points(group=GROUP) if entries is None else entries, key=lambda entry: entry.name):
        reason = _register(entry, app)
        if reason:
            missing.append(f"{entry.name}: {reason}")
    _add_root(app, missing)
    return app


def _group(missing: list[str]) -> type[TyperGroup]:
    """A group that, asked for a command it does not have, says which rooms are missing: the command may be theirs."""

    class Rooms(TyperGroup):
        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            try:
                return super().resolve_command(ctx, args)
            except Exception as error:
                if missing and hasattr(error, "message"):
                    error.message = "\n".join((str(error.message), *(f"Not available: {line}" for line in missing)))
                raise

    return Rooms


def _register(entry: EntryPoint, app: typer.Typer) -> str:
    """Lets a room add its commands; the reason in one line if it cannot."""
    try:
        entry.load()(app)
    except ModuleNotFoundError as error:
        room = entry.value.partition(".")[0]
        return f"needs {error.name}, which is not installed: pip install 'garrison[{_extra(error.name or '', room)}]'"
    except Exception as error:  # whatever one room does wrong, the others' commands must work
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return ""


def _extra(module: str, room: str) -> str:
    """The extra that brings `module`, or at least most of what `room` needs."""
    return EXTRAS.get(module.partition(".")[0], "play" if room == "garrison" else "server")


def _add_root(app: typer.Typer, missing: list[str]) -> None:
    epilog = "".join(f"\n\nNot available: {line}" for line in missing)

    def show_version(wanted: bool) -> None:
        if wanted:
            typer.echo(f"garrison {version}")
            raise typer.Exit

    @app.callback(help=INTRODUCTION, epilog=epilog.strip() or None)
    def root(
        show: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=show_version)] = False,
    ) -> None:
        pass


def main() -> None:
    """Entry point of the command `garrison`. Our own errors become one sentence and exit code 2, not a trace."""
    from garrison.errors import GarrisonError

    try:
        build()()
    except GarrisonError as error:
        sys.stderr.write(f"garrison: {error}\n")
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away, such as `head`
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
