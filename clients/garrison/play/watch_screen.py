"""Somebody else's episode, live: picture at the left; last action, score and how well this window keeps up at the right."""

import json
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

import pygame

from garrison.film.schedule import TICKS_PER_S
from garrison.film.sheet import clock
from garrison.play import theme
from garrison.play.action_words import Wording
from garrison.play.canvas import Canvas, line_height
from garrison.play.facts import facts
from garrison.play.screen import Screen
from garrison.play.watch_feed import Feed, News
from garrison.play.widgets import Button, draw_hint, draw_panel, offer
from garrison.watching import Seen
from garrison_proto.replay_file import STATUS_NAMES
from garrison_proto.talk import Words

PIXELS: Final = "pixels:512"
VIEWS: Final = (PIXELS, "text")
LEFT: Final = theme.FRAME + theme.PAD
WIDE: Final = theme.PANEL - 2 * theme.PAD
RECENT: Final = 8  # orders listed
SAID_LINES: Final = 7  # of a language model's reply
LONGEST_WORD: Final = 36  # characters that surely fit on a line
LONGEST_VERDICT: Final = 200  # characters
NOOP: Final = 6
STAGES: Final = {
    "waiting": ("waiting for the session", theme.GOLD),
    "live": ("live", theme.GOOD),
    "here": ("as the environment plays", theme.GOOD),
    "over": ("the session was closed", theme.FAINT),
    "lost": ("the server is gone; trying again", theme.BAD),
    "refused": ("refused", theme.BAD),
}


@dataclass(frozen=True)
class Act:
    """An action of the player that is watched."""

    step: int  # the decision's number, from 1
    words: str
    accepted: bool
    came: str  # the word accepted, or why it was refused


