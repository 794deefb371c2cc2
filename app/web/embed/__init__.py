"""The widget's side of the server: embed keys, sessions, limits (docs/widget.md)."""
