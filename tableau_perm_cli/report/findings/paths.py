"""The names of files as services want them: relative to where the program ran, or as URIs."""

import posixpath
import re
from pathlib import Path
from urllib.parse import quote

_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")


def relative_path(file: str) -> str:
    """Return a file's name without ``./``, and from the working directory on if it is in there.

    A pull request has the file by that name when the program runs at the root of the repository.
    """
    name = posixpath.normpath(file)
    return name.removeprefix(Path.cwd().as_posix().rstrip("/") + "/")


def relative_uri(file: str) -> str | None:
    """Return a file's name as a relative URI reference; None if it is not under where we are."""
    name = relative_path(file)
    return None if _ABSOLUTE.match(name) else _encoded(name)


def absolute_uri(file: str) -> str:
    """Return an absolute name of a file as a URI."""
    return f"file:///{_encoded(posixpath.normpath(file).lstrip('/'))}"


def _encoded(name: str) -> str:
    # Python keeps the bytes of a name that are no text as halves of characters; a name on
    # Windows may have halves of its own.
    try:
        data = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = name.encode("utf-8", "surrogatepass")
    return quote(data, safe="/")
