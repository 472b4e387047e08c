"""What a deployment asks for, and what is answered to what cannot be right."""

import pytest

from tools.deploy.questions import ask, main, questions
from tools.operate import stage
from tools.operate.stage import MAY_BE_LEFT_OUT, read_stage

ANSWERS = {
    "mail_from": "guide@example.com",
    "clinic_inbox": "front-desk@example.com",
    "alarm_inbox": "engineer@example.com",
    "region": "eu-central-1",
    "domain": "guide.example.com",
    "leads_a_day": "15",
    "ads_run": "yes",
}


def asked(*typed: str, known=None, region=""):
    """What was kept and what was said, when somebody types these lines."""
    lines, kept, said = iter(typed), {}, []

    def read(_text: str) -> str:
        return next(lines)

    ask(known or {}, questions(region), kept.__setitem__, read, said.append)
    assert not list(lines), "more was typed than was asked for"
    return kept, said


def only(name: str, *typed: str, region=""):
    kept, said = asked(*typed, known={other: "" for other in ANSWERS if other != name}, region=region)
    return kept[name], "".join(said)


def test_each_answer_is_kept_as_a_value_of_its_kind():
    kept, _ = asked(*ANSWERS.values())

    assert kept == {**ANSWERS, "leads_a_day": 15, "ads_run": True}


def test_all_that_a_stage_needs_is_asked_for():
    assert {*stage.KINDS} - MAY_BE_LEFT_OUT <= {question.name for question in questions("")}


def test_what_is_known_is_not_asked_for():
    assert asked(known=ANSWERS) == ({}, [])


def test_spaces_around_an_answer_are_nothing():
    assert only("alarm_inbox", "  engineer@example.com ") == ("engineer@example.com", "")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("mail_from", "guide", '"guide", not a plain address like guide@example.com'),
        ("mail_from", "clinic@gmail.com", "in the name of gmail.com is thrown away as forged"),
        ("mail_from", "Clinic@GMail.com", "in the name of gmail.com is thrown away as forged"),
        ("clinic_inbox", "", "not a plain address"),
        ("clinic_inbox", "a@example.com, b@example.com", "not a plain address"),
        ("alarm_inbox", "engineer@localhost", "not a plain address"),
        ("region", "Frankfurt", "SES sends from no region of that name, but from af-south-1, "),
        ("region", "eu-central-9", "SES sends from no region of that name"),
        ("domain", "guide example com", "not a domain like guide.example.com"),
        ("domain", "https://example.com/guide", "not a domain like guide.example.com"),
        ("leads_a_day", "many", "A number, please"),
        ("leads_a_day", "-3", "A number, please"),
        ("leads_a_day", "0", "not a number, 1 or more"),
        ("leads_a_day", "٣", "A number, please"),
        ("ads_run", "perhaps", "yes or no, please"),
    ],
)
def test_what_cannot_be_right_is_asked_for_again_and_why_is_said(name, typed, said):
    value, told = only(name, typed, ANSWERS[name])

    assert said in told
    assert value == asked(*ANSWERS.values())[0][name]


@pytest.mark.parametrize(("typed", "domain"), [("https://Guide.Example.com/", "guide.example.com"), ("", "")])
def test_a_domain_is_taken_as_people_copy_it(typed, domain):
    assert only("domain", typed) == (domain, "")


def test_an_empty_answer_takes_what_is_usual():
    assert [only(name, "", region="ap-south-1")[0] for name in ("region", "leads_a_day", "ads_run")] == [
        "ap-south-1",
        20,
        False,
    ]


@pytest.fixture
def stages(tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "STAGES", tmp_path / "stages")
    monkeypatch.setenv("STAGE", "prod")
    return tmp_path / "stages"


def typing(monkeypatch, *lines: str) -> None:
    left = iter(lines)

    def typed(_prompt: str) -> str:
        line = next(left, None)
        if line is None:
            raise EOFError
        return line

    monkeypatch.setattr("builtins.input", typed)


def test_what_was_answered_is_a_stage(stages, monkeypatch):
    typing(monkeypatch, *ANSWERS.values())
    main()

    assert read_stage(stages / "prod.toml").alarm_inbox == ANSWERS["alarm_inbox"]


def test_what_was_answered_before_somebody_left_is_kept(stages, monkeypatch):
    typing(monkeypatch, "guide@example.com")
    with pytest.raises(SystemExit, match="nobody is there to answer"):
        main()

    typing(monkeypatch, *list(ANSWERS.values())[1:])
    main()

    assert read_stage(stages / "prod.toml").mail_from == "guide@example.com"


def test_what_an_author_wrote_stays_as_it_is(stages, monkeypatch):
    stages.mkdir()
    (stages / "prod.toml").write_text("# Ours.\nmail_from = 'guide@example.com'  # the clinic's", encoding="utf-8")
    typing(monkeypatch, *list(ANSWERS.values())[1:])
    main()

    assert (stages / "prod.toml").read_text().startswith("# Ours.\nmail_from = 'guide@example.com'  # the clinic's\n")


@pytest.mark.parametrize("name", ["", "local", "Prod", "../prod", "a" * 21, "prod stage"])
def test_what_is_no_name_of_a_stage_is_refused(stages, monkeypatch, name):
    monkeypatch.setenv("STAGE", name)

    with pytest.raises(SystemExit, match="is no name of a stage"):
        main()
