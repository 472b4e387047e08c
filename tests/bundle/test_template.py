"""The template that is deployed, as CloudFormation, SAM and an auditor read it."""

import json
import re
import subprocess
import sys
from copy import deepcopy
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from chalicelib.aws.spending import SPENDING
from chalicelib.aws.view_items import id_of
from chalicelib.content.templates import Templates
from chalicelib.http.front_door import PATIENCE as ON_THE_DOORSTEP
from chalicelib.leads.canary import canary_address
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.quarantine import held
from chalicelib.services import TEMPLATES, current
from chalicelib.use_cases.canary import PATIENCE, READING
from chalicelib.use_cases.metric import Metric
from local.template import GATEWAY_ERRORS
from tests.bundle.conftest import FUNCTION, made_once
from tests.conftest import NOON
from tools.build.alarms import ALARMS
from tools.build.package import ROOT
from tools.deploy.records import Record, of_mail
from tools.doctor.facts import Identity
from tools.preview.drafts import somebody

JUDGES = Path(sys.prefix) / "template" / "bin"
"""What reads the template as SAM and as an auditor does: `make .venv/template-ready`."""

judged = pytest.mark.skipif(not JUDGES.exists(), reason="what judges the template is not on this machine")

SHIPPED = Templates(TEMPLATES)

WORKERS = ["Deliver", "FollowUp", "Record"]


@pytest.fixture(scope="session")
def expanded(template) -> dict[str, Any]:
    """The resources that SAM makes of the template on AWS."""
    ran = subprocess.run(
        [JUDGES / "python", Path(__file__).with_name("sam_transform.py")],
        input=json.dumps(template),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["Resources"]


@pytest.fixture(scope="session")
def audited(template, tmp_path_factory) -> dict[str, Any]:
    """What checkov says of the template."""

    def audit(told: Path) -> None:
        file = told.with_name("audited.json")
        file.write_text(json.dumps(without_paths(template)), encoding="utf-8")
        command = [JUDGES / "checkov", "--file", file, "--framework", "cloudformation", "--output", "json"]
        with told.open("w") as answer:
            subprocess.run([*command, "--skip-download"], check=False, stdout=answer, stderr=subprocess.DEVNULL)

    return json.loads(made_once("audit.json", audit, tmp_path_factory).read_text(encoding="utf-8"))


def without_paths(template: dict[str, Any]) -> dict[str, Any]:
    """checkov asks nothing of the paths of an API, and takes two thirds of its time to read them."""
    shorn = deepcopy(template)
    shorn["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"] = {}
    return shorn


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    """The properties of all resources of that type."""
    return {name: one.get("Properties", {}) for name, one in resources.items() if one["Type"] == kind}


def test_the_stack_tells_its_version(template):
    assert re.fullmatch(r"\d+\.\d+\.\d+", template["Outputs"]["Version"]["Value"])


def test_the_template_is_one_that_cloudformation_takes(out):
    linter = Path(sys.executable).with_name("cfn-lint")
    command = [linter, "--non-zero-exit-code", "warning", out / "sam.json"]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)

    assert (ran.returncode, ran.stdout) == (0, "")


@judged
def test_an_auditor_finds_nothing_that_we_do_not_answer(audited):
    assert [(one["check_id"], one["resource"]) for one in audited["results"]["failed_checks"]] == []


@judged
def test_an_auditor_reads_every_resource(audited, template):
    assert (audited["summary"]["parsing_errors"], audited["summary"]["resource_count"]) == (
        0,
        len(template["Resources"]),
    )


