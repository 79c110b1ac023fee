"""The game as an OpenEnv server: `openenv validate`, any OpenEnv client, and through it whoever plays OpenEnv's environments."""
