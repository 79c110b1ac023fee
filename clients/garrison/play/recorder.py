"""Where the replays of a window's games are saved: FILE, then FILE-2 and so on."""

from pathlib import Path

from garrison.errors import GarrisonError
from garrison.play.game import Game
from garrison.whole_file import write_whole


class Recorder:
    """Saves each game once. `path` None: nothing is recorded."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._saved = 0
        self._last: tuple[int, int] | None = None  # the game saved last: its object and its beginning

    def save(self, game: Game) -> tuple[str, str]:
        """Saves a game's replay; a note for the player, and what went wrong; each "" if there is nothing to say."""
        game_key = (id(game), game.begun)
        if self.path is None or game_key == self._last or game.tick == 0:
            return "", ""
        number = self._saved + 1
        path = self.path if number == 1 else self.path.with_name(f"{self.path.stem}-{number}{self.path.suffix}")
        try:
            write_whole(path, game.export_replay())
        except OSError as error:
            return "", f"The replay was not saved to {path}: {error.strerror or error}"
        except GarrisonError as error:
            return "", f"The replay was not saved: {error}"
        self._saved, self._last = number, game_key
        return f"Replay saved: {path}", ""
