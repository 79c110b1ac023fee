"""The conversations of one session, a slot each: made at the first word of an episode, gone with its next reset."""

import time
from collections.abc import Callable, Sequence

from garrison_proto.talk import Brief, Said, Saying, TalkOptions, Transcript, Words
from garrison_server.gateway.conversation import Conversation
from garrison_server.refusal import ConversationError, NotResetError
from garrison_server.requests import checked_rows
from garrison_server.session import UNPLAYED, Session
from garrison_server.state import C_STEP


class Conversations:
    """Whoever calls it takes care that one call runs at a time, as with the session itself."""

    def __init__(self, session: Session, now: Callable[[], float] = time.monotonic) -> None:
        self._session, self._now = session, now
        self._by_slot: dict[int, Conversation] = {}

    def brief(self, slot: int, options: TalkOptions | None) -> Brief:
        """The prompts as they stand. Raises SlotError, NotResetError, ConversationError, FieldError."""
        return self._of(slot).brief(options)

    def say(self, slot: int, saying: Saying) -> Said:
        """Takes a reply and plays it. Raises what `brief` does, and FinishedError."""
        return self.say_all([slot], [saying])[0]

    def say_all(self, slots: Sequence[int], sayings: Sequence[Saying]) -> list[Said]:
        """Takes a reply of each of these slots, and plays them, in this order; none if one is refused. Raises what `say` does."""
        checked_rows(slots, self._session.total, self._session.all_rows, "slot")
        talks = [self._of(slot) for slot in slots]
        checked = [talk.checked(saying) for talk, saying in zip(talks, sayings, strict=True)]
        return [talk.say(saying) for talk, saying in zip(talks, checked, strict=True)]

    def transcript(self, slot: int, first: int = 0, most: int | None = None) -> Transcript:
        """What was said from entry `first` on. Raises what `brief` does."""
        return self._of(slot).transcript(first, most)

    def words(self, slot: int) -> Words | None:
        """What watchers of a slot are told; None where no model has said anything in its episode."""
        known = self._by_slot.get(slot)
        if known is None or (known.seen != self._session.changes(slot) and self._steps(slot) == 0):
            return None
        return known.words()

    def _of(self, slot: int) -> Conversation:
        """The slot's conversation, seen to be that of the episode it plays now."""
        session = self._session
        checked_rows([slot], session.total, session.all_rows, "slot")
        if session.opened.seats:
            raise ConversationError(f"mode: came {session.options.mode}, wanted defense: a conversation plays one seat", field="mode")
        if session.options.autoreset != "none":
            raise ConversationError(f"autoreset: came {session.options.autoreset}, wanted none: one episode is one conversation",
                                    field="autoreset")  # fmt: skip
        if session.episodes[slot] == UNPLAYED:
            raise NotResetError(f"slot {slot}: no episode yet; reset or restore it first", field="slot", metadata={"slots": [slot]})
        known, changes = self._by_slot.get(slot), session.changes(slot)
        if known is not None and changes == known.seen:
            return known
        if known is None or self._steps(slot) == 0:
            known = self._by_slot[slot] = Conversation(session, slot, self._now)
            if self._steps(slot):
                known.enter_outside(self._steps(slot))
        else:
            known.enter_outside(changes - known.seen)
        return known

    def _steps(self, slot: int) -> int:
        """Decisions taken in the slot's episode."""
        return int(self._session.batch.states.clock[slot, C_STEP])
