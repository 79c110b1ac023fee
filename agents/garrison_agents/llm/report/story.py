"""An episode as the page steps through it: each decision's prompt, reply, and what became of it."""

import gzip
import json
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Final

from garrison.play.action_words import Wording
from garrison_agents.llm.errors import RunError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.numbers import Result
from garrison_agents.llm.report.curves import TICKS_PER_S

LONGEST: Final = 16_384  # characters of a reply or prompt that a page holds
_WAVE, _GOLD, _LIFE, _FOES = 0, 2, 3, 7  # of a turn's features


def story_of(folder: RunFolder, result: Result, turns: Sequence[dict[str, Any]], words: Wording, life: int) -> dict[str, Any]:
    """Everything of an episode but its pictures, as JSON. states[k]: the world before decision k. life: what the level begins with."""
    prompts = read_prompts(folder, result["id"])
    shown = {**result, "system": prompts[0] if prompts else None, "kept_prompts": bool(prompts)}
    shown.pop("memory", None)
    states = [_state(turn, turns[number - 1]["tick"] if number else 0) for number, turn in enumerate(turns)]
    return {
        "result": shown,
        "states": [*states, _end(result, life)] if result["state"] == "done" else states,
        "decisions": [_decision(turn, asked, words) for turn, asked in zip_longest(turns, prompts[1 : len(turns) + 1])],
    }  # fmt: skip


def moments_of(turns: Sequence[dict[str, Any]]) -> list[int]:
    """The tick before each decision, and the tick after the last."""
    return [0, *(int(turn["tick"]) for turn in turns)]


def read_prompts(folder: RunFolder, name: str) -> list[str]:
    """The system prompt and each decision's; empty when they were not kept. Raises RunError."""
    path = folder.path / "prompts" / f"{name}.jsonl.gz"
    if not path.exists():
        return []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [str(json.loads(line)) for line in lines]
    except (OSError, EOFError, ValueError) as error:
        raise RunError(f"{path}: {error}") from None


def _decision(turn: dict[str, Any], prompt: str | None, words: Wording) -> dict[str, Any]:
    text, omitted = cut(turn["reply"])
    return {
        "prompt": None if prompt is None else cut(prompt)[0], "reply": text, "omitted": omitted + turn["omitted"],
        "calls": [{"name": cut(call["name"])[0], "arguments": cut(call["arguments"])[0]} for call in turn["calls"]],
        "understanding": turn["understanding"], "explanation": turn["explanation"], "code": turn["code"],
        "refusal": words.code(turn["code"]) if turn["code"] else "",
        "played": [{"words": action_words(words, x, y, action), "refusal": words.code(code) if code else "", "no_effect": bool(no_effect)}
                   for x, y, action, code, no_effect in turn["played"]],
        "steps": turn["steps"], "idle_steps": turn["idle_steps"], "stopped": turn["stopped"], "hash": turn["hash"],
    }  # fmt: skip


def action_words(words: Wording, x: float | None, y: float | None, action: float | None) -> str:
    """An action that was played. What was not finite is None."""
    if x is None or y is None or action is None:
        return "an action that is not finite"
    return words.action(float(x), float(y), float(action))


def _state(turn: dict[str, Any], tick: int) -> dict[str, Any]:
    """The world as the model was asked."""
    told = turn["features"]
    return {"s": tick / TICKS_PER_S, "gold": told[_GOLD], "life": told[_LIFE], "wave": told[_WAVE], "foes": told[_FOES]}


def _end(result: Result, life: int) -> dict[str, Any]:
    left = max(0.0, life + result["score"])
    return {"s": result["ticks"] / TICKS_PER_S, "gold": result["gold_left"], "life": left, "wave": result["waves"], "foes": None}


def cut(text: str) -> tuple[str, int]:
    """Its beginning, and how many characters are left out."""
    return text[:LONGEST], max(0, len(text) - LONGEST)
