import pytest

from chalicelib.settings import BadSettings, Settings, read_settings

ENVIRONMENT = {
    "SITE_URL": "https://guide.example.com",
    "MAIL_FROM": "hello@mail.example.com",
    "ALERT_FROM": "alerts@mail.example.com",
    "CLINIC_INBOX": "desk@example.com",
    "LEAD_ID_KEY": "i" * 32,
    "SIGNING_KEYS": "o" * 32 + "," + "n" * 32,
    "LEADS_TABLE": "leads",
    "AT_ONCE_QUEUE_URL": "https://queues.example.com/at-once",
    "FOLLOW_UPS_QUEUE_URL": "https://queues.example.com/follow-ups",
    "CONFIGURATION_SET": "clinic-leads",
}

ADVICE = ". On one machine, `make run` sets them all."


def settings(**changes: str) -> Settings:
    return read_settings(ENVIRONMENT | changes)


def complaint(environment: dict[str, str]) -> str:
    """What is wrong, without the advice that comes after it."""
    with pytest.raises(BadSettings) as raised:
        read_settings(environment)
    return str(raised.value).removesuffix(ADVICE)


def test_without_a_password_google_is_told_of_no_conversions():
    assert settings().conversions_password == ""


def test_every_setting_is_read_from_the_variable_of_its_name():
    read = {name: getattr(settings(), name.lower()) for name in ENVIRONMENT}

    assert read == {**ENVIRONMENT, "SIGNING_KEYS": ("o" * 32, "n" * 32)}


def test_other_variables_are_left_alone():
    assert settings(PATH="/usr/bin", site_url="nonsense") == settings()


def test_white_space_around_a_value_does_not_count():
    assert settings(LEADS_TABLE=" leads\n") == settings()


def test_without_cloudfront_there_is_no_key_of_the_origin():
    assert settings().origin_key == ""


def test_the_key_of_the_origin_is_long_enough():
    assert complaint({**ENVIRONMENT, "ORIGIN_KEY": "o" * 31}) == "ORIGIN_KEY needs 32 characters or more"


def test_a_single_signing_key_will_do():
    assert settings(SIGNING_KEYS="k" * 32).signing_keys == ("k" * 32,)


def test_white_space_between_signing_keys_does_not_count():
    assert settings(SIGNING_KEYS=f"{'o' * 32} , {'n' * 32}").signing_keys == ("o" * 32, "n" * 32)


def test_a_slash_at_the_end_of_the_site_address_does_not_count():
    assert settings(SITE_URL="https://guide.example.com/api/").site_url == "https://guide.example.com/api"


def test_the_host_of_the_site_has_neither_port_nor_capitals():
    assert settings(SITE_URL="http://LocalHost:8000").site_host == "localhost"


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_a_blank_setting_is_missing(name: str):
    assert complaint({**ENVIRONMENT, name: "  "}) == f"{name} is missing"


@pytest.mark.parametrize(
    "address",
    ["guide.example.com", "ftp://guide.example.com", "https://", "https:/guide", "https://guide.example.com/?page=1"],
)
def test_the_site_address_is_one_of_the_web_without_a_query(address: str):
    assert complaint({**ENVIRONMENT, "SITE_URL": address}).startswith("SITE_URL must be an address like https://")


@pytest.mark.parametrize("name", ["MAIL_FROM", "ALERT_FROM", "CLINIC_INBOX"])
@pytest.mark.parametrize(
    "address",
    [
        "desk",
        "desk@",
        "@example.com",
        "desk@localhost",
        "Front desk <desk@example.com>",
        "desk@example.com, owner@example.com",
        "desk@example .com",
        "desk@home@example.com",
    ],
)
def test_a_mail_address_is_a_plain_one(name: str, address: str):
    assert complaint({**ENVIRONMENT, name: address}) == f"{name} must be a plain email address"


def test_the_key_of_lead_ids_is_long_enough():
    assert complaint({**ENVIRONMENT, "LEAD_ID_KEY": "i" * 31}) == "LEAD_ID_KEY needs 32 characters or more"


@pytest.mark.parametrize("keys", ["k" * 31, f"{'o' * 32},{'n' * 31}", f"{'o' * 31},{'n' * 32}", f"{'k' * 32},"])
def test_every_signing_key_is_long_enough(keys: str):
    assert complaint({**ENVIRONMENT, "SIGNING_KEYS": keys}).startswith("SIGNING_KEYS needs keys of 32 characters")


def test_all_that_is_empty_or_wrong_is_named_at_once():
    environment = {**ENVIRONMENT, "SITE_URL": "guide", "MAIL_FROM": "desk", "LEADS_TABLE": "", "ALERT_FROM": " "}

    named = [problem.split()[0] for problem in complaint(environment).split("; ")]

    assert sorted(named) == ["ALERT_FROM", "LEADS_TABLE", "MAIL_FROM", "SITE_URL"]


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_what_a_function_was_not_given_is_named_when_it_is_asked_for(name: str):
    given = read_settings({variable: value for variable, value in ENVIRONMENT.items() if variable != name})

    with pytest.raises(BadSettings, match=f"^{name} is missing"):
        getattr(given, name.lower())


def test_a_function_runs_without_what_it_does_not_need():
    assert read_settings({"LEADS_TABLE": "leads"}).leads_table == "leads"


def test_a_complaint_ends_with_how_to_run_the_service_without_settings_of_ones_own():
    with pytest.raises(BadSettings) as raised:
        read_settings({"SITE_URL": ""})

    assert str(raised.value).endswith(ADVICE)


def test_a_complaint_quotes_no_key():
    secret = "half-a-secret"

    assert secret not in complaint({**ENVIRONMENT, "LEAD_ID_KEY": secret, "SIGNING_KEYS": secret})