def answers(template: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What an auditor asks for and we do not do: of which resource, and why."""
    resources = template["Resources"].items()
    skipped = {name: one.get("Metadata", {}).get("checkov", {}).get("skip", []) for name, one in resources}
    return [(name, one["id"], one["comment"]) for name, ones in skipped.items() for one in ones]


@judged
def test_nothing_is_answered_that_an_auditor_does_not_ask(audited, template):
    skipped = audited["results"]["skipped_checks"]
    asked = {(one["resource"].rpartition(".")[2], one["check_id"]) for one in skipped}

    assert {(name, check) for name, check, _ in answers(template)} == asked


@pytest.mark.parametrize("metric", sorted(set(Metric) - {Metric.IN_DOUBT}))
def test_what_the_service_measures_raises_an_alarm(template, metric):
    """But for mail in doubt, which settles itself, or shows as deferred or overdue."""
    alarms = [one["Properties"] for one in template["Resources"].values() if one["Type"] == "AWS::CloudWatch::Alarm"]

    assert metric in {alarm["MetricName"] for alarm in alarms}


@pytest.mark.parametrize("function", WORKERS)
def test_a_worker_is_woken_by_the_queue_of_its_own_stack(template, function):
    [source] = template["Resources"][function]["Properties"]["Events"].values()

    queue = source["Properties"]["Queue"]["Fn::GetAtt"][0]
    assert template["Resources"][queue]["Type"] == "AWS::SQS::Queue"


@pytest.mark.parametrize("function", WORKERS)
def test_one_message_at_a_time_so_that_none_harms_another(template, function):
    [source] = template["Resources"][function]["Properties"]["Events"].values()

    assert source["Properties"]["BatchSize"] == 1


@pytest.mark.parametrize("function", WORKERS)
def test_a_message_stays_hidden_for_six_times_the_life_of_its_worker(template, function):
    worker = template["Resources"][function]["Properties"]
    [source] = worker["Events"].values()
    queue = template["Resources"][source["Properties"]["Queue"]["Fn::GetAtt"][0]]["Properties"]

    assert queue["VisibilityTimeout"] >= 6 * worker["Timeout"]


@pytest.mark.parametrize("queue", ["AtOnceQueue", "FollowUpsQueue", "MailEventsQueue"])
def test_a_message_that_keeps_failing_goes_to_a_dead_letter_queue(template, queue):
    redrive = template["Resources"][queue]["Properties"]["RedrivePolicy"]

    assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in template["Resources"]


def actions(template: dict[str, Any], role: str) -> set[str]:
    [policy] = template["Resources"][role]["Properties"]["Policies"]
    return {action for statement in policy["PolicyDocument"]["Statement"] for action in statement["Action"]}


EACH = {"logs:CreateLogStream", "logs:PutLogEvents", "kms:Decrypt"}
"""What each may: write its log, and read its own settings."""


def test_the_web_function_may_not_send_email(template):
    assert actions(template, "ApiHandlerRole") - EACH == {*SAVES, *LISTS, KEEPS_COSTS, "sqs:SendMessage"}


SAVES = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
LISTS = {"dynamodb:Query", "dynamodb:BatchGetItem"}
KEEPS_COSTS = "dynamodb:BatchWriteItem"

SAVING = ["ApiHandlerRole", "DeliverRole", "FollowUpRole", "RecordRole", "DigestRole"]


def deletable(template: dict[str, Any], role: str, action: str = "dynamodb:DeleteItem") -> list[str]:
    """How the ids of what that role may delete begin and end."""
    [policy] = template["Resources"][role]["Properties"]["Policies"]
    [deleting] = [one for one in policy["PolicyDocument"]["Statement"] if action in one["Action"]]
    patterns: list[str] = deleting["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    return patterns


def test_of_a_batch_which_may_delete_too_the_web_function_may_touch_what_ads_have_cost_alone(template):
    assert deletable(template, "ApiHandlerRole", KEEPS_COSTS) == [f"{SPENDING}-*"]


def test_the_web_function_may_delete_what_is_in_quarantine(site, template):
    suspect = held(current().lead_id_of("amina@example.com"), somebody(SHIPPED, NOON).enquiries[0], Suspicion.TRAP)

    assert any(fnmatch(suspect.id, pattern) for pattern in deletable(template, "ApiHandlerRole"))


@pytest.mark.parametrize("role", SAVING)
def test_what_saves_leads_may_delete_their_places_in_lists(template, role):
    assert any(fnmatch(id_of("lead-1", "place.text"), pattern) for pattern in deletable(template, role))


@pytest.mark.parametrize("role", SAVING)
def test_no_function_may_delete_a_lead(site, template, role):
    lead_id = current().lead_id_of("amina@example.com")

    assert not any(fnmatch(lead_id, pattern) for pattern in deletable(template, role))


def test_the_digest_may_wake_no_worker(template):
    assert actions(template, "DigestRole") - EACH == {*SAVES, *LISTS, "ses:SendEmail", "ses:SendRawEmail"}


def test_the_digest_may_write_from_the_address_of_alerts_alone(template):
    [policy] = template["Resources"]["DigestRole"]["Properties"]["Policies"]
    [sending] = [one for one in policy["PolicyDocument"]["Statement"] if "ses:SendEmail" in one["Action"]]

    assert sending["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "AlertFrom"}}}


def test_the_digest_looks_several_times_in_a_quarter_of_an_hour(template):
    [event] = template["Resources"]["Digest"]["Properties"]["Events"].values()

    assert event["Properties"]["Schedule"] == "rate(5 minutes)"


def test_the_sweep_may_only_look_and_wake(template):
    assert actions(template, "SweepRole") - EACH == {"dynamodb:Query", "sqs:GetQueueAttributes", "sqs:SendMessage"}


def test_the_canary_may_look_at_canaries_and_erase_them_and_read_the_quota_and_nothing_else(template):
    assert actions(template, "CanaryRole") - EACH == {"dynamodb:GetItem", "dynamodb:DeleteItem", "ses:GetAccount"}


def test_the_ids_of_canaries_are_those_that_it_may_erase(site, template):
    [policy] = template["Resources"]["CanaryRole"]["Properties"]["Policies"]
    [erasing] = [one for one in policy["PolicyDocument"]["Statement"] if "dynamodb:DeleteItem" in one["Action"]]
    allowed = erasing["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    canary, person = canary_address(NOON, "the key of lead ids, not a secret"), "amina@example.com"
    ids = [one for email in (canary, person) for one in (current().lead_id_of(email), current().mailbox_id_of(email))]

    assert [any(fnmatch(one, pattern) for pattern in allowed) for one in ids] == [True, True, False, False]


def test_a_canary_that_is_lost_is_not_tried_again_at_once(template):
    """It would count as another one that is lost."""
    assert template["Resources"]["Canary"]["Properties"]["EventInvokeConfig"] == {"MaximumRetryAttempts": 0}


def test_a_canary_has_time_to_be_given_up_by_itself(template):
    assert template["Resources"]["Canary"]["Properties"]["Timeout"] > 2 * ON_THE_DOORSTEP + (READING + PATIENCE).seconds


def test_an_alarm_rings_where_a_canary_is_lost_or_none_flies(template):
    alarm = template["Resources"]["CanaryAlarm"]["Properties"]

    assert (alarm["Namespace"], alarm["MetricName"], alarm["Dimensions"]) == (
        "AWS/Lambda",
        "Errors",
        [{"Name": "FunctionName", "Value": {"Ref": "Canary"}}],
    )
    assert alarm["TreatMissingData"] == "breaching"


def test_mail_may_only_be_sent_from_the_addresses_of_the_stack(template):
    [policy] = template["Resources"]["DeliverRole"]["Properties"]["Policies"]
    [sending] = [one for one in policy["PolicyDocument"]["Statement"] if "ses:SendEmail" in one["Action"]]

    assert sending["Condition"] == {"StringEquals": {"ses:FromAddress": [{"Ref": "MailFrom"}, {"Ref": "AlertFrom"}]}}


def test_no_permission_is_for_everything(template):
    text = json.dumps({name: role for name, role in template["Resources"].items() if name.endswith("Role")})

    assert not re.findall(r'"(?:\w+:)?\*"', text.replace('"Resource": "*", "Condition"', ""))


SECRETS = {"LEAD_ID_KEY": "LeadIdKey", "SIGNING_KEYS": "SigningKeys"}


@pytest.mark.parametrize("secret", SECRETS.values())
def test_the_stack_makes_its_secrets_itself(template, secret):
    made = template["Resources"][secret]["Properties"]

    assert made["GenerateSecretString"] == {"PasswordLength": 64, "ExcludePunctuation": True}
    assert secret not in template["Parameters"]


@pytest.mark.parametrize("variable", SECRETS)
def test_the_template_holds_the_name_of_a_secret_alone(template, variable):
    functions = of_type(template["Resources"], FUNCTION).values()
    given = [
        one["Environment"]["Variables"][variable] for one in functions if variable in one["Environment"]["Variables"]
    ]

    assert {next(iter(value)) for value in given} == {"Fn::Sub"}
    assert {value["Fn::Sub"].partition("}")[0] for value in given} == {
        f"{{{{resolve:secretsmanager:${{{SECRETS[variable]}"
    }


def knowing(template: dict[str, Any], variable: str) -> set[str]:
    functions = of_type(template["Resources"], FUNCTION).items()
    return {name for name, one in functions if variable in one["Environment"]["Variables"]}


def test_only_who_makes_links_knows_the_keys_that_sign_them(template):
    assert knowing(template, "SIGNING_KEYS") == {"APIHandler", "Deliver", "FollowUp", "Digest"}


def test_only_the_sweep_wakes_for_follow_ups(template):
    assert knowing(template, "FOLLOW_UPS_QUEUE_URL") == {"Sweep"}


def test_the_sweep_knows_no_secret(template):
    assert "Sweep" not in knowing(template, "LEAD_ID_KEY") | knowing(template, "SIGNING_KEYS")


def test_who_may_look_at_a_function_cannot_read_the_secrets_in_it(template):
    """Its variables are encrypted with a key of the stack's, which to look at a function alone does not open."""
    assert template["Globals"]["Function"]["KmsKeyArn"] == {"Fn::GetAtt": ["SettingsKey", "Arn"]}


def test_the_key_of_ids_outlives_the_stack_as_the_leads_do(template):
    resources = template["Resources"]

    assert resources["LeadIdKey"]["DeletionPolicy"] == resources["LeadsTable"]["DeletionPolicy"]


def test_unknown_paths_get_the_sites_own_page_from_api_gateway(template):
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    answer = definition["x-amazon-apigateway-gateway-responses"]["MISSING_AUTHENTICATION_TOKEN"]

    assert answer["statusCode"] == "404"
    title = SHIPPED.languages[SHIPPED.clinic.language].words["errors"]["404"]["title"]
    assert title in answer["responseTemplates"]["text/html"]["Fn::Sub"]


@pytest.mark.parametrize("kind", GATEWAY_ERRORS)
def test_what_api_gateway_says_by_itself_it_says_in_each_language(template, kind):
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    page = definition["x-amazon-apigateway-gateway-responses"][kind]["responseTemplates"]["text/html"]["Fn::Sub"]
    told = {code: known.words["errors"][str(GATEWAY_ERRORS[kind])] for code, known in SHIPPED.languages.items()}

    assert all(words["title"] in page and words["text"] in page for words in told.values())
    assert f'<p dir="auto" lang="ur"><b>{told["ur"]["title"]}</b>' in page


def test_leads_can_be_restored_to_any_point_in_time(template):
    table = template["Resources"]["LeadsTable"]["Properties"]

    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


@judged
def test_sam_makes_no_other_stage_than_ours(expanded):
    assert [stage["StageName"] for stage in of_type(expanded, "AWS::ApiGateway::Stage").values()] == ["prod"]


def limits(resources: dict[str, Any]) -> dict[tuple[str, str], int]:
    [stage] = of_type(resources, "AWS::ApiGateway::Stage").values()
    return {(one["HttpMethod"], one["ResourcePath"]): one["ThrottlingRateLimit"] for one in stage["MethodSettings"]}


@judged
def test_a_flood_of_forms_is_stopped_before_it_costs(expanded):
    assert limits(expanded)["POST", "/~1leads"] == 20


@judged
def test_a_flood_of_anything_is_stopped_before_it_costs(expanded):
    assert limits(expanded)["*", "/*"] == 200


@judged
def test_what_is_logged_of_a_request_names_neither_an_address_nor_a_token(expanded):
    [stage] = of_type(expanded, "AWS::ApiGateway::Stage").values()
    logged = set(json.loads(stage["AccessLogSetting"]["Format"]).values())

    assert not {name for name in logged if re.search(r"identity|[.]path|[.]domainName", name)}


@judged
def test_every_log_is_kept_for_a_while_from_the_first_deployment_on(expanded):
    groups = of_type(expanded, "AWS::Logs::LogGroup")
    written = {one["LoggingConfig"]["LogGroup"]["Ref"] for one in of_type(expanded, "AWS::Lambda::Function").values()}

    assert written | {"AccessLog"} == set(groups)
    assert all(group["RetentionInDays"] == 90 for group in groups.values())


def test_each_function_writes_a_log_of_its_own(template):
    functions = of_type(template["Resources"], FUNCTION)

    assert len({one["LoggingConfig"]["LogGroup"]["Ref"] for one in functions.values()}) == len(functions)


@pytest.mark.parametrize("function", WORKERS)
def test_a_worker_may_read_the_queue_alone_that_wakes_it(template, function):
    [source] = template["Resources"][function]["Properties"]["Events"].values()
    [policy] = template["Resources"][f"{function}Role"]["Properties"]["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    [receiving] = [one for one in statements if "sqs:ReceiveMessage" in one["Action"]]

    assert receiving["Resource"] == source["Properties"]["Queue"]


def test_workers_leave_visitors_some_of_the_ten_functions_that_a_new_account_runs(template):
    sources = [template["Resources"][name]["Properties"]["Events"] for name in WORKERS]
    most = [one["Properties"]["ScalingConfig"]["MaximumConcurrency"] for source in sources for one in source.values()]

    assert most == [2, 2, 2]


@pytest.mark.parametrize("parameter", ["MailFrom", "AlertFrom", "ClinicInbox", "AlarmInbox"])
@pytest.mark.parametrize(
    ("text", "is_taken"),
    [("desk@example.com", True), ("Desk <desk@example.com>", False), ("desk@example", False), ("", False)],
)
def test_an_address_that_the_service_would_refuse_is_refused_by_the_stack(template, parameter, text, is_taken):
    assert bool(re.fullmatch(template["Parameters"][parameter]["AllowedPattern"], text)) is is_taken


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("https://guide.example.com", True),
        ("https://abc.execute-api.eu-west-1.amazonaws.com/prod", True),
        ("https://guide.example.com/", False),
        ("http://guide.example.com", False),
        ("guide.example.com", False),
    ],
)
def test_the_address_of_the_site_is_one_that_links_can_begin_with(template, text, is_taken):
    assert bool(re.fullmatch(template["Parameters"]["SiteUrl"]["AllowedPattern"], text)) is is_taken


