"""Ape-X's actors on Ray, one against two, while nobody learns. Needs the extra `ray`."""

from collections.abc import Iterator
from typing import Final

from garrison_agents.apex.cluster import RayCluster, RayCrew
from garrison_agents.apex.crew import Crew
from garrison_agents.apex.player import network_recipe
from garrison_agents.apex.recipes import NetworkRecipe, actor_recipe, replay_recipe
from garrison_agents.apex.settings import HERE, ApexSettings
from garrison_agents.apex.train import about_run
from garrison_bench.figures import Measured
from garrison_bench.timing import medians

FRAGMENTS: Final = 4  # of each actor, a round
TARGETS: Final = ("local",)


def one_and_two_actors(rounds: int, settings: ApexSettings) -> Iterator[Measured]:
    """Decisions a second that one actor and two play and put into the replay."""
    network = network_recipe(about_run(settings, TARGETS))
    with RayCluster(HERE, actors=5):
        one, two = (crew_of(settings.with_changes({"actors": actors}), network) for actors in (1, 2))
        contenders = [lambda: play(one, FRAGMENTS), lambda: play(two, 2 * FRAGMENTS)]
        seconds = medians(contenders, rounds, lambda: settle(one, two))
        one.close()
        two.close()
    decisions = FRAGMENTS * settings.envs * settings.fragment_steps
    slow, fast = decisions / seconds[0], 2 * decisions / seconds[1]
    about = f"`garrison train apex` on garrison-1 as it comes, {settings.envs} envs an actor, nobody learns"
    yield Measured("apex_steps_per_s_1_actor", slow, f"{about}; one actor, in process, and the replay")
    yield Measured("apex_scaling_2_actors", fast / slow, f"rounds of one and two actors in turn; two: {fast:,.0f} steps/s")


def crew_of(settings: ApexSettings, network: NetworkRecipe) -> RayCrew:
    """A crew that has its parameters."""
    crew = RayCrew(actor_recipe(settings, network, TARGETS), replay_recipe(settings))
    crew.broadcast({name: value.numpy() for name, value in network.build(0).state_dict().items()})
    return crew


def play(crew: Crew, fragments: int) -> None:
    """Until the actors have finished so many fragments, whoever they are from."""
    while fragments > 0:
        crew.play()
        fragments -= len(crew.reports(1.0))


def settle(*crews: Crew) -> None:
    """Until nothing is under way."""
    for crew in crews:
        while crew.playing:
            crew.reports(1.0)
