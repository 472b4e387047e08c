"""Print the key of the webhook: `make webhook-key STAGE=prod`. It is for the clinic's own system, and nobody else."""

import sys

from chalicelib.leads.exports.webhook import key_of, shown_key
from tools.operate.running import running


def main() -> None:
    services = running("webhook-key")
    webhook = services.templates.clinic.webhook
    if webhook is None:
        sys.exit("webhook-key: clinic.toml has no [webhook]")
    sys.stdout.write(f"{shown_key(key_of(services.settings.lead_id_key, webhook.key))}\n")


if __name__ == "__main__":
    main()
