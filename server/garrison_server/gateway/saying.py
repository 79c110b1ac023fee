"""What a client may say of a reply, checked; and a reply in few words, for those who watch."""

import math
from typing import Final

from garrison_proto.talk import Saying, trimmed
from garrison_server.refusal import FieldError

MOST_TROUBLES: Final = 100
LONGEST_KIND: Final = 40
LONGEST_DETAIL: Final = 2_000
WATCHED: Final = 2_000  # characters


def checked_saying(saying: Saying) -> Saying:
    """The saying, with no more of the reply kept than an answer may have. Raises FieldError, but never for the reply itself."""
    if saying.text is None and saying.calls is None and not saying.troubles:
        raise FieldError("reply", "nothing", "text, tool_calls, or troubles that kept it away")
    if len(saying.troubles) > MOST_TROUBLES:
        raise FieldError("troubles", f"{len(saying.troubles)}", f"at most {MOST_TROUBLES}")
    for i, trouble in enumerate(saying.troubles):
        if not 1 <= len(trouble.kind) <= LONGEST_KIND:
            raise FieldError(f"troubles[{i}].kind", f"{len(trouble.kind)} characters", f"1 to {LONGEST_KIND}")
        if len(trouble.detail) > LONGEST_DETAIL:
            raise FieldError(f"troubles[{i}].detail", f"{len(trouble.detail)} characters", f"at most {LONGEST_DETAIL}")
        if not (math.isfinite(trouble.seconds) and trouble.seconds >= 0):
            raise FieldError(f"troubles[{i}].seconds", trouble.seconds, "a finite number, 0 or more")
    return trimmed(saying)


def short_form(saying: Saying) -> str:
    """The reply in at most WATCHED characters."""
    if saying.calls is not None:
        return ", ".join(f"{call.name}({call.arguments_json})" for call in saying.calls)[:WATCHED]
    return (saying.text or "").strip()[:WATCHED]
