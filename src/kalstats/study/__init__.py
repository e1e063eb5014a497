"""The study's answers by name."""

__all__: list[str] = []


def __dir__() -> list[str]:
    """List what is public and nothing else, for completion at a prompt."""
    return __all__