def test_the_table_of_leads_outlives_the_stack_but_not_a_deployment_that_fails(template):
    table = template["Resources"]["LeadsTable"]

    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_the_table_of_leads_is_protected_once_the_stack_stands(template):
    protection = template["Resources"]["LeadsTable"]["Properties"]["DeletionProtectionEnabled"]

    assert protection == {"Fn::If": ["IsProtected", True, False]}
    assert template["Parameters"]["DeletionProtection"]["Default"] == "on"


@pytest.mark.parametrize("name", ALARMS)
def test_no_alarm_hears_of_another_stack(template, name):
    alarm = template["Resources"][f"{name}Alarm"]["Properties"]

    assert any(isinstance(part, dict) for part in [alarm["Namespace"], *[one["Value"] for one in alarm["Dimensions"]]])


@judged
def test_a_request_that_api_gateway_turns_away_is_counted_from_its_log(expanded):
    [stage] = of_type(expanded, "AWS::ApiGateway::Stage").values()
    [counted] = of_type(expanded, "AWS::Logs::MetricFilter").values()

    assert counted["FilterPattern"] == '{ $.error = "THROTTLED" }'
    assert json.loads(stage["AccessLogSetting"]["Format"])["error"] == "$context.error.responseType"


def test_metrics_of_the_api_are_told_apart_from_those_of_another_stack(template):
    assert template["Resources"]["RestAPI"]["Properties"]["Name"] == {"Ref": "AWS::StackName"}


