"""What AWS lets an account do, and what it asks for it, in US East (N. Virginia), us-east-1, in US dollars.

Each stands beside the page that says so, as it was known in November 2026. SES's prices were read in AWS's own price
list, those of API Gateway in the examples of its page. The other pages draw their numbers with a script: theirs were
read where others quote them. No free tier is in them.
"""

from typing import Final

REGION: Final = "us-east-1"

# Email

SES_SANDBOX_A_DAY: Final = 200
SES_SANDBOX_A_SECOND: Final = 1
"""Out of the sandbox both are what AWS grants: https://docs.aws.amazon.com/ses/latest/dg/quotas.html"""

SES_EMAIL: Final = 0.16 / 1_000
SES_EMAIL_BEYOND: Final = ((10_000_000, 0.14 / 1_000), (100_000_000, 0.11 / 1_000))
"""Essentials, the plan of an account that is new since 21 July 2026, up to 10 million emails a month, and beyond.
https://aws.amazon.com/ses/pricing/ and its price list of 22 July 2026"""

SES_ATTACHED_GB: Final = 0.12
"""Of the price without a plan, and on top of it; whether the plan has it in is not said, so it is reckoned."""

# The table

WRITES_OF_A_KEY: Final = 1_000
"""Units a second of one partition, and so of one key:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"""

WRITES_OF_A_NEW_TABLE: Final = 4_000
"""At once; twice what it was at its busiest after that, within half an hour:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"""

WRITES_OF_A_TABLE: Final = 40_000
"""Units a second, which can be raised: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"""

PAGE: Final = 1_048_576
"""Bytes of one answer to a query:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html"""

WRITE: Final = 0.625 / 1_000_000
READ: Final = 0.125 / 1_000_000
STORED_GB_A_MONTH: Final = 0.25
RECOVERY_GB_A_MONTH: Final = 0.20
"""On demand, and point-in-time recovery: https://aws.amazon.com/dynamodb/pricing/on-demand/"""

# Functions and queues

LAMBDA_OF_A_NEW_ACCOUNT: Final = 10
LAMBDA_OF_AN_ACCOUNT: Final = 1_000
"""Functions at once. The page says that new accounts have less, and not how much; the ten is what people find.
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

CPU_OF_A_MB: Final = 1 / 1_769
"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""

LAMBDA_REQUEST: Final = 0.20 / 1_000_000
LAMBDA_GB_SECOND: Final = 0.0000166667
"""x86: https://aws.amazon.com/lambda/pricing/"""

SQS_REQUEST: Final = 0.40 / 1_000_000
"""A standard queue: https://aws.amazon.com/sqs/pricing/"""

POLLERS_OF_A_QUEUE: Final = 5
POLL_SECONDS: Final = 20
"""Lambda asks a queue that is empty so often, in so many places at once:
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"""

SNS_PUBLISH: Final = 0.50 / 1_000_000
"""To hand on to SQS costs nothing: https://aws.amazon.com/sns/pricing/"""

LOGGED_GB: Final = 0.50
ALARM: Final = 0.10
METRIC: Final = 0.30
"""A month; ten of each cost nothing: https://aws.amazon.com/cloudwatch/pricing/"""

# The door

API_REQUESTS_A_SECOND: Final = 10_000
"""Of an account in a region, 2,500 in some; both can be raised:
https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"""

API_REQUEST: Final = 3.50 / 1_000_000
API_GB: Final = 0.09
"""A REST API, up to 333 million requests a month, and what leaves it: https://aws.amazon.com/api-gateway/pricing/"""
