"""What became of a reply, in words: for the answer, for the next prompt, and for the prompts that look back on it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from garrison_proto.talk import Played, Understanding
from garrison_server import rules
from garrison_server.gateway.performance import Performance
from garrison_server.gateway.reply import Fault

STOPPED: Final = {
    "done": "", "steps": "its steps were over", "leak": "an enemy reached the base", "wave": "a wave began",
    "gold": "the gold was there", "refused": "an action was refused", "over": "the game ended",
}  # fmt: skip


class Verdict(NamedTuple):
    """The class of a reply, why it failed, and how later prompts tell of it."""

    understanding: Understanding
    explanation: str
    told: str


def on_fault(fault: Fault) -> Verdict:
    """Of a reply that is no act."""
    if fault.understanding == "unparseable":
        told = f"could not be read: {fault.explanation}. It was played as no operation."
    else:
        told = f"was read, but is not of the form: {fault.explanation}. It was played as no operation."
    return Verdict(fault.understanding, fault.explanation, told)


def on_performance(done: Performance, plans: bool) -> Verdict:
    """Of acts that were played."""
    refused = next((act for act in done.played if act.code), None)
    told = "; ".join(map(_told, done.played)) or "waited"
    if plans and done.steps > 1:
        ended = STOPPED[done.stopped]
        told += f". It took {done.steps} steps{f'; then {ended}' if ended else ''}"
    if refused is not None:
        return Verdict("illegal", f"{refused.words}: error {refused.code}, {rules.ERROR_TEXTS[refused.code]}", f"{told}.")
    if done.played and all(act.no_effect for act in done.played):
        return Verdict("no_effect", f"{_words(done.played)}: accepted, but it changed nothing", f"{told}.")
    return Verdict("acted", "", f"{told}.")


def _told(act: Played) -> str:
    if act.code:
        return f"{act.words}: refused, error {act.code}, {rules.ERROR_TEXTS[act.code]}; nothing was done or paid"
    return f"{act.words}: accepted{', but it changed nothing' if act.no_effect else ''}"


def _words(played: Sequence[Played]) -> str:
    return ", ".join(act.words for act in played)
