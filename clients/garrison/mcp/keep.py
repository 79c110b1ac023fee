"""What is kept of games with --record: a replay and a transcript of each."""

import json
import logging
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from garrison.errors import GarrisonError, OptionError
from garrison.gateway import Entry
from garrison.mcp.game import Game
from garrison.whole_file import write_whole

FORMAT = 1
_log = logging.getLogger(__name__)


class Keeper:
    """Keeps each game once, when it is over or left. `folder` None: nothing."""

    def __init__(self, folder: Path | None) -> None:
        """Raises OptionError where the folder cannot be."""
        self._folder = folder
        self._kept: set[str] = set()
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OptionError("--record", f"{folder} ({error.strerror})", "a folder that can be written") from None

    def keep(self, game: Game) -> None:
        """Writes NAME.replay.json and NAME.transcript.json. What goes wrong is logged: a full disk is no reason to stop a game."""
        if self._folder is None or game.session_id in self._kept or game.standing()["step"] == 0:
            return
        self._kept.add(game.session_id)
        level = re.sub(r"[^\w.-]+", "-", game.ground.name)
        name = f"{level}-s{game.seed}-{game.session_id[:8]}"
        try:
            replay, transcript = game.export_replay(), _transcript(game)
            write_whole(self._folder / f"{name}.replay.json", replay)
            write_whole(self._folder / f"{name}.transcript.json", json.dumps(transcript, indent=1).encode())
        except OSError as error:
            _log.error("--record: %s: %s", name, error.strerror or error)
        except GarrisonError as error:
            _log.error("--record: %s: %s", name, error)


def _transcript(game: Game) -> dict[str, Any]:
    told = game.transcript()
    return {
        "format": FORMAT, **game.standing(), "level_hash": game.ground.description.level.hash, "options": asdict(told.options),
        "counts": asdict(told.counts), "rules": game.rules, "entries": [_entry(entry) for entry in told.entries],
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    said = entry.result
    return {
        "prompt": entry.prompt, "calls": [asdict(call) for call in entry.calls], "omitted": entry.omitted,
        "troubles": [asdict(trouble) for trouble in entry.troubles], "understanding": said.understanding, "code": said.code,
        "explanation": said.explanation, "played": [asdict(act) for act in said.played], "steps": said.steps,
        "idle_steps": said.idle_steps, "stopped": said.stopped, "thought_s": said.thought_s,
    }  # fmt: skip
