"""What a server says of itself."""

import json

from grpc_health.v1 import health_pb2, health_pb2_grpc

from compliance.base import Compliance, refusal
from compliance.caller import DEADLINE_S, Caller
from garrison_proto.v1 import environment_pb2 as env


class TestDiscovery(Compliance):
    def test_health_says_serving(self, caller: Caller) -> None:
        for service in ("", "garrison.v1.Environment", "garrison.v1.AgentGateway"):
            answer = health_pb2_grpc.HealthStub(caller.channel).Check(health_pb2.HealthCheckRequest(service=service), timeout=DEADLINE_S)
            assert answer.status == health_pb2.HealthCheckResponse.SERVING

    def test_info_names_versions_capabilities_limits_and_level_hashes(self, caller: Caller) -> None:
        info = caller.call("GetInfo", env.GetInfoRequest())
        assert info.version and info.engine_version and "defense" in info.capabilities
        assert info.limits.max_message_bytes and info.limits.max_slots and info.limits.max_lease_s
        assert [level.name for level in info.levels] == [f"garrison-{i}" for i in range(1, 6)]
        assert all(len(level.hash) == 64 for level in info.levels)

    def test_scenarios_are_the_levels_with_their_modes_and_the_commons(self, caller: Caller) -> None:
        *levels, commons = caller.call("ListScenarios", env.ListScenariosRequest()).scenarios
        assert [scenario.level.name for scenario in levels] == [f"garrison-{i}" for i in range(1, 6)]
        assert all({"defense", "alliance"} <= set(scenario.modes) for scenario in levels)
        assert commons.level.name == "commons" and list(commons.modes) == ["commons"]

    def test_a_mode_of_several_seats_is_described_with_the_seats_of_its_views(self, caller: Caller) -> None:
        told = caller.call("DescribeScenario", env.DescribeScenarioRequest(level_name="garrison-2", mode="alliance"))
        seats = {view.name: view.seats for view in told.views}
        assert told.mode == "alliance" and seats["structured"] == seats["allies"] == seats["messages"] == 2 and seats["leaks"] == 0
        told = caller.call("DescribeScenario", env.DescribeScenarioRequest(mode="commons"))
        assert told.level.name == "commons" and told.action_names[0] == "save" and "standard" in json.loads(told.rules_json)["payoffs"]

    def test_a_description_holds_spaces_actions_errors_rules_and_the_level(self, caller: Caller) -> None:
        told = caller.call("DescribeScenario", env.DescribeScenarioRequest(level_name="garrison-2"))
        assert {"structured", "structured_norm", "rich", "text", "brief", "mask"} <= {view.name for view in told.views}
        assert "native" in {action.name for action in told.actions} and len(told.action_names) == 12
        assert len(told.error_texts) >= 16 and len(json.loads(told.rules_json)["enemies"]) == 16
        again = caller.call("DescribeScenario", env.DescribeScenarioRequest(level_document=told.level_document))
        assert again.level == told.level

    def test_an_unknown_level_is_not_found_with_the_known_ones_named(self, caller: Caller) -> None:
        error = refusal(caller.call, "DescribeScenario", env.DescribeScenarioRequest(level_name="garrison-9"))
        assert (error.code, error.reason) == ("NOT_FOUND", "NO_SUCH_LEVEL") and "garrison-1" in str(error)

    def test_a_level_of_the_servers_disk_cannot_be_named(self, caller: Caller) -> None:
        for name in ("/etc/passwd", "../garrison-1.json", "levels/x.json"):
            assert refusal(caller.call, "DescribeScenario", env.DescribeScenarioRequest(level_name=name)).code == "NOT_FOUND"
