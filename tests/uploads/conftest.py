"""Uploads are tried through the API: the program of Acme's."""

from tests.api.conftest import program, program_of

__all__ = ["program", "program_of"]
