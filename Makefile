# The two commands a newcomer needs are `make run` and `make test`.
PY := .venv/bin/python
