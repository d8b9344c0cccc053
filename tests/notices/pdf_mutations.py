"""PDF files whose structure lies: whole objects put where they do not belong, and written anew.

A byte flipped in a PDF mostly ends in its cross-reference table; what is made here has one that
fits, or lies on purpose, so that it gets to what reads pages, fonts and streams.
"""

from __future__ import annotations

import random
import re
import zlib
from base64 import a85encode
from collections.abc import Callable, Sequence
from functools import cache

from format_files import LINES, canvas_of, pdf_of, raw_pdf
from pdf_objects import NUMBERS, Document, in_streams, parsed, plainly
from reportlab.lib.pdfencrypt import StandardEncryption

_STREAM = re.compile(rb"^(.*?)\bstream\r?\n(.*)\r?\nendstream\s*$", re.DOTALL)
MANY = 3000


@cache
def _bases() -> tuple[bytes, ...]:
    def drawn(canvas: object) -> None:
        for at, line in enumerate(LINES[:8]):
            canvas.drawString(60, 780 - 24 * at, line[:28])  # type: ignore[attr-defined]

    locked = StandardEncryption("", "owner", canPrint=0)
    return (
        raw_pdf(b"q BT /F1 12 Tf 50 700 Td (Notice 12) Tj ET 0 0 m 99 0 l S Q", pages=3),
        pdf_of(LINES[:9], pageCompression=0),
        canvas_of(drawn),
        pdf_of(LINES[:4], encrypt=locked),
    )


def _tree(doc: Document, rng: random.Random) -> None:
    """Let the tree of pages lead in circles, go deep, or count what is not there."""
    trees = doc.of(b"/Kids") or list(doc.objects)
    root = trees[0]
    kind = rng.randrange(5)
    if kind == 0:
        doc.put(root, b"/Kids [%d 0 R]" % rng.choice([root, *doc.objects]))
    elif kind == 1:
        doc.put(root, b"/Count " + rng.choice(NUMBERS))
    elif kind == 2:
        below = b" ".join(b"%d 0 R" % n for n in doc.pages())
        for _ in range(rng.choice([40, MANY])):
            node = doc.add(b"<< /Type /Pages /Count 3 /Kids [%s] >>" % below)
            below = b"%d 0 R" % node
        doc.put(root, b"/Kids [%s]" % below)
    elif kind == 3:
        doc.put(root, b"/Kids [%s]" % (b"%d 0 R " % rng.choice(doc.pages() or [1]) * MANY))
    else:
        for page in doc.pages():
            doc.put(page, b"/Parent %d 0 R" % rng.choice(list(doc.objects)))


def _boxes(doc: Document, rng: random.Random) -> None:
    for page in doc.pages():
        sides = b" ".join(rng.choice([*NUMBERS, b"595", b"842"]) for _ in range(4))
        name = rng.choice([b"/MediaBox", b"/CropBox"])
        doc.put(page, rng.choice([name + b" [%s]" % sides, name + b" %d 0 R" % page]))
        doc.put(page, b"/UserUnit " + rng.choice(NUMBERS))
        doc.put(page, b"/Rotate " + rng.choice([b"90", b"45", *NUMBERS]))


def _outlines(doc: Document, rng: random.Random) -> None:
    """Hang a deep or endless outline, tree of names or form below the catalogue."""
    catalogue = (doc.of(b"/Catalog") or [1])[0]
    top = doc.add(b"<< >>")
    count = rng.choice([3, MANY])
    for n in range(count):
        follows = top + 1 + (n + 1) % count
        doc.add(b"<< /Title (a) /Parent %d 0 R /First %d 0 R /Next %d 0 R /Kids [%d 0 R] /T (a)"
                b" /Count 99999 >>" % (top, follows, follows, follows))  # fmt: skip
    doc.objects[top] = b"<< /First %d 0 R /Fields [%d 0 R] /Kids [%d 0 R] /K %d 0 R >>" % (
        *[top + 1] * 4,
    )
    name = rng.choice([b"/Outlines", b"/AcroForm", b"/Dests", b"/StructTreeRoot", b"/PageLabels"])
    doc.put(catalogue, name + b" %d 0 R" % top)


