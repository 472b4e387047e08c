"""The local mailbox: every email as it was sent, simulated bounces and complaints, a clock to move forward, and the
functions, to be called one by one."""

import json
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue

from local.clock import LocalClock
from local.functions import Functions
from local.mail import SentEmail, SentMail

MAX_ADVANCE = timedelta(days=400)

AS_MAIL_PROGRAMS_DO = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'",
}
"""An email runs no script and loads nothing."""


def make_mailbox(  # noqa: C901 - one small function for each address
    mail: SentMail, functions: Functions, clock: LocalClock, zone: ZoneInfo, site_url: str
) -> Flask:
    """The mailbox as a web application."""
    app = Flask(__name__)
    app.jinja_env.globals.update(site_url=site_url, now=lambda: clock.now().astimezone(zone))
    app.jinja_env.filters["local_time"] = lambda at: f"{at.astimezone(zone):%a %-d %b %Y, %H:%M}"

    def found(email_id: str) -> SentEmail:
        return next((email for email in mail.emails if email.id == email_id), None) or abort(404)

    @app.get("/")
    def inbox() -> ResponseReturnValue:
        return render_template("inbox.html", emails=mail.emails[::-1])

    @app.get("/messages.json")
    def messages() -> ResponseReturnValue:
        return [
            {
                "id": email.id,
                "to": email.recipient,
                "from": email.sender,
                "subject": str(email.message["Subject"]),
                "at": email.at.isoformat(),
            }
            for email in mail.emails
        ]

    @app.get("/messages/<email_id>.eml")
    def raw(email_id: str) -> ResponseReturnValue:
        return Response(found(email_id).raw, content_type="message/rfc822")

    @app.get("/messages/<email_id>")
    def message(email_id: str) -> ResponseReturnValue:
        email = found(email_id)
        plain = email.message.get_body(("plain",))
        headers = email.raw.partition(b"\r\n\r\n")[0].decode()
        text = plain.get_content() if plain else ""
        return render_template("message.html", email=email, headers=headers, text=text)

    @app.get("/messages/<email_id>.html")
    def html(email_id: str) -> ResponseReturnValue:
        part = found(email_id).message.get_body(("html",))
        page = part.get_content() if part else ""
        return Response(page, headers=AS_MAIL_PROGRAMS_DO, content_type="text/html; charset=utf-8")

    @app.get("/messages/<email_id>/attachments/<int:number>")
    def attachment(email_id: str, number: int) -> ResponseReturnValue:
        parts = list(found(email_id).message.iter_attachments())
        if number >= len(parts):
            abort(404)
        file = BytesIO(parts[number].get_content())
        return send_file(file, parts[number].get_content_type(), download_name=parts[number].get_filename())

    @app.post("/messages/<email_id>/<any(bounce, complain):event>")
    def simulate(email_id: str, event: str) -> ResponseReturnValue:
        getattr(mail, event)(found(email_id))
        functions.settle()
        return redirect(f"/messages/{email_id}", 303)

    @app.post("/clock")
    def move_clock() -> ResponseReturnValue:
        try:
            by = timedelta(seconds=float(request.form["advance"]))
        except (KeyError, ValueError, OverflowError):
            abort(400, "advance=<seconds> is missing or no number")
        if not timedelta() <= by <= MAX_ADVANCE:
            abort(400, f"advance takes 0 to {MAX_ADVANCE.total_seconds():.0f} seconds")
        functions.advance(by)
        if request.accept_mimetypes.accept_html and "text/html" in request.headers.get("Accept", ""):
            return redirect("/", 303)
        return {"now": clock.now().isoformat()}

    @app.post("/2015-03-31/functions/<name>/invocations")
    def invoke(name: str) -> ResponseReturnValue:
        """Lambda's own, for one who asks a function by itself.
        https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html"""
        if name not in functions.handlers:
            abort(404)
        try:
            answer, headers = functions.invoke(name, request.get_json(force=True)), {}
        except Exception as error:  # noqa: BLE001 - Lambda answers with what a function raises
            answer = {"errorMessage": str(error), "errorType": type(error).__name__}
            headers = {"X-Amz-Function-Error": "Unhandled"}
        return Response(json.dumps(answer), headers=headers, content_type="application/json")

    return app