MANUAL = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")

DESCRIBED = re.findall(r"^\| `(\w+)` \|", MANUAL.partition("\n## Alarms\n")[2].partition("\n## ")[0], re.MULTILINE)


def test_the_manual_says_of_each_alarm_what_to_do():
    assert sorted(DESCRIBED) == sorted(ALARMS)


def distribution(template: dict[str, Any]) -> dict[str, Any]:
    return template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]


def behaviours(template: dict[str, Any]) -> dict[str, Any]:
    edge = distribution(template)
    return {"*": edge["DefaultCacheBehavior"], **{one["PathPattern"]: one for one in edge["CacheBehaviors"]}}


def key_of(template: dict[str, Any], behaviour: dict[str, Any]) -> dict[str, Any]:
    """What CloudFront tells answers apart by, and hands on."""
    policy = template["Resources"][behaviour["CachePolicyId"]["Ref"]]["Properties"]["CachePolicyConfig"]
    return policy["ParametersInCacheKeyAndForwardedToOrigin"]


def test_cloudfront_answers_each_page_of_an_ad_by_itself(template):
    landings = {f"/{path}" for path in SHIPPED.addresses.landings}
    by_itself = {
        path for path, one in behaviours(template).items() if one["CachePolicyId"]["Ref"] == "PagesCachePolicy"
    }

    assert by_itself == landings | {"/robots.txt", "/sitemap.xml", "/preview/*"}


