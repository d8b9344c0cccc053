"""Exit 0 when the server of this container is ready, 1 when it is not: the image's HEALTHCHECK."""

from __future__ import annotations

import os
import sys
import urllib.request

PATH = "/readyz"


def ready(port: str, seconds: float = 4) -> bool:
    """Return whether questions can be answered at ``port`` of this machine; no proxy is asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}{PATH}", timeout=seconds) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if ready(os.environ.get("WENCE_SERVER_PORT", "7860")) else 1)
