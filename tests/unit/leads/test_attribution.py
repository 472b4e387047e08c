from dataclasses import astuple
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.attribution import MAX_URL_LENGTH, Arrival, Touch, arrival_of_form, read_arrival, read_touch
from chalicelib.leads.text import is_printable

SITE_HOST = "guide.example.com"
WORDS = {
    "google_ad": "Google ad",
    "meta_ad": "Meta ad",
    "microsoft_ad": "Microsoft ad",
    "direct_visit": "direct visit",
}
SEARCH = "https://search.example/results"
CLICK_ID = "Cj0KCQiA-5a9BhCBARIsAC_x-Kq"
PARAMETERS = [
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "gclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "msclkid",
]

query_like = st.text(st.sampled_from("utm_source=gclid&;%41+?#/:[]@\u0622\u202e\n"))


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_campaign_parameter_is_kept_under_its_own_name(name: str):
    assert read_touch(f"/?{name}=x1", "") == Touch(landing_path="/", **{name: "x1"})


def test_a_click_id_keeps_its_case():
    assert read_touch(f"/?gclid={CLICK_ID}", "").gclid == CLICK_ID


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("UTM_SOURCE=Meta&Utm_Campaign=Neck pain&FBCLID=IwAR_x", id="in another case"),
        pytest.param("amp;utm_source=Meta&utm_campaign=Neck+pain&fbclid=IwAR_x", id="amp; at the beginning"),
        pytest.param("utm_source=Meta&amp;utm_campaign=Neck+pain&amp;fbclid=IwAR_x", id="escaped for HTML"),
        pytest.param("utm_source=Meta&amp;amp;utm_campaign=Neck+pain&fbclid=IwAR_x", id="escaped twice"),
        pytest.param("?utm_source=Meta&utm_campaign=Neck+pain&fbclid=IwAR_x", id="two question marks together"),
        pytest.param("fbclid=IwAR_x?utm_source=Meta&utm_campaign=Neck+pain", id="a second question mark"),
        pytest.param("utm_source=Meta&utm_campaign=Neck+pain?fbclid=IwAR_x", id="what a platform appended"),
        pytest.param("utm_source=Meta%26utm_campaign=Neck+pain%26fbclid=IwAR_x", id="encoded separators"),
        pytest.param("utm_source%3DMeta%26utm_campaign%3DNeck%20pain%26fbclid%3DIwAR_x", id="encoded whole"),
        pytest.param("utm_source%253DMeta%2526utm_campaign%253DNeck%2520pain&fbclid=IwAR_x", id="encoded whole, twice"),
        pytest.param("utm_source=Meta&utm_campaign=Neck%2520pain&fbclid=IwAR_x", id="a value encoded twice"),
        pytest.param("utm_source=Meta;utm_campaign=Neck+pain;fbclid=IwAR_x", id="semicolons"),
        pytest.param("utm_source=Meta&&utm_campaign=Neck+pain&=&fbclid=IwAR_x&", id="separators too many"),
        pytest.param("utm_source=Meta&utm_campaign=Neck+pain&fbclid=IwAR_x)", id="a bracket taken along"),
        pytest.param("utm_source=Meta&utm_campaign=Neck+pain&fbclid=IwAR_x%22%3E", id="the end of a tag taken along"),
        pytest.param("utm_source=Meta&utm_campaign=Neck+pain&fbclid=IwAR_x.", id="a full stop taken along"),
        pytest.param("utm_source=Meta/&utm_campaign=Neck+pain%0D%0A&fbclid=IwAR_x%20", id="white space taken along"),
        pytest.param("utm_source=%22Meta%22&utm_campaign=%E2%80%9CNeck+pain%E2%80%9D&fbclid=IwAR_x", id="in quotes"),
        pytest.param("utm_source={x}&utm_source=Meta&utm_campaign=Neck+pain&fbclid=IwAR_x", id="filled in at last"),
        pytest.param("utm_source=Meta&utm_campaign=Neck+pain&gclid={gclid}&fbclid=IwAR_x", id="one is not filled in"),
        pytest.param("utm_source=Meta#ask?utm_campaign=Neck+pain&fbclid=IwAR_x", id="an anchor in between"),
    ],
)
def test_a_mangled_query_says_what_the_ad_meant(query: str):
    meant = Touch(landing_path="/", utm_source="Meta", utm_campaign="Neck pain", fbclid="IwAR_x")

    assert read_touch(f"/?{query}", "") == meant


@pytest.mark.parametrize(
    "macro",
    [
        *("{{campaign.name}}", "{{ad.id}}_{{adset.id}}", "{campaignid}", "{campaignid}-{adgroupid}", "${CAMPAIGN}"),
        *("__CAMPAIGN_NAME__", "%%CAMPAIGN%%", "[[campaign]]", "%7B%7Bcampaign.name%7D%7D", "%257Bcampaignid%257D"),
        *("{ifmobile:{keyword}}", "{{campaign.name}", "{campaignid}}"),
    ],
)
def test_a_macro_that_was_not_filled_in_is_no_value(macro: str):
    assert read_touch(f"/?utm_campaign={macro}", "") == Touch(landing_path="/")


