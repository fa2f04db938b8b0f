"""Placeholder."""

from channels.generic.websocket import AsyncWebsocketConsumer


class WidgetConsumer(AsyncWebsocketConsumer):
    """Placeholder."""
