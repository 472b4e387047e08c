from playwright.sync_api import Browser

from tests.typed import CASES

SAYS_WHAT_FITS = """async cases => {
  const fits = []
  for (const [name, typed] of cases) {
    const field = document.querySelector("form").elements[name]
    field.setAttribute("aria-invalid", "unasked")
    field.value = typed
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }))
    await new Promise(done => setTimeout(done, 1))
    fits.push(field.getAttribute("aria-invalid"))
  }
  return fits
}"""


def test_the_script_says_of_all_that_is_typed_what_the_server_decides(browser: Browser, site):
    page = browser.new_page(base_url=site.url)
    page.goto("/")
    said = page.evaluate(SAYS_WHAT_FITS, [[field, typed] for field, typed, _ in CASES])
    page.close()

    assert [
        (*case[:2], {"false": True, "true": False}[answer]) for case, answer in zip(CASES, said, strict=True)
    ] == CASES
