"""The Chalice application: its blueprints, and nothing else."""

from chalice.app import Chalice

from chalicelib.entrypoints.console import console
from chalicelib.entrypoints.conversions import conversions
from chalicelib.entrypoints.discovery import discovery
from chalicelib.entrypoints.figures import figures
from chalicelib.entrypoints.form import form
from chalicelib.entrypoints.front_desk import front_desk
from chalicelib.entrypoints.listing import listing
from chalicelib.entrypoints.logs import log_as_json, requests_by_id
from chalicelib.entrypoints.outcomes import outcomes
from chalicelib.entrypoints.people import people
from chalicelib.entrypoints.public import public
from chalicelib.entrypoints.readiness import readiness
from chalicelib.entrypoints.redaction import Redaction
from chalicelib.entrypoints.responses import pages_for_errors
from chalicelib.entrypoints.rights import rights
from chalicelib.entrypoints.sign_in import sign_in
from chalicelib.entrypoints.spend import spend
from chalicelib.entrypoints.suspects import suspects
from chalicelib.entrypoints.typed import typed
from chalicelib.entrypoints.workers import workers
from chalicelib.entrypoints.your_data import your_data
from chalicelib.entrypoints.yours import yours

app = Chalice(app_name="clinic-leads")
app.api.binary_types = []  # see Picture in chalicelib/entrypoints/responses.py
app.log.addFilter(Redaction())
log_as_json(Redaction(), app.log)
app.register_middleware(requests_by_id, "http")
app.register_middleware(pages_for_errors, "http")
app.register_blueprint(form)
app.register_blueprint(readiness)
app.register_blueprint(public)
app.register_blueprint(yours)
app.register_blueprint(your_data)
app.register_blueprint(discovery)
app.register_blueprint(front_desk)
app.register_blueprint(conversions)
app.register_blueprint(figures)
app.register_blueprint(spend)
app.register_blueprint(sign_in)
app.register_blueprint(console)
app.register_blueprint(listing)
app.register_blueprint(people)
app.register_blueprint(rights)
app.register_blueprint(suspects)
app.register_blueprint(typed)
app.register_blueprint(outcomes)
app.register_blueprint(workers)