@pytest.mark.parametrize("value", ["{Spring {city}", "{Spring {{ad.name}}", "[[Spring [[city]]"])
def test_no_macro_begins_at_a_bracket_that_is_not_closed_before_the_next_one_opens(value: str):
    assert "Spring" in read_touch(f"/?{urlencode({'utm_campaign': value})}", "").utm_campaign


@pytest.mark.parametrize(
    "value",
    [
        *("Neck & back", "a;b", "Does it hurt?", "Spring (2026)", "50%", "a=b", "neck+back", "x?utm", "{neck} pain"),
        *("neck;utm_pain", "https://example.com/a", "__neck", "10% & more", "-x_", "🔥"),
    ],
)
def test_a_sign_that_means_something_stays_in_a_value(value: str):
    assert read_touch(f"/?{urlencode({'utm_campaign': value})}", "").utm_campaign == value


def test_a_value_is_kept_as_it_was_before_it_was_percent_encoded():
    assert read_touch("/?utm_campaign=Neck%20%26%20back+%D8%AF%D8%B1%D8%AF", "").utm_campaign == "Neck & back درد"


def test_the_path_is_kept_without_its_query():
    assert read_touch("/contact?gclid=x1", "").landing_path == "/contact"


def test_an_absolute_landing_address_says_the_same_as_its_path_and_query():
    absolute = read_touch("https://guide.example.com/contact?utm_source=meta#form", SEARCH)

    assert absolute == read_touch("/contact?utm_source=meta", SEARCH)


def test_the_referrer_is_kept_whole():
    assert read_touch("/", SEARCH + "?q=neck") == Touch(landing_path="/", referrer=SEARCH + "?q=neck")


def test_the_first_of_repeated_parameters_counts():
    assert read_touch("/?utm_source=meta&utm_source=google", "").utm_source == "meta"


def test_other_parameters_are_not_kept():
    assert read_touch("/?email=amina%40example.com&referrer=elsewhere", "") == Touch(landing_path="/")


def test_a_parameter_without_a_value_is_absent():
    assert read_touch("/?utm_source=&gclid", "") == Touch(landing_path="/")


def test_no_landing_address_is_no_touch():
    assert read_touch("", "") == Touch()


def test_a_value_of_512_characters_is_kept():
    assert read_touch("/?gclid=" + "x" * 512, "").gclid == "x" * 512


def test_a_longer_value_is_dropped_whole_and_the_others_are_kept():
    assert read_touch("/?utm_source=meta&gclid=" + "x" * 513, "") == Touch(landing_path="/", utm_source="meta")


@pytest.mark.parametrize("hidden", ["%00", "%0D%0A", "%1B", "%E2%80%AE", "%E2%80%A8"])
def test_an_unprintable_value_is_dropped_and_the_others_are_kept(hidden: str):
    landing = f"/?utm_source=meta&utm_campaign=neck{hidden}pain"

    assert read_touch(landing, "") == Touch(landing_path="/", utm_source="meta")


def test_an_overlong_path_is_dropped_and_its_parameters_are_kept():
    assert read_touch("/" + "x" * 512 + "?utm_source=meta", "") == Touch(utm_source="meta")


def test_an_overlong_referrer_is_dropped():
    assert read_touch("/", "https://search.example/" + "x" * 512) == Touch(landing_path="/")


def test_an_unprintable_referrer_is_dropped():
    assert read_touch("/", SEARCH + "\u202e") == Touch(landing_path="/")


def test_a_landing_address_of_4096_characters_is_read():
    landing = "/?utm_source=meta&".ljust(4096, "x")

    assert read_touch(landing, "").utm_source == "meta"


def test_of_a_longer_landing_address_only_the_referrer_is_kept():
    landing = "/?utm_source=meta&".ljust(4097, "x")

    assert read_touch(landing, SEARCH) == Touch(referrer=SEARCH)


def test_of_a_landing_address_that_is_none_only_the_referrer_is_kept():
    assert read_touch("http://[", SEARCH) == Touch(referrer=SEARCH)


def test_a_landing_address_with_100_parameters_is_read():
    assert read_touch("/contact?utm_source=meta" + "&x=1" * 99, "") == Touch("/contact", utm_source="meta")


def test_of_a_landing_address_with_more_than_100_parameters_only_the_path_is_kept():
    assert read_touch("/contact?utm_source=meta" + "&x=1" * 100, "") == Touch(landing_path="/contact")


@given(st.text() | query_like.map("/?{}".format), st.text() | query_like)
def test_whatever_the_addresses_are_what_is_kept_of_them_is_short_and_printable(landing: str, referrer: str):
    assert all(len(value) <= 512 and is_printable(value) for value in astuple(read_touch(landing, referrer)))


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_touch_with_any_campaign_parameter_is_from_a_campaign(name: str):
    assert Touch(**{name: "x1"}).is_from_ad


def test_a_path_and_a_referrer_alone_are_no_ad():
    assert not Touch(landing_path="/contact", referrer=SEARCH).is_from_ad


