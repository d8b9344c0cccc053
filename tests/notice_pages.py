"""Notices of an invented city (青禾市) for tests, as pages that can be varied by a word."""

from __future__ import annotations

BODY = """一、适用范围
本办法适用于本市行政区域内的{matter}工作。
二、补助标准
（一）对验收合格的，每处补助{amount}元。
（二）对逾期未完成的，不予补助。
三、组织实施
市水务局负责实施，每季度检查一次。
"""


def page(
    serial: int = 1,
    matter: str = "河道保洁",
    *,
    code: str = "青政发",
    amount: int = 3000,
    body: str | None = None,
    tail: str = "",
) -> str:
    """Return the text of one notice; ``body`` replaces the clauses, ``tail`` follows them."""
    clauses = BODY.format(matter=matter, amount=amount) if body is None else body
    issuer = "青禾市人民政府" + ("办公室" if "办" in code else "")
    return (
        f"{issuer}关于印发青禾市{matter}办法的通知\n"
        f"{code}〔2025〕{serial}号\n\n"
        "各区人民政府，市人民政府各部门：\n"
        f"现将《青禾市{matter}办法》印发给你们，请遵照执行。\n\n"
        f"{issuer}\n2025年3月1日\n\n"
        f"青禾市{matter}办法\n\n{clauses}{tail}"
    )
