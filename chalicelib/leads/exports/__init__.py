"""What systems elsewhere are told of a lead, and in which form."""
