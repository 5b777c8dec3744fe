"""Draws the answer of ``escalate``: who can become able to what, and what would close it."""
