"""DynamoDB, SES, SQS and metrics: what the use-cases ask for, done with AWS."""
