"""The study's answers by name."""

__all__: list[str] = []
__dir__ = __all__.copy  # completion at a prompt lists what is public
