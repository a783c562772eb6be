"""Who did what to whom: triggers, whose part is what, whether it happened, who tells it, one event told several times."""
