"""Several seats in one session: one seat alone is defense byte for byte, messages, snapshots, forks and replays."""

import json

import numpy as np
import pytest

from garrison_proto.modes import AllianceRules, CommonsRules, SiegeRules
from garrison_proto.replay_file import pack_replay, unpack_replay
from garrison_server import state as st
from garrison_server.envelope import unseal
from garrison_server.refusal import FieldError, SnapshotDamagedError, SnapshotLevelError
from garrison_server.replay import replay_of, verify
from server.conftest import session_of
from sim.order_streams import stream

VIEWS = ("structured", "structured_norm", "rich", "mask", "text", "brief", "leaks", "pixels:32")
AGENT = ("rewards", "codes", "no_effect")


def alliance(seats, **options):
    return session_of(mode="alliance", rules=AllianceRules(seats=seats), **options)


def played(session, steps=40, seed=3):
    """The session after some steps, in which seats act at random and speak in turns."""
    session.reset(session.all_rows, [seed + row for row in range(session.total)])
    for step, actions in enumerate(orders(session, steps)):
        words = [f"step {step}" if k == step % session.plan.seats else "" for k in range(session.plan.seats)] * session.total
        outcome = session.step(session.all_rows, actions, messages=words)
    return outcome


def orders(session, steps):
    level = session.plan.scenarios[0].level
    shape = (steps, session.total, session.plan.seats, 3)
    return np.array(list(stream(5, level, int(np.prod(shape[:3]))))).reshape(shape)


def test_one_seat_alone_is_defense_byte_for_byte():
    one, defense = alliance(1, slots=3, views=VIEWS), session_of(slots=3, views=VIEWS)
    ours, theirs = (session.reset(session.all_rows, [1, 2, 3]) for session in (one, defense))
    for step in range(150):
        if step:
            actions = orders(one, 150)[step]
            ours, theirs = one.step(one.all_rows, actions), defense.step(defense.all_rows, actions[:, 0])
        for name in VIEWS:
            mine = ours.views[name]
            assert mine == theirs.views[name] if isinstance(mine, list) else mine.tobytes() == theirs.views[name].tobytes(), name
        for name in ("rewards", "codes", "no_effect", "hashes", "scores", "status", "ticks", "steps", "terminated", "truncated", "seeds"):
            assert getattr(ours, name).tobytes() == getattr(theirs, name).tobytes(), name
        assert ours.rewards.shape == (3, 1)
        if (ours.terminated | ours.truncated).any():
            break
    states = [session.batch.snapshot(0)[56:] for session in (one, defense)]  # behind the header, which names the rules
    assert states[0] == states[1]


def test_columns_and_views_have_an_axis_of_seats():
    session = alliance(3, slots=2, views=(*VIEWS, "allies", "messages"), action_space="sites")
    outcome = session.reset([1, 0], [4, 5])
    assert [outcome.views[name].shape[:2] for name in ("structured", "rich", "mask", "pixels:32", "allies")] == [(2, 3)] * 5
    assert outcome.views["leaks"].shape == (2, 16) and len(outcome.views["brief"]) == 6
    choices = np.full((2, 3), 126)
    outcome = session.step([1, 0], choices)
    assert outcome.rewards.shape == outcome.codes.shape == outcome.no_effect.shape == (2, 3) and outcome.hashes.shape == (2,)
    for spec in session.opened.views:
        shown = outcome.views[spec.name]
        assert len(shown) == 2 * (spec.seats or 1) if spec.kind == "text" else shown.shape == (2, *spec.row_shape)


def test_actions_belong_to_their_seats():
    session = session_of(mode="alliance", rules=AllianceRules(2, purse="full"), views=("structured", "allies"))
    session.reset([0], [1])
    point = session.plan.scenarios[0].level.tower_points[0].at
    outcome = session.step([0], np.array([[(0.0, 0.0, 6.0), (*point, 0.0)]]))
    assert outcome.codes.tolist() == [[0, 0]]
    allies, gold = outcome.views["allies"][0], outcome.views["structured"][0, :, 25]
    assert gold[0] > gold[1]
    owned = slice(8, 23)
    assert allies[0, 1, owned].tolist() == allies[1, 0, owned].tolist() and allies[1, 0, owned].sum() == 1
    assert not allies[0, 0, owned].any() and allies[1, 0, :4].tolist() == [0, 1, 0, 0]


