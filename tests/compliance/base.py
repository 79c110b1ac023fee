"""What every class of the suite stands on."""

from collections.abc import Iterator
from typing import Any

import pytest

from compliance.caller import Caller, Refused


class Compliance:
    """Tests against the server at the fixture `address`, which whoever runs the suite provides."""

    @pytest.fixture
    def caller(self, address: str) -> Iterator[Caller]:
        caller = Caller(address)
        yield caller
        caller.close()


def refusal(call: Any, *arguments: Any, **more: Any) -> Refused:
    """The refusal that a call must meet."""
    with pytest.raises(Refused) as caught:
        call(*arguments, **more)
    return caught.value
