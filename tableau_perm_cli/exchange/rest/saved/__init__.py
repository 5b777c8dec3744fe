"""Answers of the REST API that somebody saved: a directory of them answers like a server."""

from tableau_perm_cli.exchange.rest.saved.saved_answers import SavedAnswers, recognises

__all__ = ["SavedAnswers", "recognises"]
