"""What SES lets the account of the stack send.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
"""

from botocore.config import Config

from chalicelib.aws.calls import calling
from chalicelib.aws.clients import client
from chalicelib.use_cases.outlook import Account

BRIEFLY = Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})


def account() -> Account:
    """As SES tells it now. Raises Unavailable."""
    with calling("account"):
        told = client("sesv2", BRIEFLY).get_account()
    quota = told["SendQuota"]
    return Account(not told["ProductionAccessEnabled"], quota["Max24HourSend"], quota["SentLast24Hours"])
