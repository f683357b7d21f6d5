"""Mail leaves over an encrypted connection whose certificate is verified, or not at all."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from gapcheck import config
from gapcheck.faults import InputFaults
from gapcheck.services.mail import letters, reasons, transports
from gapcheck.services.mail.letters import Correspondent, Letter, Text
from gapcheck.services.mail.transports import (
    FileTransport,
    ServerUnavailable,
    SmtpTransport,
    Transport,
    transport_of,
)
from tests.services.mail.conftest import Server
from tests.serving import free_port


@pytest.fixture
def letter(app: Flask) -> Letter:
    to = Correspondent("Ana", "ana@northmoor.example")
    return letters.write(Text("A subject", "text", "<p>text</p>"), to, "a@localhost")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


@pytest.fixture
def encrypting(certificate: tuple[Path, ssl.SSLContext]) -> Iterator[Server]:
    """A server that offers STARTTLS and asks for a password that has to be URL-encoded."""

    def knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login, given.password) == (b"mail@x", b"p/w:1")
        return AuthResult(success=right, handled=False)

    behaviour = Server()
    controller = Controller(
        behaviour,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=certificate[1],
        authenticator=knows,
        auth_required=True,
    )
    controller.start()
    behaviour.port = controller.port
    yield behaviour
    controller.stop()


@pytest.fixture
def trusting(certificate: tuple[Path, ssl.SSLContext]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


def send(transport: Transport, letter: Letter) -> None:
    with transport.connect() as connection:
        connection.send(letter)


def at(url: str, context: ssl.SSLContext | None = None) -> SmtpTransport:
    made = SmtpTransport.at(url)
    if context is None:
        return made
    return SmtpTransport(made.host, made.port, made.tls, made.user, made.password, 2.0, context)


def test_a_verified_server_gets_the_mail_encrypted_with_the_decoded_password(
    encrypting: Server, trusting: ssl.SSLContext, letter: Letter
) -> None:
    send(at(f"smtp://mail%40x:p%2Fw%3A1@localhost:{encrypting.port}", trusting), letter)
    assert encrypting.encrypted == [True]


def test_a_server_with_a_certificate_of_nobody_gets_nothing(encrypting: Server, letter: Letter) -> None:
    with pytest.raises(ServerUnavailable, match=reasons.NOT_TRUSTED):
        send(at(f"smtp://localhost:{encrypting.port}"), letter)
    assert encrypting.received == []


def test_a_server_with_the_certificate_of_another_name_gets_nothing(
    encrypting: Server, trusting: ssl.SSLContext, letter: Letter
) -> None:
    with pytest.raises(ServerUnavailable, match=reasons.NOT_TRUSTED):
        send(at(f"smtp://127.0.0.1:{encrypting.port}", trusting), letter)


def test_a_false_password_is_the_installations_trouble_and_not_the_mails(
    encrypting: Server, trusting: ssl.SSLContext, letter: Letter
) -> None:
    with pytest.raises(ServerUnavailable, match="did not accept the user name and password"):
        send(at(f"smtp://mail%40x:false@localhost:{encrypting.port}", trusting), letter)


def test_a_password_is_not_offered_to_a_server_that_asks_for_none(server: Server, letter: Letter) -> None:
    with pytest.raises(ServerUnavailable, match=reasons.NOT_SIGNED_IN):
        send(at(f"smtp://somebody:secret@localhost:{server.port}"), letter)


def test_another_machine_gets_nothing_unencrypted(
    server: Server, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "LOOPBACK", ())
    with pytest.raises(ServerUnavailable, match=reasons.NOT_ENCRYPTED):
        send(server.transport(), letter)
    assert server.received == []


def test_smtps_encrypts_from_the_first_byte(
    certificate: tuple[Path, ssl.SSLContext], trusting: ssl.SSLContext, letter: Letter
) -> None:
    behaviour = Server()
    controller = Controller(
        behaviour, hostname="127.0.0.1", port=free_port(), server_hostname="localhost", ssl_context=certificate[1]
    )

    def first_contact() -> None:
        plain = socket.create_connection(("127.0.0.1", controller.port))
        with trusting.wrap_socket(plain, server_hostname="localhost") as contact:
            contact.recv(100)

    # The controller's own first contact does not know the certificate.
    controller._trigger_server = first_contact  # type: ignore[method-assign]  # the stand-in of the test
    controller.start()
    try:
        send(at(f"smtps://localhost:{controller.port}", trusting), letter)
    finally:
        controller.stop()
    assert len(behaviour.received) == 1


def test_the_same_mail_is_the_same_file(tmp_path: Path, letter: Letter) -> None:
    for _ in range(2):
        send(FileTransport(tmp_path / "outbox"), letter)
    assert [file.suffix for file in (tmp_path / "outbox").iterdir()] == [".eml"]


def full(*_arguments: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_letter_that_finds_no_room_waits_and_leaves_nothing(
    tmp_path: Path, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ServerUnavailable, match=reasons.NOT_WRITTEN):
        send(FileTransport(tmp_path / "outbox"), letter)
    assert list((tmp_path / "outbox").iterdir()) == []


def test_a_letter_that_is_taken_away_takes_with_it_what_a_killed_worker_left_of_it(
    tmp_path: Path, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(FileTransport(tmp_path / "outbox"), letter)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        patch.setattr(Path, "unlink", lambda *_arguments, **_options: None)  # a killed process clears nothing away
        with pytest.raises(ServerUnavailable):
            send(FileTransport(tmp_path / "outbox"), letter)
    assert sorted(file.suffix for file in (tmp_path / "outbox").iterdir()) == [".eml", ".part"]
    FileTransport(tmp_path / "outbox").remove("a@localhost")
    assert list((tmp_path / "outbox").iterdir()) == []


def test_a_transport_does_not_show_its_password() -> None:
    assert "secret" not in repr(SmtpTransport.at("smtps://user:secret@mail.example"))


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.example", "mail.example", 587, False),
        ("smtps://mail.example", "mail.example", 465, True),
        ("smtp://mail.example:25", "mail.example", 25, False),
        ("smtp://[::1]:2525", "::1", 2525, False),
    ],
)
def test_ports_are_those_of_mail_submission_unless_given(url: str, host: str, port: int, tls: bool) -> None:
    made = SmtpTransport.at(url)
    assert (made.host, made.port, made.tls) == (host, port, tls)


def test_files_go_into_the_instance_folder_unless_another_is_named(settings: config.Settings) -> None:
    assert transport_of(settings) == FileTransport(settings.instance / "outbox")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GAPCHECK_SMTP_URL", "smtp://"),
        ("GAPCHECK_SMTP_URL", "smtp://user:secret@host:port"),
        ("GAPCHECK_SMTP_URL", "mail.example:25"),
        ("GAPCHECK_MAIL_FROM", "gapcheck"),
        ("GAPCHECK_MAIL_FROM", "a@b.example\r\nBcc: c@d.example"),
        ("GAPCHECK_MAIL_FROM", "a@b.example, c@d.example x"),
    ],
)
def test_a_setting_that_cannot_work_is_named_without_its_password(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(InputFaults) as raised:
        config.load({"GAPCHECK_INSTANCE": str(tmp_path), variable: value})
    assert [fault.place for fault in raised.value.faults] == [variable]
    assert "secret" not in str(raised.value.faults[0])
