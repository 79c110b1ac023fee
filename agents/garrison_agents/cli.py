"""The agents' commands: `garrison run`, `garrison join`, `garrison cross-play`, `garrison demo`, `garrison calibrate`."""

from pathlib import Path
from typing import Annotated

import typer

from garrison_agents.agent import ATTACKERS, agent_names

Agents = Annotated[
    list[str],
    typer.Option("--agent", "-a", help=f"{', '.join(agent_names())}, sb3:FILE, apex:FILE, grpo:FILE, hf:FOLDER, module:Class; repeatable."),
]
Levels = Annotated[
    list[str],
    typer.Option("--level", "-l", help="A level's name, generated:SEED:DIFFICULTY, or a file (.json); repeatable."),
]
Target = Annotated[
    str, typer.Option(help="Where to play: 'local' (in this process), 'own' (a server started for this), host:port, or unix:PATH.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes to play in; 0: as many as are useful.")]


def register(app: typer.Typer) -> None:
    """Add the agents' commands to `garrison`."""
    app.command("run")(run)
    app.command("join")(join)
    app.command("cross-play")(cross_play)
    app.command("demo")(demo)
    app.command("calibrate")(calibrate)


def run(
    agent: Agents = ["greedy"],  # noqa: B006 - Typer wants a list
    level: Levels = ["garrison-1"],  # noqa: B006
    episodes: Annotated[int, typer.Option("--episodes", "-n", min=1, help="Episodes of each agent on each level.")] = 1,
    seed: Annotated[int, typer.Option("--seed", "-s", min=0, help="Seed of the first episode; the next has the next.")] = 0,
    target: Target = "local",
    record: Annotated[Path | None, typer.Option(help="Keep a trace and a replay of every episode in this folder.")] = None,
    max_steps: Annotated[int, typer.Option(min=0, help="Stop each episode after so many steps; 0: play to its end.")] = 0,
    ticks_per_step: Annotated[int, typer.Option(min=1, max=250, help="Ticks of 0.02 s that one action covers.")] = 16,
    workers: Workers = 0,
    json: Json = False,
    watchable: Annotated[bool, typer.Option("--watchable", help="Let others watch; says what to type for it.")] = False,
    speed: Annotated[float, typer.Option(help="With --watchable, seconds of play a second; 0: as fast as it goes.")] = 1.0,
) -> None:
    """Let agents play levels, and print their scores.

    The score of an episode is minus the number of enemies that reached the base; normalised, 0 is doing nothing and 1
    the best known play. Equal seeds give equal episodes, wherever they are played. Ctrl-C stops and shows what is done.

    Examples:

      garrison run --agent greedy --level garrison-1 --episodes 3

      garrison run -a greedy -a expert -l garrison-3 -n 30 --json > scores.json

      garrison run -a expert -l garrison-5 --target own --record runs/mine

      garrison run -a mypackage.mine:MyAgent -l generated:7:3 --target localhost:5555

      garrison run -a sb3:runs/train/maskable-ppo-garrison-1-s0/best.zip -l garrison-1 -n 30

      garrison run -a expert -l garrison-3 --target own --watchable --speed 4
    """
    from garrison_agents.run import RunOptions, play_and_print

    play_and_print(RunOptions(agent, level, episodes, seed, target, record, max_steps, ticks_per_step, workers, json, watchable, speed))


def join(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The server: host:port or unix:PATH.")],
    session: Annotated[str, typer.Argument(metavar="SESSION", help="The session's id.")],
    seat_token: Annotated[str, typer.Argument(metavar="TOKEN", help="The seat's.")],
    agent: Annotated[str, typer.Option("--agent", "-a", help=f"{', '.join(agent_names())}, or as in `garrison run`.")] = "greedy",
    seed: Annotated[int, typer.Option("--seed", "-s", min=0, help="Of what is random in the agent.")] = 0,
    token: Annotated[str, typer.Option(help="The server's own token, if it wants one.", envvar="GARRISON_TOKEN")] = "",
    json: Json = False,
) -> None:
    """Take a seat in a game that somebody hosts, and let an agent play it to the end: `garrison host` says what to type.

    Whoever was cut off joins again with the same token, and the seat goes on where it was.

    Examples:

      garrison join unix:/tmp/garrison.sock 3f6c2f1e-6a0e-4b8b-9d0c-5f5a2d5c1b11 0.1.k3yGv0 --agent greedy
    """
    from garrison_agents.join import join_and_print

    join_and_print(address, session, seat_token, agent, seed, token, json)


