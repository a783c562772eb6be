"""Source chains: who passed words on."""