def _unicode(doc: Document, rng: random.Random) -> None:
    """Give fonts a table that says of glyphs what they are not."""
    lies = [
        b"1 beginbfrange <0000> <FFFF> <D800> endbfrange",
        b"1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange",
        b"1 beginbfrange <00> <FF> [" + b"<0041> " * 9 + b"] endbfrange",
        b"1 beginbfchar <20> <" + b"4E00" * MANY + b"> endbfchar",
        b"100 beginbfchar " + b"<41> <202E> <42> <FFFE> <43> <0000> <61> <D83D> " * 25,
        b"2147483647 begincodespacerange <> <> endcodespacerange",
        b"/Identity-H usecmap " * 50,
    ]
    body = b"begincmap /CMapName /X def " + b" ".join(rng.sample(lies, rng.randint(1, 3)))
    table = doc.stream(body + rng.choice([b" endcmap", b""]))
    for font in doc.of(b"/Font", b"/BaseFont"):
        doc.put(font, b"/ToUnicode %d 0 R" % rng.choice([table, table, font]))


def _fonts(doc: Document, rng: random.Random) -> None:
    for font in doc.of(b"/Font", b"/Subtype"):
        own = b"%d 0 R" % font
        glyph = doc.stream(b"1 0 d0 BT /F1 9 Tf (a) Tj ET")
        doc.put(font, rng.choice([
            b"/DescendantFonts [%s]" % own,
            b"/Widths [%s]" % (b"1e38 " * MANY),
            b"/W [0 2147483647 1000 0 [%s]]" % (b"-1 " * MANY),
            b"/Encoding << /Differences [%s] >>" % (b"0 /A " * MANY),
            b"/Encoding %s" % own,
            b"/FontDescriptor << /FontFile2 %d 0 R /Flags 4 >>" % glyph,
            b"/Subtype /Type3 /FontMatrix [0 0 0 0 0 0] /FontBBox [0 0 0 0] /FirstChar 0 /LastChar"
            b" 255 /CharProcs << /A %d 0 R >> /Resources << /Font << /F1 %s >> >>" % (glyph, own),
        ]))  # fmt: skip


def _lengths(doc: Document, rng: random.Random) -> None:
    for number in doc.of(b"endstream"):
        told = b"/Length " + rng.choice([*NUMBERS, b"%d 0 R" % number, b"99999 0 R"])
        doc.objects[number] = re.sub(rb"/Length \d+", told, doc.objects[number], count=1)


def _filters(doc: Document, rng: random.Random) -> None:
    """Chain filters, true ones and others, around what pages draw."""
    for number in doc.of(b"endstream"):
        found = _STREAM.match(doc.objects[number])
        if not found:
            continue
        data = b"BT /F1 12 Tf 50 700 Td (Notice) Tj ET " * rng.choice([1, 20_000])
        names = []
        for _ in range(rng.randint(1, 12)):
            if rng.random() < 0.7 or len(data) > 300_000:
                data, name = zlib.compress(data), b"/FlateDecode"
            else:
                data, name = a85encode(data) + b"~>", b"/ASCII85Decode"
            names.insert(0, name)
        if rng.random() < 0.4:
            names += [rng.choice([b"/LZWDecode", b"/RunLengthDecode", b"/JBIG2Decode", b"/Crypt",
                                  b"/CCITTFaxDecode", b"/JPXDecode", b"/DCTDecode"])]  # fmt: skip
        parms = b"<< /Predictor %s /Columns %s /Colors %s /K -1 /Rows %s >>" % (
            *rng.choices(NUMBERS, k=4),
        )
        more = rng.choice([b"", b"/DecodeParms [%s]" % (parms * len(names))])
        said = b"/Filter [%s] %s" % (b" ".join(names), more)
        doc.objects[number] = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (
            *(len(data), said, data),
        )


def _forms(doc: Document, rng: random.Random) -> None:
    """Draw forms that draw forms: themselves, or twice the next, and so on."""
    depth, first = rng.choice([1, 12, 30, 300]), max(doc.objects) + 1
    kind = rng.choice([b"/Subtype /Form", b"/PatternType 1 /PaintType 1 /TilingType 1 /XStep 1e-9"
                       b" /YStep 1e-9"])  # fmt: skip
    for n in range(depth):
        then = first + (n + 1) % depth if rng.random() < 0.3 else min(first + n + 1, first + depth)
        uses = b"/XObject << /X %d 0 R >> /Pattern << /P %d 0 R >>" % (then, then)
        mask = b"/ExtGState << /G << /SMask << /S /Alpha /G %d 0 R >> >> >>" % then
        doc.stream(
            rng.choice([b"/X Do /X Do", b"/G gs /X Do", b"/Pattern cs /P scn 0 0 9 9 re f /X Do"]),
            b"/Type /XObject %s /BBox [0 0 %s 99] /Group << /S /Transparency >>"
            b" /Resources << %s %s >>" % (kind, rng.choice(NUMBERS[:8]), uses, mask),
        )
    leaf = doc.stream(b"BT /F1 9 Tf (x) Tj ET", b"/Subtype /Form /BBox [0 0 9 9]")
    for page in doc.pages():
        draw = doc.stream(b"/X Do " * rng.choice([1, 50]))
        doc.put(page, b"/Contents [%d 0 R]" % draw)
        doc.put(page, b"/Resources << /XObject << /X %d 0 R >> >>" % rng.choice([first, leaf]))


