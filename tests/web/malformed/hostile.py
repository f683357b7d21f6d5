"""Requests that no page of ours sends, made up from the pages' own forms and from every address there is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, quote_plus

from werkzeug.routing import Rule

from tests.web.malformed.forms import Field, Form
from tests.web.malformed.values import (
    BINDING,
    BODIES,
    BOUNDARY,
    COOKIES,
    FILES,
    FOREIGN,
    HEADERS,
    IN_PATH,
    METHODS,
    QUERIES,
    SEEN_ENDINGS,
    TOKEN,
    URLENCODED,
    VALUES,
)
from tests.web.malformed.world import PEOPLE, World, filled


@dataclass
class Sent:
    """One request. ``refused`` says that nothing may come of it; ``how`` what was done to it."""

    who: str
    method: str
    address: str
    how: str
    refused: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str | None = None


def requests(world: World, seed: int, number: int) -> list[Sent]:
    """That many requests; the same for the same seed and the same pages."""
    random = Random(f"malformed {seed}")  # noqa: S311  # the same for the same seed is what it is for
    rules = sorted(world.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    order = [_at_every_address(world, random, rules[index % len(rules)]) for index in range(number // 3)]
    forms = world.forms
    makers = (_nonsense_in, _nonsense_in, _nonsense_in, _nonsense_around)
    order += [
        makers[index // len(forms) % 4](world, random, forms[index % len(forms)])
        for index in range(number - len(order))
    ]
    random.shuffle(order)
    return order


def _at_every_address(world: World, random: Random, rule: Rule) -> Sent:
    who = random.choice(PEOPLE)
    values = dict(world.values[who])
    for name in random.sample(sorted(rule.arguments), min(len(rule.arguments), random.choice((0, 1, 1, 2)))):
        values[name] = random.choice(IN_PATH)
    query = "&".join(
        _pair(random.choice(QUERIES), random.choice(VALUES)[:6_000]) for _ in range(random.choice((0, 1, 2)))
    )
    method = random.choice(("GET", "GET", "GET", "POST", *METHODS))
    sent = Sent(who, method, filled(rule.rule, values) + (f"?{query}" if query else ""), f"{rule.rule} {query[:40]}")
    sent.headers = {"Cookie": world.cookies[who]}
    if rule.endpoint == "health.metrics":  # without it there is nothing behind this address
        sent.headers["Authorization"] = f"Bearer {TOKEN}"
    if method == "POST":  # without a token nothing is taken, whatever is in it
        sent.content_type, sent.body = random.choice(BODIES)
    if random.random() < 0.3:
        name, value = random.choice(HEADERS)
        sent.headers[name] = value
    if random.random() < 0.2:
        sent.headers["Cookie"] = random.choice(
            (random.choice(COOKIES), f"{world.cookies[who]}; {random.choice(COOKIES)}")
        )
    return sent


def _nonsense_in(world: World, random: Random, form: Form) -> Sent:
    """A form with its token, and one to three fields that are not as the page would send them."""
    given = [(each, _usual(random, each)) for each in form.fields if each.kind != "file"]
    changed = random.sample(range(len(given)), min(len(given), random.choice((1, 1, 2, 3))))
    how, pairs, binding = [], [], False
    for index, (each, usual) in enumerate(given):
        act = random.choice(("replace", "replace", "replace", "drop", "twice", "list")) if index in changed else ""
        if act == "replace":
            pairs.append((each.name, random.choice(VALUES)))
        elif act == "twice":
            pairs += [(each.name, usual), (each.name, random.choice(VALUES))]
        elif act == "list":
            pairs.append((f"{each.name}[]", usual))
        elif not act:
            pairs.append((each.name, usual))
        how += [f"{act} {each.name}"] if act else []
        binding = binding or (act in ("replace", "list", "drop") and each.name in BINDING)
        binding = binding or bool(act and each.name == "version" and form.action.endswith(SEEN_ENDINGS))
        refused_twice = "/q/" not in form.action and "." not in each.name and each.kind != "checkbox"
        binding = binding or (act == "twice" and refused_twice)
    if random.random() < 0.3:
        name = random.choice((*FOREIGN, random.choice(VALUES)[:200]))
        pairs.append((name, random.choice(VALUES)[:2_000]))
        how.append("and a foreign field")
    sent = Sent(form.who, "POST", form.action, ", ".join(how), refused=binding)
    sent.headers = {"Cookie": world.cookies[form.who]}
    if form.upload:
        files = [(each.name, random.choice(FILES)) for each in form.fields if each.kind == "file"]
        sent.content_type, sent.body = _multipart(
            pairs, files, random.choice(("a.png", "a\r\nb", "../../a", "", '"', "\xff"))
        )
    else:
        sent.content_type, sent.body = URLENCODED, "&".join(_pair(*pair) for pair in pairs).encode()
    return sent


def _nonsense_around(world: World, random: Random, form: Form) -> Sent:
    """A form as the page sends it, in a request that no page sends."""
    pairs = [(each.name, _usual(random, each)) for each in form.fields if each.kind != "file"]
    sent = Sent(form.who, "POST", form.action, "")
    sent.headers = {"Cookie": world.cookies[form.who]}
    sent.content_type = URLENCODED
    way = random.choice(("token", "no token", "foreign site", "type", "body", "cookie", "other person", "path"))
    if way in ("token", "no token"):
        pairs = [pair for pair in pairs if pair[0] != "csrf_token"]
        pairs += [("csrf_token", random.choice(VALUES)[:6_000])] if way == "token" else []
    sent.body = "&".join(_pair(*pair) for pair in pairs).encode()
    if way == "foreign site":
        sent.headers["Sec-Fetch-Site"] = random.choice(("cross-site", "same-site", "nonsense", "\xff"))
    elif way == "type":
        sent.content_type = random.choice(BODIES[:8])[0]
    elif way == "body":
        sent.content_type, sent.body = random.choice(BODIES)
    elif way == "cookie":
        sent.headers["Cookie"] = random.choice(COOKIES)
    elif way == "other person":
        sent.who = random.choice([who for who in PEOPLE if who != form.who])
        sent.headers["Cookie"] = world.cookies[sent.who]
    elif way == "path":
        path, _, query = form.action.partition("?")
        # Not the last part alone: "/new" and its like would be another page of the same person.
        parts = path.strip("/").split("/")
        parts[random.randrange(len(parts))] = random.choice(IN_PATH)
        sent.address = "/" + "/".join(parts) + (f"?{query}" if query else "")
        sent.headers["Cookie"] = ""
    sent.how = f"{way} around the form"
    return sent


def _usual(random: Random, each: Field) -> str:
    """What a person could send for a field."""
    if each.kind in ("radio", "checkbox", "select", "hidden", "submit") and each.values:
        return random.choice(each.values)
    samples = {"email": "a@b.example", "number": "3", "date": "2027-01-15", "password": "a long enough sentence"}
    return samples.get(each.kind, each.values[0] if each.values and each.values[0] else "a text")


def _pair(name: str, value: str) -> str:
    return f"{quote_plus(name, errors='surrogatepass')}={quote_plus(value, errors='surrogatepass')}"


def _multipart(pairs: list[tuple[str, str]], files: list[tuple[str, bytes]], file_name: str) -> tuple[str, bytes]:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{quote(name, errors="surrogatepass")}"\r\n\r\n'.encode()
        + value.encode("utf-8", "surrogatepass")
        for name, value in pairs
    ]
    parts += [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'.encode()
        + b"Content-Type: image/png\r\n\r\n"
        + content
        for name, content in files
    ]
    return f"multipart/form-data; boundary={BOUNDARY}", b"\r\n".join(parts) + f"\r\n--{BOUNDARY}--\r\n".encode()


def path_and_query(address: str) -> tuple[str, str]:
    """The two parts of an address as a server hands them on: the path as Latin-1 of its bytes, the query as it came."""
    path, _, query = address.partition("?")
    raw = re.sub(rb"%([0-9a-fA-F]{2})", lambda found: bytes([int(found[1], 16)]), path.encode("utf-8"))
    return raw.decode("latin-1"), query
