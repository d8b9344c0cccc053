"""The objects of a PDF, read out of a file that is written plainly, and written anew."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

_OBJECT = re.compile(rb"(?<!\d)(\d{1,6}) 0 obj\b(.*?)\bendobj\b", re.DOTALL)
NUMBERS = [b"0", b"-1", b"1", b"65536", b"2147483647", b"-2147483648", b"4294967296",
           b"99999999999999999999", b"1e999", b"0.0000001", b"null", b"true", b"(x)"]  # fmt: skip


@dataclass
class Document:
    """The objects of a PDF by number, and what its end says of them."""

    objects: dict[int, bytes]
    trailer: bytes
    extra: bytes = b""  # at the end of the trailer's dictionary
    wrong: list[Callable[[bytes], bytes]] = field(default_factory=list)  # done to the whole file

    def add(self, body: bytes) -> int:
        number = max(self.objects) + 1
        self.objects[number] = body
        return number

    def stream(self, data: bytes, more: bytes = b"", length: bytes | None = None) -> int:
        said = b"%d" % len(data) if length is None else length
        return self.add(b"<< /Length %s %s >>\nstream\n%s\nendstream" % (said, more, data))

    def of(self, *names: bytes) -> list[int]:
        """Return the objects in which all of ``names`` stand."""
        return [n for n, body in self.objects.items() if all(name in body for name in names)]

    def put(self, number: int, more: bytes) -> None:
        """Let a dictionary begin with ``more``, in place of what it says of the same names."""
        body = self.objects[number]
        for name in re.findall(rb"/[A-Za-z]+(?= )", more)[:1]:
            body = re.sub(name + rb"\s+(?:\[[^\]]*\]|\d+ 0 R|[^\s/>]+)", b"", body, count=1)
        self.objects[number] = body.replace(b"<<", b"<< " + more + b" ", 1)

    def pages(self) -> list[int]:
        return [n for n in self.of(b"/Page") if re.search(rb"/Type\s*/Page\b", self.objects[n])]


def parsed(data: bytes) -> Document:
    objects = {int(found[1]): found[2].strip() for found in _OBJECT.finditer(data)}
    trailer = re.search(rb"trailer\s*<<(.*?)>>\s*startxref", data, re.DOTALL)
    said = re.sub(rb"/(?:Size|Prev)\s+\d+", b"", trailer[1]) if trailer else b"/Root 1 0 R"
    return Document(objects, said)


def plainly(doc: Document, rng: random.Random) -> bytes:
    """Write the objects with a table of their places."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in doc.objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(doc.objects) + 1
    rows = b"".join(
        b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n"
        for n in range(size)
    )
    end = b"trailer << %s%s /Size %d >>\nstartxref\n%d\n%%%%EOF"
    return (
        bytes(out)
        + b"xref\n0 %d\n%s" % (size, rows)
        + end % (*(doc.trailer, doc.extra, size, len(out)),)
    )


def in_streams(doc: Document, rng: random.Random) -> bytes:
    """Write what are no streams into a stream, and the table as a stream; both may lie."""
    kept = {n: body for n, body in doc.objects.items() if b"stream" in body}
    inner = {n: body for n, body in doc.objects.items() if n not in kept}
    holder, table = max(doc.objects) + 1, max(doc.objects) + 2
    heads, bodies, at = [], b"", 0
    lost = rng.choice([0, 0, 0, *inner])
    for number, body in inner.items():
        heads.append(b"%d %d" % (number if number != lost else holder, at))
        bodies += body + b"\n"
        at = len(bodies)
    head = b" ".join(heads) + b"\n"
    told = [b"%d" % len(inner), b"%d" % len(head)]
    more = b""
    if rng.random() < 0.5:
        told[rng.randrange(2)] = rng.choice(NUMBERS)
        more = rng.choice([b"", b"/Extends %d 0 R" % holder])
    kept[holder] = b"<< /Type /ObjStm /N %s /First %s %s /Length %d >>\nstream\n%s\nendstream" % (
        *(*told, more, len(head + bodies), head + bodies),
    )
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in kept.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b""
    for number in range(table + 1):
        row = (2, holder, list(inner).index(number)) if number in inner else (1, 0, 0)
        if number in places:
            row = (1, places[number], 0)
        rows += row[0].to_bytes(1, "big") + row[1].to_bytes(4, "big") + row[2].to_bytes(2, "big")
    widths = b"1 4 2" if rng.random() < 0.8 else b" ".join(rng.choices(NUMBERS, k=3))
    index = b"" if rng.random() < 0.8 else b"/Index [%s %s]" % (*rng.choices(NUMBERS, k=2),)
    where = len(out)
    head = b"<< /Type /XRef /W [%s] %s /Size %d %s%s /Length %d >>" % (
        *(widths, index, table + 1, doc.trailer, doc.extra, len(rows)),
    )
    out += b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (table, head, rows)
    return bytes(out) + b"startxref\n%d\n%%%%EOF" % where
