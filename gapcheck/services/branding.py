"""How a workspace presents itself: its name, a logo for pages, mails and report covers, the paper of its reports.

What is kept of an uploaded picture is drawn anew from its pixels: a file of ours, without whatever else was in theirs.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import cast

from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.orm import undefer

from gapcheck.models import Workspace
from gapcheck.services import audit
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workspaces import NameTaken
from gapcheck.vocabulary import Paper

LARGEST = 512_000
#: Pixels: no side longer than the first, none shorter than the second, no more in all than the third.
SIDE_MAX, SIDE_MIN, PIXELS_MAX = 6_000, 16, 12_000_000
#: What is kept fits into this: a cover shows it at 50 mm, which is 400 dots an inch.
KEPT = (800, 400)
NAME_LENGTH = 60
#: The contrast that WCAG 2.2 asks of graphics (1.4.11).
CONTRAST = 3.0
WHITE, DARK = (255, 255, 255), (20, 24, 28)
_FORMATS = ("PNG", "JPEG")
#: Pictures are looked at in this size: what cannot be seen in it is no logo.
_LOOKED_AT = (64, 64)
Colour = tuple[int, int, int]


class NotAPicture(Exception):
    """A file that is no PNG and no JPEG, or a broken one."""


class PictureTooLarge(Exception):
    """A file of more bytes, or a picture of more pixels, than is taken; or one of too few to be seen."""


class NameMissing(Exception):
    """A name of no character, or of more than NAME_LENGTH."""


@dataclass(frozen=True, slots=True)
class Branding:
    """A workspace's name, its logo, a PNG of at most 800 by 400 pixels, None without one, and the paper of reports."""

    name: str
    logo: bytes | None
    logo_hash: str | None
    paper: Paper


@dataclass(frozen=True, slots=True)
class Legibility:
    """The logo's contrast (a ratio from 1 to 21) against white paper and against a dark page."""

    white: float
    dark: float

    @property
    def on_white(self) -> bool:
        """True where it can be made out on paper, in mails and on light pages."""
        return self.white >= CONTRAST

    @property
    def on_dark(self) -> bool:
        """True where it can be made out on dark pages."""
        return self.dark >= CONTRAST


def of(workspace_id: str) -> Branding:
    """Name, logo and paper of a workspace, for whatever is made in its name. Raises NoResultFound for an unknown id."""
    workspace = (
        reading().scalars(select(Workspace).where(Workspace.id == workspace_id).options(undefer(Workspace.logo))).one()
    )
    return Branding(workspace.name, workspace.logo, workspace.logo_hash, workspace.paper)


def rename(owner: Facilitator, name: str) -> None:
    """Give the workspace another name. Raises NameMissing and NameTaken."""
    if not 0 < len(name) <= NAME_LENGTH:
        raise NameMissing
    with writing() as session:
        if session.scalars(select(Workspace.id).where(Workspace.name == name)).first() not in (
            None,
            owner.workspace_id,
        ):
            raise NameTaken
        workspace = session.get_one(Workspace, owner.workspace_id)
        if workspace.name != name:
            workspace.name = name
            audit.record(session, workspace.id, owner.actor, "rename workspace", f"workspace:{workspace.id}")


def set_logo(owner: Facilitator, file: bytes) -> None:
    """Use a picture as the workspace's logo. Raises NotAPicture and PictureTooLarge."""
    logo = redrawn(file)
    _keep(owner, logo, "set logo")


def remove_logo(owner: Facilitator) -> None:
    """Use no logo any more. Repeating it changes nothing."""
    _keep(owner, None, "remove logo")


def set_paper(owner: Facilitator, paper: Paper) -> None:
    """Make the reports that are ordered from now on for this paper; those that were ordered before keep theirs."""
    with writing() as session:
        workspace = session.get_one(Workspace, owner.workspace_id)
        if workspace.paper is not paper:
            workspace.paper = paper
            audit.record(session, workspace.id, owner.actor, "set paper", f"workspace:{workspace.id}")


def _keep(owner: Facilitator, logo: bytes | None, action: str) -> None:
    digest = hashlib.sha256(logo).hexdigest() if logo else None
    with writing() as session:
        workspace = session.get_one(Workspace, owner.workspace_id)
        if workspace.logo_hash != digest:
            workspace.logo, workspace.logo_hash = logo, digest
            audit.record(session, workspace.id, owner.actor, action, f"workspace:{workspace.id}")


def redrawn(file: bytes) -> bytes:
    """The picture of a PNG or JPEG file as a PNG of ours, upright, at most KEPT. Raises as ``set_logo``."""
    if len(file) > LARGEST:
        raise PictureTooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(file), formats=_FORMATS)
            width, height = picture.size
            if max(width, height) > SIDE_MAX or min(width, height) < SIDE_MIN or width * height > PIXELS_MAX:
                raise PictureTooLarge
            pixels = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge from error
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError) as error:  # a broken file
        raise NotAPicture from error
    pixels.thumbnail(KEPT, Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", pixels.size)  # nothing of the file comes along but its pixels
    clean.paste(pixels)
    drawn = BytesIO()
    clean.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def legibility(logo: bytes) -> Legibility:
    """How well a logo of ours can be made out on white and on dark."""
    picture = Image.open(BytesIO(logo)).convert("RGBA")
    picture.thumbnail(_LOOKED_AT)
    width, height = picture.size
    pixels = [_pixel(picture, x, y) for x in range(width) for y in range(height)]
    coloured = [colour for colour, solid in pixels if solid]
    own_ground = _own_ground(picture)
    return Legibility(*(_contrast(coloured, own_ground, ground) for ground in (WHITE, DARK)))


def _pixel(picture: Image.Image, x: int, y: int) -> tuple[Colour, bool]:
    """A pixel's colour, and whether it covers what is behind it."""
    red, green, blue, alpha = cast("tuple[int, int, int, int]", picture.getpixel((x, y)))
    return (red, green, blue), alpha >= 128


def _own_ground(picture: Image.Image) -> Colour | None:
    """The colour that a picture without transparent corners stands on; None for one that stands on the page."""
    width, height = picture.size
    corners = {_pixel(picture, x, y) for x in (0, width - 1) for y in (0, height - 1)}
    colour, solid = next(iter(corners))
    return colour if solid and len(corners) == 1 else None


def _contrast(pixels: list[Colour], own_ground: Colour | None, ground: Colour) -> float:
    """The middle one of the contrasts between a picture's marks and the ground that they stand on."""
    if own_ground is not None:
        pixels = [pixel for pixel in pixels if _ratio(pixel, own_ground) > 1.2]
        ground = own_ground
    return median(_ratio(pixel, ground) for pixel in pixels) if pixels else 1.0


def _ratio(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), the lighter one first."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    """The relative luminance of WCAG 2.2, from sRGB of 0 to 255."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
