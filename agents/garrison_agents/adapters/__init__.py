"""The game as other people's trainers want it: TRL's environments, OpenEnv's servers. Each is played through the gateway."""
