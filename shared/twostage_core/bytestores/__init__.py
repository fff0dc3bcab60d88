"""Where bytes are kept: in memory, in a file, on a server. A store knows nothing of what it holds."""
