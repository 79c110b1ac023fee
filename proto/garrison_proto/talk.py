"""Plain records of a conversation with a language model: what the gateway is asked and what it answers.

As in `records`: the wire's messages (gateway.proto, where every field is explained) and these say the same.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from garrison_proto.records import Outcome

Style = Literal["full", "brief"]
Form = Literal["object", "named", "calls"]
Track = Literal["turn", "plan", "real_time"]
Understanding = Literal["acted", "unparseable", "out_of_schema", "illegal", "no_effect", "too_late", "unheard"]

STYLES: tuple[Style, ...] = get_args(Style)
FORMS: tuple[Form, ...] = get_args(Form)
TRACKS: tuple[Track, ...] = get_args(Track)
UNDERSTANDINGS: tuple[Understanding, ...] = get_args(Understanding)
FAILURES: tuple[Understanding, ...] = ("unparseable", "out_of_schema", "illegal", "no_effect")

MOST_HISTORY = 16
FASTEST = 20.0  # seconds of the world for one of the clock
LARGEST_REPLY = 131_072  # characters; no answer is so long, and what is longer is not kept


@dataclass(frozen=True)
class TalkOptions:
    """How a conversation is held; fixed with the episode's first reply."""

    style: Style = "full"
    form: Form | None = None  # which form of answer the prompts ask for; None: object in the full style, named in the brief one
    track: Track = "turn"
    history: int = 2  # earlier states that each user prompt tells, 0 to 16
    thoughts: bool = False  # words may stand before the answer, which is then in one fenced block at the very end
    speed: float = 1.0  # real time: seconds of the world for one of the clock, above 0, at most 20
    image_alone: bool = False  # the picture alone tells the state, in no words; needs a view pixels:SIZE of 256 or more, not bare


@dataclass(frozen=True)
class Brief:
    """What a model is told first."""

    system_prompt: str
    user_prompt: str  # the one that waits for a reply
    openai_tools: list[dict[str, Any]]
    mcp_tools: list[dict[str, Any]]
    image: bytes  # PNG; empty unless pixels are among the session's views
    answer_schema: dict[str, Any]  # JSON Schema of an answer in text
    options: TalkOptions  # how the conversation is held


@dataclass(frozen=True)
class Call:
    """One call of a tool, as the model made it."""

    name: str
    arguments_json: str = ""  # empty: none


@dataclass(frozen=True)
class Trouble:
    """Something that went wrong without being the model's fault: network, provider, harness."""

    kind: str
    detail: str = ""  # for people; never a key
    seconds: float = 0.0


@dataclass(frozen=True)
class Saying:
    """A model's reply: words, or calls; neither, when only troubles are told."""

    text: str | None = None
    calls: tuple[Call, ...] | None = None
    troubles: tuple[Trouble, ...] = ()
    omitted: int = 0  # characters at the end that were left out
    views: tuple[str, ...] = ()  # of the session's, wanted in the outcome
    options: TalkOptions | None = None  # in the episode's first one


def trimmed(saying: Saying) -> Saying:
    """The saying with no more of the reply than is ever kept, and no half of a surrogate pair, which no wire carries."""
    if saying.text is not None:
        over = max(len(saying.text) - LARGEST_REPLY, 0)
        return replace(saying, text=_sound(saying.text[:LARGEST_REPLY]), omitted=saying.omitted + over)
    if saying.calls is not None:
        size = sum(1 + len(call.name) + len(call.arguments_json) for call in saying.calls)
        if size > LARGEST_REPLY:
            return replace(saying, calls=(), omitted=saying.omitted + size)
        return replace(saying, calls=tuple(Call(_sound(call.name), _sound(call.arguments_json)) for call in saying.calls))
    return saying


def _sound(text: str) -> str:
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True)
class Played:
    """One action of a reply, and what became of it."""

    x: float
    y: float
    action: int
    code: int
    no_effect: bool
    words: str  # such as "build(A1, archer)"


@dataclass(frozen=True)
class Said:
    """What became of a reply."""

    understanding: Understanding
    x: float  # of the action that was played last
    y: float
    action: int
    code: int  # as in Outcome.codes
    explanation: str  # why it failed; empty where it did not
    outcome: Outcome  # one row; of several steps the last one's, with the sum of their rewards
    user_prompt: str  # the next one; of a finished episode: how it ended
    image: bytes  # PNG, or empty
    played: tuple[Played, ...]
    steps: int
    idle_steps: int  # real time: passed before the reply was played
    stopped: str  # what ended a plan: done, steps, leak, wave, gold, refused, over; else empty
    thought_s: float  # between the last answer and this reply, without troubles

    @property
    def failed(self) -> bool:
        """Whether the reply was one of the four failures."""
        return self.understanding in FAILURES

    @property
    def over(self) -> bool:
        """Whether the episode is."""
        return bool(self.outcome.status[0] != 0)


@dataclass(frozen=True)
class Entry:
    """One exchange of a transcript."""

    prompt: str
    reply: str
    calls: tuple[Call, ...]
    troubles: tuple[Trouble, ...]
    omitted: int
    result: Said  # without prompt and image


@dataclass
class Counts:
    """How often each thing happened in an episode's conversation."""

    replies: int = 0
    acted: int = 0
    unparseable: int = 0
    out_of_schema: int = 0
    illegal: int = 0
    no_effect: int = 0
    too_late: int = 0
    unheard: int = 0
    troubles: int = 0
    troubles_s: float = 0.0
    steps: int = 0
    idle_steps: int = 0
    actions: int = 0
    outside: int = 0  # changes of the episode that no reply made
    illegal_by_code: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Transcript:
    """Everything said, understood and done, from some entry on."""

    entries: tuple[Entry, ...]
    counts: Counts
    total: int  # entries of the whole episode
    options: TalkOptions


@dataclass(frozen=True)
class Words:
    """What a watcher is told of the model that plays a slot."""

    reply: str
    understanding: Understanding
    did: str
    explanation: str
    replies: int
