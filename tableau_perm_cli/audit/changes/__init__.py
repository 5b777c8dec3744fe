"""Changes that an administrator might make, played out on the model of a site.

A change knows the rules of Tableau that go with it (semantics section 4: publishing, overwriting,
locking, moving), and gives the site as it would be, with what to be warned of and what would be
lost for good. Who can do what then is for the resolver to say.
"""

from tableau_perm_cli.audit.changes.change import Change, ChangeError, Played, play

__all__ = ["Change", "ChangeError", "Played", "play"]
