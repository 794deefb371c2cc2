"""What every request passes through, one plain ASGI class each (the order is in app/web/server.py)."""
