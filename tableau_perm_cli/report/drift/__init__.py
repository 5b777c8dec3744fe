"""Drift in every format: what is otherwise than declared, and what that does to access."""
