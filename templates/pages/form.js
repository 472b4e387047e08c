// Helps the person who fills in the form, and never stops them from sending it: the server has the last word.
(() => {
const form = document.querySelector("form"), fields = form.elements

// The landing page is the same for everybody, so only the browser knows which ad it was opened from.
if (!fields.landing.value) {
  fields.landing.value = location.href
  fields.referrer.value = document.referrer
  for (const link of document.links)
    if (link.origin === location.origin && !link.hash)
      link.search = [link.search, location.search.slice(link.search ? 1 : 0)].filter(Boolean).join("&")
}

// The server decides with more knowledge; tests/typed.toml holds the two together.
const LOOKS_RIGHT = {
  name: text => /\p{L}/u.test(text) && !/[<>@/\\]|www\.|\p{Nd}{3}/iu.test(text),
  email: text => /^([^<>]*<|[^<>[]*\[)?[“‘]?(mailto:)?[!-;=?A-~]+@[^\s@<>]+\.[^\s@<>]{2,}>?[.,;]*$/i.test(text),
  phone: text => text.replace(/[^+＋\p{Nd}]/gu, "").length >= fields.phone.dataset.digits,
}

// Chat programs wrap what is copied from them in marks that cannot be seen.
const typedIn = field => field.value.replace(/\p{DI}/gu, "").trim()

// Offered are the mail hosts that many people use; the others are only known, so that they are not taken for mistyped.
const OFFERED = "gmail.com googlemail.com yahoo.com ymail.com rocketmail.com hotmail.com outlook.com icloud.com protonmail.com yahoo.co.uk hotmail.co.uk yahoo.co.in cyber.net.pk".split(" ")
const KNOWN = "email.com mail.com gmx.com hey.com live.com msn.com aol.com me.com mac.com proton.me zoho.com".split(" ")

const place = field => document.getElementById(field.id + "-fault")

function say(field, isFault, ...words) {
  field.setAttribute("aria-invalid", isFault)
  place(field).replaceChildren(...words)
}

function check(field) {
  const text = typedIn(field), looksRight = LOOKS_RIGHT[field.name]
  if (!looksRight || !text) return
  if (looksRight(text)) say(field, false, ...(field.type === "email" ? offer(field, text) : []))
  else say(field, true, field.dataset.invalid)
}

function offer(field, text) {
  const at = text.lastIndexOf("@") + 1, host = text.slice(at).toLowerCase()
  const meant = OFFERED.concat(KNOWN).includes(host) ? null : OFFERED.find(known => isOneSlipFrom(known, host))
  if (!meant) return []
  const button = document.createElement("button")
  button.type = "button"
  button.append(field.dataset.meant.replace("{address}", text.slice(0, at) + meant))
  button.onclick = () => {
    field.value = text.slice(0, at) + meant
    say(field, false)
    field.focus()
  }
  return [button]
}

// One letter too many, too few or another, or two that changed places.
function isOneSlipFrom(a, b) {
  while (a && a[0] === b[0]) [a, b] = [a.slice(1), b.slice(1)]
  while (a && a.at(-1) === b.at(-1)) [a, b] = [a.slice(0, -1), b.slice(0, -1)]
  return (a.length < 2 && b.length < 2) || (a.length === 2 && a === b[1] + b[0])
}

// What is said moves what stands below, so it waits until nothing is being pressed.
const whenReleased = act => document.querySelector(":active") ? setTimeout(whenReleased, 50, act) : act()

form.addEventListener("focusout", ({ target }) => setTimeout(whenReleased, 0, () => check(target)))

form.addEventListener("input", ({ target }) => {
  if (LOOKS_RIGHT[target.name]?.(typedIn(target)) && place(target).textContent) say(target, false)
})

// While a person types, the server gets ready for what they will send. It is told nothing of them.
form.addEventListener("input", () => {
  fetch(new URL("ready", form.action), { credentials: "omit", referrerPolicy: "no-referrer" }).catch(() => {})
}, { once: true })

// "Next" on a phone's keyboard goes to what is still empty; only then does Enter send the form.
form.addEventListener("keydown", event => {
  const empty = event.key === "Enter" && event.target.enterKeyHint === "next" &&
    [...fields].find(field => field.required && !field.value && field !== event.target)
  if (empty) {
    event.preventDefault()
    empty.focus()
  }
})
})()
