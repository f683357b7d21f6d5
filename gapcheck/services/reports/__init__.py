"""Reports as files: ordered in the transaction that makes them possible, rendered by a worker, sealed in the database.

``ordering`` writes the rows that ``rendering`` fills in; ``remaking`` orders anew what was made before. ``downloads``
and ``pages`` open what is sealed, for those who may read it. ``failures`` names what breaks; ``copies`` are the files
of the demo.
"""
