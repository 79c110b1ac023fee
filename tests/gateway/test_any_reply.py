"""Whatever is said, in any order, to a game that goes on: an answer comes, in time, of one class, with a prompt that can be sent on."""

import json
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from garrison_proto.talk import STYLES, TRACKS, Call, Saying, trimmed
from garrison_server.gateway.menu import BY_NAME
from gateway.replies import OUT_OF_SCHEMA, READ, UNPARSEABLE

CLASSES = ("acted", "unparseable", "out_of_schema", "illegal", "no_effect", "too_late")
ONE_REPLY_S = 5.0

spots = st.sampled_from([-3, -1.2, 0, 2.4, 3, 3.1, 1e300, -0.0])
numbered = st.builds(lambda x, y, action: json.dumps({"X": x, "Y": y, "Action": action}), spots, spots, st.integers(-1, 12))
sites = st.sampled_from(["A1", "A4", "A5", "Z9", ""])
arguments = st.fixed_dictionaries(
    {},
    optional={"site": sites, "tower": st.sampled_from(["archer", "knight", "tank"]), "x": spots, "y": spots, "steps": st.integers(-1, 251)},
)
named = st.builds(lambda name, given: json.dumps({"name": name, "arguments": given}), st.sampled_from(sorted(BY_NAME)), arguments)
plans = st.builds(
    lambda acts, until, steps: json.dumps({"Plan": [json.loads(act) for act in acts], "Until": until, "Steps": steps}),
    st.lists(numbered, max_size=4), st.dictionaries(st.sampled_from(["Leak", "Wave"]), st.booleans()), st.integers(0, 251),
)  # fmt: skip
listed = st.sampled_from([*READ, *(text for text in [*UNPARSEABLE, *OUT_OF_SCHEMA] if len(text) < 10_000)])
cut = st.builds(lambda text, start, end: text[start % 9 : -1 - end % 9], numbered | named | plans, st.integers(0), st.integers(0))
fenced = st.builds(lambda words, text: f"{words}\n```json\n{text}\n```", st.text(max_size=20), numbered | plans)
words = st.builds(lambda text: Saying(text=text), numbered | named | plans | listed | cut | fenced | st.text())
calls = st.lists(
    st.builds(Call, st.sampled_from([*sorted(BY_NAME), "plan", "nuke", ""]), arguments.map(json.dumps) | st.text(max_size=9)), max_size=18
)
sayings = words | calls.map(lambda several: Saying(calls=tuple(several)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    style=st.sampled_from(STYLES), track=st.sampled_from(TRACKS), thoughts=st.booleans(),
    said=st.lists(st.tuples(sayings, st.floats(0, 30)), max_size=12),
)  # fmt: skip
def test_nothing_said_to_a_game_raises_hangs_or_goes_uncounted(
    style: Any, track: Any, thoughts: bool, said: list[tuple[Saying, float]], talked: Callable[..., Any]
) -> None:
    game = talked().begin(style=style, track=track, thoughts=thoughts)
    heard = []
    for saying, thinking_s in said:
        game.clock.now_s += thinking_s
        start = time.perf_counter()
        answer = game.talk.say(0, trimmed(saying))
        assert time.perf_counter() - start < ONE_REPLY_S
        assert answer.user_prompt.encode() and len(answer.explanation) < 600
        heard.append(answer.understanding)
        if answer.over:
            break
    counts = vars(game.talk.transcript(0, 0).counts)
    assert counts["replies"] == len(heard)
    assert {name: counts[name] for name in CLASSES} == {name: heard.count(name) for name in CLASSES}
    assert counts["outside"] == 0 and sum(counts["illegal_by_code"].values()) == counts["illegal"]