def test_the_query_of_an_ad_makes_no_second_page(template):
    assert key_of(template, behaviours(template)["/"])["QueryStringsConfig"]["QueryStringBehavior"] == "none"


def test_two_addresses_that_are_not_the_same_page_never_share_an_answer(template):
    assert key_of(template, behaviours(template)["*"])["QueryStringsConfig"]["QueryStringBehavior"] == "all"


def test_cloudfront_keeps_nothing_that_a_page_does_not_allow(template):
    policies = of_type(template["Resources"], "AWS::CloudFront::CachePolicy").values()

    assert {(one["CachePolicyConfig"]["MinTTL"], one["CachePolicyConfig"]["DefaultTTL"]) for one in policies} == {
        (0, 0)
    }


def test_every_page_is_compressed(template):
    for behaviour in behaviours(template).values():
        key = key_of(template, behaviour)

        assert behaviour["Compress"]
        assert key["EnableAcceptEncodingGzip"] and key["EnableAcceptEncodingBrotli"]


def test_cloudfront_serves_over_https_alone(template):
    assert {one["ViewerProtocolPolicy"] for one in behaviours(template).values()} == {"redirect-to-https"}


def test_cloudfront_and_the_site_know_the_same_key(template):
    [origin] = distribution(template)["Origins"]
    [header] = origin["OriginCustomHeaders"]
    web = template["Resources"]["APIHandler"]["Properties"]["Environment"]["Variables"]

    assert web["ORIGIN_KEY"] == {"Fn::If": ["HasCloudFront", header["HeaderValue"], {"Ref": "AWS::NoValue"}]}


