"""A workspace's name and logo: pictures are drawn anew, hostile ones refused, and told where they cannot be seen."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from gapcheck.extensions import db
from gapcheck.models import AuditEvent
from gapcheck.services import branding
from gapcheck.services.branding import NameMissing, NotAPicture, PictureTooLarge
from gapcheck.services.principals import Facilitator
from gapcheck.services.workspaces import NameTaken
from gapcheck.vocabulary import Paper
from tests.acting import make_facilitator

NAVY, WHITE, PALE = (15, 30, 80), (255, 255, 255), (240, 240, 200)


def picture(mark: tuple[int, int, int], ground: tuple[int, int, int] | None = None, kind: str = "PNG") -> bytes:
    """A disc on a ground, or on nothing."""
    image = Image.new("RGBA", (200, 100), (*ground, 255) if ground else (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((60, 10, 140, 90), fill=(*mark, 255))
    file = BytesIO()
    (image if kind == "PNG" else image.convert("RGB")).save(file, kind)
    return file.getvalue()


def size_of(logo: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(logo)).size


def test_a_logo_is_drawn_anew_and_nothing_else_of_the_file_is_kept(facilitator: Facilitator) -> None:
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "<script>canary</script>")
    file = BytesIO()
    Image.open(BytesIO(picture(NAVY))).save(file, "PNG", pnginfo=hidden)
    given = file.getvalue() + b"canary behind the end"
    branding.set_logo(facilitator, given)
    kept = branding.of(facilitator.workspace_id)
    assert b"canary" in given
    assert b"canary" not in kept.logo
    assert size_of(kept.logo) == (200, 100)
    assert Image.open(BytesIO(kept.logo)).getpixel((100, 50)) == (*NAVY, 255)


def test_a_photograph_is_kept_upright_and_as_a_png(facilitator: Facilitator) -> None:
    image = Image.new("RGB", (60, 40), NAVY)
    exif = image.getexif()
    exif[0x0112] = 6  # taken with the camera on its side
    file = BytesIO()
    image.save(file, "JPEG", exif=exif)
    logo = branding.redrawn(file.getvalue())
    assert logo.startswith(b"\x89PNG")
    assert size_of(logo) == (40, 60)


def test_a_large_picture_is_made_smaller() -> None:
    file = BytesIO()
    Image.new("RGB", (3000, 1000), NAVY).save(file, "PNG")
    assert size_of(branding.redrawn(file.getvalue())) == (800, 267)


def bomb() -> bytes:
    """A small file that says it holds 30,000 by 30,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def blank(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("make", [bomb, lambda: blank(7000, 20), lambda: blank(8, 8), lambda: b"\x89PNG" * 200_000])
def test_a_picture_that_is_too_large_or_too_small_is_refused_before_it_is_unpacked(make) -> None:
    with pytest.raises(PictureTooLarge):
        branding.redrawn(make())


@pytest.mark.parametrize(
    "file", [b"GIF89a" + bytes(50), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\x00"]
)
def test_what_is_no_png_and_no_jpeg_is_refused(file: bytes) -> None:
    with pytest.raises(NotAPicture):
        branding.redrawn(file)


def test_a_broken_picture_is_refused_or_drawn_and_never_an_error() -> None:
    chance = random.Random(7)  # noqa: S311  # the same breaks every time
    for whole in (picture(NAVY), picture(NAVY, WHITE, "JPEG")):
        for _ in range(200):
            broken = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            try:
                branding.redrawn(bytes(broken[: chance.randrange(8, len(broken))]))
            except (NotAPicture, PictureTooLarge):
                continue


@pytest.mark.parametrize(
    ("file", "on_white", "on_dark"),
    [
        (picture(NAVY), True, False),
        (picture(WHITE), False, True),
        (picture(PALE), False, True),
        (picture((200, 60, 0)), True, True),
        (picture(NAVY, WHITE), True, True),  # brings its own ground
        (picture(NAVY, WHITE, "JPEG"), True, True),
        (picture(PALE, WHITE), False, False),
        (picture(WHITE, WHITE), False, False),
    ],
)
def test_a_logo_that_cannot_be_made_out_is_told(file: bytes, on_white: bool, on_dark: bool) -> None:
    seen = branding.legibility(branding.redrawn(file))
    assert (seen.on_white, seen.on_dark) == (on_white, on_dark)


def test_contrast_is_that_of_wcag() -> None:
    ink = branding.legibility(branding.redrawn(picture((0, 0, 0))))
    assert ink.white == pytest.approx(21.0)


def test_each_change_is_one_event_and_a_repeated_one_is_none(facilitator: Facilitator) -> None:
    for _ in range(2):
        branding.set_logo(facilitator, picture(NAVY))
    for _ in range(2):
        branding.remove_logo(facilitator)
    for _ in range(2):
        branding.rename(facilitator, "Halloran & Daughters")
    for _ in range(2):
        branding.set_paper(facilitator, Paper.LETTER)
    actions = [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.seq)][2:]
    assert actions == ["set logo", "remove logo", "rename workspace", "set paper"]
    assert branding.of(facilitator.workspace_id) == branding.Branding("Halloran & Daughters", None, None, Paper.LETTER)


def test_a_name_that_is_empty_too_long_or_taken_is_refused(facilitator: Facilitator) -> None:
    make_facilitator("Another Firm", "otto@another.example")
    for name, refusal in (("", NameMissing), ("x" * 61, NameMissing), ("Another Firm", NameTaken)):
        with pytest.raises(refusal):
            branding.rename(facilitator, name)
