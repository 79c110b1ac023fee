"""One episode's conversation: its prompts, what each reply was taken for and what came of it, and everything that was said."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from garrison_proto.talk import Brief, Entry, Said, Saying, TalkOptions, Transcript, Understanding, Words
from garrison_server import rules
from garrison_server.gateway.ledger import Ledger
from garrison_server.gateway.moments import Moments
from garrison_server.gateway.options import checked_options
from garrison_server.gateway.performance import Performance, Player
from garrison_server.gateway.reply import Fault, understand
from garrison_server.gateway.saying import checked_saying, short_form
from garrison_server.gateway.script import Script, script_of
from garrison_server.gateway.verdict import Verdict, on_fault, on_performance
from garrison_server.gateway.view import View
from garrison_server.picture.panels import READABLE
from garrison_server.refusal import ConversationError, FieldError, FinishedError
from garrison_server.requests import checked_views
from garrison_server.session import Session

UNHEARD = Verdict("unheard", "", "")
TOO_LATE = Verdict("too_late", "the game ended before this reply came", "came too late: the game had ended.")


class Exchange(NamedTuple):
    """One Say as it is kept; its prompt is put together again from the moments before it."""

    moment: int
    saying: Saying
    said: Said


class Conversation:
    """The conversation of a slot's episode. `now`: a clock, in seconds."""

    def __init__(self, session: Session, slot: int, now: Callable[[], float]) -> None:
        self._session, self.slot, self._now = session, slot, now
        self._player, self._view = Player(session, slot), View(session, slot)
        self._ledger, self._moments = Ledger(), Moments()
        self._exchanges: list[Exchange] = []
        self._options = checked_options(TalkOptions())
        self._answered_s = now()
        self._owed_ticks = 0.0  # real time: of the world, that are less than a step
        self.seen = session.changes(slot)  # the slot's changes that this conversation knows of

    def enter_outside(self, changes: int) -> None:
        """Somebody else has changed the episode: what was told before is no longer its past."""
        self._ledger.enter_outside(changes)
        self._moments.break_off()
        self.seen = self._session.changes(self.slot)

    def brief(self, options: TalkOptions | None) -> Brief:
        """The prompts as they stand. Raises ConversationError, FieldError."""
        self._agree(options)
        script = self._script()
        return Brief(script.system_prompt, self._prompt(), script.openai_tools, script.mcp_tools, self._view.image(),
                     script.answer_schema, self._options)  # fmt: skip

    def checked(self, saying: Saying) -> Saying:
        """The reply as it would be taken; nothing is played yet. Raises ConversationError, FieldError, FinishedError; never for what it
        says."""
        names = checked_views(saying.views, self._session.view_names)
        saying = replace(checked_saying(saying), views=names)
        self._agree(saying.options)
        if self._player.over:
            raise FinishedError(f"slot {self.slot}: the episode is finished; reset it first", field="slot", metadata={"slots": [self.slot]})
        return saying

    def say(self, saying: Saying) -> Said:
        """Takes a reply that was checked, and plays it."""
        self._present()
        moment = self._moments.last
        thought_s = max(self._now() - self._answered_s - sum(trouble.seconds for trouble in saying.troubles), 0.0)
        said = self._taken(saying, thought_s)
        self._exchanges.append(Exchange(moment, saying, said))
        self._ledger.enter(said, saying.troubles)
        self.seen = self._session.changes(self.slot)
        outcome = replace(said.outcome, views=self._session.look(self.slot, saying.views).views if saying.views else {})
        answer = replace(said, outcome=outcome, user_prompt=self._prompt(), image=self._view.image())
        self._answered_s = self._now()
        return answer

    def transcript(self, first: int, most: int | None = None) -> Transcript:
        """The exchanges from number `first` on, at most so many."""
        counts = self._ledger.counts
        entries = tuple(
            Entry(self._prompt(moment), saying.text or "", saying.calls or (), saying.troubles, saying.omitted, said)
            for moment, saying, said in self._exchanges[first : None if most is None else first + most]
        )
        counts = replace(counts, illegal_by_code=dict(counts.illegal_by_code))
        return Transcript(entries, counts, len(self._exchanges), self._options)

    def words(self) -> Words | None:
        """What watchers are told; None before the first Say."""
        if not self._exchanges:
            return None
        _, saying, said = self._exchanges[-1]
        did = ", ".join(act.words for act in said.played) or "no operation"
        return Words(short_form(saying), said.understanding, did, said.explanation, self._ledger.counts.replies)

    def _agree(self, options: TalkOptions | None) -> None:
        """Takes a client's options, as long as nothing was said under others."""
        if options is None:
            return
        wanted = checked_options(options)
        if wanted.image_alone and not self._view.tells_all:
            raise FieldError("options.image_alone", "true", f"a view pixels:SIZE of {READABLE} or more, not bare, before other pixels")
        if wanted != self._options and self._exchanges:
            came, held = ({key: value for key, value in vars(one).items() if getattr(other, key) != value}
                          for one, other in ((wanted, self._options), (self._options, wanted)))  # fmt: skip
            raise ConversationError(f"options: came {came}, but slot {self.slot}'s conversation has begun with {held}; "
                                    "reset the slot to begin another", field="options")  # fmt: skip
        if wanted != self._options:
            self._options, self._moments, self._answered_s = wanted, Moments(), self._now()

    def _script(self) -> Script:
        scenario = self._session.plan.scenarios[self._session.plan.level_of[self.slot]]
        return script_of(scenario, self._options, self._session.options.ticks_per_step)

    def _present(self) -> None:
        """Sees to it that there is a present moment."""
        if self._moments.stale:
            self._moments.add(self._state(), "")

    def _state(self) -> str:
        """The present state in words, where words tell it."""
        return "" if self._options.image_alone else self._view.state(self._options.style)

    def _prompt(self, moment: int | None = None) -> str:
        """The user prompt of a moment; None: of the present."""
        self._present()
        number = self._moments.last if moment is None else moment
        scene = self._moments.scene(number, self._options.history)
        ended = self._player.over and number == self._moments.last
        return self._script().user_prompt(scene, self._view.has_image, self._ending() if ended else "")

    def _ending(self) -> str:
        outcome = self._session.look(self.slot, ())
        how = {1: "won", 2: "lost: no life is left", 3: "over: its time is up"}[int(outcome.status[0])]
        return f"The game is {how}. Score {outcome.scores[0]:g} (0 is the best: minus one for each enemy that reached the base)."

    def _taken(self, saying: Saying, thought_s: float) -> Said:
        """What a reply comes to. The next moment begins with it."""
        if saying.text is None and saying.calls is None:
            return self._said(UNHEARD, Performance(), 0, thought_s)
        idle = self._pass_time(thought_s)
        plans = self._options.track == "plan"
        if self._player.over:
            verdict, done = TOO_LATE, Performance(outcome=idle.outcome)
        else:
            plan = understand(saying, self._script().menu, self._options)
            done = self._player.idle(1) if isinstance(plan, Fault) else self._player.perform(plan)
            verdict = on_fault(plan) if isinstance(plan, Fault) else on_performance(done, plans)
        if idle.outcome is not None and done.outcome is not None and done.outcome is not idle.outcome:
            done.outcome.rewards = done.outcome.rewards + idle.outcome.rewards
        if not plans:
            done.stopped = ""
        self._moments.close(verdict.told)
        self._moments.add(self._state(), verdict.told + self._passed(idle.steps))
        return self._said(verdict, done, idle.steps, thought_s)

    def _pass_time(self, thought_s: float) -> Performance:
        """Real time: the world has gone on while the model thought, in whole steps; what is left over is owed next time."""
        if self._options.track != "real_time":
            return Performance()
        steps, self._owed_ticks = divmod(
            self._owed_ticks + thought_s * self._options.speed * rules.TICKS_PER_S, self._session.options.ticks_per_step
        )
        return self._player.idle(int(steps))

    def _passed(self, steps: int) -> str:
        seconds = steps * self._session.options.ticks_per_step * rules.TICK_S
        return f" Before it, {seconds:.1f} s of the game went by while you thought." if steps else ""

    def _said(self, verdict: Verdict, done: Performance, idle_steps: int, thought_s: float) -> Said:
        """The answer, without what only the present caller is shown."""
        understanding: Understanding = verdict.understanding
        last = done.played[-1] if done.played else None
        outcome = done.outcome if done.outcome is not None else self._session.look(self.slot, ())
        return Said(
            understanding=understanding, x=last.x if last else 0.0, y=last.y if last else 0.0, action=last.action if last else rules.NOOP,
            code=last.code if last else 0, explanation=verdict.explanation, outcome=outcome, user_prompt="", image=b"",
            played=tuple(done.played), steps=done.steps, idle_steps=idle_steps, stopped=done.stopped, thought_s=thought_s,
        )  # fmt: skip
