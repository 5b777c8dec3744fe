"""CSV files of users as `tabcmd` imports them: users and site roles, a file a group."""

from tableau_perm_cli.exchange.user_lists.reading import read_user_lists, recognises

__all__ = ["read_user_lists", "recognises"]
