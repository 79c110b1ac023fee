"""Joining: seats with tokens of their own, rounds that wait for all of them until a deadline, and what a seat never sees or opens."""

import queue
import time
from typing import Any

import grpc
import numpy as np
import pytest

from compliance.base import Compliance, refusal
from compliance.caller import DEADLINE_S, NOOP, Caller, Played, Refused, refused
from garrison_proto import codec
from garrison_proto.modes import AllianceRules
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import gateway_pb2, play_pb2, types_pb2
from garrison_proto.v1 import seats_pb2 as pb

AT_ONCE_S = 3.0  # long for a machine, short beside a deadline of 60 s


class Sitting:
    """A seat that was taken by its token."""

    def __init__(self, caller: Caller, session_id: str, token: str, **more: Any) -> None:
        self._queue: queue.SimpleQueue[pb.JoinRequest | None] = queue.SimpleQueue()
        self.call = caller.environment.Join(iter(self._queue.get, None), timeout=DEADLINE_S)
        self.say(sit=pb.Sit(session_id=session_id, seat_token=token, **more))
        self.seated: pb.Seated = self.hear().seated

    def say(self, **request: Any) -> None:
        self._queue.put(pb.JoinRequest(**request))

    def hear(self) -> pb.JoinResponse:
        """What comes next. Raises Refused for an error in it, or at the end of the call."""
        try:
            response: pb.JoinResponse = next(self.call)
        except grpc.RpcError as error:
            raise refused(error) from None
        if response.HasField("error"):
            raise Refused(response.error)
        return response

    def turn(self) -> pb.Turn:
        """The next turn."""
        return self.hear().turn

    def act(self, turn: pb.Turn, action: Any = NOOP, message: str = "") -> None:
        """Answers a turn; does not wait."""
        self.say(act=pb.Act(turn=turn.number, action=codec.pack_tensor(np.asarray(action)), message=message))

    def leave(self) -> None:
        self._queue.put(None)


def opened(caller: Caller, seats: int = 2, **options: Any) -> Played:
    """A joinable alliance."""
    options = {"mode": "alliance", "rules": AllianceRules(seats), "joinable": True, "seat_deadline_s": 60.0} | options
    return caller.open(**options)


def seated(caller: Caller, played: Played, **more: Any) -> list[Sitting]:
    """Everybody at the table."""
    return [Sitting(caller, played.ref.id, token, **more) for token in played.opened.seat_tokens]


def begun(caller: Caller, seats: int = 2, **options: Any) -> tuple[Played, list[Sitting], list[pb.Turn]]:
    """A game whose seats all have seen the first turn."""
    played = opened(caller, seats, **options)
    sitting = seated(caller, played)
    played.ask("reset", play_pb2.Reset(seeds=[7]))
    return played, sitting, [each.turn() for each in sitting]


