"""Plans: a client's options checked and made ready, before a session is built on them."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.modes import CommonsRules, Rules, SiegeRules
from garrison_proto.records import ActionSpec, LevelInfo, Opened, OpenOptions, ViewSpec
from garrison_server import rules
from garrison_server.attack_picture import attack_picture_spec
from garrison_server.commons.plan import ACTIONS, checked_game, commons_view_spec
from garrison_server.commons.rules import COMMONS_VERSION
from garrison_server.mode_rules import checked_rules
from garrison_server.observe.action_space import ActionSpaceError, action_spec
from garrison_server.observe.attack_space import attack_spec
from garrison_server.observe.seat_views import seat_view_spec
from garrison_server.observe.views import ViewError
from garrison_server.refusal import FieldError
from garrison_server.scenario import Scenario, checked_mode, named_scenario, sent_scenario
from garrison_server.seating import Seating, bound_hash, defenders_of

MOST_LEVELS: Final = 256  # in one session
MOST_DIGITS: Final = 9
AUTORESETS: Final = ("none", "next_step", "same_step")


@dataclass(frozen=True)
class Plan:
    """What a session is built from."""

    options: OpenOptions
    scenarios: tuple[Scenario, ...]  # distinct levels
    level_of: tuple[int, ...]  # (slots,) index into scenarios
    views: tuple[ViewSpec, ...]
    action: ActionSpec
    rules: Rules | None = None  # of the mode; None: defense
    game: LevelInfo | None = None  # what all slots play, where that is no level
    attacker: ActionSpec | None = None  # siege: the last seat's actions

    @property
    def seats(self) -> int:
        """Agents in each slot."""
        return 1 if self.rules is None else self.rules.seats

    @property
    def defenders(self) -> int:
        """How many of them, from the first on, are no attacker."""
        return self.seats - isinstance(self.rules, SiegeRules)

    @property
    def seating(self) -> Seating:
        """The rules of a mode that plays levels."""
        return None if isinstance(self.rules, CommonsRules) else self.rules

    @property
    def step_penalty(self) -> NDArray[np.float64]:
        """(seats,) what the step penalty adds to the rewards; in a siege the attacker gains what the defenders lose."""
        penalty = np.full(self.seats, rules.STEP_PENALTY)
        penalty[self.defenders :] = -rules.STEP_PENALTY * self.defenders
        return penalty

    def view_spec(self, name: str) -> ViewSpec:
        """What any view of the mode looks like in such a session, its own or not. Raises FieldError."""
        return checked_view_spec(name, self.options.action_space, self.rules)

    def opened(self, session_id: str, token: str) -> Opened:
        """What is answered to the opening."""
        cards = [self.game or self.scenarios[i].info for i in self.level_of]
        hashes = [card.hash if self.game else bound_hash(bytes.fromhex(card.hash), self.seating).hex() for card in cards]
        return Opened(
            session_id=session_id, resume_token=token, views=self.views, action=self.action,
            levels=tuple(card.name for card in cards), level_hashes=tuple(hashes),
            engine_version=engine_version(self.options.mode), lease_s=self.options.lease_s, seats=0 if self.rules is None else self.seats,
            attacker_action=self.attacker,
        )  # fmt: skip


def engine_version(mode: str) -> str:
    """What snapshots and replays of a mode are bound to."""
    return COMMONS_VERSION if mode == "commons" else rules.ENGINE_VERSION


def plan_of(options: OpenOptions, max_slots: int) -> Plan:
    """The plan of a client's options. Raises FieldError, LevelNameError, LevelDocumentError."""
    mode_rules = checked_rules(checked_mode(options.mode), options.rules)
    _check_numbers(options, max_slots)
    if isinstance(mode_rules, CommonsRules):
        views, game = checked_view_specs(options.views, options.action_space, mode_rules), checked_game(options, mode_rules)
        return Plan(options, (), (0,) * options.slots, views, ACTIONS, mode_rules, game)
    seating: Seating = mode_rules
    named = len(options.levels) + len(options.level_documents)
    if not 1 <= named <= MOST_LEVELS:
        raise FieldError("levels", f"{named} levels", f"1 to {MOST_LEVELS}")
    asked = [named_scenario(name) for name in options.levels] + [sent_scenario(document) for document in options.level_documents]
    asked = asked[: options.slots]
    scenarios = tuple({scenario.hash: scenario for scenario in asked}.values())
    index = {scenario.hash: i for i, scenario in enumerate(scenarios)}
    level_of = tuple(index[asked[i % len(asked)].hash] for i in range(options.slots))
    views = checked_view_specs(options.views, options.action_space, mode_rules)
    action = _action(options.action_space, scenarios, defenders_of(seating).seats)
    return Plan(options, scenarios, level_of, views, action, seating, attacker=_attacker(seating, options.action_space, scenarios))


