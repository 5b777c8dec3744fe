"""The counters of many users at once count as counters one by one do."""

import random

from tableau_perm_cli.audit.escalation.weights import Weights


def test_weights_add_up_user_by_user() -> None:
    choose = random.Random(7)  # noqa: S311 - not a secret
    weights, plain = Weights(), [0] * 40
    for _ in range(300):
        users, number = choose.getrandbits(40), choose.randrange(20)
        weights.add(users, number)
        plain = [it + number * (users >> user & 1) for user, it in enumerate(plain)]
    assert [weights.of(1 << user) for user in range(40)] == plain
    assert weights.of((1 << 40) - 1) == sum(plain)
    assert weights.of(0) == 0