class TestJoining(Compliance):
    def test_each_seat_of_each_slot_has_a_token_of_its_own(self, caller: Caller) -> None:
        played = opened(caller, 3, slots=2)
        tokens = list(played.opened.seat_tokens)
        assert len(set(tokens)) == 6 and played.ref.token not in tokens
        places = [(each.seated.slot, each.seated.seat) for each in seated(caller, played)]
        assert places == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
        assert not caller.open().opened.seat_tokens

    def test_a_seat_is_told_its_views_actions_and_rules(self, caller: Caller) -> None:
        told = seated(caller, opened(caller, views=("structured", "text"), ticks_per_step=5))[1].seated
        assert (told.seats, told.mode, told.level, told.ticks_per_step) == (2, "alliance", "garrison-1", 5)
        assert [(spec.name, spec.seats) for spec in told.views] == [("structured", 0), ("text", 0)]
        assert told.action.name == "native" and told.alliance.seats == 2 and told.level_document and told.seat_deadline_s == 60.0

    def test_turns_come_with_the_episode_and_rounds_end_when_all_have_acted(self, caller: Caller) -> None:
        _, sitting, turns = begun(caller)
        assert [(turn.step, turn.was_reset) for turn in turns] == [(0, True)] * 2
        sitting[0].act(turns[0])
        sitting[1].act(turns[1], message="hello")
        turns = [each.turn() for each in sitting]
        assert [(turn.step, turn.tick, list(turn.silent)) for turn in turns] == [(1, 16, [])] * 2
        assert [[(heard.seat, heard.text) for heard in turn.heard] for turn in turns] == [[(1, "hello")], []]
        assert turns[0].number == turns[1].number > 1

    def test_whoever_is_silent_plays_a_no_op_after_the_deadline_and_is_counted(self, caller: Caller) -> None:
        played, sitting, turns = begun(caller, seat_deadline_s=0.2)
        sitting[0].act(turns[0])
        turn = sitting[0].turn()
        assert (turn.step, list(turn.silent)) == (1, [1]) and list(sitting[1].turn().silent) == [1]
        states = caller.call("Seats", pb.SeatsRequest(session=played.ref)).seats
        assert [(state.taken, state.awaited, state.actions, state.silences) for state in states] == [
            (True, True, 1, 0),
            (True, False, 0, 1),
        ]

    def test_a_silent_seat_is_not_waited_for_until_it_is_heard(self, caller: Caller) -> None:
        played, sitting, turns = begun(caller, seat_deadline_s=1.5)
        sitting[0].act(turns[0])
        turn, late = sitting[0].turn(), turns[1]
        before = time.monotonic()
        sitting[0].act(turn)
        assert sitting[0].turn().step == 2 and time.monotonic() - before < 1.4
        assert [sitting[1].turn().step for _ in range(2)] == [1, 2]
        sitting[1].act(late)
        assert refusal(sitting[1].hear).reason == "LATE_ACTION"
        states = caller.call("Seats", pb.SeatsRequest(session=played.ref)).seats
        assert [state.awaited for state in states] == [True, True]

    def test_a_late_action_is_refused_and_one_to_come_too(self, caller: Caller) -> None:
        _, sitting, turns = begun(caller, seat_deadline_s=0.1)
        sitting[0].act(turns[0])
        sitting[1].turn()
        sitting[1].act(turns[1])
        error = refusal(sitting[1].hear)
        assert (error.code, error.reason) == ("ABORTED", "LATE_ACTION") and int(error.metadata["turn"]) > turns[1].number
        sitting[1].act(pb.Turn(number=99))
        assert refusal(sitting[1].hear).code == "INVALID_ARGUMENT"

    def test_a_seat_comes_back_with_its_token_and_takes_over(self, caller: Caller) -> None:
        played, sitting, turns = begun(caller)
        again = Sitting(caller, played.ref.id, played.opened.seat_tokens[0])
        error = refusal(sitting[0].turn)
        assert (error.code, error.reason) == ("ABORTED", "TAKEN_OVER")
        assert again.seated.acted == 0 and again.turn() == turns[0]

    def test_an_action_is_played_once_however_often_it_is_sent(self, caller: Caller) -> None:
        played, sitting, turns = begun(caller)
        sitting[0].act(turns[0])
        sitting[0].act(turns[0], [0.0, 0.0, 5.0])  # the first one stands
        again = Sitting(caller, played.ref.id, played.opened.seat_tokens[0])
        while not again.seated.acted:  # what was sent may still be on its way
            again = Sitting(caller, played.ref.id, played.opened.seat_tokens[0])
        assert again.seated.acted == turns[0].number and again.turn() == turns[0]
        sitting[1].act(turns[1])
        played_turn = again.turn()
        assert (played_turn.step, played_turn.code) == (1, 0)
        again.act(turns[0])  # as if the answer had been lost
        assert again.turn() == played_turn
        states = caller.call("Seats", pb.SeatsRequest(session=played.ref)).seats
        assert [state.actions for state in states] == [1, 1]

    def test_a_faulty_action_costs_nobody_the_round(self, caller: Caller) -> None:
        _, sitting, turns = begun(caller)
        for wrong in ([[0.0, 0.0, 6.0]], 6, [0.0, 6.0]):
            sitting[0].act(turns[0], wrong)
            assert refusal(sitting[0].hear).field.startswith("act.action")
        sitting[0].act(turns[0], message="x" * 121)
        assert refusal(sitting[0].hear).field == "act.message"
        sitting[0].act(turns[0], [float("nan"), 0.0, 6.0])
        sitting[1].act(turns[1])
        assert [each.turn().code for each in sitting] == [15, 0]

    def test_only_its_token_opens_a_seat(self, caller: Caller) -> None:
        played, plain = opened(caller), caller.open()
        for token in ("", "x", played.ref.token, played.opened.seat_tokens[0] + "x", opened(caller).opened.seat_tokens[0]):
            assert refusal(Sitting, caller, played.ref.id, token).code == "PERMISSION_DENIED"
        assert refusal(Sitting, caller, plain.ref.id, plain.ref.token).reason == "NOT_JOINABLE"
        assert refusal(Sitting, caller, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x").reason == "NO_SUCH_SESSION"

    def test_a_seats_token_opens_nothing_else(self, caller: Caller) -> None:
        played, *_ = begun(caller, record=True)
        session = types_pb2.SessionRef(id=played.ref.id, token=played.opened.seat_tokens[0])
        requests = {
            "Reset": env.ResetRequest(seq=9, reset=play_pb2.Reset()), "Step": env.StepRequest(seq=9, step=play_pb2.Step()),
            "Snapshot": env.SnapshotRequest(seq=9), "Restore": env.RestoreRequest(seq=9), "Fork": env.ForkRequest(seq=9),
            "Render": env.RenderRequest(seq=9), "Attach": env.AttachRequest(), "KeepAlive": env.KeepAliveRequest(),
            "Close": env.CloseRequest(), "ExportReplay": env.ExportReplayRequest(), "Seats": pb.SeatsRequest(),
        }  # fmt: skip
        for method, request in requests.items():
            request.session.CopyFrom(session)
            assert refusal(caller.call, method, request).code == "PERMISSION_DENIED", method
        for stream in (
            caller.environment.Watch(env.WatchRequest(session=session)),
            caller.environment.Play(iter([play_pb2.PlayRequest(seq=9, session=session, ping=play_pb2.Ping())])),
        ):
            with pytest.raises(grpc.RpcError) as caught:
                next(stream)
            assert caught.value.code() == grpc.StatusCode.PERMISSION_DENIED
        with pytest.raises(grpc.RpcError) as caught:
            caller.gateway.Say(gateway_pb2.SayRequest(session=session, seq=9, text="x"))
        assert caught.value.code() == grpc.StatusCode.PERMISSION_DENIED

    def test_nobody_steps_a_joinable_session_but_its_seats(self, caller: Caller) -> None:
        played, sitting, turns = begun(caller)
        assert refusal(played.ask, "step", play_pb2.Step()).reason == "PLAYED_BY_SEATS"
        played.ask("reset", play_pb2.Reset(seeds=[8]))
        assert [each.turn().was_reset for each in sitting] == [True, True]
        sitting[0].act(turns[0])
        assert refusal(sitting[0].hear).reason == "LATE_ACTION"

    def test_a_seat_may_narrow_its_views_and_sees_none_but_its_own(self, caller: Caller) -> None:
        played = opened(caller, views=("structured", "text"))
        narrow = Sitting(caller, played.ref.id, played.opened.seat_tokens[0], views=types_pb2.ViewSelection(names=["text"]))
        played.ask("reset", play_pb2.Reset(seeds=[7]))
        assert [view.name for view in narrow.turn().views] == ["text"]
        wrong = types_pb2.ViewSelection(names=["rich"])
        assert refusal(Sitting, caller, played.ref.id, played.opened.seat_tokens[0], views=wrong).field == "sit.views"

    def test_a_finished_episode_waits_for_its_opener(self, caller: Caller) -> None:
        played, sitting, turns = begun(caller, max_ticks=16)
        for each, turn in zip(sitting, turns, strict=True):
            each.act(turn)
        last = [each.turn() for each in sitting]
        assert [(turn.truncated, turn.status) for turn in last] == [(True, 3)] * 2
        sitting[0].act(last[0])
        assert refusal(sitting[0].hear).reason == "EPISODE_FINISHED"
        played.ask("reset", play_pb2.Reset(seeds=[8]))
        assert sitting[1].turn().was_reset

    def test_every_waiting_seat_is_told_at_once_that_the_session_is_closed(self, caller: Caller) -> None:
        played, sitting, turns = begun(caller)
        sitting[0].act(turns[0])
        before = time.monotonic()
        played.close()
        assert [refusal(each.turn).code for each in sitting] == ["NOT_FOUND"] * 2
        assert time.monotonic() - before < AT_ONCE_S

    def test_any_seat_keeps_the_session_alive_and_silence_ends_it(self, caller: Caller) -> None:
        _, sitting, _ = begun(caller, lease_s=1.0)
        for _ in range(4):
            time.sleep(0.5)
            sitting[1].say(stay=pb.Stay())
        sitting[1].act(pb.Turn(number=99))
        assert refusal(sitting[1].hear).code == "INVALID_ARGUMENT"
        assert refusal(sitting[0].turn).code == "NOT_FOUND"
