"""Made-up notices for the tests: builders, and what a reader should find in them."""

from __future__ import annotations

from rag.notices.model import Notice
from rag.notices.parse import parse_page

AGENCY = "云岭市人民政府"
ADDRESSEES = "各县区人民政府,市人民政府各部门"
NUMBER = "云府发〔2024〕7号"
DAY = "2024年5月6日"


def head(
    matter: str = "做好秋季造林工作",
    number: str = NUMBER,
    *,
    issuer: str = AGENCY,
    kind: str = "通知",
    addressees: str = ADDRESSEES,
) -> str:
    """Return title, number and addressees, a line each; an empty part is left out."""
    lines = [f"{issuer}关于{matter}的{kind}", number, f"{addressees}:" if addressees else ""]
    return "".join(f"{line}\n" for line in lines if line)


def signed(agency: str = AGENCY, day: str = DAY) -> str:
    return f"{agency}\n{day}\n"


def notice(body: str, **parts: str) -> str:
    """Return the text of a notice: head and ``body``."""
    return head(**parts) + body


def issuing(plan: str, title: str = "云岭市秋季造林方案") -> str:
    """Return a notice that issues ``plan`` under ``title``."""
    return (
        head(f"印发{title}")
        + f"现将《{title}》印发给你们,请认真组织实施。\n"
        + signed()
        + f"{title}\n{plan}"
    )


def read(text: str) -> Notice:
    """Return the one notice in ``text``."""
    (only,) = parse_page(text, "page.txt")
    return only


def units(text: str) -> list[str]:
    """Return the printed chains of the numbered units in ``text``, levels apart by blanks."""
    return [" ".join(c.path) for c in read(text).clauses if c.kind == "unit"]


def paragraphs(text: str) -> list[tuple[str, str]]:
    """Return label and text of the unnumbered paragraphs in ``text``."""
    found = read(text)
    return [
        (clause.paragraph, found.read(clause.own).strip())
        for clause in found.clauses
        if clause.kind == "paragraph"
    ]
