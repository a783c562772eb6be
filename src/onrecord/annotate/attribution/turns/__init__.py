"""Turns: what each speaker says in a transcript, a thread of posts or an interview."""
