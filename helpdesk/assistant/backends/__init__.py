"""Models behind the port ``llm``: one file per kind of provider, all alike."""
