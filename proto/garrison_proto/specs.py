"""Packs and unpacks what is said before and around play: openings, specs, descriptions, the server's card."""

import json
import math
from typing import Final, cast

from garrison_proto import records
from garrison_proto.codec import CodecError, data_type, dtype_name
from garrison_proto.mode_codec import unpack_rules, write_rules
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import types_pb2 as pb

AUTORESETS: Final[dict[str, pb.Autoreset]] = {
    "none": pb.AUTORESET_NONE, "next_step": pb.AUTORESET_NEXT_STEP, "same_step": pb.AUTORESET_SAME_STEP
}  # fmt: skip
CODECS: Final[dict[str, pb.Codec]] = {"raw": pb.CODEC_RAW, "zlib": pb.CODEC_ZLIB}


def pack_open(options: records.OpenOptions) -> env.OpenRequest:
    """Options as a message."""
    message = env.OpenRequest(
        session_id=options.session_id, levels=options.levels, level_documents=options.level_documents, mode=options.mode,
        slots=options.slots, seeds=options.seeds, views=options.views, action_space=options.action_space,
        autoreset=AUTORESETS[options.autoreset],
        ticks_per_step=options.ticks_per_step, max_ticks=options.max_ticks, step_penalty=options.step_penalty,
        lease_s=options.lease_s, record=options.record, digits=options.digits,
        tensor_codec=CODECS[options.codec],
        watchable=options.watchable, joinable=options.joinable,
        seat_deadline_s=0.0 if options.seat_deadline_s == records.OpenOptions.seat_deadline_s else options.seat_deadline_s,
    )  # fmt: skip
    write_rules(message, options.rules)
    return message


def unpack_open(message: env.OpenRequest) -> records.OpenOptions:
    """The options in a message, with the schema's defaults filled in; the session judges the values."""
    codecs = {number: name for name, number in CODECS.items()} | {pb.CODEC_UNSPECIFIED: "raw"}
    if message.tensor_codec not in codecs:
        raise CodecError("tensor_codec", message.tensor_codec, "CODEC_RAW or CODEC_ZLIB")
    for field in ("lease_s", "seat_deadline_s"):
        if not math.isfinite(getattr(message, field)):
            raise CodecError(field, getattr(message, field), "a finite number of seconds")
    default = records.OpenOptions()
    return records.OpenOptions(
        levels=tuple(message.levels), level_documents=tuple(message.level_documents), mode=message.mode or default.mode,
        slots=message.slots, seeds=tuple(message.seeds), views=tuple(message.views),
        action_space=message.action_space or default.action_space,
        autoreset=unpack_autoreset(message.autoreset),
        ticks_per_step=message.ticks_per_step or default.ticks_per_step,
        max_ticks=message.max_ticks if message.HasField("max_ticks") else default.max_ticks,
        step_penalty=message.step_penalty, lease_s=message.lease_s or default.lease_s, record=message.record,
        digits=message.digits if message.HasField("digits") else default.digits, session_id=message.session_id,
        codec="zlib" if codecs[message.tensor_codec] == "zlib" else "raw", watchable=message.watchable,
        rules=unpack_rules(message), joinable=message.joinable, seat_deadline_s=message.seat_deadline_s or default.seat_deadline_s,
    )  # fmt: skip


def unpack_autoreset(number: pb.Autoreset) -> records.Autoreset:
    """What an Autoreset is called."""
    known = {number: name for name, number in AUTORESETS.items()} | {pb.AUTORESET_UNSPECIFIED: "none"}
    if number not in known:
        raise CodecError("autoreset", number, "AUTORESET_NONE, AUTORESET_NEXT_STEP or AUTORESET_SAME_STEP")
    return cast(records.Autoreset, known[number])


def pack_view_spec(spec: records.ViewSpec) -> pb.ViewSpec:
    """A view's spec as a message."""
    if spec.kind == "text":
        return pb.ViewSpec(name=spec.name, kind=pb.VIEW_KIND_TEXT, max_length=spec.max_length, seats=spec.seats, first_seat=spec.first_seat)
    return pb.ViewSpec(
        name=spec.name, kind=pb.VIEW_KIND_TENSOR, dtype=data_type(spec.dtype),
        shape=spec.shape, low=spec.low, high=spec.high, seats=spec.seats, first_seat=spec.first_seat,
    )  # fmt: skip


