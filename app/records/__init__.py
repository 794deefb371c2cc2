"""What is remembered of use: questions asked, and what people said of the answers (docs/web.md)."""
