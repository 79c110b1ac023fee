"""What happens when a game is over: its score is kept, its replay saved, and all of it told as a Result."""

from pathlib import Path

from garrison.errors import GarrisonError, ScoresError
from garrison.play.catalogue import enemy_counts
from garrison.play.game import STATUS, Game
from garrison.play.result import Result
from garrison.play.scores import Best, Scores


def finished(game: Game, scores: Scores, replay_path: Path | None = None) -> Result:
    """A game that is over. What cannot be saved is told in the result, and stops nothing."""
    level_hash, level = game.described.level.hash, game.rules["level"]
    before, faults = scores.best(level_hash), []
    status = STATUS[game.status]
    is_best = False
    try:
        is_best = scores.record(level_hash, Best(game.score, status == "won", game.tick, game.seed))
    except ScoresError as error:
        faults.append(str(error))
    note = ""
    if replay_path is not None:
        try:
            replay_path.parent.mkdir(parents=True, exist_ok=True)
            replay_path.write_bytes(game.export_replay())
            note = f"The replay is in {replay_path}"
        except (OSError, GarrisonError) as error:
            faults.append(f"The replay was not saved: {error}")
    return Result(
        title=game.described.level.title or game.described.level.name,
        status=status,
        score=game.score,
        life=level["life"],
        wave=game.text["Level_Current_Wave"],
        waves=len(level["waves"]),
        ticks=game.tick,
        seed=game.seed,
        actions=game.orders,
        refused=game.refused,
        leaks=enemy_counts(game.leaks, game.rules["enemies"]),
        best=before,
        is_best=is_best,
        note=note,
        faults=tuple(faults),
    )


def numbered(path: Path, number: int) -> Path:
    """Where the replay of a window's n-th game goes: FILE, FILE-2, FILE-3, ..."""
    return path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