def _check_numbers(options: OpenOptions, max_slots: int) -> None:
    if not 1 <= options.slots <= max_slots:
        raise FieldError("slots", options.slots, f"1 to {max_slots}")
    if options.seeds and len(options.seeds) != options.slots:
        raise FieldError("seeds", f"{len(options.seeds)} seeds", f"none, or one for each of {options.slots} slots")
    for seed in options.seeds:
        if not 0 <= seed < 1 << 64:
            raise FieldError("seeds", seed, "0 to 2^64 - 1")
    if options.autoreset not in AUTORESETS:
        raise FieldError("autoreset", repr(options.autoreset), f"one of {', '.join(AUTORESETS)}")
    if not 1 <= options.ticks_per_step <= rules.MAX_TICKS_PER_STEP:
        raise FieldError("ticks_per_step", options.ticks_per_step, f"1 to {rules.MAX_TICKS_PER_STEP}")
    if not 0 <= options.max_ticks < 1 << 53:
        raise FieldError("max_ticks", options.max_ticks, "0 (never) to 2^53 - 1")
    if not 0 <= options.digits <= MOST_DIGITS:
        raise FieldError("digits", options.digits, f"0 to {MOST_DIGITS}")
    if not (math.isfinite(options.lease_s) and options.lease_s > 0):
        raise FieldError("lease_s", options.lease_s, "a finite number above 0")


def checked_view_specs(names: tuple[str, ...], action_space: str, mode_rules: Rules | None = None) -> tuple[ViewSpec, ...]:
    """The specs of distinct views. Raises FieldError."""
    if len(set(names)) != len(names):
        raise FieldError("views", list(names), "each view once")
    return tuple(checked_view_spec(name, action_space, mode_rules) for name in names)


def checked_view_spec(name: str, action_space: str, mode_rules: Rules | None) -> ViewSpec:
    """The spec of one view in a mode. Raises FieldError."""
    if isinstance(mode_rules, CommonsRules):
        return commons_view_spec(name, mode_rules.seats)
    if (picture := attack_picture_spec(name, mode_rules)) is not None:
        return picture
    try:
        return seat_view_spec(name, action_space, mode_rules)
    except ViewError as error:
        raise FieldError("views", repr(name[:80]), str(error)) from None


def _action(name: str, scenarios: tuple[Scenario, ...], defenders: int) -> ActionSpec:
    """The action space's spec; its labels name one level's places, so several levels have none."""
    try:
        spec = action_spec(name, scenarios[0].board, defenders)
    except ActionSpaceError as error:
        raise FieldError("action_space", repr(name[:80]), str(error)) from None
    return spec if len(scenarios) == 1 else ActionSpec(spec.name, spec.n)


def _attacker(mode_rules: Rules | None, name: str, scenarios: tuple[Scenario, ...]) -> ActionSpec | None:
    """Likewise for an attacker's orders; None where nobody attacks."""
    if not isinstance(mode_rules, SiegeRules):
        return None
    spec = attack_spec(name, scenarios[0].board)
    return spec if len(scenarios) == 1 else ActionSpec(spec.name, spec.n)
