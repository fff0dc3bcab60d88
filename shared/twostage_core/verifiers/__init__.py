"""The verifiers: one protocol, one result, a file for each."""
