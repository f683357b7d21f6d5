"""Charts at the size of a room: everything that is on them, words too, so that a screen scales them as one.

One point is ``UNIT`` percent of the screen's height where the chart has the room that it was laid out for, and less
where it has not: a chart a little too full becomes a little smaller, and a list that would become too small to read is
laid out as ``compact``.
"""

from gapcheck.charts.room.compact import Option, compact
from gapcheck.charts.room.drawing import NARROW, RIM, TEXT, UNIT, WIDE, Key, RoomChart, Words
from gapcheck.charts.room.lists import marks_list, points_list
from gapcheck.charts.room.orders import orders
from gapcheck.charts.room.row import FourWords, axis_fits, room_row

__all__ = [
    "NARROW",
    "RIM",
    "TEXT",
    "UNIT",
    "WIDE",
    "FourWords",
    "Key",
    "Option",
    "RoomChart",
    "Words",
    "axis_fits",
    "compact",
    "marks_list",
    "orders",
    "points_list",
    "room_row",
]
