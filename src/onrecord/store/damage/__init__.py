"""Damage: finding what is wrong with a dossier, and saving what is left of one."""
