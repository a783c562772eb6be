"""Attributions: outer and nested statements, turns of transcripts, speech acts, circumstances."""
