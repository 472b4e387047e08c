"""From an AWS account and a domain to the first real lead: `make deploy STAGE=prod`."""
