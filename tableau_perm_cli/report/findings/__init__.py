"""Findings of ``lint``, ``test`` and ``diff`` in the formats of people, CI systems and pages."""
