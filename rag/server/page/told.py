"""Defects of the page's framework go where ours go.

Gradio prints the traceback of a defect itself, with what was typed in it, line by line as it came:
whoever asks could write lines into the log. It does so by ``traceback.print_exc`` in these modules.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import gradio.queueing
import gradio.route_utils
import gradio.routes
import gradio.utils

log = logging.getLogger(__name__)

MODULES = (gradio.queueing, gradio.route_utils, gradio.routes, gradio.utils)


class _Traceback:
    """``traceback`` as Gradio's modules see it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)

    def print_exc(self, *_: object, **__: object) -> None:
        """Log the exception that is being handled, by its kind and place alone."""
        log.error("a page met a defect", exc_info=sys.exc_info())


def redirect() -> None:
    """Let Gradio log what it would print."""
    for module in MODULES:
        module.traceback = _Traceback()  # type: ignore[attr-defined]