def test_cloudfront_hands_on_what_a_form_is_judged_by(template):
    policy = template["Resources"]["OriginRequestPolicy"]["Properties"]["OriginRequestPolicyConfig"]

    assert policy["HeadersConfig"]["Headers"] == ["CloudFront-Viewer-Address", "Content-Type", "Origin", "Referer"]


RECORDS = ["DkimRecord1", "DkimRecord2", "DkimRecord3", "MailFromRecord", "MailFromSpfRecord", "MailDmarcRecord"]

SENDER = Identity("example.com", False, "PENDING", {}, "bounce.example.com", "PENDING")


@pytest.mark.parametrize("name", ["MailFromRecord", "MailFromSpfRecord", "MailDmarcRecord"])
def test_a_dns_record_of_the_mail_domain_is_the_same_to_copy_and_in_route_53(template, name):
    record = template["Resources"][name]["Properties"]

    def text(value: str | dict[str, str]) -> str:
        filled_in = value["Fn::Sub"] if isinstance(value, dict) else value
        return filled_in.replace("${MailDomain}", "example.com").replace("${AWS::Region}", "eu-central-1")

    [value] = record["ResourceRecords"]
    shown = of_mail(SENDER, "eu-central-1", has_dmarc=False)
    assert Record(text(record["Name"]), record["Type"], text(value)) in shown


