"""Ways to lead a model through an episode, one module each, all of one recipe: a class with `turn(table)`."""
