"""Every route, asked by every kind of person for the objects of two workspaces, answers as the table says.

What a person may use follows from the mark of the route; what is special stands in ``EXCEPTIONS``. Another workspace's
object has to answer byte for byte like one that does not exist, and nothing of the other workspace may stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gapcheck.extensions import db
from gapcheck.models import Member
from gapcheck.services import answering, batches, instruments, releases, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.services.workshops import preparing, screens, steering
from gapcheck.vocabulary import Edition, Membership
from gapcheck.web import access
from tests.acting import Browser, Pair, form_fields, make_facilitator, make_pair
from tests.web.respond.conftest import entered

#: A well-formed id that no one has.
NOBODY = "A" * 22
NO_LINK = "gc1_" + "A" * 43

#: Who asks. Each acts in one browser, and is what the name says in the first of the two workspaces.
VISITOR, ANA, TOM, ELSE, READER, FACILITATOR, OWNER, FOREIGN = PEOPLE = (
    *("visitor", "respondent", "the other of the pair", "respondent of another pair"),
    *("reader", "facilitator", "owner", "facilitator of the other workspace"),
)
MEMBERS = (READER, FACILITATOR, OWNER)

#: Whom each mark lets in to an object of the first workspace.
LET_IN: dict[str, tuple[str, ...]] = {
    access.PUBLIC: PEOPLE,
    access.RESPONDENT: (ANA,),
    access.READER: MEMBERS,
    access.FACILITATOR: (FACILITATOR, OWNER),
    access.OWNER: (OWNER,),
    access.SCREEN: PEOPLE,  # whoever has the code
}

#: A person's own account, whatever the workspace.
OWN_ACCOUNT = (
    *("/account", "/account/app", "/account/app/off", "/account/codes", "/account/name", "/account/passkeys"),
    *("/account/passkeys/<passkey_id>/remove", "/account/password", "/account/sign-out-everywhere"),
)

#: Routes whose access does not follow from the mark alone: whom they let in.
EXCEPTIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(OWN_ACCOUNT, (READER, FACILITATOR, OWNER, FOREIGN)),
    "/": (READER, FACILITATOR, OWNER, FOREIGN),  # everybody else is sent to the sign-in page
    "/account/codes": (),  # shown once, to whoever has just turned on an authenticator app
    "/metrics": (),  # for a monitor with a token, if the administrator has set one
    "/sign-in/code": (),  # for who has given a password and not yet a code
    # A batch is its orderer's: here the owner's.
    "/w/<workspace_id>/reports/<batch_id>": (OWNER,),
    "/w/<workspace_id>/reports/<batch_id>/alignment-reports.zip": (OWNER,),
}

#: Posting to these would end the sign-in of who asks; tests/web/accounts does that.
ENDS_THE_SIGN_IN = {"/sign-out", "/account/sign-out-everywhere", "/q/<pid>/leave"}

#: Answers that say "there is nothing here for you": not there, sign in first, no sign-in in this browser.
REFUSED = {404}


def filled(rule: str, values: Mapping[str, str]) -> str:
    """The address of a route with these parameters; a preview's page is named for an item, an export for a file."""
    named = {**values, "name": values["item_id"]} if "/preview/" in rule else values
    named = {**values, "name": "decisions.csv"} if "/workshops/" in rule else named
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: named[found[1]], rule)


@dataclass
class World:
    """Two workspaces with the same in them: a finished pair each, and a second pair in the first."""

    app: Flask
    mine: Pair
    theirs: Pair
    values: dict[str, dict[str, str]]
    clients: dict[str, FlaskClient]

    def address(self, rule: str, whose: str) -> str:
        """The address of a route for the objects of "mine", of "theirs", or of "nobody"."""
        return filled(rule, self.values[whose])


def member(workspace: str, email: str, role: Membership) -> Facilitator:
    user_id = workspaces.add_member(email, f"A {role.value}", workspace, role)
    return workspaces.facilitator(user_id, workspaces.workspaces_of(user_id)[0].id)


def finished(pair: Pair, canary: str) -> None:
    """Both have answered, with a canary in what they wrote, and may read the report."""
    for role in ("cio", "cso"):
        respondent = pair.answers(role, {"SV1": {"cio": 4, "cso": 2}, "OF1": {role: f"{canary} text of the {role}"}})
        answering.save(respondent, "SV1", {}, (f"{canary} comment of the {role}", True))
        answering.submit(respondent)
    pair.renders()
    releases.release(pair.facilitator, pair.wave_id, pair.shown.version)


