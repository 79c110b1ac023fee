"""Ape-X's actors on Ray, one against two, while nobody learns. Needs the extra `ray`."""

from collections.abc import Iterator, Sequence
from typing import Final

from garrison_agents.apex.cluster import RayCluster, RayCrew
from garrison_agents.apex.player import network_recipe
from garrison_agents.apex.recipes import NetworkRecipe, actor_recipe, replay_recipe
from garrison_agents.apex.settings import HERE, ApexSettings
from garrison_agents.apex.train import about_run
from garrison_bench.figures import Measured
from garrison_bench.timing import medians

FRAGMENTS: Final = 4  # of each actor, a round
ROUNDS: Final = 7
TARGETS: Final = ("local",)


def apex_figures() -> Iterator[Measured]:
    """Decisions a second that one actor and two play and put into the replay."""
    settings = ApexSettings(actors=2, replay_size=20_000)
    network = network_recipe(about_run(settings, TARGETS))
    with RayCluster(HERE, actors=5):
        crews = [crew_of(settings.with_changes({"actors": actors}), network) for actors in (1, 2)]
        seconds = medians([lambda crew=crew: play(crew) for crew in crews], ROUNDS, lambda: settle(crews))  # type: ignore[misc]
        for crew in crews:
            crew.close()
    one, two = (actors * FRAGMENTS * settings.envs * settings.fragment_steps / taken for actors, taken in zip((1, 2), seconds, strict=True))
    about = f"`garrison train apex` on garrison-1 as it comes, {settings.envs} envs an actor, nobody learns"
    yield Measured("apex_steps_per_s_1_actor", one, f"{about}; one actor, in process, and the replay")
    yield Measured("apex_scaling_2_actors", two / one, f"rounds of one and two actors in turn; two: {two:,.0f} steps/s")


def crew_of(settings: ApexSettings, network: NetworkRecipe) -> RayCrew:
    """A crew that has its parameters."""
    crew = RayCrew(actor_recipe(settings, network, TARGETS), replay_recipe(settings))
    crew.broadcast({name: value.numpy() for name, value in network.build(0).state_dict().items()})
    return crew


def play(crew: RayCrew) -> None:
    """Until the actors have finished so many fragments, whoever they are from."""
    done = 0
    while done < crew.recipe.actors * FRAGMENTS:
        crew.play()
        done += len(crew.reports(1.0))


def settle(crews: Sequence[RayCrew]) -> None:
    """Until nothing is under way."""
    for crew in crews:
        while crew.playing:
            crew.reports(1.0)
