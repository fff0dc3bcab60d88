"""What makes the committed figures."""
