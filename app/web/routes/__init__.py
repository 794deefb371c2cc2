"""The paths of the server, one file a noun. Each file's `router(service, …)` holds its paths."""