@pytest.mark.parametrize(
    ("touch", "source"),
    [
        (Touch(utm_source="Newsletter"), "Newsletter"),
        (Touch(gclid="x1"), "Google ad"),
        (Touch(gbraid="x1"), "Google ad"),
        (Touch(wbraid="x1"), "Google ad"),
        (Touch(fbclid="x1"), "Meta ad"),
        (Touch(msclkid="x1"), "Microsoft ad"),
        (Touch(referrer="https://Search.example:8443/results?q=neck"), "search.example"),
        (Touch(referrer="about:blank"), "about:blank"),
        (Touch(landing_path="/contact"), "direct visit"),
    ],
)
def test_the_source_says_in_words_where_a_visitor_came_from(touch: Touch, source: str):
    assert touch.source(WORDS) == source


def test_the_source_that_an_ad_names_itself_goes_before_its_click_id():
    assert Touch(utm_source="instagram", gclid="x1", fbclid="x1", referrer=SEARCH).source(WORDS) == "instagram"


@pytest.mark.parametrize("click_id", ["gclid", "gbraid", "wbraid", "fbclid", "msclkid"])
def test_a_click_id_goes_before_the_referrer(click_id: str):
    assert Touch(referrer=SEARCH, **{click_id: "x1"}).source(WORDS).endswith(" ad")


def test_an_ad_is_called_as_it_calls_its_campaign():
    assert Touch(utm_campaign="neck-pain", utm_source="meta").ad(WORDS) == "neck-pain"


def test_an_ad_without_a_name_is_called_by_its_source():
    assert Touch(fbclid="x1").ad(WORDS) == "Meta ad"


def test_who_comes_from_another_site_landed_here():
    assert read_arrival("/contact?gclid=x1", SEARCH, SITE_HOST) == Arrival("/contact?gclid=x1", SEARCH)


def test_who_comes_from_nowhere_landed_here():
    assert read_arrival("/contact", "", SITE_HOST) == Arrival("/contact", "")


def test_who_walks_on_from_the_landing_page_landed_there():
    landing_page = f"https://{SITE_HOST}/?utm_source=meta"

    assert read_arrival("/contact", landing_page, SITE_HOST) == Arrival(landing_page, "")


def test_who_meets_an_ad_while_on_the_site_landed_where_it_led():
    assert read_arrival("/contact?gclid=x1", f"https://{SITE_HOST}/", SITE_HOST) == Arrival("/contact?gclid=x1", "")


def test_the_site_is_known_by_its_host_alone():
    walked_from = "http://GUIDE.example.com:8000/?utm_source=meta"

    assert read_arrival("/contact", walked_from, SITE_HOST) == Arrival(walked_from, "")


def test_a_host_that_only_begins_like_ours_is_another_site():
    lookalike = f"https://{SITE_HOST}.elsewhere.example/"

    assert read_arrival("/contact", lookalike, SITE_HOST) == Arrival("/contact", lookalike)


def test_a_referrer_that_is_no_address_is_not_this_site():
    assert read_arrival("/contact", "http://[", SITE_HOST) == Arrival("/contact", "http://[")


def test_who_walks_on_from_a_page_that_knows_of_no_campaign_landed_here():
    assert read_arrival("/contact", f"https://{SITE_HOST}/leads", SITE_HOST) == Arrival("/contact", "")


def test_an_address_too_long_to_keep_leaves_its_path():
    assert read_arrival("/?fbclid=" + "A" * MAX_URL_LENGTH, "", SITE_HOST) == Arrival("/", "")


def test_a_referrer_too_long_to_keep_is_left_out():
    assert read_arrival("/", SEARCH + "A" * MAX_URL_LENGTH, SITE_HOST) == Arrival("/", "")


def test_links_of_the_site_pass_the_ad_on_and_nothing_else():
    touch = read_touch("/?utm_source=meta&colour=red&gclid=A-b", SEARCH)

    assert touch.ad_parameters == {"utm_source": "meta", "gclid": "A-b"}


def test_without_an_ad_links_of_the_site_stay_short():
    assert read_touch("/?colour=red", SEARCH).ad_parameters == {}


def test_what_is_passed_on_leads_to_the_same_ad():
    touch = read_touch("/?utm_campaign=Spring%20%26%20summer&fbclid=IwAR_x", "")

    assert read_touch("/privacy?" + urlencode(touch.ad_parameters), "").utm_campaign == "Spring & summer"


def test_a_source_that_is_no_address_is_told_as_it_is():
    assert Touch(referrer="http://[").source(WORDS) == "http://["


def test_a_form_that_does_not_say_where_its_visitor_arrived_stands_on_that_page():
    page = f"https://{SITE_HOST}/?utm_source=meta"

    assert arrival_of_form(page, SITE_HOST) == Arrival(page, "")


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/", f"https://{SITE_HOST}/" + "A" * MAX_URL_LENGTH])
def test_a_form_that_comes_from_elsewhere_or_from_nowhere_has_no_arrival(page: str):
    assert arrival_of_form(page, SITE_HOST) == Arrival("", "")
