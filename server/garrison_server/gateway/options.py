"""The options of a conversation, checked."""

import math
from dataclasses import replace

from garrison_proto.talk import FASTEST, FORMS, MOST_HISTORY, STYLES, TRACKS, TalkOptions
from garrison_server.refusal import FieldError


def checked_options(options: TalkOptions) -> TalkOptions:
    """The options with nothing left open. Raises FieldError."""
    for field, came, known in (("style", options.style, STYLES), ("track", options.track, TRACKS)):
        if came not in known:
            raise FieldError(f"options.{field}", repr(came), f"one of {', '.join(known)}")
    if options.form is not None and options.form not in FORMS:
        raise FieldError("options.form", repr(options.form), f"one of {', '.join(FORMS)}")
    if isinstance(options.history, bool) or not isinstance(options.history, int) or not 0 <= options.history <= MOST_HISTORY:
        raise FieldError("options.history", options.history, f"0 to {MOST_HISTORY}")
    if not (isinstance(options.speed, int | float) and math.isfinite(options.speed) and 0 < options.speed <= FASTEST):
        raise FieldError("options.speed", options.speed, f"a number above 0, at most {FASTEST:g}")
    form = options.form or ("object" if options.style == "full" else "named")
    return replace(options, form=form, thoughts=bool(options.thoughts), image_alone=bool(options.image_alone), speed=float(options.speed))
