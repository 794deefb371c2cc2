"""Where people meet the answers: the chat, the source page, the API, the widget, the compliance desk (docs/web.md)."""
