"""The Chalice application: its blueprints, and nothing else."""

from chalice.app import Chalice

from chalicelib.answers import pages_for_errors
from chalicelib.clinic import clinic
from chalicelib.discovery import discovery
from chalicelib.forms import forms
from chalicelib.jobs import jobs
from chalicelib.web import web
from chalicelib.wordless import WithoutWords, fail_without_words

app = Chalice(app_name="clinic-leads")
app.api.binary_types = []  # see Picture in chalicelib/answers.py
app.log.addFilter(WithoutWords())
app.register_middleware(pages_for_errors, "http")
for event_type in ("sqs", "scheduled"):
    app.register_middleware(fail_without_words, event_type)
app.register_blueprint(forms)
app.register_blueprint(web)
app.register_blueprint(discovery)
app.register_blueprint(clinic)
app.register_blueprint(jobs)
