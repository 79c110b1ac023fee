"""The command line's frame: rooms register, a broken one is told and hurts no other."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner

from garrison.cli import build


def entry(monkeypatch: pytest.MonkeyPatch, name: str, register: object) -> EntryPoint:
    module = ModuleType(f"room_{name}")
    module.register = register  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return EntryPoint(name, f"room_{name}:register", "garrison.commands")


def test_help_teaches_and_names_rooms_that_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def greet(app: typer.Typer) -> None:
        @app.command()
        def hello() -> None:
            """Greets."""
            typer.echo("hello to you")

    def broken(app: typer.Typer) -> None:
        raise RuntimeError("no luck today")

    absent = EntryPoint("absent", "room_that_is_not_there:register", "garrison.commands")
    app = build([entry(monkeypatch, "greet", greet), entry(monkeypatch, "broken", broken), absent])
    shown = CliRunner().invoke(app, ["--help"], terminal_width=200)
    assert shown.exit_code == 0
    for words in ("hello", "Greets", "garrison levels list", "no luck today", "room_that_is_not_there", "pip install"):
        assert words in shown.output
    assert "Traceback" not in shown.output
    assert CliRunner().invoke(app, ["hello"]).output == "hello to you\n"
    unknown = CliRunner().invoke(app, ["bye"])
    assert unknown.exit_code == 2 and "no luck today" in unknown.output


def test_version_is_printed() -> None:
    shown = CliRunner().invoke(build([]), ["--version"])
    assert shown.exit_code == 0 and shown.output.startswith("garrison ")


def test_missing_typer_is_one_sentence_and_exit_code_2() -> None:
    code = "import sys; sys.modules['typer'] = None; import garrison.cli"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "garrison[cli]" in ended.stderr and "Traceback" not in ended.stderr


def test_missing_gymnasium_names_the_extra() -> None:
    code = "import sys; sys.modules['gymnasium'] = None; import garrison\ntry: garrison.make()\nexcept ImportError as error: print(error)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "garrison[gym]" in ended.stdout


def test_commands_are_there_without_loading_what_only_some_of_them_need() -> None:
    code = """import sys
from garrison.cli import build
app = build()
print(sorted({"numba", "torch", "ray", "matplotlib", "pygame", "stable_baselines3", "transformers"} & set(sys.modules)))"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ended.stdout == "[]\n", ended.stderr
