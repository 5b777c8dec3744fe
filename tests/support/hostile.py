"""Names that act on a page, a terminal, a log or a spreadsheet where they are not data."""

HOSTILE = (
    "a|b",
    "[bold]x[/bold]",
    "@everyone",
    "<script>alert(1)</script>",
    "`code` and ``more",
    "line\nfeed",
    "\u202ertl",
    "::error::x",
    "</details>",
    "=1+1",
    "\x1b[31mred",
)