def test_an_address_of_the_site_that_works_is_known_before_its_domain_is(template):
    assert "Domain" not in json.dumps(template["Outputs"]["AwsUrl"]).replace("DomainName", "")


@pytest.mark.parametrize("name", ["MailIdentity", *RECORDS])
def test_what_other_stages_mail_by_outlives_the_stack_but_not_a_deployment_that_fails(template, name):
    resource = template["Resources"][name]

    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_what_other_stages_mail_by_asks_for_nothing_that_goes_with_the_stack(template):
    identity = json.dumps(template["Resources"]["MailIdentity"]["Properties"])

    assert re.findall(r"MailConfiguration|Topic", identity) == []


def test_mail_is_signed_and_comes_back_to_a_domain_of_the_clinics(template):
    identity = template["Resources"]["MailIdentity"]["Properties"]

    assert identity["DkimAttributes"] == {"SigningEnabled": True}
    assert identity["MailFromAttributes"]["MailFromDomain"] == {"Fn::Sub": "bounce.${MailDomain}"}


def test_a_dmarc_record_that_may_be_there_already_is_made_only_if_asked_for(template):
    assert template["Resources"]["MailDmarcRecord"]["Condition"] == "MakesDmarcRecord"
    assert template["Parameters"]["DmarcRecord"]["Default"] == "no"


@pytest.fixture(scope="session")
def shown(template) -> list[list[Any]]:
    """The lines of all graphs of the dashboard."""
    body = json.loads(template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    return [line for widget in body["widgets"] for line in widget["properties"]["metrics"]]


def test_the_dashboard_shows_each_function(template, shown):
    functions = {f"${{{name}}}" for name in of_type(template["Resources"], FUNCTION)}

    assert functions <= {line[3] for line in shown if line[0] == "AWS/Lambda"}


def test_the_dashboard_shows_each_queue(template, shown):
    queues = {f"${{{name}.QueueName}}" for name in of_type(template["Resources"], "AWS::SQS::Queue")}

    assert queues == {line[3] for line in shown if line[0] == "AWS/SQS"}


def test_the_funnel_goes_from_the_visit_to_the_follow_up(template):
    body = json.loads(template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    lines = [line[-1] for line in body["widgets"][0]["properties"]["metrics"]]
    funnel = [line["label"] for line in lines if line.get("visible", True)]

    assert funnel == [
        "Requests that reached the site",
        "Forms sent",
        "Enquiries",
        "Guides that arrived",
        "Follow-ups that arrived",
    ]


def test_the_costs_of_a_day_count_with_the_memory_that_each_function_has(template, shown):
    [functions] = [
        line[0]["expression"] for line in shown if isinstance(line[0], dict) and line[0]["id"] == "functions"
    ]
    web = template["Resources"]["APIHandler"]["Properties"]["MemorySize"]

    assert f"FILL(ms0,0)/1000*{web / 1024 * 0.0000166667:.10f}" in functions


@pytest.mark.parametrize(("function", "memory"), [("APIHandler", 1769), ("Deliver", 1769), ("FollowUp", 512)])
def test_a_function_that_somebody_waits_for_has_a_whole_processor(template, function, memory):
    assert template["Resources"][function]["Properties"]["MemorySize"] == memory


@pytest.mark.parametrize("path", ["/clinic", "/clinic/*", "/conversions/*"])
def test_what_needs_a_cookie_or_a_password_gets_it_and_is_told_apart_by_it(template, path):
    key = key_of(template, behaviours(template)[path])

    assert key["CookiesConfig"] == {"CookieBehavior": "whitelist", "Cookies": ["__Host-session"]}
    assert key["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["Authorization"]}
    assert "POST" in behaviours(template)[path]["AllowedMethods"]


def test_the_function_that_answers_visitors_cannot_send_email(template):
    policy = json.dumps(template["Resources"]["ApiHandlerRole"]["Properties"]["Policies"])

    assert "ses:" not in policy
