"""Edits of a declaration's text: what is not meant stays as it is, comments and order included.

The text is never written anew. What an edit means is for the caller to prove, by reading the
edited text again.
"""

from tableau_perm_cli.declaration.editing.editor import Editor
from tableau_perm_cli.declaration.editing.removing import CannotEditError, without_entries
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.editing.tree import Branch, Tree, read_tree

__all__ = ["Branch", "CannotEditError", "Editor", "Plain", "Tree", "read_tree", "without_entries"]
