"""Wence (问策): answers over Chinese government notices, cited to document number and paragraph."""

__version__ = "0.1.0"
