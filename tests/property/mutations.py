"""Files made worse: bytes, parts of archives, tags, members and quotes changed at a seed's choice."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
import zlib
from random import Random

ODD_TEXTS = (
    b"", b"0", b"-1", b"1e999", b"NaN", b"999999999", b"A1048577", b"XFD9", b"A0", b"ZZZZ1", b"1:2", b"&amp;", b"\xff",
    b"true", b"e", b"s", b"inlineStr", b"n", b"veryHidden", b"2147483648", b"../../x", b"\xef\xbf\xbe", b"0x10",
)  # fmt: skip
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'


def mangled(content: bytes, chance: Random) -> bytes:
    """Bytes flipped, taken out, put in, repeated or cut off."""
    data = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        if not data:
            break
        at = chance.randrange(len(data))
        length = chance.choice((1, 2, 7, 64, 512))
        match chance.randrange(5):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = chance.randbytes(length)
            case 3:
                data[at:at] = data[at : at + length]
            case _:
                del data[at:]
    return bytes(data)


def with_tags_changed(xml: bytes, chance: Random) -> bytes:
    """Tags taken out, put in twice or cut; attributes and texts replaced by odd ones; an entity declared."""
    for _ in range(chance.randrange(1, 5)):
        kind = chance.randrange(6)
        if kind == 0:
            head, _, rest = xml.partition(b"?>")
            xml = head + b"?>" + ENTITY + rest.replace(b"<v>", b"<v>&b;", 1).replace(b"<text:p>", b"<text:p>&b;&c;", 1)
            continue
        pattern = (rb"<[^>]*>", rb"<(\w+)\b[^>]*>[^<]*</\1>", rb'="[^"]*"', rb">[^<]+<", rb"<[^>]*>")[kind - 1]
        found = list(re.finditer(pattern, xml))
        if not found:
            continue
        one = chance.choice(found)
        odd = chance.choice(ODD_TEXTS)
        put = {
            1: b"",
            2: one[0] * chance.choice((2, 50)),
            3: b'="' + odd + b'"',
            4: b">" + odd + b"<",
            5: one[0][: chance.randrange(len(one[0]))],
        }[kind]
        xml = xml[: one.start()] + put + xml[one.end() :]
    return xml


def repacked(content: bytes, chance: Random) -> bytes:
    """An archive with parts changed, taken out, exchanged, renamed or there twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    name, text = parts[at]
    match chance.randrange(7):
        case 0:
            del parts[at]
        case 1:
            parts[at], parts[other] = (name, parts[other][1]), (parts[other][0], text)
        case 2:
            parts.append((name, mangled(text, chance)))
        case 3:
            parts[at] = (
                chance.choice((name.upper(), "../" + name, name + "\n", "/" + name, name.replace("/", "\\"))),
                text,
            )
        case 4:
            parts[at] = (name, mangled(text, chance))
        case _:
            sheets = [one for one, (part, _) in enumerate(parts) if part.endswith((".xml", ".rels"))]
            at = chance.choice(sheets or [0])
            parts[at] = (parts[at][0], with_tags_changed(parts[at][1], chance))
    output = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore", category=UserWarning),  # of a part that is there twice
        zipfile.ZipFile(output, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive,
    ):
        for part, data in parts:
            archive.writestr(zipfile.ZipInfo(part), data)
    return output.getvalue()


def with_members_changed(content: bytes, chance: Random) -> bytes:
    """A JSON document with a member or more replaced by something else."""
    document = json.loads(content)
    for _ in range(chance.randrange(1, 4)):
        node = document
        while isinstance(node, dict | list) and node:
            key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
            if not isinstance(node[key], dict | list) or chance.random() < 0.3:
                node[key] = odd_json(chance)
                break
            node = node[key]
    text = json.dumps(document, ensure_ascii=chance.random() < 0.5)
    text = text.replace(
        '"odd"',
        chance.choice(('"\\ud83d"', "1e999", "-0", "NaN", "1" * 400, '"\\u0000"', "0.1E-400", '{"a": 1, "a": 2}')),
    )
    return text.encode("utf-8", "surrogatepass")


def odd_json(chance: Random) -> object:
    """Something a document may hold, and a return does not."""
    deep: object = 1
    for _ in range(chance.choice((5, 60, 400))):
        deep = [deep] if chance.random() < 0.5 else {"a": deep}
    return chance.choice(
        (None, True, [], {}, [[]], [1, "a", None], [{}, 1], "odd", "", "\0", 10**30, {"": ""}, {"/~": 1}, deep)
    )


def with_quotes_changed(content: bytes, chance: Random) -> bytes:
    """A delimited file with quotes, delimiters, line breaks and marks put in."""
    data = bytearray(content)
    odd = (
        b'"',
        b'""',
        b",",
        b";",
        b"\t",
        b"|",
        b"\r",
        b"\n",
        b"\r\n",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\x81",
        b"'",
        b"\x0c",
        b'"\n"' * 9,
    )
    for _ in range(chance.randrange(1, 6)):
        at = chance.choice((0, len(data), chance.randrange(len(data) + 1)))
        data[at:at] = chance.choice(odd) * chance.choice((1, 1, 3, 2_000))
    return bytes(data)


def noise(content: bytes, chance: Random) -> bytes:
    """Anything at all, with a beginning that says something else."""
    beginning = chance.choice(
        (b"", content[:8], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{", b"\xff\xfe", b"<?xml")
    )
    body = chance.randbytes(chance.choice((0, 1, 3, 100, 5_000)))
    return beginning + (zlib.compress(body) if chance.random() < 0.3 else body)
