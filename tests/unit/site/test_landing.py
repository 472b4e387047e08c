from chalicelib.site.landing import Gap, fill

PAGE = f'<a href="{Gap.BASE}/privacy"><link href="{Gap.SITE_URL}/"><input value="{Gap.STAMP}"> and more'


def test_a_page_is_parted_at_the_token_of_its_form():
    assert fill(PAGE, "https://clinic.test", "/prod") == (
        '<a href="/prod/privacy"><link href="https://clinic.test/"><input value="',
        '"> and more',
    )


def test_a_path_can_say_nothing_in_html():
    before, _ = fill(PAGE, "https://clinic.test", '/"><script>')

    assert before.startswith('<a href="/%22%3E%3Cscript%3E/privacy">')
