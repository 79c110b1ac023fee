"""The server's card: what it is, has and allows."""

from importlib.metadata import PackageNotFoundError, version

from garrison_levels.level import benchmark_levels
from garrison_proto.records import ServerInfo
from garrison_server.observe.attack_views import ATTACK_VIEWS
from garrison_server.observe.views import SEAT_VIEWS, VIEWS
from garrison_server.registry import Limits
from garrison_server.rules import ENGINE_VERSION
from garrison_server.scenario import ALL_MODES, named_scenario

ABILITIES = ("pixels", "png", "native", "grid", "sites", "zlib", "snapshot", "fork", "watch", "replay", "attach", "gateway", "join")


def server_info(limits: Limits) -> ServerInfo:
    """The card of a server with these limits."""
    return ServerInfo(
        version=package_version(),
        engine_version=ENGINE_VERSION,
        capabilities=(*ALL_MODES, *VIEWS, *SEAT_VIEWS, "messages", *ATTACK_VIEWS, *ABILITIES),
        levels=tuple(named_scenario(name).info for name in benchmark_levels()),
        max_message_bytes=limits.max_message_bytes,
        max_slots=limits.max_slots,
        max_lease_s=limits.max_lease_s,
    )


def package_version() -> str:
    """The version of the distribution; of a source tree that was never installed, "0"."""
    try:
        return version("garrison")
    except PackageNotFoundError:
        return "0"
