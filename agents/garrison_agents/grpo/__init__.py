"""Group-relative policy optimisation for many-turn games: slots by name (`interfaces`), typed data between them (`data`)."""
