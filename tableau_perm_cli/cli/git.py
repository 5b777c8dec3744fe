"""Asks git, as a process of its own and without a shell; what it says is worded for the user."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tableau_perm_cli.diagnostics import ToolError, did_you_mean, visible

_LONGEST = 120
"""Seconds: a partial clone may have to fetch what is asked for."""
_LINK = "120000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or directory of a revision."""

    mode: str
    kind: str
    """``blob``, ``tree`` or ``commit``."""
    identity: str
    """The object's name."""
    path: str
    """From the top of the repository on."""

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == _LINK


class Repository:
    """The repository that a directory is in."""

    def __init__(self, directory: str) -> None:
        """Find it.

        Raises:
            ToolError: git is not installed, or the directory is in no repository.
        """
        self._directory = directory
        self.prefix = self._line("rev-parse", "--show-prefix", refusal=_no_repository(directory))
        """The way from the top to the directory, with a stroke at its end; empty at the top."""

    def commit(self, ref: str) -> str:
        """Return the name of the commit that ``ref`` means.

        Raises:
            ToolError: there is no such commit.
        """
        options = ("--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        return self._line("rev-parse", *options, refusal=None) or self._no_commit(ref)

    def _no_commit(self, ref: str) -> str:
        known = self._run("for-each-ref", "--format=%(refname:short)") or b""
        raise ToolError(
            f"git knows no commit `{visible(ref)}`",
            help=did_you_mean(ref, _text(known).split("\n"))
            or "is it spelt right, and fetched? A shallow clone has no other branches",
        )

    def entries(self, commit: str, path: str) -> list[Entry]:
        """Return what a commit has at a path from the top: of a directory all files in it.

        Nothing when it has nothing there.
        """
        at = self._listed(commit, path) if path else []
        if path and not (at and at[0].kind == "tree"):
            return at
        return self._listed(commit, f"{path}/" if path else "", "-r")

    def _listed(self, commit: str, path: str, *options: str) -> list[Entry]:
        words = ["ls-tree", "-z", "--full-tree", *options, commit]
        found = self._run(*words, *(["--", path] if path else []))
        if found is None:
            raise ToolError(f"git could not list `{visible(path or '.')}`")
        entries = []
        for line in filter(None, found.split(b"\0")):
            head, _, name = line.partition(b"\t")
            mode, kind, identity = _text(head).split(" ")
            entries.append(Entry(mode, kind, identity, os.fsdecode(name)))
        return entries

    def content(self, entry: Entry) -> bytes:
        """Return the bytes of a file.

        Raises:
            ToolError: git cannot read it.
        """
        data = self._run("cat-file", "blob", entry.identity)
        if data is None:
            raise ToolError(f"git cannot read `{visible(entry.path)}`")
        return data

    def _line(self, *words: str, refusal: ToolError | None) -> str:
        """Return the one line that git says; nothing when it refuses and nobody minds."""
        said = self._run(*words)
        if said is None:
            if refusal is not None:
                raise refusal
            return ""
        return os.fsdecode(said).removesuffix("\n")

    def _run(self, *words: str) -> bytes | None:
        """Return what git writes; None when it refuses.

        Raises:
            ToolError: git is not installed, or does not answer.
        """
        # INVARIANT: no word of the user's begins with a dash before --, and nothing is a shell's.
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
        environment["GIT_LITERAL_PATHSPECS"] = "1"  # a path may hold * and :
        try:
            done = subprocess.run(  # noqa: S603 - git, with words of ours
                ["git", *words],  # noqa: S607 - wherever the user has it
                cwd=self._directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LONGEST,
                check=False,
            )
        except FileNotFoundError as error:
            if not Path(self._directory).is_dir():
                raise _no_repository(self._directory) from error
            raise ToolError(
                "git is not installed, and a side is given as `git:…`",
                help="install git, or name a file",
            ) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = getattr(error, "strerror", None) or "it does not answer"
            raise ToolError(f"git cannot be run: {reason.lower()}") from error
        return done.stdout if done.returncode == 0 else None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _no_repository(directory: str) -> ToolError:
    return ToolError(
        f"`{visible(directory)}` is in no git repository",
        help="`git:REF` names a revision of the repository that the declaration is in",
    )
