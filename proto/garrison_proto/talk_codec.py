"""Packs conversations into the wire's messages and unpacks them again, for both sides. What is unpacked is checked as in `codec`."""

import json
from collections.abc import Mapping
from typing import Any, Final

from garrison_proto.codec import CodecError, pack_outcome, pack_selection, unpack_outcome, unpack_selection
from garrison_proto.records import ViewSpec
from garrison_proto.talk import (
    FORMS,
    STYLES,
    TRACKS,
    UNDERSTANDINGS,
    Brief,
    Call,
    Counts,
    Entry,
    Played,
    Said,
    Saying,
    TalkOptions,
    Transcript,
    Trouble,
    Understanding,
    Words,
)
from garrison_proto.v1 import gateway_pb2 as pb
from garrison_proto.v1 import types_pb2

_COUNTS: Final = (
    "replies", "acted", "unparseable", "out_of_schema", "illegal", "no_effect", "too_late", "unheard", "troubles", "troubles_s",
    "steps", "idle_steps", "actions", "outside",
)  # fmt: skip
_PLAIN: Final = ("x", "y", "action", "code", "explanation", "user_prompt", "image", "steps", "idle_steps", "stopped", "thought_s")


def pack_options(options: TalkOptions | None) -> pb.ConversationOptions | None:
    """Options as a message; None: none were said."""
    if options is None:
        return None
    return pb.ConversationOptions(
        style=_number(options.style, STYLES), form=_number(options.form, FORMS), track=_number(options.track, TRACKS),
        history=options.history, thoughts=options.thoughts, speed=options.speed, image_alone=options.image_alone,
    )  # fmt: skip


def unpack_options(message: pb.ConversationOptions) -> TalkOptions:
    """The options in a message; what it leaves unsaid is as by default."""
    return TalkOptions(
        style=_word(message.style, STYLES, "options.style") or "full",
        form=_word(message.form, FORMS, "options.form"),
        track=_word(message.track, TRACKS, "options.track") or "turn",
        history=message.history if message.HasField("history") else TalkOptions.history,
        thoughts=message.thoughts,
        image_alone=message.image_alone,
        speed=message.speed or TalkOptions.speed,
    )


def unpack_brief_request(message: pb.BriefRequest) -> TalkOptions | None:
    """The options that a request for a brief holds; None: it leaves them open."""
    if message.HasField("options"):
        return unpack_options(message.options)
    style = _word(message.style, STYLES, "style")
    return TalkOptions(style=style) if style else None


def pack_brief(brief: Brief) -> pb.BriefResponse:
    """What a model is told first, as a message."""
    return pb.BriefResponse(
        system_prompt=brief.system_prompt, user_prompt=brief.user_prompt, openai_tools_json=json.dumps(brief.openai_tools),
        mcp_tools_json=json.dumps(brief.mcp_tools), image=brief.image, answer_schema_json=json.dumps(brief.answer_schema),
        options=pack_options(brief.options),
    )  # fmt: skip


def unpack_brief(message: pb.BriefResponse) -> Brief:
    """What a model is told first."""
    documents = []
    for name in ("openai_tools_json", "mcp_tools_json", "answer_schema_json"):
        try:
            documents.append(json.loads(getattr(message, name)))
        except ValueError as error:
            raise CodecError(name, f"what is no JSON ({error})", "JSON") from None
    return Brief(
        message.system_prompt, message.user_prompt, documents[0], documents[1], message.image, documents[2],
        unpack_options(message.options),
    )  # fmt: skip


def pack_saying(saying: Saying, session: types_pb2.SessionRef | None, seq: int, slot: int) -> pb.SayRequest:
    """A reply as a message; one of several has no session and seq of its own."""
    request = pb.SayRequest(session=session, seq=seq, slot=slot, omitted=saying.omitted, options=pack_options(saying.options),
                            troubles=_troubles(saying.troubles), views=pack_selection(saying.views or None))  # fmt: skip
    if saying.calls is not None:
        request.tool_calls.calls.extend(_calls(saying.calls))
        request.tool_calls.SetInParent()  # no calls at all are a reply too
    elif saying.text is not None:
        request.text = saying.text
    return request


def unpack_saying(message: pb.SayRequest) -> Saying:
    """The reply in a message."""
    which = message.WhichOneof("reply")
    return Saying(
        text=message.text if which == "text" else None,
        calls=_unpack_calls(message.tool_calls.calls) if which == "tool_calls" else None,
        troubles=_unpack_troubles(message.troubles),
        omitted=message.omitted,
        views=unpack_selection(message) or (),
        options=unpack_options(message.options) if message.HasField("options") else None,
    )


