"""The Chalice application: its blueprints, and nothing else."""

from chalice.app import Chalice

from chalicelib.entrypoints.discovery import discovery
from chalicelib.entrypoints.form import forms
from chalicelib.entrypoints.front_desk import clinic
from chalicelib.entrypoints.public import web
from chalicelib.entrypoints.redaction import WithoutWords, fail_without_words
from chalicelib.entrypoints.responses import pages_for_errors
from chalicelib.entrypoints.workers import jobs

app = Chalice(app_name="clinic-leads")
app.api.binary_types = []  # see Picture in chalicelib/entrypoints/responses.py
app.log.addFilter(WithoutWords())
app.register_middleware(pages_for_errors, "http")
for event_type in ("sqs", "scheduled"):
    app.register_middleware(fail_without_words, event_type)
app.register_blueprint(forms)
app.register_blueprint(web)
app.register_blueprint(discovery)
app.register_blueprint(clinic)
app.register_blueprint(jobs)