class WatchScreen(Screen):
    """Shows what a feed brings, of several seats one at a time. Esc leaves; the game goes on as if nobody had looked."""

    def __init__(self, feed: Feed, wording: Wording, session: str) -> None:
        """session: whose id was asked for; "": whichever was used last."""
        self.feed, self.wording, self.session = feed, wording, session
        self.news = feed.news
        self.last: Act | None = None
        self.orders: list[Act] = []  # the last ones that were more than a no-op
        self.seat, self.seats = 0, 1
        self._text: dict[str, Any] = {}
        self._told = ""  # in a mode whose text is no JSON
        self._buttons = [
            Button(pygame.Rect(LEFT, 474, WIDE - 116, 26), "Leave", lambda: self.app.pop(), pygame.K_ESCAPE, "Esc"),
            Button(pygame.Rect(LEFT + WIDE - 110, 474, 110, 26), "", self._turn, pygame.K_TAB, "Tab", "What the next seat sees"),
        ]

    def handle(self, event: pygame.event.Event) -> None:
        offer(self._buttons, event)

    def update(self, seconds: float) -> None:
        before, self.news = self.news, self.feed.news
        if self.news.seen is not None and self.news.seen is not before.seen:
            self._take(self.news.seen)

    def leave(self) -> None:
        self.feed.close()

    def _take(self, seen: Seen) -> None:
        step, texts = int(seen.outcome.steps[0]), seen.outcome.views["text"]
        self.seats = len(texts)
        self._buttons[1].off = "" if self.seats > 1 else "This game has one seat"
        self._buttons[1].label = f"Seat {self.seat}" if self.seats > 1 else "One seat"
        if not texts[self.seat].startswith("{"):
            self._told = texts[self.seat]
            return
        self._text = json.loads(texts[self.seat])
        if step == 0 or (self.last is not None and step < self.last.step):
            self.last, self.orders = None, []  # a new episode
        if step and (self.last is None or self.last.step != step):
            told = self._text["Agent_Last_Action_Info"]
            words = self.wording.action(told["Position"]["X"], told["Position"]["Y"], float(told["Action_Index"]))
            self.last = Act(step, words, bool(told["Is_Success"]), self.wording.code(told["Error_Code"]))
            if told["Action_Index"] != NOOP:
                self.orders = [*self.orders, self.last][-RECENT:]

    def _turn(self) -> None:
        """To the next seat; what another did last is not known of it yet."""
        self.seat = (self.seat + 1) % self.seats
        self.last, self.orders = None, []
        if self.news.seen is not None:
            self._take(self.news.seen)

    def draw(self, canvas: Canvas) -> None:
        seen = self.news.seen
        if seen is not None:
            shown = seen.outcome.views[PIXELS][0]
            canvas.picture(shown if shown.ndim == 3 else shown[self.seat], (0, 0, theme.FRAME, theme.FRAME))
        else:
            canvas.text("Nothing to see yet", (theme.FRAME / 2, theme.FRAME / 2), theme.HEADING, theme.FAINT, anchor="center")
        y = draw_panel(canvas, pygame.Rect(theme.FRAME, 0, theme.PANEL, theme.HEIGHT), "Watching" if seen is None else seen.level)
        y = self._draw_stage(canvas, y)
        if seen is not None and self._told:
            canvas.text(f"Step {seen.outcome.steps[0]}    {STATUS_NAMES[int(seen.outcome.status[0])]}", (LEFT, y + theme.GAP), theme.BODY)
            y += 2 * theme.GAP + line_height(theme.BODY)
            for line in self._told.split("\n"):
                y = canvas.paragraph(line, (LEFT, y, WIDE, 60), theme.SMALL, theme.FAINT) + theme.GAP / 2
        elif seen is not None:
            y = self._draw_state(canvas, seen, y + theme.GAP)
            y = self._draw_acts(canvas, y + theme.GAP)
            if seen.words is not None:
                _draw_words(canvas, seen.words, y)
            else:
                self._draw_orders(canvas, y)
        _draw_reception(canvas, self.news)
        for button in self._buttons:
            button.draw(canvas)
        draw_hint(canvas, self._buttons)

    def _draw_stage(self, canvas: Canvas, y: float) -> float:
        words, colour = STAGES[self.news.stage]
        y = canvas.paragraph(words, pygame.Rect(LEFT, round(y), WIDE, 40), theme.BODY, colour)
        name = self.news.seen.session_id if self.news.seen else self.session or "the watchable session used last"
        canvas.text(name, (LEFT, y), theme.SMALL, theme.FAINT)
        y += line_height(theme.SMALL)
        if self.news.stage in ("refused", "lost"):
            y = canvas.paragraph(self.news.words, pygame.Rect(LEFT, round(y), WIDE, 80), theme.SMALL, theme.FAINT)
        return y

    def _draw_state(self, canvas: Canvas, seen: Seen, y: float) -> float:
        outcome = seen.outcome
        status = STATUS_NAMES[int(outcome.status[0])]
        lines = [
            f"Time {clock(int(outcome.ticks[0]) / TICKS_PER_S)}    Tick {outcome.ticks[0]}    {status}",
            *facts(self._text, float(outcome.scores[0])),
        ]
        for line in lines:
            canvas.text(line, (LEFT, y))
            y += line_height(theme.BODY)
        return y

    def _draw_acts(self, canvas: Canvas, y: float) -> float:
        if self.last is None:
            return y
        canvas.text(f"Decision {self.last.step}", (LEFT, y), theme.BODY, theme.GOLD)
        y = canvas.paragraph(self.last.words, pygame.Rect(LEFT, round(y + line_height(theme.BODY)), WIDE, 34))
        colour = theme.GOOD if self.last.accepted else theme.BAD
        return canvas.paragraph(self.last.came, pygame.Rect(LEFT, round(y), WIDE, 34), theme.BODY, colour) + theme.GAP

    def _draw_orders(self, canvas: Canvas, y: float) -> None:
        for act in reversed(self.orders):
            if y > 420:
                break
            words = f"{act.step}  {act.words}" + ("" if act.accepted else f": {act.came}")
            y = canvas.paragraph(words, pygame.Rect(LEFT, round(y), WIDE, 30), theme.SMALL, theme.FAINT if act.accepted else theme.BAD)


def _draw_words(canvas: Canvas, words: Words, y: float) -> None:
    """What the language model said last, and what it was taken for."""
    canvas.text(f"Reply {words.replies}", (LEFT, y), theme.BODY, theme.GOLD)
    said = " ".join(wrap(_printable(words.reply), LONGEST_WORD)) or "nothing"
    lines = canvas.wrapped(said, WIDE, theme.SMALL)
    y += line_height(theme.BODY)
    for line in [*lines[:SAID_LINES], *(["..."] if len(lines) > SAID_LINES else [])]:
        canvas.text(line, (LEFT, y), theme.SMALL, theme.FAINT)
        y += line_height(theme.SMALL)
    good = words.understanding == "acted"
    verdict = words.understanding.replace("_", " ") + (f": {words.explanation}" if words.explanation else "")
    canvas.paragraph(
        " ".join(wrap(verdict[:LONGEST_VERDICT], LONGEST_WORD)), (LEFT, y, WIDE, 40), theme.SMALL, theme.GOOD if good else theme.BAD
    )


def _printable(text: str) -> str:
    """The text without what no font shows."""
    return "".join(character if character.isprintable() else " " for character in text)


def _draw_reception(canvas: Canvas, news: News) -> None:
    """How much of the game this window got to see."""
    canvas.text(f"{news.states} states seen, {news.dropped} dropped", (LEFT, 450), theme.SMALL, theme.FAINT)
