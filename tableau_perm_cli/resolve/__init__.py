"""The semantics: who can do what, decided rung by rung, with the evidence for it."""

from tableau_perm_cli.resolve.derivation import (
    Derivation,
    Effect,
    Evidence,
    Outcome,
    Remark,
    Step,
    StepName,
    Uncertainty,
)
from tableau_perm_cli.resolve.principal import Principal
from tableau_perm_cli.resolve.reasons import Reason, Verdict
from tableau_perm_cli.resolve.resolver import Resolver, open_site
from tableau_perm_cli.resolve.task_result import Need, TaskResult
from tableau_perm_cli.resolve.tasks import TASKS, Task

__all__ = [
    "TASKS",
    "Derivation",
    "Effect",
    "Evidence",
    "Need",
    "Outcome",
    "Principal",
    "Reason",
    "Remark",
    "Resolver",
    "Step",
    "StepName",
    "Task",
    "TaskResult",
    "Uncertainty",
    "Verdict",
    "open_site",
]
