"""Attributions by syntax and a lexicon of cues: candidates for what the model does not read."""
