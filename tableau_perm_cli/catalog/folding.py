"""How names of Tableau's own things are compared: case and separators do not count."""

_SEPARATORS = str.maketrans("", "", " \t_-/")


def fold(name: str) -> str:
    """Return ``name`` in the form two spellings of one Tableau term share.

    ``Download Image/PDF``, ``download_image_pdf`` and ``downloadImagePdf`` fold alike. Only
    Tableau's own terms (roles, capabilities, templates, kinds) are folded; names of users,
    groups and content are data and are compared exactly.
    """
    return name.translate(_SEPARATORS).casefold()
