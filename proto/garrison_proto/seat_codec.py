"""Packs and unpacks what is said to one who joins a seat."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from garrison_proto import specs
from garrison_proto.codec import unpack_views, write_views
from garrison_proto.mode_codec import unpack_rules, write_rules
from garrison_proto.records import Views, ViewSpec
from garrison_proto.seats import Heard, Seated, SeatState, Turn
from garrison_proto.v1 import seats_pb2 as pb
from garrison_proto.v1 import types_pb2


def pack_seated(seated: Seated) -> pb.Seated:
    """Which seat it is, as a message."""
    message = pb.Seated(
        slot=seated.slot, seat=seated.seat, seats=seated.seats, mode=seated.mode, level=seated.level, level_document=seated.level_document,
        engine_version=seated.engine_version, views=[specs.pack_view_spec(spec) for spec in seated.views],
        action=specs.pack_action_spec(seated.action), ticks_per_step=seated.ticks_per_step, seat_deadline_s=seated.seat_deadline_s,
        lease_s=seated.lease_s, acted=seated.acted, autoreset=specs.AUTORESETS[seated.autoreset],
    )  # fmt: skip
    write_rules(message, seated.rules)
    return message


def unpack_seated(message: pb.Seated) -> Seated:
    """Which seat it is, in a message."""
    return Seated(
        message.slot, message.seat, message.seats, message.mode, message.level, message.level_document, message.engine_version,
        tuple(specs.unpack_view_spec(view) for view in message.views), specs.unpack_action_spec(message.action), message.ticks_per_step,
        message.seat_deadline_s, message.lease_s, message.acted, specs.unpack_autoreset(message.autoreset),
        unpack_rules(message),
    )  # fmt: skip


def pack_turn(turn: Turn, codec: types_pb2.Codec = types_pb2.CODEC_RAW) -> pb.Turn:
    """A turn as a message."""
    message = pb.Turn(
        number=turn.number, step=turn.step, tick=turn.tick, reward=turn.reward, code=turn.code, no_effect=turn.no_effect,
        terminated=turn.terminated, truncated=turn.truncated, was_reset=turn.was_reset, score=turn.score, status=turn.status,
        silent=turn.silent, heard=[pb.Heard(seat=heard.seat, text=heard.text) for heard in turn.heard],
    )  # fmt: skip
    write_views(message.views, _rows(turn.views), codec)
    write_views(message.final_views, _rows(turn.final), codec)
    return message


def unpack_turn(message: pb.Turn, known: Mapping[str, ViewSpec]) -> Turn:
    """The turn in a message, its views checked against their specs."""
    return Turn(
        message.number, message.step, message.tick, _row(message.views, known, "views"), message.reward, message.code, message.no_effect,
        message.terminated, message.truncated, message.was_reset, message.score, message.status, tuple(message.silent),
        tuple(Heard(heard.seat, heard.text) for heard in message.heard), _row(message.final_views, known, "final_views"),
    )  # fmt: skip


def pack_seats(states: Sequence[SeatState]) -> pb.SeatsResponse:
    """Who sits in a session, as a message."""
    return pb.SeatsResponse(seats=[pb.SeatState(**vars(state)) for state in states])


def unpack_seats(message: pb.SeatsResponse) -> tuple[SeatState, ...]:
    """Who sits in a session, in a message."""
    return tuple(SeatState(state.slot, state.seat, state.taken, state.awaited, state.actions, state.silences) for state in message.seats)


def _rows(views: Views) -> Views:
    """One seat's views as the one row that the wire has of each."""
    return {name: [shown] if isinstance(shown, str) else np.asarray(shown)[None] for name, shown in views.items()}


def _row(messages: Any, known: Mapping[str, ViewSpec], field: str) -> Views:
    return {name: rows[0] for name, rows in unpack_views(messages, 1, known, field).items()}
