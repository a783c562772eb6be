"""Source chains: who passed an attribution's words on."""
