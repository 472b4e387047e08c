// From here on this page is the one that anybody may open: to reload it, or to come back to it, sends no form again.
history.replaceState(null, "", document.querySelector("link[rel=canonical]").href)
