"""``gapcheck seed``: every password and every link that it prints works."""

from __future__ import annotations

import json
from pathlib import Path

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.extensions import db
from gapcheck.services import links, sign_ins, workspaces
from tests.commands.inside import Run


def test_what_is_printed_opens(ready: Run, tmp_path: Path) -> None:
    made = ready("seed", "--workspaces", "2", "--pairs", "2", "--json")
    assert (made.exit_code, made.stderr) == (0, "")
    found = json.loads(made.stdout)["workspaces"]
    assert [workspace["name"] for workspace in found] == ["Sample data 1", "Sample data 2"]
    with create_app(config.load({"GAPCHECK_INSTANCE": str(tmp_path / "instance")})).app_context():
        for workspace in found:
            assert {account["role"] for account in workspace["accounts"]} == {"owner", "facilitator", "reader"}
            for account in workspace["accounts"]:
                known = sign_ins.by_password(account["email"], account["password"])
                assert workspaces.facilitator(known.user_id, workspace["id"]).membership.value == account["role"]
            assert len(workspace["pairs"]) == 2
            for pair in workspace["pairs"]:
                assert [seat["role"] for seat in pair["seats"]] == ["cio", "cso"]
                for seat in pair["seats"]:
                    assert links.enter(seat["link"].rpartition("/")[2]).pid == seat["occupant"]
        db.session.remove()
        db.engine.dispose()
    plain = ready("seed")
    assert plain.stdout.startswith("Sample data 3\n")
    assert "/i/gc1_" in plain.stdout
