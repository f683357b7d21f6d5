"""Mail: rows in an outbox, composed at the moment of sending, sent at least once, with a state that people see.

``outbox`` queues within the transaction of a change; ``rules`` decides at sending whether a mail may still go out;
``composing`` writes it; ``transports`` hands it over; ``sending`` is the worker's part; ``inviting`` and ``asking`` are
what people do; ``status`` is what facilitators see.
"""
