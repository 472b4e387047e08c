"""The Chalice application: its blueprints, and nothing else."""

from chalice.app import Chalice

from chalicelib.entrypoints.clinic.figures import figures
from chalicelib.entrypoints.clinic.listing import listing
from chalicelib.entrypoints.clinic.outcomes import outcomes
from chalicelib.entrypoints.clinic.people import people
from chalicelib.entrypoints.clinic.quarantine_link import quarantine_link
from chalicelib.entrypoints.clinic.queue import queue
from chalicelib.entrypoints.clinic.rights import rights
from chalicelib.entrypoints.clinic.sign_in import sign_in
from chalicelib.entrypoints.clinic.spend import spend
from chalicelib.entrypoints.clinic.suspects import suspects
from chalicelib.entrypoints.clinic.typed import typed
from chalicelib.entrypoints.clinic.visits import visits
from chalicelib.entrypoints.conversions import conversions
from chalicelib.entrypoints.discovery import discovery
from chalicelib.entrypoints.form import form
from chalicelib.entrypoints.logs import log_as_json, requests_by_id
from chalicelib.entrypoints.public import public
from chalicelib.entrypoints.readiness import readiness
from chalicelib.entrypoints.redaction import Redaction
from chalicelib.entrypoints.responses import pages_for_errors
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
app.register_blueprint(quarantine_link)
app.register_blueprint(conversions)
app.register_blueprint(figures)
app.register_blueprint(spend)
app.register_blueprint(sign_in)
app.register_blueprint(queue)
app.register_blueprint(visits)
app.register_blueprint(listing)
app.register_blueprint(people)
app.register_blueprint(rights)
app.register_blueprint(suspects)
app.register_blueprint(typed)
app.register_blueprint(outcomes)
app.register_blueprint(workers)
