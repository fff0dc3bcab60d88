"""How long it takes to judge candidates: beside the peers, in one run, as ratios."""
