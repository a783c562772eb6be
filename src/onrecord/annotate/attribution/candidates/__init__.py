"""Candidates for attributions, found by syntax.

Any cue of the lexicon with the source and content around it.
"""
