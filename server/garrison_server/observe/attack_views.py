"""The attacker's views in a siege by name, as `views` has the defenders': what each looks like, and how to write it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.records import ViewSpec
from garrison_server.observe import attack, attack_columns, attack_space
from garrison_server.observe.action_space import ActionSpaceError, Batch
from garrison_server.observe.attack_text import MAX_LENGTH, attack_text
from garrison_server.observe.scene import new_scratch
from garrison_server.observe.sites import sites_of
from garrison_server.observe.views import Slots, View, ViewError, Wish, Writing, static


def _attacker(batch: Batch, slots: Slots, wish: Wish) -> Writing:
    template = static(batch, "attacker", lambda: attack.attack_templates(batch.boards))
    cover = static(batch, "covers", lambda: attack.covers(batch.boards))
    out = np.empty((len(slots), attack_columns.SIZE), np.float32)
    arguments = (batch.states.rows, batch.boards.rows, batch.level_of, slots, template, cover, new_scratch(), out)
    return Writing(attack.write_attack, arguments, out)


def _mask(batch: Batch, slots: Slots, wish: Wish) -> Writing:
    name = attack_space.attack_space_of(wish.action_space)
    out = np.empty((len(slots), _mask_size(wish.action_space)), np.uint8)
    kernel = attack_space.write_kind_mask if name == "native" else attack_space.write_order_mask
    return Writing(kernel, (batch.states.rows, batch.boards.rows, batch.level_of, slots, out), out)


def _mask_size(action_space: str) -> int:
    return attack_space.N_KINDS if attack_space.attack_space_of(action_space) == "native" else attack_space.N_ORDERS


def _text(batch: Batch, slots: Slots, wish: Wish) -> list[str]:
    sites = static(batch, "sites", lambda: [sites_of(batch.boards[b]) for b in range(len(batch.boards))])
    levels = [int(batch.level_of[i]) for i in slots]
    return [attack_text(batch.boards[b], sites[b], batch.states[int(i)]) for i, b in zip(slots, levels, strict=True)]


ATTACK_VIEWS: Final[dict[str, View]] = {
    "attacker": View(lambda action_space, seats: ViewSpec("attacker", "tensor", "float32", (attack_columns.SIZE,), -1.0, 1.0), _attacker),
    "attacker_mask": View(
        lambda action_space, seats: ViewSpec("attacker_mask", "tensor", "uint8", (_mask_size(action_space),), 0.0, 1.0), _mask
    ),
    "attacker_text": View(lambda action_space, seats: ViewSpec("attacker_text", "text", max_length=MAX_LENGTH), _text),
}


ORDERS_MASK: Final = "attacker_mask:orders"  # in a session whose attacker's own space is native, too
ORDERS: Final = View(
    lambda action_space, seats: ViewSpec(ORDERS_MASK, "tensor", "uint8", (_mask_size("sites"),), 0.0, 1.0),
    lambda batch, slots, wish: _mask(batch, slots, wish._replace(action_space="sites")),
)


def attack_view_spec(name: str, action_space: str) -> ViewSpec:
    """What a view of the attacker looks like where the defenders have an action space. Raises ViewError, naming the known views."""
    try:
        return _view(name).spec(action_space, 1)
    except ActionSpaceError as error:
        raise ViewError(str(error)) from None


def is_attackers(name: str) -> bool:
    """Whether a view is the attacker's."""
    return name in ATTACK_VIEWS or name == ORDERS_MASK


def observe_attack(name: str, batch: Batch, slots: NDArray[np.integer], action_space: str = "native") -> NDArray | list[str]:  # type: ignore[type-arg]
    """One view of the batch's `slots` as their attackers see them: an array (n, *shape), or n strings. Raises ViewError."""
    shown = _view(name).write(batch, np.ascontiguousarray(slots, np.int64), Wish(action_space, 0, -1))
    if isinstance(shown, Writing):
        shown.kernel(*shown.arguments)
        return shown.out
    texts: list[str] = shown
    return texts


def _view(name: str) -> View:
    if name == ORDERS_MASK:
        return ORDERS
    if name not in ATTACK_VIEWS:
        raise ViewError(f"attacker's view: came {name[:80]!r}, wanted one of {', '.join(ATTACK_VIEWS)}")
    return ATTACK_VIEWS[name]
