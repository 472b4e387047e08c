"""What a lead is owed, and when: emails, reminders, a call, and in the end to be forgotten."""
