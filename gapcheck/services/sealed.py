"""Sealed columns: which place each stored secret belongs to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from gapcheck.encryption import Place, Sealer
from gapcheck.extensions import installation
from gapcheck.models import Engagement


@dataclass(frozen=True, slots=True)
class EngagementSeal:
    """Seals and opens what is stored of one engagement."""

    sealer: Sealer
    workspace_id: str
    engagement_id: str

    def _place(self, table: str, column: str, *row: object) -> Place:
        return Place(table, column, self.workspace_id, self.engagement_id, "|".join(map(str, row)))

    def seal_answer(self, value: Any, response_set_id: str, item: str, subject: str, revision: int) -> bytes:
        """The envelope of an answer value. Answer and history share it: both are the same revision."""
        plaintext = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return self.sealer.seal(plaintext, self._place("answer", "sealed", response_set_id, item, subject, revision))

    def open_answer(self, sealed: bytes, response_set_id: str, item: str, subject: str, revision: int) -> Any:
        """The answer value in an envelope. Raises CannotOpen where the row is not the one that it was sealed for."""
        place = self._place("answer", "sealed", response_set_id, item, subject, revision)
        return json.loads(self.sealer.open(sealed, place))

    def digest_of_answer(self, sealed: bytes, response_set_id: str, item: str, subject: str, revision: int) -> str:
        """What stands for an answer value in a canonical dump. Raises CannotOpen as ``open_answer`` does."""
        place = self._place("answer", "sealed", response_set_id, item, subject, revision)
        return self.sealer.digest(self.sealer.open(sealed, place), place)

    def digest_of_key(self) -> str:
        """What stands for the engagement's key in a canonical dump: the same however the key itself is sealed."""
        return self.sealer.digest(b"", self._place("engagement", "sealed_key"))

    def seal_pdf(self, pdf: bytes, report_id: str) -> bytes:
        """The envelope of a report file."""
        return self.sealer.seal(pdf, self._place("report", "sealed_pdf", report_id))

    def open_pdf(self, sealed: bytes, report_id: str) -> bytes:
        """The report file in an envelope."""
        return self.sealer.open(sealed, self._place("report", "sealed_pdf", report_id))

    def seal_twin(self, twin: bytes, report_id: str) -> bytes:
        """The envelope of a report's web page."""
        return self.sealer.seal(twin, self._place("report", "sealed_twin", report_id))

    def open_twin(self, sealed: bytes, report_id: str) -> bytes:
        """The web page in such an envelope."""
        return self.sealer.open(sealed, self._place("report", "sealed_twin", report_id))

    def seal_written(self, value: Any, table: str, *row: object) -> bytes:
        """The envelope of what was written in a workshop, any JSON value, in the column ``sealed`` of a table."""
        plaintext = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return self.sealer.seal(plaintext, self._place(table, "sealed", *row))

    def open_written(self, sealed: bytes, table: str, *row: object) -> Any:
        """The value in such an envelope. Raises CannotOpen where the row is not the one that it was sealed for."""
        return json.loads(self.sealer.open(sealed, self._place(table, "sealed", *row)))

    def digest_of_written(self, sealed: bytes, table: str, *row: object) -> str:
        """What stands for such a value in a canonical dump. Raises CannotOpen as ``open_written`` does."""
        place = self._place(table, "sealed", *row)
        return self.sealer.digest(self.sealer.open(sealed, place), place)


def seal_of(session: Session, engagement_id: str) -> EngagementSeal:
    """The seal of an engagement. Raises CannotOpen where the installation's key is another one."""
    engagement = session.get_one(Engagement, engagement_id)
    sealer = installation().keyring.engagement(engagement.sealed_key, engagement.workspace_id, engagement.id)
    return EngagementSeal(sealer, engagement.workspace_id, engagement.id)
