"""Level files: opened with their faults, refused when damaged, saved whole."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from garrison.backend import Backend
from garrison.edit.document import document_of, draft_bytes
from garrison.edit.file import LevelFileError, load_file, save_file
from garrison.edit.template import new_draft


def test_saved_level_is_loaded_equal(backend: Backend, tmp_path: Path) -> None:
    save_file(tmp_path / "mine.json", new_draft("mine"))
    assert load_file(tmp_path / "mine.json", backend) == (new_draft("mine"), ())
    assert list(tmp_path.iterdir()) == [tmp_path / "mine.json"]


def test_level_with_faults_opens_with_them(backend: Backend, tmp_path: Path) -> None:
    draft = replace(new_draft(), base=(2.2, -9.0), paths=(((-3.0, 0.0), (2.2, -9.0)),))
    save_file(tmp_path / "mine.json", draft)
    opened = load_file(tmp_path / "mine.json", backend)
    assert opened.draft == draft and [fault.field for fault in opened.faults] == ["paths[0][1][1]", "base[1]"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"format": 1,', r"file: .* \(line 1, column \d+\) came, wanted valid JSON"),
        (b"\xff\xfe", "byte 0xff at offset 0 came, wanted UTF-8"),
        (b"x" * ((1 << 20) + 1), "1048577 bytes"),
        (json.dumps({**document_of(new_draft()), "secret": 1}).encode(), "secret: 1 came, wanted no such field"),
        (json.dumps({**document_of(new_draft()), "waves": 7}).encode(), "waves: 7 came"),
    ],
)
def test_damaged_file_is_refused_with_its_place(backend: Backend, tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "mine.json").write_bytes(data)
    with pytest.raises(LevelFileError, match=said) as caught:
        load_file(tmp_path / "mine.json", backend)
    assert str(caught.value).startswith(f"{tmp_path / 'mine.json'}: ")


def test_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.json"
    save_file(path, new_draft("old"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(LevelFileError, match="cannot be written: No space left"):
        save_file(path, new_draft("new"))
    assert path.read_bytes() == draft_bytes(new_draft("old")) and list(tmp_path.iterdir()) == [path]


def test_save_follows_a_link_and_keeps_the_file_s_mode(tmp_path: Path) -> None:
    path, link = tmp_path / "mine.json", tmp_path / "link.json"
    save_file(path, new_draft("old"))
    path.chmod(0o640)
    link.symlink_to(path)
    save_file(link, new_draft("new"))
    assert link.is_symlink() and path.read_bytes() == draft_bytes(new_draft("new")) and path.stat().st_mode & 0o777 == 0o640


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LevelFileError, match="cannot be written: No such file or directory"):
        save_file(tmp_path / "nowhere" / "mine.json", new_draft())
