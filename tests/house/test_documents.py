"""What the documents say is true: their links lead somewhere, their commands exist, the read-me's Python runs."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.main import get_command

import garrison
from garrison.cli import build
from garrison_server import refusal

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.S | re.M)


def commands() -> list[str]:
    """Every `garrison ...` line of the documents' shell blocks."""
    lines = [
        line.split("#")[0].strip(" &")
        for path in DOCUMENTS
        for block in blocks(path.read_text(encoding="utf-8"), "sh")
        for line in block.splitlines()
    ]
    return sorted({line for line in lines if line.startswith("garrison ")})


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert not missing, missing


@pytest.mark.parametrize("line", commands())
def test_command_of_the_documents_exists(line: str) -> None:
    """Every word that names a command does, and every option is one of that command."""
    command = get_command(build())
    words = shlex.split(line)[1:]
    while isinstance(command, typer.core.TyperGroup) and words:
        name = words.pop(0)
        assert name in command.commands, f"{name!r} is none of {', '.join(command.commands)}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in known]
    assert not unknown, f"{unknown} is none of {sorted(known)}"


@pytest.mark.parametrize("number", range(len(blocks(README, "python"))))
def test_python_of_the_readme_runs(number: int) -> None:
    command = [sys.executable, "-W", "error::DeprecationWarning", "-c", blocks(README, "python")[number]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr


def test_protocol_page_names_every_reason_beside_its_status() -> None:
    rows = dict(re.findall(r"^\| ([A-Z_]+) \| (.+) \|$", (ROOT / "docs/protocol.md").read_text(encoding="utf-8"), re.M))
    kinds = [kind for kind in vars(refusal).values() if isinstance(kind, type) and issubclass(kind, refusal.RefusalError)]
    missing = [f"{kind.code} {kind.reason}" for kind in kinds if not re.search(rf"\b{kind.reason}\b", rows.get(kind.code, ""))]
    assert not missing, missing


def test_protocol_page_s_python_plays() -> None:
    (code,) = blocks((ROOT / "docs/protocol.md").read_text(encoding="utf-8"), "python")
    with garrison.launch() as server:
        code = code.replace("unix:/tmp/garrison.sock", server.address)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Level_Current_Step"] == 1