def _content(doc: Document, rng: random.Random) -> None:
    """Put operators on pages that are without end, or without sense."""
    numbers = b" ".join(rng.choices(NUMBERS, k=6))
    said = rng.choice([
        b"q " * 100_000,
        b"BT /F1 %s Tf " % rng.choice(NUMBERS) + b"(a) Tj T* " * 20_000,
        b"BT /F1 12 Tf %s Tm (Notice) Tj ET %s cm BT /F1 9 Tf (x) Tj ET" % (numbers, numbers),
        b"/P << /MCID 0 /ActualText (%s) >> BDC " % (b"\\376\\377\\330\\000" * 99) * MANY,
        b"BT /F1 9 Tf [" + b"(a) -1e9 " * 20_000 + b"] TJ ET",
        b"BI /W %s /H %s /BPC 8 /CS /RGB /F /Fl ID x EI" % (*rng.choices(NUMBERS, k=2),),
        b"%s re f " % b" ".join(rng.choices(NUMBERS, k=4)) * MANY,
        b"0 0 m " + b"9 9 l " * 50_000 + b"S",
        b"[" * 5000 + b"<<" * 5000,
    ])  # fmt: skip
    for page in doc.pages():
        one = doc.stream(said)
        doc.put(page, b"/Contents [%s]" % (b"%d 0 R " % one * rng.choice([1, 1, 200])))


def _locks(doc: Document, rng: random.Random) -> None:
    keys = b" ".join(
        b"/%s %s" % (name, rng.choice(NUMBERS)) for name in (b"V", b"R", b"Length", b"P")
    )
    told = b"<" + b"41" * rng.choice([0, 31, 32, 48, MANY]) + b">"
    doc.extra += (
        b" /Encrypt << /Filter /Standard %s /O %s /U %s /OE %s /UE %s /StmF /StdCF /StrF /X /CF <<"
        b" /StdCF << /CFM /%s /Length 9999 >> >> >> /ID [%s <>]"
        % (keys, *[told] * 4, rng.choice([b"AESV3", b"AESV2", b"V2", b"None"]), told)
    )


def _references(doc: Document, rng: random.Random) -> None:
    """Let references lead elsewhere: to the wrong object, to nothing, to themselves."""
    for number in rng.sample(list(doc.objects), min(4, len(doc.objects))):
        aims = [*doc.objects, 0, 99999, number]
        doc.objects[number] = re.sub(
            rb"\b\d+ 0 R", lambda _, aims=aims: b"%d 0 R" % rng.choice(aims), doc.objects[number]
        )


def _table(doc: Document, rng: random.Random) -> None:
    """Lie in the table of objects: where they are, how many, which tables were before."""

    def anywhere(data: bytes) -> int:
        return rng.randrange(len(data))

    lies: list[Callable[[bytes], bytes]] = [
        lambda data: re.sub(rb"xref\n0 \d+", b"xref\n0 " + rng.choice(NUMBERS), data),
        lambda data: re.sub(rb"\d{10}(?= 00000 n)", b"%010d" % anywhere(data), data, count=2),
        lambda data: re.sub(rb"startxref\n\d+", b"startxref\n" + rng.choice(NUMBERS), data),
        lambda data: re.sub(rb"/Size \d+", b"/Size " + rng.choice(NUMBERS), data),
        lambda data: data.replace(b"trailer <<", b"trailer << /Prev %d" % data.rfind(b"xref\n0")),
        lambda data: data.replace(b"trailer <<", b"trailer << /XRefStm %d" % anywhere(data)),
    ]  # fmt: skip
    doc.wrong += rng.sample(lies, rng.randint(1, 3))


Lie = Callable[[Document, random.Random], None]
HOW: list[Lie] = [
    *(_tree, _boxes, _outlines, _unicode, _fonts, _lengths, _filters, _forms, _content, _locks),
    *(_references, _table),
]


def structural(rng: random.Random, lies: Sequence[Lie] = ()) -> bytes:
    """Return a PDF of which ``lies``, or one to three things, are not as they should be."""
    doc = parsed(rng.choice(_bases()))
    for change in lies or rng.sample(HOW, rng.choice([1, 1, 2, 3])):
        change(doc, rng)
    data = (in_streams if rng.random() < 0.25 else plainly)(doc, rng)
    for change in doc.wrong:
        data = change(data)
    return data