def values_of(pair: Pair, owner: Facilitator) -> dict[str, str]:
    workshop_id = preparing.prepare(pair.facilitator, pair.wave_id)
    steering.start(pair.facilitator, workshop_id, 1)
    member_id = db.session.query(Member).filter_by(user_id=pair.facilitator.user_id).one().id
    return {
        "workspace_id": pair.facilitator.workspace_id,
        "engagement_id": pair.engagement_id,
        "seat_id": pair.shown.seats[0].seat_id,
        "number": "1",
        "edition": "facilitator",
        "name": "answers.csv",
        "batch_id": batches.order(owner, [pair.wave_id], Edition.FACILITATOR),
        "member_id": member_id,
        "passkey_id": NOBODY,
        "pid": pair.respondent("cio").occupant_id,
        "item_id": "SV1",
        "token": pair.link("cio").rpartition("/")[2],
        "digest": "0" * 64,
        "key": instruments.DEFAULT,
        "instrument": instruments.DEFAULT,
        "form": "short",
        "role": "cio",
        "filename": "nothing.css",
        "workshop_id": workshop_id,
        "code": screens.code_of(pair.facilitator, workshop_id),
    }


@pytest.fixture
def world(app: Flask) -> World:
    first, second = (
        make_facilitator("First Firm", "ruth@first.example"),
        make_facilitator("SecondFirm", "otto@second.example"),
    )
    mine, theirs = make_pair(first, "Northmoor Logistics"), make_pair(second, "SecretClient")
    third = make_pair(first, "Third Company")
    finished(mine, "MineCanary")
    finished(theirs, "SecretCanary")
    owner = member("First Firm", "olga@first.example", Membership.OWNER)
    foreign_owner = member("SecondFirm", "oscar@second.example", Membership.OWNER)
    signed_in = {
        READER: member("First Firm", "rita@first.example", Membership.READER),
        FACILITATOR: first,
        OWNER: owner,
        FOREIGN: second,
    }
    clients = {VISITOR: app.test_client()}
    for name, person in signed_in.items():
        browser = Browser(app)
        browser.signs_in(person)
        clients[name] = browser.client
    clients[ANA] = entered(app, mine, "cio").client
    clients[TOM] = entered(app, mine, "cso").client
    clients[ELSE] = entered(app, third, "cio").client
    values = {"mine": values_of(mine, owner), "theirs": values_of(theirs, foreign_owner)}
    # A code lets in whoever has it, so that of the other workspace is one that nobody was given.
    values["theirs"]["code"] = "ZZZZZZZZ"
    named = ("workspace_id", "engagement_id", "seat_id", "batch_id", "member_id", "pid", "workshop_id")
    values["nobody"] = {**values["mine"], **dict.fromkeys(named, NOBODY), "token": NO_LINK}
    return World(app, mine, theirs, values, clients)


def routes(app: Flask) -> Iterator[tuple[str, str, access.Access]]:
    """Every (method, rule, mark) of the application."""
    for route in access.routes(app):
        stated = access.access_of(app, route["endpoint"])
        for method in route["methods"]:
            yield method, route["rule"], stated


def expected(rule: str, stated: access.Access) -> tuple[str, ...]:
    """Whom a route lets in to an object of the first workspace."""
    return EXCEPTIONS[rule] if rule in EXCEPTIONS else LET_IN[stated.principal]


def asks(client: FlaskClient, method: str, address: str) -> TestResponse:
    """Ask; a post carries a valid token, so that what refuses it is not the token."""
    if method == "GET":
        return client.get(address, buffered=True)  # an archive is streamed: read it while the request lasts
    fields = form_fields(client.get("/link").text)
    pid = re.match(r"/q/([\w-]+)/", address)
    return client.post(address, data={**fields, **({"pid": pid[1]} if pid else {})})


def refused(answer: TestResponse) -> bool:
    """True for the answers of those who are not let in."""
    to_sign_in = answer.status_code in (302, 303) and answer.headers["Location"].startswith("/sign-in")
    return answer.status_code in REFUSED or to_sign_in


