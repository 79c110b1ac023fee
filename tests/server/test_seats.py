"""Seats over a session, by a clock of their own: rounds that are played, what a seat is refused, and what it can never know."""

from typing import Any

import numpy as np
import pytest

from garrison_proto.modes import AllianceRules, Rules, SiegeRules
from garrison_proto.records import OpenOptions
from garrison_proto.seat_codec import pack_seated, pack_turn
from garrison_server import state as st
from garrison_server.refusal import FieldError, FinishedError, ForeignSessionError, LateActionError
from garrison_server.seats import Seats, check_joinable, idle
from garrison_server.session import Session
from server.conftest import session_of
from server.test_leases import Clock

NOOP = np.array([0.0, 0.0, 6.0])
VIEWS = ("structured", "rich", "mask", "text", "brief", "allies", "messages", "pixels:64")


def joined(seats: int = 3, **options: Any) -> tuple[Seats, Session, Clock]:
    """The seats of an alliance on garrison-1, its first episode begun."""
    clock = Clock()
    rules: Rules = AllianceRules(seats)
    options = {"mode": "alliance", "rules": rules, "joinable": True, "seat_deadline_s": 10.0, "views": ("structured",)} | options
    session = session_of(**options)
    sitting = Seats(session, clock)
    session.reset(range(session.total), range(5, 5 + session.total))
    return sitting, session, clock


def all_act(sitting: Seats, slot: int = 0, but: tuple[int, ...] = (), message: str = "") -> bool:
    """Every seat but some acts in the present turn; whether the round was played."""
    played = False
    for seat in range(sitting.seats):
        if seat not in but:
            turn = sitting.turn((slot, seat), ())
            assert turn is not None
            sitting.act((slot, seat), turn.number, NOOP, message)
            played = sitting.play(slot)
    return played


def build(session: Session, point: int = 0) -> np.ndarray:
    """An archer tower at one of the level's points."""
    place = session.plan.scenarios[0].level.tower_points[point]
    return np.array([*place.at, 0.0])


def test_a_round_is_played_once_with_everybodys_action() -> None:
    sitting, session, _ = joined()
    twin = session_of(mode="alliance", rules=AllianceRules(3))
    twin.reset([0], [5])
    for seat in range(3):
        sitting.act((0, seat), 1, build(session, seat))
        assert sitting.play(0) == (seat == 2)
    together = twin.step([0], np.array([[build(session, seat) for seat in range(3)]]))
    assert session.batch.hashes(session.all_rows) == together.hashes
    turn = sitting.turn((0, 1), None)
    assert turn is not None and (turn.step, turn.code, turn.silent, turn.number) == (1, int(together.codes[0, 1]), (), 2)
    assert (turn.views["structured"] == together.views["structured"][0, 1]).all()


def test_the_missing_play_no_ops_after_the_deadline_and_are_told_of() -> None:
    sitting, _, clock = joined()
    assert not all_act(sitting, but=(1,))
    clock.now += 9.9
    assert not sitting.play(0)
    clock.now += 0.1
    assert sitting.play(0) and not sitting.play(0)
    for seat in range(3):
        turn = sitting.turn((0, seat), ())
        assert turn is not None and turn.silent == (1,) and turn.step == 1
    with pytest.raises(LateActionError):
        sitting.act((0, 1), 1, NOOP)
    states = sitting.states(lambda place: False)
    assert [(state.actions, state.silences) for state in states] == [(1, 0), (0, 1), (1, 0)]


def test_slots_have_rounds_of_their_own() -> None:
    sitting, session, _ = joined(2, slots=2)
    assert all_act(sitting, slot=1)
    assert session.batch.tell(session.all_rows).steps.tolist() == [0, 1]


def test_an_openers_reset_begins_a_new_turn_and_drops_what_was_chosen() -> None:
    sitting, session, _ = joined(2)
    all_act(sitting, but=(1,))
    session.reset([0], [9])
    turn = sitting.turn((0, 0), ())
    assert turn is not None and turn.was_reset and turn.number == 2
    assert sitting.left_s(0) == float("inf")
    with pytest.raises(LateActionError):
        sitting.act((0, 0), 1, NOOP)


def test_a_finished_episode_wants_no_action_unless_it_begins_anew_by_itself() -> None:
    sitting, _, _ = joined(2, max_ticks=16)
    assert all_act(sitting)
    turn = sitting.turn((0, 0), ())
    assert turn is not None and turn.over and turn.status == 3
    with pytest.raises(FinishedError):
        sitting.act((0, 0), turn.number, NOOP)
    for autoreset, steps in (("next_step", 1), ("same_step", 0)):
        sitting, _, _ = joined(2, max_ticks=16, autoreset=autoreset)
        assert all_act(sitting)
        turn = sitting.turn((0, 1), None)
        assert turn is not None and turn.over and turn.step == steps and bool(turn.final) == (autoreset == "same_step")
        assert all_act(sitting)
        turn = sitting.turn((0, 1), ())
        assert turn is not None and turn.step == 0


