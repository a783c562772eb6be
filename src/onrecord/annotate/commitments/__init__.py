"""Commitments: who is bound to which act, on which terms and conditions, and with which outcome."""
