"""Coverage: which rules of the declaration do the expectations touch?"""

from tableau_perm_cli.audit.coverage.coverage import (
    Coverage,
    RuleCoverage,
    Touch,
    coverage_of,
)

__all__ = ["Coverage", "RuleCoverage", "Touch", "coverage_of"]