def pack_said(said: Said, seq: int, total: int, codec: types_pb2.Codec = types_pb2.CODEC_RAW) -> pb.SayResponse:
    """What became of a reply, as a message; `total` is the session's number of slots."""
    message = pb.SayResponse(seq=seq, understanding=_number(said.understanding, UNDERSTANDINGS))
    for name in _PLAIN:
        setattr(message, name, getattr(said, name))
    for act in said.played:
        message.played.add(x=act.x, y=act.y, action=act.action, code=act.code, no_effect=act.no_effect, words=act.words)
    pack_outcome(said.outcome, total, codec, message.outcome)
    return message


def unpack_said(message: pb.SayResponse, total: int, specs: Mapping[str, ViewSpec]) -> Said:
    """What became of a reply."""
    understanding = _word(message.understanding, UNDERSTANDINGS, "understanding")
    if understanding is None:
        raise CodecError("understanding", "nothing", f"one of {', '.join(UNDERSTANDINGS)}")
    plain = {name: getattr(message, name) for name in _PLAIN}
    played = tuple(Played(act.x, act.y, act.action, act.code, act.no_effect, act.words) for act in message.played)
    return Said(understanding=understanding, outcome=unpack_outcome(message.outcome, total, specs), played=played, **plain)


def pack_entry(entry: Entry, seq: int, total: int) -> pb.TranscriptEntry:
    """One exchange as a message."""
    return pb.TranscriptEntry(
        prompt=entry.prompt, reply=entry.reply, result=pack_said(entry.result, seq, total), tool_calls=_calls(entry.calls),
        troubles=_troubles(entry.troubles), omitted=entry.omitted,
    )  # fmt: skip


def unpack_entry(message: pb.TranscriptEntry, total: int) -> Entry:
    """One exchange."""
    return Entry(
        message.prompt, message.reply, _unpack_calls(message.tool_calls), _unpack_troubles(message.troubles), message.omitted,
        unpack_said(message.result, total, {}),
    )  # fmt: skip


def pack_counts(counts: Counts) -> pb.Counts:
    """Counts as a message."""
    return pb.Counts(**{name: getattr(counts, name) for name in _COUNTS}, illegal_by_code=counts.illegal_by_code)


def unpack_counts(message: pb.Counts) -> Counts:
    """Counts."""
    codes = {int(code): int(count) for code, count in sorted(message.illegal_by_code.items())}
    return Counts(**{name: getattr(message, name) for name in _COUNTS}, illegal_by_code=codes)


def pack_transcript(transcript: Transcript, total: int) -> pb.TranscriptResponse:
    """A transcript's part from entry `first` on, as a message."""
    entries = [pack_entry(entry, 0, total) for entry in transcript.entries]
    return pb.TranscriptResponse(
        entries=entries, counts=pack_counts(transcript.counts), total=transcript.total, options=pack_options(transcript.options)
    )


def unpack_transcript(message: pb.TranscriptResponse, total: int) -> Transcript:
    """A transcript's part."""
    entries = tuple(unpack_entry(entry, total) for entry in message.entries)
    return Transcript(entries, unpack_counts(message.counts), message.total, unpack_options(message.options))


def pack_words(words: Words) -> pb.Words:
    """What a watcher is told, as a message."""
    return pb.Words(reply=words.reply, understanding=_number(words.understanding, UNDERSTANDINGS), did=words.did,
                    explanation=words.explanation, replies=words.replies)  # fmt: skip


def unpack_words(message: pb.Words) -> Words:
    """What a watcher is told."""
    understanding: Understanding = _word(message.understanding, UNDERSTANDINGS, "words.understanding") or "unheard"
    return Words(message.reply, understanding, message.did, message.explanation, message.replies)


def _number(word: str | None, words: tuple[Any, ...]) -> Any:
    """An enum's number; 0 is UNSPECIFIED, and the others stand in the order of `words`."""
    return 0 if word is None else words.index(word) + 1


def _word(number: int, words: tuple[Any, ...], field: str) -> Any:
    if not 0 <= number <= len(words):
        raise CodecError(field, number, f"0 to {len(words)}: {', '.join(words)}")
    return words[number - 1] if number else None


def _calls(calls: tuple[Call, ...]) -> list[pb.ToolCall]:
    return [pb.ToolCall(name=call.name, arguments_json=call.arguments_json) for call in calls]


def _unpack_calls(messages: Any) -> tuple[Call, ...]:
    return tuple(Call(message.name, message.arguments_json) for message in messages)


def _troubles(troubles: tuple[Trouble, ...]) -> list[pb.Trouble]:
    return [pb.Trouble(kind=trouble.kind, detail=trouble.detail, seconds=trouble.seconds) for trouble in troubles]


def _unpack_troubles(messages: Any) -> tuple[Trouble, ...]:
    return tuple(Trouble(message.kind, message.detail, message.seconds) for message in messages)
