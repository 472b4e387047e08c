"""No state that a stack can be in is a dead end."""

import boto3
import pytest

from tools.deploy.states import STEPS, Step, advice, step


def test_there_is_a_step_for_each_state_that_cloudformation_knows():
    shape = boto3.Session().client("cloudformation", "us-east-1").meta.service_model.shape_for("StackStatus")

    assert {*STEPS} - {""} == {*shape.enum} - {"IMPORT_ROLLBACK_FAILED"}


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("", Step.MAKE),
        ("REVIEW_IN_PROGRESS", Step.MAKE),
        ("ROLLBACK_COMPLETE", Step.CLEAR),
        ("CREATE_FAILED", Step.CLEAR),
        ("UPDATE_ROLLBACK_COMPLETE", Step.CHANGE),
        ("UPDATE_ROLLBACK_FAILED", Step.RESUME),
        ("DELETE_FAILED", Step.FINISH),
        ("DELETE_IN_PROGRESS", Step.WAIT),
        ("SOMETHING_NEW", Step.LOOK),
    ],
)
def test_what_is_done_about_a_state(status, wanted):
    assert step(status) is wanted


@pytest.mark.parametrize("status", [status for status in STEPS if status.endswith("_IN_PROGRESS")])
def test_what_is_under_way_is_left_alone(status):
    assert step(status) is (Step.MAKE if status == "REVIEW_IN_PROGRESS" else Step.WAIT)


@pytest.mark.parametrize("about", [Step.WAIT, Step.RESUME, Step.FINISH, Step.LOOK])
def test_where_the_command_cannot_go_on_a_person_is_told_what_to_do(about):
    assert "STATUS" in advice(about, "prod", "STATUS")


@pytest.mark.parametrize("about", [Step.MAKE, Step.CHANGE, Step.CLEAR])
def test_where_it_can_nobody_is_bothered(about):
    assert advice(about, "prod", "STATUS") == ""
