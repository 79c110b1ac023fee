"""`garrison evaluate`: every episode of a config, side by side within its limits; stopped or killed, it goes on with --resume."""

import contextlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from garrison.backend import Backend, load_backend
from garrison_agents.llm.asking import Office
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.dispatch import Dispatch
from garrison_agents.llm.episodes import Episode, lanes, level_label
from garrison_agents.llm.errors import CapReachedError, LeftError, LlmError, StoppedError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.journal import read_journal
from garrison_agents.llm.manifest import check_same, new_manifest, now
from garrison_agents.llm.person import Person, Terminal
from garrison_agents.llm.player import Ground, Player
from garrison_agents.llm.progress import Progress
from garrison_agents.llm.purse import Purse
from garrison_agents.llm.strategies.strategy import make_strategy
from garrison_agents.options import reached
from garrison_agents.witness.files import witness_score


@dataclass
class Ending:
    """How a run ended this time."""

    folder: RunFolder
    results: list[dict[str, Any]] = field(default_factory=list)
    episodes: int = 0
    stopped: str = ""  # why it ended before its time
    in_doubt: int = 0  # calls that were perhaps paid for twice, since a courier was killed too


def evaluate(config: Evaluation, path: Path, resume: bool = False, quiet: bool = False) -> Ending:
    """Plays what is not yet played. Raises LlmError before anything is asked; Ctrl-C and caps are endings."""
    folder = RunFolder(path)
    with reached(config.target) as target, contextlib.ExitStack() as stack:
        backend = load_backend(target)
        stack.callback(backend.close)
        grounds = {level: ground_of(backend, level) for level in config.levels}
        folder.check(resume)
        folder.hold()
        stack.callback(folder.release)
        progress = stack.enter_context(Progress(config, quiet))
        dispatch = Dispatch([model for model in config.models if model.provider != "person"], folder.journal, progress.retried)
        stack.callback(dispatch.close)
        resumed = _prepare(config, folder, backend, grounds, resume)
        office = _office(config, folder, dispatch)
        ending = Ending(folder, in_doubt=len(office.memory.in_doubt))
        player = Player(config, backend, office, folder, progress.decided, resumed)
        _Run(config, player, grounds, progress, ending).play()
    ending.results = folder.results()
    return ending


def ground_of(backend: Backend, level: str) -> Ground:
    """A level by its name or file, described by the server that will play it."""
    document = Path(level).read_bytes() if level.endswith(".json") else None
    described = backend.describe("" if document else level, level_document=document)
    return Ground(level, document, described, witness_score(level, described.level.hash))


def _prepare(config: Evaluation, folder: RunFolder, backend: Backend, grounds: dict[str, Ground], resume: bool) -> int:
    """A new run's files, or the check that an old one may go on; how often it was resumed."""
    if not resume:
        manifest = new_manifest(config, backend, grounds)
        folder.begin(manifest, {level_label(level): ground.description.level_document for level, ground in grounds.items()})
        return 0
    manifest = folder.read_manifest()
    check_same(config, manifest, backend, grounds)
    manifest["resumed"].append(now())
    del manifest["format"]
    folder.write_manifest(manifest)
    return len(manifest["resumed"])


def _office(config: Evaluation, folder: RunFolder, dispatch: Dispatch) -> Office:
    """The journal, read after the courier holds it: an earlier one may have written until then."""
    memory = read_journal(folder.journal)
    purse = Purse(config.caps)
    for name, _, answer in memory.answers.values():
        purse.add(config.model(name), answer)
    halt = threading.Event()
    terminal = Terminal(folder.path, halt)
    people = {model.name: Person(model.name, terminal) for model in config.models if model.provider == "person"}
    return Office(dispatch, memory, purse, people, halt)


class _Run:
    """Lanes over threads."""

    def __init__(self, config: Evaluation, player: Player, grounds: dict[str, Ground], progress: Progress, ending: Ending) -> None:
        self._config, self._player, self._grounds = config, player, grounds
        self._progress, self._ending = progress, ending
        self._halt = player.office.halt

    def play(self) -> None:
        remembering = [strategy.name for strategy in self._config.strategies if make_strategy(strategy).remembers]
        todo = lanes(self._config, remembering)
        self._ending.episodes = sum(map(len, todo))
        with ThreadPoolExecutor(self._config.parallel) as pool:
            under_way = [pool.submit(self._lane, lane) for lane in todo]
            try:
                for done in as_completed(under_way):
                    done.result()
            except KeyboardInterrupt:
                self._stop("Ctrl-C")
            except (CapReachedError, LeftError) as error:
                self._stop(str(error))
            finally:
                self._halt.set()
                pool.shutdown(cancel_futures=True)

    def _stop(self, why: str) -> None:
        self._ending.stopped = why
        self._progress.say(f"stopping: {why}; waiting for the requests on their way")

    def _lane(self, lane: Sequence[Episode]) -> None:
        strategy = make_strategy(self._config.strategy(lane[0].strategy))
        for episode in lane:
            result = self._player.folder.result(episode)
            if result is None or result["state"] == "void":
                if self._halt.is_set():
                    return
                try:
                    result = self._player.play(episode, self._grounds[episode.level], strategy)
                except StoppedError:
                    return
                except LlmError:
                    self._halt.set()
                    raise
            else:
                strategy.recall(result["memory"])
            self._progress.finished(episode, result)
            if result["state"] == "void" and strategy.remembers:
                return  # what follows depends on it