def test_messages_are_heard_by_the_others_in_the_next_texts_alone():
    session = alliance(3, slots=2, views=("text", "brief", "messages"))
    session.reset([0, 1], [1, 2])
    still = np.tile([0.0, 0.0, 6.0], (2, 3, 1))
    views = session.step([0, 1], still, messages=["", "", "", "", 'hold "A1" \u00e9', ""]).views
    assert views["messages"] == ["[]", "[]", "[]", '[{"From_Seat":1,"Text":"hold \\"A1\\" \\u00e9"}]', "[]", views["messages"][3]]
    told = [json.loads(text)["Agent_Messages"] for text in views["text"]]
    assert told == [[], [], [], json.loads(views["messages"][3]), [], json.loads(views["messages"][3])]
    assert ['Seat 1 says: "hold \\"A1\\" \\u00e9"' in brief for brief in views["brief"]] == [False, False, False, True, False, True]
    assert session.world.mail.counts.tolist() == [[0, 0, 0], [0, 1, 0]]
    assert session.step([0, 1], still).views["messages"] == ["[]"] * 6


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (["x" * 121, ""], r"messages\[0\]: came 121 characters, wanted at most 120; nothing is cut"),
        (["", "two\nlines"], r"messages\[1\]: came 'two\\nlines', wanted printable text in one line"),
        (["alone"], "messages: came 1, wanted none, or 2: one for each seat of each slot"),
    ],
)
def test_a_message_that_is_none_refuses_the_step(messages, words):
    session = alliance(2)
    before = session.reset([0], [1]).hashes
    with pytest.raises(FieldError, match=words):
        session.step([0], np.zeros((1, 2, 3)), messages=messages)
    assert session.look(0, ()).hashes == before


def test_defense_has_no_messages():
    session = session_of()
    session.reset([0], [1])
    with pytest.raises(FieldError, match="messages: came 1, wanted none"):
        session.step([0], np.zeros((1, 3)), messages=["hello"])


def test_snapshots_and_forks_carry_what_was_said():
    session = alliance(2, slots=3, views=("text", "messages"))
    shown = played(session).views
    blobs = session.snapshot([0, 1, 2])
    other = alliance(2, slots=3, views=("text", "messages"))
    assert other.restore([0, 1, 2], blobs).views == shown and other.world.mail.counts.tolist() == session.world.mail.counts.tolist()
    assert session.fork(0, [2]).views["text"] == shown["text"][:2] and session.snapshot([2]) == session.snapshot([0])


def test_snapshots_of_other_rules_or_with_damaged_messages_are_refused():
    session = alliance(2)
    played(session, 3)
    (blob,) = session.snapshot([0])
    with pytest.raises(SnapshotDamagedError):
        session_of().restore([0], [blob])
    with pytest.raises(SnapshotLevelError):
        session_of(mode="alliance", rules=AllianceRules(2, finder_share=0.25)).restore([0], [blob])
    mail = unseal(blob, "", spoken=True)[3]
    for damaged in (b'["a","b"]', b'[["a"],[]]', mail.replace(b"step", b"s\\n"), b"[" * 9000):
        with pytest.raises(SnapshotDamagedError):
            session.world.mail.judge(damaged, "snapshots[0]")
    for i in range(len(blob) - len(mail), len(mail) + 40):
        with pytest.raises(SnapshotDamagedError):
            session.restore([0], [blob[:i] + bytes([blob[i] ^ 1]) + blob[i + 1 :]])


def test_replays_hold_rules_every_seat_and_what_was_said():
    session = alliance(3, record=True, views=())
    played(session, 60)
    replay = replay_of(session, 0)
    back = unpack_replay(pack_replay(replay))
    assert back.actions.shape == (60, 3, 3) and back.rules == AllianceRules(3) and back.messages == replay.messages
    assert back.messages[:2] == ((0, 0, "step 0"), (1, 1, "step 1")) and verify(back).matches
    back.actions[7, 1] = (9.0, 9.0, 0.0)
    assert verify(back).first_difference == 8


