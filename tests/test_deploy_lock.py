"""The image is made of what ``deploy/lock`` holds, and of nothing else."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

DEPLOY = Path(__file__).parent.parent / "deploy"
DOCKERFILE = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")


def locks(torch: str = "0", index: str = "", extras: str = "") -> tuple[list[str], list[str]]:
    """Return the locks and the rest that the image installs, by its own line run with no pip."""
    (line,) = re.findall(r"^RUN (set -eu; locks=.*?[^\\]\n)", DOCKERFILE, re.M | re.S)
    line = line.replace("/opt/wence/bin/pip", "echo").replace(" lock/", f" {DEPLOY}/lock/")
    environment = {"WITH_TORCH": torch, "TORCH_INDEX": index, "EXTRAS": extras, "PATH": os.defpath}
    ran = subprocess.run(
        ["sh", "-c", line], env=environment, capture_output=True, text=True, check=True
    )
    hashed, *others = ran.stdout.splitlines()
    assert "--require-hashes" in hashed and "--no-deps" in hashed
    named = re.findall(r"-r (\S+)", hashed)
    assert all(Path(it).is_file() for it in named), named
    return [Path(it).stem for it in named], others


def test_image_installs_from_the_lock():
    assert locks() == (["wence"], [])
    assert locks(extras="milvus") == (["wence", "milvus"], [])
    assert locks(torch="1") == (["wence", "torch", "cuda"], [])
    named, (other,) = locks(torch="1", index="there")
    assert named == ["wence", "torch"]
    assert re.search(r"--index-url there torch==[\d.]+$", other)
    # Wence itself is built by what is locked too.
    assert "-r lock/build.txt" in DOCKERFILE and "--no-build-isolation" in DOCKERFILE