def bare(answer: TestResponse) -> str:
    """Status, headers and body without the token of the form."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name not in ("Set-Cookie",))
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]+', r"\1-", f"{answer.status}\n{headers}\n{answer.text}")


def gets(app: Flask) -> list[tuple[str, access.Access]]:
    return [(rule, stated) for method, rule, stated in routes(app) if method == "GET"]


#: Parameters that the two workspaces have no object for: even who is let in gets 404.
NOTHING_THERE = ("<digest>", "<passkey_id>", "<path:filename>", "/welcome/", "/reset/", "/stop/")


def test_every_route_has_a_mark_that_the_table_knows(app: Flask) -> None:
    unknown = [(method, rule) for method, rule, stated in routes(app) if stated.principal not in LET_IN]
    assert unknown == []
    assert set(EXCEPTIONS) <= {rule for _, rule, _ in routes(app)}


def test_everybody_gets_what_the_table_says_and_nobody_else(world: World) -> None:
    wrong = []
    for rule, stated in gets(world.app):
        address = world.address(rule, "mine")
        for person in PEOPLE:
            answer = asks(world.clients[person], "GET", address)
            assert answer.status_code < 500, (person, rule)
            let_in = person in expected(rule, stated)
            if let_in and any(part in rule for part in NOTHING_THERE):
                continue
            if let_in == refused(answer):
                wrong.append((rule, person, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_nobody_changes_what_the_table_does_not_let_them(world: World) -> None:
    wrong = []
    for method, rule, stated in routes(world.app):
        if method == "GET" or rule in ENDS_THE_SIGN_IN or stated.principal == access.PUBLIC:
            continue
        for person in PEOPLE:
            if person in expected(rule, stated):
                continue  # what they may do is the subject of the page's own tests
            answer = asks(world.clients[person], method, world.address(rule, "mine"))
            if not refused(answer) and answer.status_code != 400:
                wrong.append((method, rule, person, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    assert world.mine.shown.state == "released"


def foreign_addresses(world: World, rule: str) -> Mapping[str, str]:
    """The other workspace's objects, in its own addresses and in those of the first; and what is not there."""
    own, theirs, nobody = (world.values[whose] for whose in ("mine", "theirs", "nobody"))
    inside = {**theirs, "workspace_id": own["workspace_id"]}
    missing_inside = {**nobody, "workspace_id": own["workspace_id"]}
    return {
        "theirs": filled(rule, theirs),
        "nobody": filled(rule, nobody),
        "inside": filled(rule, inside),
        "missing inside": filled(rule, missing_inside),
    }


OBJECTS = (
    *("<workspace_id>", "<engagement_id>", "<seat_id>", "<batch_id>", "<member_id>", "<workshop_id>"),
    "<pid>",
)


def test_a_foreign_object_answers_byte_for_byte_like_one_that_does_not_exist(world: World) -> None:
    compared = 0
    for method, rule, _ in routes(world.app):
        if not any(part in rule for part in OBJECTS):
            continue
        addresses = foreign_addresses(world, rule)
        pairs = [("theirs", "nobody")]
        if any(part in rule for part in OBJECTS[1:-1]):
            pairs.append(("inside", "missing inside"))
        for person in (VISITOR, ANA, TOM, ELSE, *MEMBERS):
            for foreign, missing in pairs:
                answers = [asks(world.clients[person], method, addresses[which]) for which in (foreign, missing)]
                one, other = (
                    bare(answer).replace(addresses[which], "ADDRESS").replace(quoted(addresses[which]), "ADDRESS")
                    for answer, which in zip(answers, (foreign, missing), strict=True)
                )
                assert one == other, (method, rule, person, foreign)
                assert refused(answers[0]) or answers[0].status_code in (400, 409), (method, rule, person)
                compared += 1
    assert compared > 7 * 60


def quoted(address: str) -> str:
    """As a sign-in page is told where to go on."""
    return address.replace("/", "%2F")


def test_nothing_of_the_other_workspace_is_in_anything_that_is_served(world: World) -> None:
    other = world.theirs
    seats = [seat.seat_id for seat in other.shown.seats]
    canaries = ["SecretClient", "SecretCanary", "SecondFirm", "otto@second", "oscar@second", *seats]
    for person in (VISITOR, ANA, TOM, ELSE, *MEMBERS):
        for rule, _ in gets(world.app):
            for whose in ("mine", "theirs"):
                address = world.address(rule, whose)
                answer = asks(world.clients[person], "GET", address)
                served = (
                    f"{answer.headers}{answer.text if answer.is_json or 'text' in answer.mimetype else answer.data!r}"
                )
                for name in ("engagement_id", "seat_id", "pid", "token", "workshop_id"):
                    served = served.replace(world.values["theirs"][name], "asked for")
                found = [canary for canary in canaries if canary in served]
                assert found == [], (person, address)


def test_a_route_that_nobody_has_thought_about_fails(app: Flask) -> None:
    app.view_functions["facilitate.home"] = lambda: ""
    with pytest.raises(LookupError, match=r"facilitate\.home does not say who may use it"):
        test_every_route_has_a_mark_that_the_table_knows(app)


def test_a_mark_that_is_wider_than_the_table_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from gapcheck.web import workspace

    def everybody(*_: Any) -> bool:
        return True

    monkeypatch.setattr(workspace, "_may_use", everybody)
    with pytest.raises(AssertionError):
        test_everybody_gets_what_the_table_says_and_nobody_else(world)