SEEN = (*VIEWS, "allies", "messages", "pixels:32:bare")
SECRETS = [
    (st.S_GOLD, 777.0), (st.S_REINFORCE_TICKS, 5.0), (st.S_COINS, 9.0), (st.S_COMPENSATIONS, 3.0), (st.S_LAST_X, 1.5), (st.S_LAST_Y, -1.5),
    (st.S_LAST_ACTION, 4.0), (st.S_LAST_CODE, 5.0), (st.S_SHOWN, 2.0),
]  # fmt: skip


def rows_of(session, seat, views):
    """What a seat is shown of slot 0, by view."""
    outcome = session.look(0, views)
    shown = {}
    for name in views:
        spec = session.plan.view_spec(name)
        at = seat - spec.first_seat if spec.seats else 0
        shown[name] = outcome.views[name][at] if spec.kind == "text" else outcome.views[name][0, at].tobytes()
    return shown


def test_no_seat_sees_what_is_anothers_alone():
    session = alliance(3, views=())
    played(session, 60)
    for column, value in SECRETS:
        mine, others = (rows_of(session, seat, [name for name in SEEN if name != "leaks"]) for seat in (0, 1))
        session.batch.states.seats[0, 1, column] = value
        session.batch.states.refusals[0, 1] += 1
        assert rows_of(session, 0, list(mine)) == mine, column
        assert column in (st.S_COMPENSATIONS, st.S_SHOWN) or rows_of(session, 1, list(others)) != others, column


def test_no_defender_sees_an_attackers_orders_nor_an_attacker_a_defenders_purse():
    session = session_of(mode="siege", rules=SiegeRules(AllianceRules(2), 10.0, 10.0), views=())
    session.reset([0], [1])
    orders = np.tile(np.array([0.0, 0.0, 6.0]), (1, 3, 1))
    blob = session.snapshot([0])
    session.step([0], orders)
    attacks = ("attacker", "attacker_mask", "attacker_text")
    theirs, ours = [rows_of(session, seat, list(SEEN)) for seat in (0, 1)], rows_of(session, 2, attacks)
    session.restore([0], blob)
    orders[0, 2] = 1.0, -1.0, session.batch.states.clock[0, st.C_WAVE_TICKS] - 1  # with the first wave
    assert session.step([0], orders).codes.tolist() == [[0, 0, 0]]
    assert [rows_of(session, seat, list(SEEN)) for seat in (0, 1)] == theirs
    sent = rows_of(session, 2, attacks)
    assert sent["attacker"] != ours["attacker"] and sent["attacker_text"] != ours["attacker_text"]
    for column, value in SECRETS:
        session.batch.states.seats[0, :, column] = value
    assert rows_of(session, 2, attacks) == sent


def test_no_keeper_sees_another_purse_or_a_lane_out_of_reach():
    session = session_of(levels=(), mode="commons", rules=CommonsRules(7), views=())
    session.reset([0], [1])
    session.step([0], np.array([[0, 1, 2, 0, 1, 2, 0]]))
    views = ["commons", "mask", "conduct", "neighbours", "text"]
    mine = rows_of(session, 0, views)
    lanes = session.batch.lanes[0]
    lanes[0, 1] += 5  # the purse of a neighbour
    lanes[:, 3] += 2  # everything of a lane that is none
    assert rows_of(session, 0, views) == mine
    lanes[1, 1] += 5  # a neighbour's wall is seen
    assert rows_of(session, 0, views) != mine


def test_replays_of_a_siege_and_of_a_commons_hold():
    siege = session_of(mode="siege", rules=SiegeRules(AllianceRules(2)), views=(), record=True)
    commons = session_of(levels=(), mode="commons", rules=CommonsRules(5, "grid"), views=(), record=True, autoreset="same_step")
    for session, action in ((siege, np.tile([1.0, 0.0, 6.0], (1, 3, 1))), (commons, np.array([[0, 1, 2, 9, -3]]))):
        session.reset([0], [3])
        for _ in range(30):
            session.step([0], action)
        back = unpack_replay(pack_replay(replay_of(session, 0)))
        assert verify(back).matches and back.rules == session.plan.rules and back.actions.shape == (30, *action.shape[1:])
