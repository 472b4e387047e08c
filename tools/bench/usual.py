"""What the service is held against where people wait: the application that the guides to Chalice lead to. Its clients
are boto3's and made where the module is loaded, and it checks nothing of what it is sent."""

APP = """\
import json
import os
from email.message import EmailMessage
from urllib.parse import parse_qs
from uuid import uuid4

import boto3
from chalice import Chalice, Response

app = Chalice(app_name="usual")
table = boto3.resource("dynamodb").Table(os.environ.get("LEADS_TABLE", "leads"))
sqs = boto3.client("sqs")
ses = boto3.client("sesv2")


@app.route("/")
def page():
    return Response("a constant page", headers={"Content-Type": "text/html"})


@app.route("/leads", methods=["POST"], content_types=["application/x-www-form-urlencoded"])
def leads():
    form = {name: values[0] for name, values in parse_qs(app.current_request.raw_body.decode()).items()}
    lead = {"id": uuid4().hex, **form}
    table.put_item(Item=lead)
    sqs.send_message(QueueUrl=os.environ["AT_ONCE_QUEUE_URL"], MessageBody=json.dumps(lead))
    return Response("", headers={"Location": "/thank-you"}, status_code=303)


@app.on_sqs_message(queue="leads")
def deliver(event):
    for record in event:
        lead = json.loads(record.body)
        for address in (os.environ["CLINIC_INBOX"], lead["email"]):
            email = EmailMessage()
            email["From"], email["To"], email["Subject"] = os.environ["MAIL_FROM"], address, "Your guide"
            email.set_content(f"Hello {lead['name']}, here is your guide.")
            ses.send_email(
                FromEmailAddress=os.environ["MAIL_FROM"],
                Destination={"ToAddresses": [address]},
                Content={"Raw": {"Data": email.as_bytes()}},
                ConfigurationSetName=os.environ["CONFIGURATION_SET"],
                EmailTags=[{"Name": "lead", "Value": lead.get("lead_id", "")}],
            )
"""
