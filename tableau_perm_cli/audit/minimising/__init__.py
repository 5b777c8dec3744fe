"""A smaller declaration with the same effective access, and the proof of that."""

from tableau_perm_cli.audit.minimising.fingerprint import Fingerprint, fingerprint_of
from tableau_perm_cli.audit.minimising.left_out import LeftOut
from tableau_perm_cli.audit.minimising.minimise import Extent, Minimised, minimise
from tableau_perm_cli.audit.minimising.promises import Broken
from tableau_perm_cli.audit.minimising.site import smaller_site
from tableau_perm_cli.audit.minimising.step import Step, StepKind

__all__ = [
    "Broken",
    "Extent",
    "Fingerprint",
    "LeftOut",
    "Minimised",
    "Step",
    "StepKind",
    "fingerprint_of",
    "minimise",
    "smaller_site",
]
