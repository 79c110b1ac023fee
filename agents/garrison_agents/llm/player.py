"""One episode, from its first prompt to its result: whatever a model says, the game goes on; whatever breaks around it, it is void."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from garrison import Description, OpenOptions
from garrison.backend import Backend, SessionHandle
from garrison.errors import GarrisonError
from garrison_agents.llm.asking import Asking, Office
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.episodes import Episode
from garrison_agents.llm.errors import InfrastructureError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.record import WATCHED, Record, latencies
from garrison_agents.llm.rehearsal import Rehearsal
from garrison_agents.llm.situation import situation
from garrison_agents.llm.speech import Brief, Said, Speaker, TalkOptions, Trouble
from garrison_agents.llm.strategies.strategy import Strategy
from garrison_agents.llm.table import Reply, Table
from garrison_agents.scripted.facts import Facts, facts_of

LEASE_S: Final = 600.0


@dataclass(frozen=True)
class Ground:
    """A level as a run plays it."""

    level: str
    document: bytes | None  # the file itself, where the server does not know the level by name
    description: Description
    witness: float


def open_options(config: Evaluation, ground: Ground, modality: str) -> OpenOptions:
    """The session of one episode."""
    state = "text" if config.style == "full" else "brief"
    pixels = f"pixels:{config.image_size}"
    shown = {"text": (state,), "image": (pixels,), "both": (state, pixels)}[modality]
    return OpenOptions(
        levels=() if ground.document else (ground.level,), level_documents=(ground.document,) if ground.document else (),
        views=(*shown, *WATCHED), ticks_per_step=config.ticks_per_step, max_ticks=config.max_ticks, digits=config.digits, record=True,
        lease_s=LEASE_S,
    )  # fmt: skip


def talk_options(config: Evaluation, answer: str, form: str, thoughts: bool, modality: str) -> TalkOptions:
    """How the gateway is spoken to."""
    wanted: Any = "calls" if answer == "tools" else form or None
    return TalkOptions(
        style=config.style, form=wanted, track=config.track, history=config.history, thoughts=thoughts, speed=config.speed,  # type: ignore[arg-type]
        image_alone=modality == "image",
    )  # fmt: skip


@dataclass
class Player:
    """Plays episodes of one run."""

    config: Evaluation
    backend: Backend
    office: Office
    folder: RunFolder
    watch: Callable[[Episode, Record, Asking], None]
    resumed: int = 0  # how often the run was

    def play(self, episode: Episode, ground: Ground, strategy: Strategy) -> dict[str, Any]:
        """The result, kept in the folder. Raises CapReachedError and StoppedError, with nothing kept: the run can go on."""
        model = self.config.model(episode.model)
        asking = Asking(self.office, model, self._calls_of(episode))
        record = Record(ground.description, ground.witness)
        talk = talk_options(self.config, model.answer, model.form, strategy.thoughts, episode.modality)
        trouble, replay, prompts = None, None, []
        try:
            options = open_options(self.config, ground, episode.modality)
            with contextlib.closing(self.backend.open(options)) as session:
                game = _Game(self, session, options, talk, record, facts_of(ground.description))
                prompts = game.prompts
                game.run(episode, ground, strategy, asking)
                replay = session.export_replay(0)
        except InfrastructureError as error:
            trouble = {"kind": error.kind, "words": error.words}
        except GarrisonError as error:
            trouble = {"kind": "game_server", "words": f"{type(error).__name__}: {error}"}
        result = self._result(episode, ground, record, asking, trouble, strategy)
        self.folder.keep(result, record.turns, prompts if self.config.keep_prompts else None, replay)
        return result

    def _calls_of(self, episode: Episode) -> str:
        """The name of an episode's calls. Real time cannot be lived again: a resumed run asks anew."""
        return f"{episode.id}~{self.resumed}" if self.config.track == "real_time" and self.resumed else episode.id

    def _result(self, episode: Episode, ground: Ground, record: Record, asking: Asking, trouble: Any, strategy: Strategy) -> dict[str, Any]:
        spent = asking.spent
        return {
            "id": episode.id, **vars(episode), "level_hash": ground.description.level.hash, "state": "void" if trouble else "done",
            "trouble": trouble, **({} if trouble else record.numbers()), "calls": spent.calls, "tokens_in": spent.tokens_in,
            "tokens_out": spent.tokens_out, "uncounted_calls": spent.uncounted, "usd": spent.known_usd,
            "latency": latencies(asking.latencies_s), "retries": asking.retries, "memory": None if trouble else strategy.memory(),
        }  # fmt: skip


class _Game:
    """The loop of one episode."""

    def __init__(
        self, player: Player, session: SessionHandle, options: OpenOptions, talk: TalkOptions, record: Record, facts: Facts
    ) -> None:
        self._player, self._session, self._options, self._talk = player, session, options, talk
        self._record, self._facts = record, facts
        self._speaker = Speaker(player.backend)
        self._rehearsal: Rehearsal | None = None
        self.prompts: list[str] = []

    def run(self, episode: Episode, ground: Ground, strategy: Strategy, asking: Asking) -> None:
        """To the end of the episode."""
        self._record.begin(self._session.reset([0], [episode.seed], views=WATCHED))
        brief = self._speaker.brief(self._session, 0, self._talk)
        self.prompts.append(brief.system_prompt)
        table = self._table(episode, ground, strategy, asking, brief)
        try:
            strategy.begin(table)
            while not self._over():
                said = self._turn(strategy, table, asking)
                table.user, table.image, table.view, table.turn = said.user_prompt, said.image, self._record.view, table.turn + 1
                self._player.watch(episode, self._record, asking)
            strategy.end(table, {"level": episode.level, **self._record.numbers()})
        finally:
            if self._rehearsal is not None:
                self._rehearsal.close()

    def _over(self) -> bool:
        most = self._player.config.max_steps
        return self._record.over or bool(most and self._record.steps >= most)

    def _turn(self, strategy: Strategy, table: Table, asking: Asking) -> Said:
        features, words = situation(table.view, self._facts)
        reply: Reply = strategy.turn(table)
        told = self._troubles(asking)
        said = self._speaker.say(self._session, 0, reply, WATCHED, told)
        self.prompts.append(table.user)
        self._record.add(table.user, reply, said, features=features, situation=words, calls_made=asking.spent.calls)
        return said

    def _troubles(self, asking: Asking) -> list[Trouble]:
        """What held the reply up without being the model's doing; in real time, having waited for its turn too."""
        told = [
            Trouble("provider" if failed else "queue", f"{failed} attempts failed" if failed else "", lost_s)
            for lost_s, failed in asking.troubles
            if failed or self._player.config.track == "real_time"
        ]
        asking.troubles.clear()
        return told

    def _table(self, episode: Episode, ground: Ground, strategy: Strategy, asking: Asking, brief: Brief) -> Table:
        horizon = self._player.config.strategy(episode.strategy).horizon_steps

        def rehearse() -> Rehearsal:
            if self._rehearsal is None:
                self._rehearsal = Rehearsal(self._player.backend, self._options, self._talk, self._session, horizon)
            return self._rehearsal

        return Table(
            asking, ground.description, episode.level, episode.seed, brief.system_prompt, brief.user_prompt, brief.image,
            brief.openai_tools, brief.answer_schema, self._record.view, rehearse,
        )  # fmt: skip
