"""What no person types and no page sends: values, parts of addresses, headers, cookies, bodies and files."""

from __future__ import annotations

import json

BOUNDARY = "gapcheckBoundary"
#: What a monitor shows; the requests are made to an installation that gives figures for it.
TOKEN = "0123456789abcdef" * 4
URLENCODED = "application/x-www-form-urlencoded"
#: What may stand where a text, a number, a date or an id is expected. Lone surrogates go out as the bytes for them.
VALUES = (
    *("", " ", "\0", "a\0b", "\ud800", "\udfff x", "\ufffe\uffff", "\u202eevil\u2066", "\r\nSet-Cookie: a=b", "%0d%0a"),
    *(
        "0",
        "-1",
        "1e308",
        "NaN",
        "inf",
        "-0",
        "1.5",
        "0x10",
        "1_000",
        "٣",
        "²",
        "½",
        "1,5",
        str(2**31),
        str(2**63),
        str(2**70),
    ),
    *("9" * 5000, "9" * 400, "0" * 40 + "1", "-" + "9" * 30),
    *(
        "0000-00-00",
        "2024-02-30",
        "9999-12-31",
        "10000-01-01",
        "1-1-1",
        "2026-W01-1",
        "20260101",
        "2026-01-01T00:00",
        "+2026",
    ),
    *(
        "[]",
        "{}",
        "null",
        "[" * 90_000,
        '{"a":' * 900,
        "<script>alert(1)</script>",
        "{{7*7}}",
        "{% raw %}",
        "${7}",
        "%s%n",
    ),
    *(
        "' OR 1=1 --",
        '"; DROP TABLE user; --',
        "../../../etc/passwd",
        "file:///etc/passwd",
        "//evil.example",
        "/\\evil",
    ),
    *(
        "a" * 300,
        "a" * 5_000,
        "a" * 200_000,
        "e" + "\u0301" * 20_000,
        "\U0001f600" * 3_000,
        "\u05d0\u05d1",
        "a@" * 2_000,
    ),
    *(
        "a@b",
        '"a\r\nBcc: x"@y.example',
        "a@[127.0.0.1]",
        "x" * 64 + "@" + "y" * 250 + ".example",
        "ä@ö.example",
        "\n" * 3_000,
    ),
    *(
        "true",
        "yes",
        "no",
        "other",
        "none",
        "cio",
        "cso",
        "owner",
        "1" * 6,
        "=1+1",
        "A" * 22,
        "A" * 43,
        "gc1_" + "A" * 43,
    ),
)
#: What may stand in a part of an address.
IN_PATH = (
    *(
        "%00",
        "%ff",
        "%ed%a0%80",
        "%0d%0aX:y",
        "..",
        "%2e%2e%2f",
        "~",
        "'",
        "%22",
        "{}",
        "%u0000",
        ";a=b",
        "A" * 22,
        "a" * 3_000,
    ),
    *(
        str(2**31),
        str(2**63),
        str(2**70),
        "9" * 5_000,
        "-1",
        "0",
        "1.0",
        "%d9%a3",
        "%C2%B2",
        "null",
        "[]",
        "%5B%5D",
        "*",
        "%25",
        "+",
    ),
)
QUERIES = (
    "next",
    "page",
    "q",
    "show",
    "view",
    "sort",
    "company",
    "questionnaire",
    "decision",
    "item",
    "wave",
    "a[]",
    "",
    "__proto__",
)
#: Fields that say what a form is about: with a wrong one nothing of it may be taken.
BINDING = frozenset({"csrf_token", "pid"})
#: Acts that only who has seen the newest state may do.
SEEN_ENDINGS = ("/release", "/retract", "/close", "/extend", "/next-wave", "/reopen", "/replace", "/address", "/start")
#: Fields of a database that no form has.
FOREIGN = (
    "workspace_id",
    "submitted_at",
    "role",
    "state",
    "is_admin",
    "id",
    "pid",
    "occupant_id",
    "user_id",
    "sealed",
    "seat_id",
)
COOKIES = (
    *(
        "gapcheck=",
        "gapcheck=%00",
        "gapcheck=e30.AAAA.BBBB",
        "gapcheck=" + "a" * 6_000,
        "gapcheck=.eJw",
        'gapcheck="\\777"',
    ),
    *(
        "=; ;;=",
        "gapcheck",
        "\xff\xfe=\x80",
        "remember_token=1|x",
        "gcr-=x",
        "gapcheck=a; gapcheck=b",
        "gcr-AAAAAAAA=\xe9",
    ),
)
HEADERS: tuple[tuple[str, str], ...] = (
    *(("If-None-Match", value) for value in ('"', 'W/"', "*", ",,,", '"\xff"', '"' * 2_000)),
    *(("Range", value) for value in ("bytes=", "bytes=9-1", "bytes=" + "0-1," * 500, "bytes=" + "9" * 60 + "-")),
    *(("Accept-Encoding", value) for value in ("br;q=x", "gzip;q=" + "9" * 400, ",;,", "\xff")),
    *(("If-Modified-Since", value) for value in ("yesterday", "Sun, 99 Foo 9999 99:99:99 GMT", "0")),
    *(("Accept-Language", value) for value in ("en;q=NaN", "\xff" * 20, "x" * 4_000)),
    *(("User-Agent", value) for value in ("", "\xff\xfe", "a" * 6_000)),
    *(("X-Forwarded-For", value) for value in ("'", "a, b, c", "\xff")),
    *(("Authorization", value) for value in ("Basic", "Basic !!!", "Bearer " + "a" * 3_000, "Digest a=b")),
    *(("Authorization", value) for value in (f"Bearer {TOKEN}", f"Bearer {TOKEN}\xff", 'Bearer token="\xff', "Bearer")),
    *(
        ("Host", value)
        for value in ("evil.example", "[", "[::1", "localhost:99999999", "a b", "\xff", "", "localhost@evil")
    ),
    *(("Referer", value) for value in ("", "http://[", "\xff", "javascript:1")),
    *(("Origin", value) for value in ("null", "http://[", "https://evil.example")),
    *(("Content-Length", value) for value in ("-1", "a", "9" * 40, "0")),
)
METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PROPFIND", "get", "G" * 50)
#: Bodies that are no form, with the type that they say they are.
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b"[" * 90_000),
    ("application/json", b'"\\ud800"'),
    ("application/json", json.dumps({"value": 2**70, "list": [[]]}).encode()),
    ("application/json", b'{"a":' * 90_000),
    ("text/plain", b"a=b"),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("", b"a=b"),
    ("\xff/\xff; charset=\xff", b"a=b"),
    ("application/octet-stream", bytes(range(256)) * 40),
    ("multipart/form-data", b"--\r\n"),
    (f"multipart/form-data; boundary={BOUNDARY}", b""),
    (f"multipart/form-data; boundary={BOUNDARY}", f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=".encode()),
    (f"multipart/form-data; boundary={BOUNDARY}", f"--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode()),
    (f"multipart/form-data; boundary={'b' * 500}", b"--b"),
    (URLENCODED, b"&".join(b"a%d=1" % number for number in range(2_000))),
    (URLENCODED, b"a=" + b"b" * 1_100_000),
    (URLENCODED + "; charset=utf-16", b"\xff\xfea\x00=\x00"),
    (URLENCODED + "; charset=nonsense", b"a=\xff"),
    (URLENCODED, b"%ff=%ed%a0%80&%&=&&;;=%"),
)
FILES: tuple[bytes, ...] = (
    *(
        b"",
        b"\0" * 64,
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\xff\xd8\xff\xe0",
        b"PK\x03\x04",
        b"[" * 90_000,
        b'"\\ud800"',
    ),
    *(b'{"format": "gapcheck/workshop@1"}', b'{"format": []}', b'{"format": "gapcheck/workshop@1", "decisions": [[]]}'),
    *(
        b"id = 1\n",
        b"[[[[",
        b'id = "a"\nversion = 99999999999999999999\n',
        b"a = [" * 9_000,
        b"\xff\xfe\x00",
        b"=1+1;,\r\n" * 900,
    ),
    *(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"Company,CIO\n" + b"a," * 9_000, b"x" * 300_000),
)
