"""A small sound questionnaire with an item of each type, to be broken by the tests."""

from __future__ import annotations

HEAD = """
id = "small"
version = 1
title = "Small"
language = "en"
[[role]]
id = "cio"
title = "CIO"
name = "Chief Information Officer"
[[role]]
id = "cso"
title = "CSO"
name = "Chief Security Officer"
[scale.agree]
options = ["No", "", "Yes"]
[[theme]]
id = "first"
title = "First"
"""

#: One sound item of each type, as a file holds it.
ITEMS = {
    "single": """
  [[theme.item]]
  id = "A1"
  type = "single"
  text = "Which?"
  guess = "Which will {other} pick?"
  short = "Which"
  options = [ {id = "red", text = "Red"}, {id = "blue", text = "Blue"}, {id = "other", text = "Other"} ]
""",
    "scale": """
  [[theme.item]]
  id = "A2"
  type = "scale"
  scale = "agree"
  text = "Is it so?"
  guess = "What will {other} say?"
  short = "So"
""",
    "top": """
  [[theme.item]]
  id = "A3"
  type = "top"
  pick = 2
  text = "Which two?"
  guess = "Which two will {other} rank?"
  short = "Two"
  options = [ {id = "red", text = "Red"}, {id = "blue", text = "Blue"}, {id = "green", text = "Green"} ]
""",
    "number": """
  [[theme.item]]
  id = "A4"
  type = "number"
  text = "How much?"
  guess = "How much will {other} enter?"
  short = "Much"
  min = 0
  max = 100
  unit = "%"
""",
    "text": """
  [[theme.item]]
  id = "A5"
  type = "text"
  text = "What else?"
  short = "Else"
""",
}
for _type in ("multi", "ranking", "allocation"):
    ITEMS[_type] = ITEMS["single"].replace('"single"', f'"{_type}"').replace("A1", f"A{_type}")

SMALL = HEAD + "".join(ITEMS.values())
