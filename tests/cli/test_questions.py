"""What the question commands and ``matrix`` print, whole: every format, every terminal.

The golden files are read by eye against the samples when they change; ``UPDATE_GOLDEN=1``
rewrites them.
"""

import pytest
from support.running import golden, run_inside, run_on_terminal

ORANGE_BELT = "sample_configs/students_orange_belt.yaml"
DENIED = "sample_configs/data_source_denied.yaml"
LOCKS = "sample_configs/locked_vs_customizable.yaml"
MATRIX = "sample_configs/business_matrix.yaml"
TOUR = "sample_configs/full_tour.yaml"

FORMATS = ("table", "tsv", "csv", "json", "jsonl", "markdown")
QUESTIONS: dict[str, tuple[str, ...]] = {
    "explain/orange_belt": ("explain", "student_01", "project:Student_01", "-f", ORANGE_BELT),
    "explain/group": (
        "explain",
        "group:Students Orange Belt",
        "workbook:Student_01/Sales",
        "-f",
        ORANGE_BELT,
    ),
    "who/orange_belt": ("who", "view", "project:Student_01", "-f", ORANGE_BELT),
    "access/ivan": ("access", "ivan", "-f", MATRIX),
    "matrix/orange_belt": (
        *("matrix", "--users", "student_01 or zoe", "--items", "project:Student_01"),
        *("-f", ORANGE_BELT),
    ),
    "matrix/by_group": (
        *("matrix", "--group-by", "group", "--items", "workbook:Student_01/Sales"),
        *("--capabilities", "view,web_edit", "-f", ORANGE_BELT),
    ),
}
DRAWN: dict[str, tuple[str, ...]] = {
    **QUESTIONS,
    "explain/dead_rules": ("explain", "ana", "workbook:Sealed/Inner/Report", "-f", LOCKS),
    "explain/one_capability": (
        *("explain", "lea", "workbook:Sealed/Inner/Report", "set_permissions", "-f", LOCKS),
    ),
    "explain/trace": (
        *("explain", "student_01", "project:Student_01", "view", "--trace", "-f", ORANGE_BELT),
    ),
    "explain/trace_of_a_task": (
        *("explain", "student_01", "workbook:Student_01/Sales", "see_data", "--trace"),
        *("-f", DENIED),
    ),
    "explain/personal_space": ("explain", "petra", "workbook:@petra/Draft", "-f", TOUR),
    "who/business_matrix": ("who", "view", "workbook:General/Company KPIs", "-f", MATRIX),
}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("case", QUESTIONS)
def test_the_answer_off_a_terminal(case: str, format_: str) -> None:
    ran = run_inside(*QUESTIONS[case], "--format", format_)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"{case}.{format_}.txt", ran.stdout)


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("case", DRAWN)
def test_the_answer_on_a_terminal(case: str, width: int) -> None:
    ran = run_on_terminal(*DRAWN[case], "--color", "never", width=width)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"{case}.{width}.txt", ran.stdout)


@pytest.mark.parametrize(
    ("words", "exit_code", "answer"),
    [
        (("student_01", "view", "project:Student_01"), 1, "denied\tgroup_deny\t"),
        (("student_01", "publish", "project:Student_01"), 0, "allowed\tgroup_allow\t"),
        (("student_01", "Publish", "Student_01"), 0, "allowed\tgroup_allow\t"),
        (("student_01", "publish_to", "Student_01"), 0, "allowed\tall_needs_met\t"),
        (("instructor", "web_author", "workbook:Student_01/Sales"), 0, "allowed\tall_needs_met\t"),
        (("dean", "view", "project:Student_01"), 0, "allowed\tsite_admin\t"),
    ],
)
def test_can_says_one_word_and_the_deciding_reason(
    words: tuple[str, ...], exit_code: int, answer: str
) -> None:
    ran = run_inside("can", *words, "-f", ORANGE_BELT)
    assert (ran.exit_code, ran.stderr) == (exit_code, "")
    assert ran.stdout.startswith(answer)
    assert ran.stdout.count("\n") == 1


def test_can_as_json_is_one_line_with_the_evidence() -> None:
    ran = run_inside(
        "can", "student_01", "view", "project:Student_01", "-f", ORANGE_BELT, "--format", "json"
    )
    golden("can/orange_belt.json.txt", ran.stdout)


def test_can_answers_many_questions_in_order() -> None:
    lines = (
        '{"user": "student_01", "capability": "view", "item": "project:Student_01"}\n'
        '{"user": "student_01", "capability": "see_data", "item": "workbook:Student_01/Sales"}\n'
        '{"user": "nobody", "capability": "view", "item": "project:Student_01"}\n'
        '{"user": "dean", "capability": "move_to", "item": "workbook:Student_01/Sales",'
        ' "target": "project:Default"}\n'
        "not json\n"
    )
    ran = run_inside("can", "-", "-f", ORANGE_BELT, stdin=lines)
    assert ran.exit_code == 2
    golden("can/bulk.jsonl.txt", ran.stdout)
