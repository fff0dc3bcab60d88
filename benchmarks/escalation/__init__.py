"""What escalation to a second verifier costs and brings."""
