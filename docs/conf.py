"""Settings of the documentation: `make docs`, no network needed."""

from kalstats import __version__

project, author, release = "kalstats", "The kalstats developers", __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "alabaster"
html_theme_options = {"description": "The deportation of the Kalmyks in figures"}
html_show_sourcelink = False
autodoc_typehints = "signature"
myst_heading_anchors = 2
napoleon_google_docstring = False
