"""`garrison edit` as it is typed: what it opens, and what it refuses with one sentence and exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from garrison.backend import Backend
from garrison.edit.document import draft_bytes
from garrison.edit.template import new_draft
from garrison.edit.workbench import desk_for


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "garrison", "edit", *arguments]
    kept = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, timeout=240, check=False)


def test_damaged_file_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(draft_bytes(new_draft()).replace(b'"waves"', b'"wives"'))
    done = run(str(path), SDL_VIDEODRIVER="dummy")
    said = f"garrison: {path}: not a level that can be edited:\n  waves: nothing came, wanted this field: it is required\n  wives: "
    assert done.returncode == 2 and done.stderr.startswith(said) and done.stderr.count("\n") == 3


def test_no_display_is_said_in_one_sentence() -> None:
    done = run(SDL_VIDEODRIVER="x11")
    assert done.returncode == 2 and done.stderr.startswith("garrison: no window can be opened here") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(("name", "slug"), [("", "my-level"), ("My Map 2.json", "my-map-2"), ("./ä.json", "my-level")])
def test_file_to_be_is_a_new_level(backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, slug: str) -> None:
    monkeypatch.chdir(tmp_path)
    desk = desk_for(name, backend)
    assert desk.draft == new_draft(slug) and desk.path == (Path(name) if name else None) and not desk.history.is_saved


def test_server_s_level_is_copied_and_a_file_is_opened(backend: Backend, tmp_path: Path) -> None:
    desk = desk_for("garrison-2", backend)
    assert desk.draft.title == "Two Gates" and desk.path is None and not desk.history.is_saved
    desk.save(tmp_path / "mine.json")
    again = desk_for(str(tmp_path / "mine.json"), backend)
    assert again.draft == desk.draft and again.path == tmp_path / "mine.json" and again.history.is_saved