def unpack_view_spec(message: pb.ViewSpec) -> records.ViewSpec:
    """The spec of a view in a message."""
    seats, first = message.seats, message.first_seat
    if message.kind == pb.VIEW_KIND_TEXT:
        return records.ViewSpec(message.name, "text", max_length=message.max_length, seats=seats, first_seat=first)
    if message.kind != pb.VIEW_KIND_TENSOR:
        raise CodecError(f"views[{message.name!r}].kind", message.kind, "VIEW_KIND_TENSOR or VIEW_KIND_TEXT")
    dtype = dtype_name(message.dtype, f"views[{message.name!r}].dtype")
    return records.ViewSpec(message.name, "tensor", dtype, tuple(message.shape), message.low, message.high, 0, seats, first)


def pack_action_spec(spec: records.ActionSpec) -> pb.ActionSpec:
    """An action space's spec as a message."""
    return pb.ActionSpec(name=spec.name, n=spec.n, labels=spec.labels)


def unpack_action_spec(message: pb.ActionSpec) -> records.ActionSpec:
    """The spec of an action space in a message."""
    return records.ActionSpec(message.name, message.n, tuple(message.labels))


def pack_opened(opened: records.Opened) -> env.OpenResponse:
    """The answer to an open as a message."""
    return env.OpenResponse(
        session_id=opened.session_id, resume_token=opened.resume_token, views=[pack_view_spec(view) for view in opened.views],
        action=pack_action_spec(opened.action), levels=opened.levels, level_hashes=opened.level_hashes,
        engine_version=opened.engine_version, lease_s=opened.lease_s, seats=opened.seats,
        attacker_action=None if opened.attacker_action is None else pack_action_spec(opened.attacker_action),
        seat_tokens=opened.seat_tokens,
    )  # fmt: skip


def unpack_opened(message: env.OpenResponse) -> records.Opened:
    """The answer to an open in a message."""
    return records.Opened(
        message.session_id, message.resume_token, tuple(unpack_view_spec(view) for view in message.views),
        unpack_action_spec(message.action), tuple(message.levels), tuple(message.level_hashes), message.engine_version,
        message.lease_s, message.seats,
        unpack_action_spec(message.attacker_action) if message.HasField("attacker_action") else None, tuple(message.seat_tokens),
    )  # fmt: skip


def pack_level(level: records.LevelInfo) -> pb.LevelInfo:
    """A level's card as a message."""
    return pb.LevelInfo(name=level.name, title=level.title, hash=level.hash)


def unpack_level(message: pb.LevelInfo) -> records.LevelInfo:
    """A level's card in a message."""
    return records.LevelInfo(message.name, message.title, message.hash)


def pack_info(info: records.ServerInfo, max_sessions: int, max_in_flight: int) -> env.GetInfoResponse:
    """The server's card as a message."""
    return env.GetInfoResponse(
        version=info.version, engine_version=info.engine_version, capabilities=info.capabilities,
        levels=[pack_level(level) for level in info.levels],
        limits=env.Limits(
            max_message_bytes=info.max_message_bytes, max_slots=info.max_slots, max_lease_s=info.max_lease_s,
            max_sessions=max_sessions, max_in_flight=max_in_flight,
        ),
    )  # fmt: skip


def unpack_info(message: env.GetInfoResponse) -> records.ServerInfo:
    """The server's card in a message."""
    limits = message.limits
    levels = tuple(unpack_level(level) for level in message.levels)
    return records.ServerInfo(
        message.version, message.engine_version, tuple(message.capabilities), levels,
        limits.max_message_bytes, limits.max_slots, limits.max_lease_s,
    )  # fmt: skip


def pack_description(description: records.Description) -> env.DescribeScenarioResponse:
    """A scenario's description as a message."""
    return env.DescribeScenarioResponse(
        level=pack_level(description.level), mode=description.mode, views=[pack_view_spec(view) for view in description.views],
        actions=[pack_action_spec(action) for action in description.actions], action_names=description.action_names,
        error_texts=description.error_texts, rules_json=json.dumps(description.rules, separators=(",", ":")),
        level_document=description.level_document,
    )  # fmt: skip


def unpack_description(message: env.DescribeScenarioResponse) -> records.Description:
    """A scenario's description in a message."""
    try:
        rules = json.loads(message.rules_json)
    except ValueError as error:
        raise CodecError("rules_json", f"{message.rules_json[:60]!r} ({error})", "a JSON object") from None
    if not isinstance(rules, dict):
        raise CodecError("rules_json", type(rules).__name__, "a JSON object")
    return records.Description(
        unpack_level(message.level), message.mode, tuple(unpack_view_spec(view) for view in message.views),
        tuple(unpack_action_spec(action) for action in message.actions), tuple(message.action_names),
        tuple(message.error_texts), rules, message.level_document,
    )  # fmt: skip
