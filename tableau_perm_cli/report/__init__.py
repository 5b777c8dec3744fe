"""Draws answers: one renderer a format. It knows answers, never semantics."""
