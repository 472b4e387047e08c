"""What happens as emails are sent, and what SES tells of them."""
