"""Time expressions and their normalised values (EDTF)."""