def test_what_is_wrong_is_refused_by_its_field_and_costs_no_round() -> None:
    sitting, _, _ = joined(2)
    wrong = [
        ("action", (1, np.zeros(3, np.float32), "")), ("action", (1, np.zeros((1, 3)), "")), ("action", (1, np.array(3), "")),
        ("message", (1, NOOP, "x" * 121)), ("message", (1, NOOP, "two\nlines")), ("turn", (2, NOOP, "")),
    ]  # fmt: skip
    for field, arguments in wrong:
        with pytest.raises(FieldError) as caught:
            sitting.act((0, 0), *arguments)
        assert caught.value.field == field
    sitting.act((0, 0), 1, np.array([np.nan, 0.0, 99.0]))
    sitting.act((0, 1), 1, NOOP)
    assert sitting.play(0)
    told = [sitting.turn((0, seat), ()) for seat in range(2)]
    assert [turn.code for turn in told if turn] == [15, 0]


def test_messages_reach_the_others_and_not_oneself() -> None:
    sitting, _, _ = joined(3)
    sitting.act((0, 0), 1, NOOP, "I take the left road")
    all_act(sitting, but=(0,))
    heard = [turn.heard for seat in range(3) if (turn := sitting.turn((0, seat), ()))]
    assert heard[0] == () and [(each.seat, each.text) for each in heard[1]] == [(0, "I take the left road")] and heard[1] == heard[2]


def test_only_its_own_token_opens_a_seat() -> None:
    sitting, _, _ = joined(2, slots=2)
    assert [sitting.place(token) for token in sitting.tokens] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    secret = sitting.tokens[0].split(".")[2]
    wrong = ("", "x", "é", f"0.1.{secret}", f"9.0.{secret}", f"-1.0.{secret}", f"٠.0.{secret}", sitting.tokens[0] + "x")
    for token in wrong:
        with pytest.raises(ForeignSessionError):
            sitting.place(token)


def test_a_session_is_not_opened_joinable_where_nobody_could_join() -> None:
    for options in (OpenOptions(joinable=True), OpenOptions(mode="alliance", joinable=True, seat_deadline_s=0.01),
                    OpenOptions(mode="siege", joinable=True, seat_deadline_s=float("inf"))):  # fmt: skip
        with pytest.raises(FieldError):
            check_joinable(options)


def told(sitting: Seats, seat: int) -> bytes:
    """All that a seat is ever sent of the present state, as bytes."""
    turn = sitting.turn((0, seat), None)
    assert turn is not None
    return pack_turn(turn).SerializeToString(deterministic=True)


def test_games_that_differ_in_what_is_anothers_alone_look_alike() -> None:
    """The purse, coins, cooldowns, last action and shown range of seat 1, what it was refused, and the generator."""
    games = []
    for changed in (False, True):
        sitting, session, _ = joined(3, views=VIEWS)
        for _ in range(20):
            assert all_act(sitting)
        session.restore([0], session.snapshot([0]))  # so that what is told is read from the state anew
        if changed:
            states = session.batch.states
            for column in range(st.N_SEAT):
                states.seats[0, 1, column] += column not in (st.S_HERO_MAX, st.S_REVIVE_TICKS)  # on the map, for all to see
            states.refusals[0, 1] += 3
            states.rng[0] ^= np.uint64(0xABCDEF)
        games.append([told(sitting, seat) for seat in range(3)])
    assert [one == other for one, other in zip(*games, strict=True)] == [True, False, True]


def test_no_secret_is_among_the_bytes_that_a_seat_is_sent() -> None:
    sitting, session, _ = joined(2, views=VIEWS, seeds=(0x1122334455667788,))
    session.reset([0])
    secrets = [token.split(".")[2].encode() for token in sitting.tokens]
    for _ in range(10):
        all_act(sitting)
        numbers = [int(session.batch.hashes(session.all_rows)[0]), int(session.seeds[0])]
        secrets += [number.to_bytes(8, order) for number in numbers for order in ("little", "big")]
        secrets += [str(number).encode() for number in numbers]
        for seat in range(2):
            sent = told(sitting, seat) + pack_seated(sitting.sit((0, seat), None)).SerializeToString()
            assert not [secret for secret in secrets if secret in sent]


def test_a_sieges_attacker_and_defenders_know_nothing_of_each_others_own() -> None:
    """Seen from the defenders' seats two games look alike that differ in the attacker's budget and orders; from the attacker's, two
    that differ in a purse and a cooldown."""
    games = []
    for changed in range(3):
        sitting, session, _ = joined(3, mode="siege", rules=SiegeRules(AllianceRules(2)), views=(*VIEWS, "attacker", "attacker_mask"))
        for seat in range(3):
            sitting.act((0, seat), 1, idle(sitting._action(seat), seat == 2), "left!" if seat == 0 else "")
        assert sitting.play(0)
        session.restore([0], session.snapshot([0]))
        states = session.batch.states
        if changed == 1:
            states.attack[0, st.A_BUDGET] += 50
            states.queue[0, 0] = (1.0, 0.0, 400.0)  # a goblin on the first road, 400 ticks from now
        elif changed == 2:
            states.seats[0, :2, st.S_GOLD] += 50
            states.seats[0, :2, st.S_REINFORCE_TICKS] += 50
        games.append([told(sitting, seat) for seat in range(3)])
    assert [games[0][seat] == games[1][seat] for seat in range(3)] == [True, True, False]
    assert [games[0][seat] == games[2][seat] for seat in range(3)] == [False, False, True]
