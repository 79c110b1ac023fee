"""The benchmark of learners: a matrix of runs of `garrison train`, and the page that tells what came of them."""
