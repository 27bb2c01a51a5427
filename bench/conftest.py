"""The tests' own fixtures serve here, too."""

from tests.conftest import demo, forget, snapshots

__all__ = ["demo", "forget", "snapshots"]
