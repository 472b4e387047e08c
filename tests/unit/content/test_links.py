import re
import secrets
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from itsdangerous.encoding import base64_decode, base64_encode

from chalicelib.content.links import Action, BadLink, Links, fingerprint_of, lead_id_for

OLD_KEY, NEW_KEY = "an-old-signing-key-of-32-characters!", "a-new-signing-key-of-32-characters!!"
LEAD_ID_KEY = "the-key-of-lead-ids-32-characters"
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LEAD_ID = "mzxw6ytboi2gk43uojuw4zzanf"
ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz234567"

places = st.integers(min_value=0, max_value=len(LEAD_ID) - 1)


def links(*keys: str) -> Links:
    return Links("https://guide.example.com", keys or (OLD_KEY,))


def token(action: Action = Action.GUIDE, *keys: str) -> str:
    return links(*keys).signed(action, LEAD_ID).rpartition("/")[2]


def test_a_page_has_an_absolute_address_on_the_site():
    assert links().page("privacy") == "https://guide.example.com/privacy"


@pytest.mark.parametrize(
    ("action", "path"), [("GUIDE", "guide"), ("UNSUBSCRIBE", "unsubscribe"), ("OUTCOME", "outcome")]
)
def test_a_signed_link_stands_under_the_path_of_its_action(action: str, path: str):
    assert links().signed(Action[action], LEAD_ID).startswith(f"https://guide.example.com/{path}/{LEAD_ID}.")


def test_a_signed_link_ends_with_the_language_of_its_page():
    assert links().signed(Action.GUIDE, LEAD_ID, "ur") == f"{links().signed(Action.GUIDE, LEAD_ID)}/ur"


def test_a_stamped_link_ends_with_the_stamp():
    address = links().stamped(Action.QUARANTINE, NOW)

    assert address == f"https://guide.example.com/quarantine/{links().stamp(Action.QUARANTINE, NOW)}"


def test_a_name_may_hold_a_dot():
    signed = links().signed(Action.GUIDE, f"neck-pain.{LEAD_ID}").rpartition("/")[2]

    assert links().name(Action.GUIDE, signed) == f"neck-pain.{LEAD_ID}"


@pytest.mark.parametrize("action", Action)
def test_a_signed_link_names_its_lead(action: Action):
    assert links().name(action, token(action)) == LEAD_ID


def test_a_stamp_tells_when_it_was_given():
    assert links().stamped_at(Action.FORM, links().stamp(Action.FORM, NOW)) == NOW


def test_a_stamp_outlives_the_rotation_of_keys():
    assert links(OLD_KEY, NEW_KEY).stamped_at(Action.FORM, links(OLD_KEY).stamp(Action.FORM, NOW)) == NOW


@pytest.mark.parametrize("forged", ["", "1772434800", "1772434801.{}", "{}", "1772434800.{}x", "\ud800", "x.{}"])
def test_a_stamp_cannot_be_made_without_a_key(forged: str):
    _, _, signature = links().stamp(Action.FORM, NOW).rpartition(".")

    with pytest.raises(BadLink):
        links().stamped_at(Action.FORM, forged.format(signature))


def test_a_token_needs_no_encoding_in_an_address():
    assert re.fullmatch(r"[A-Za-z0-9._-]+", token())


@pytest.mark.parametrize(
    ("action", "signature"),
    [
        (Action.GUIDE, "H9AuIYmhxES9qoMMSd1FNr57NEhi3JWasCMplRg8xfI"),
        (Action.UNSUBSCRIBE, "QvONccUqxjsf52x96c8jEo42VnMhjwXJbBsBDwrgMcg"),
        (Action.OUTCOME, "omnyYZqM0wF1vrCNjDZQEoOxJl648Kv-OgwQsWqePkA"),
    ],
)
def test_a_link_in_an_email_sent_long_ago_still_works(action: Action, signature: str):
    assert links(OLD_KEY, NEW_KEY).name(action, f"{LEAD_ID}.{signature}") == LEAD_ID


@pytest.mark.parametrize(("signed_for", "tried_on"), list(permutations(Action, 2)))
def test_a_token_for_one_action_is_refused_for_another(signed_for: Action, tried_on: Action):
    with pytest.raises(BadLink):
        links().name(tried_on, token(signed_for))


def test_a_link_signed_before_a_rotation_of_keys_stays_alive():
    assert links(OLD_KEY, NEW_KEY).name(Action.UNSUBSCRIBE, token(Action.UNSUBSCRIBE, OLD_KEY)) == LEAD_ID


