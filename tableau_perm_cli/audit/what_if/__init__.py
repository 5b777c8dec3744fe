"""What if: changes that are not made yet, and what they would do to access."""

from tableau_perm_cli.audit.what_if.examine import Turn, WhatIf, examine
from tableau_perm_cli.audit.what_if.moved import Moved
from tableau_perm_cli.audit.what_if.step import Step, play_step, with_site

__all__ = ["Moved", "Step", "Turn", "WhatIf", "examine", "play_step", "with_site"]