def cross_play(
    mode: Annotated[str, typer.Option(help="alliance: two partners; siege: a defender and an attacker.")] = "alliance",
    level: Annotated[
        str, typer.Option("--level", "-l", help="A level's name, generated:SEED:DIFFICULTY, or a file (.json).")
    ] = "garrison-1",
    agents: Annotated[str, typer.Option(help="Who defends, with commas between.")] = "noop,random-legal,greedy,expert",
    attackers: Annotated[str, typer.Option(help="Siege: who attacks, with commas between.")] = ",".join(ATTACKERS),
    episodes: Annotated[int, typer.Option("--episodes", "-n", min=1, help="Episodes of each two.")] = 10,
    seed: Annotated[int, typer.Option("--seed", "-s", min=0, help="Seed of the first episode; the next has the next.")] = 0,
    target: Target = "local",
    record: Annotated[Path | None, typer.Option(help="Keep a trace and a replay of every episode in this folder.")] = None,
    picture: Annotated[Path | None, typer.Option(help="Draw the table into this file (PNG).")] = None,
    ownership: Annotated[str, typer.Option(help="Alliance: builder, or zones.")] = "builder",
    budget: Annotated[float, typer.Option(help="Siege: the attacker's gold, in costs of the level's own waves.")] = 1.0,
    intensity: Annotated[float, typer.Option(help="Siege: the most in one wave, in cost and number of the level's own.")] = 1.5,
    max_steps: Annotated[int, typer.Option(min=0, help="Stop each episode after so many steps; 0: play to its end.")] = 0,
    ticks_per_step: Annotated[int, typer.Option(min=1, max=250, help="Ticks of 0.02 s that one action covers.")] = 16,
    workers: Workers = 0,
    json: Json = False,
) -> None:
    """Let every agent play with every other, or every defender against every attacker, and print the table of their scores.

    Each cell is the mean normalised score (0: all lives lost, 1: the level's best known; in a siege 1 is no life lost) with its 95 %
    interval. All cells play the same seeds. A siege also gives Elo ratings: won games are fitted all at once (Bradley and Terry).

    Examples:

      garrison cross-play --level garrison-3 --picture partners.png

      garrison cross-play --mode siege --level garrison-2 --agents greedy,expert --attackers attack-waves,attack-rush -n 20

      garrison cross-play --agents expert,sb3:runs/train/mine/best.zip --target own --record runs/partners --json
    """
    from garrison_agents.cross_play import CrossPlay, play_and_compare, rules_of, split_names

    siege = mode == "siege"
    play_and_compare(
        CrossPlay(
            mode, level, split_names(agents, "--agents"), split_names(attackers, "--attackers") if siege else (),
            rules_of(mode, ownership, budget, intensity), episodes, seed, target, record, picture, max_steps, ticks_per_step, workers, json,
        )
    )  # fmt: skip


def demo(
    out: Annotated[Path, typer.Option(help="Folder for traces and replays.")] = Path("runs/demo"),
    seeds: Annotated[int, typer.Option(min=1, help="Episodes of each agent on each level.")] = 3,
    workers: Workers = 0,
    json: Json = False,
) -> None:
    """Start a real server and let four agents play the five levels over gRPC: one table, in under two minutes."""
    from garrison_agents.demo import play_demo

    play_demo(out, seeds, workers, json)


def calibrate(
    out: Annotated[Path, typer.Option(help="Folder for calibration.md and calibration.json.")] = Path("docs"),
    seeds: Annotated[int, typer.Option(min=2, help="Episodes of each agent on each level.")] = 30,
    level: Annotated[list[str] | None, typer.Option("--level", "-l", help="Only this level; repeatable.")] = None,
    workers: Workers = 0,
) -> None:
    """Measure all scripted agents on the benchmark levels, write the table, and check their order.

    On every level the mean scores must come in the order noop < random-legal < greedy < expert <= witness, and greedy
    must fall from level to level. Exit code 1 when they do not.
    """
    from garrison_agents.calibrate import calibrate_levels

    calibrate_levels(out, seeds, level, workers)