def test_the_newest_key_signs():
    assert token(Action.GUIDE, OLD_KEY, NEW_KEY) == token(Action.GUIDE, NEW_KEY)


def test_a_link_signed_with_a_withdrawn_key_is_refused():
    with pytest.raises(BadLink):
        links(NEW_KEY).name(Action.GUIDE, token(Action.GUIDE, OLD_KEY))


@given(places, st.sampled_from(ID_CHARACTERS))
def test_a_link_changed_to_name_another_lead_is_refused(place: int, character: str):
    assume(LEAD_ID[place] != character)
    changed = token()[:place] + character + token()[place + 1 :]

    with pytest.raises(BadLink):
        links().name(Action.GUIDE, changed)


@given(st.binary(max_size=40) | st.binary(min_size=32, max_size=32))
def test_no_signature_but_ours_is_accepted(signature: bytes):
    assume(signature != base64_decode(token().rpartition(".")[2]))

    with pytest.raises(BadLink):
        links().name(Action.GUIDE, f"{LEAD_ID}.{base64_encode(signature).decode()}")


@given(st.integers(min_value=0, max_value=len(token()) - 1))
def test_a_link_cut_short_is_refused(length: int):
    with pytest.raises(BadLink):
        links().name(Action.GUIDE, token()[:length])


@pytest.mark.parametrize(
    "mangled",
    [
        *("{}.", "{}...", "{},", "{};", "{}:", "{}!", "{}?", "{})", "{}).", "{}]", "{}>", "{}&gt;", "{}'", '{}"'),
        *("{}”", "{}’.", "{}»", "{}。", "{}*", "{}~", "{}=", "{}/", "{} ", "{}\n", "{}\u200b", "{}\u00a0", "{}<br>"),
        *("{}%20", "{}%2E", "{}%3E", "{}%22", "{}%0D%0A", "{}%C2%A0", "{}%E2%80%9D", "{}%"),
        *(" {}", "({})", "<{}>", '"{}"', "“{}”", "%20{}", "%3C{}%3E", ".{}", "\u2066{}\u2069"),
    ],
)
def test_what_a_mail_program_took_along_does_not_break_a_link(mangled: str):
    assert links().name(Action.UNSUBSCRIBE, mangled.format(token(Action.UNSUBSCRIBE))) == LEAD_ID


@pytest.mark.parametrize("put_in", [" ", "\n", "\r\n ", "%20", "%0D%0A"])
def test_a_line_that_a_mail_program_broke_does_not_break_a_link(put_in: str):
    broken = token(Action.UNSUBSCRIBE)[:40] + put_in + token(Action.UNSUBSCRIBE)[40:]

    assert links().name(Action.UNSUBSCRIBE, broken) == LEAD_ID


@given(st.text(st.sampled_from(f"{ID_CHARACTERS}_-"), min_size=1, max_size=40))
def test_a_link_with_something_before_it_is_refused(prefix: str):
    with pytest.raises(BadLink):
        links().name(Action.GUIDE, prefix + token())


@given(st.text(max_size=100))
@example("\ud800")
def test_any_other_text_is_refused(text: str):
    with pytest.raises(BadLink):
        links().name(Action.GUIDE, text)


@given(st.emails(), st.text(min_size=32, max_size=64))
def test_a_lead_id_is_26_characters_of_a_to_z_and_2_to_7(email: str, key: str):
    assert re.fullmatch(r"[a-z2-7]{26}", lead_id_for(email, key))


def test_the_same_address_has_the_same_lead_id_for_all_time():
    assert lead_id_for("amina@example.com", LEAD_ID_KEY) == "hak75wj5t2e5t4wd6fumucqo3i"


def test_a_lead_id_is_the_same_however_the_address_is_capitalised():
    assert lead_id_for("Amina@Example.COM", LEAD_ID_KEY) == lead_id_for("amina@example.com", LEAD_ID_KEY)


def test_another_address_has_another_lead_id():
    assert lead_id_for("amina@example.com", LEAD_ID_KEY) != lead_id_for("amina@example.test", LEAD_ID_KEY)


def test_a_lead_id_cannot_be_told_without_the_key():
    assert lead_id_for("amina@example.com", LEAD_ID_KEY) != lead_id_for("amina@example.com", secrets.token_hex())


def test_the_fingerprint_of_a_key_is_that_of_no_other():
    assert fingerprint_of(LEAD_ID_KEY) != fingerprint_of(LEAD_ID_KEY + "s")


def test_the_fingerprint_of_a_key_does_not_hold_it():
    assert LEAD_ID_KEY not in fingerprint_of(LEAD_ID_KEY)
