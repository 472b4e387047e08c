"""What a lead is, what can happen to it, what it is owed, and what comes in about it. Pure."""
