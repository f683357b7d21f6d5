"""Small faults put into a program, one at a time: the mutants that tests should notice.

A mutant changes one place of a module's syntax tree. Annotations, docstrings and decorators are left alone: they say
what a program means and how much it remembers, not what it computes. So are the values of an enumeration: its members
are told apart by their names.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One changed place. ``number`` counts the mutants of a module from 0, ``end`` is the last line of the place."""

    number: int
    line: int
    end: int
    what: str


_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its text."""
    found = [
        Mutant(0, place.lineno, place.end_lineno or place.lineno, what)
        for place, what, _ in _changes(ast.parse(source))
    ]
    return [Mutant(number, each.line, each.end, each.what) for number, each in enumerate(found)]


def mutated(source: str, number: int) -> ast.Module:
    """The module's tree with the one change of that number."""
    tree = ast.parse(source)
    for count, (_, _, apply) in enumerate(_changes(tree)):
        if count == number:
            apply()
            return ast.fix_missing_locations(tree)
    raise IndexError(number)


#: Calls whose arguments are the conditions of a query.
_CONDITIONS = frozenset({"where", "and_", "or_"})
_Change = tuple[ast.expr | ast.stmt, str, "Apply"]


@dataclass
class Apply:
    """Sets one field of a node, or one element of a list field."""

    node: ast.AST
    field: str
    value: object
    index: int | None = None

    def __call__(self) -> None:
        if self.index is None:
            setattr(self.node, self.field, self.value)
        else:
            getattr(self.node, self.field)[self.index] = self.value


def _changes(tree: ast.Module) -> Iterator[_Change]:
    yield from _in(tree)


def _in(node: ast.AST) -> Iterator[_Change]:
    """The changes of a node's children, then of the children's children."""
    for field, value in ast.iter_fields(node):
        if (
            field in ("annotation", "returns", "decorator_list", "type_params")
            or _is_alias(node)
            or _is_enumeration(node)
        ):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or _is_docstring(node, child):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                for what, new in _variants(child):
                    yield child, what, Apply(node, field, new, index)
            yield from _in(child)


def _is_enumeration(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Enum") for base in node.bases)


def _is_docstring(parent: ast.AST, child: ast.AST) -> bool:
    return isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant) and isinstance(child.value.value, str)


def _is_alias(node: ast.AST) -> bool:
    """A type alias or a type variable: ``Missing = NoAnswer | ...``, ``T = TypeVar("T")``, or ``__all__``."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return False
    name, value = node.targets[0].id, node.value
    return name == "__all__" or (
        name[:1].isupper() and not name.isupper() and isinstance(value, ast.BinOp | ast.Subscript | ast.Call | ast.Name)
    )


def _variants(node: ast.expr | ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """What could stand in place of a node."""
    if isinstance(node, ast.stmt):
        yield from _statement(node)
    else:
        yield from _expression(node)


def _statement(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.If() | ast.While():
            yield from _turned(node)
        case ast.AugAssign(op=op):
            yield from _operation(node, op)
            yield "the statement is left out", ast.Pass()
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield "None is returned", ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise() | ast.Continue():
            yield "the statement is left out", ast.Pass()


def _expression(node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.BinOp(op=op):
            yield from _operation(node, op)
        case ast.BoolOp(op=op):
            new = copy.copy(node)
            new.op = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield f"{type(op).__name__} becomes {type(new.op).__name__}", new
        case ast.UnaryOp(operand=operand):
            yield f"{type(node.op).__name__} is left out", operand
        case ast.Constant(value=value):
            yield from _constant(value)
        case ast.IfExp():
            yield from _turned(node)
        case ast.ListComp() | ast.GeneratorExp() | ast.DictComp() | ast.SetComp():
            yield from _comprehension(node)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _CONDITIONS:
            yield from _conditions(node)
        case ast.Lambda(body=body) if not _is_none(body):
            blank = copy.copy(node)
            blank.body = ast.Constant(None)
            yield "the lambda gives None", blank


def _turned(node: ast.If | ast.While | ast.IfExp) -> Iterator[tuple[str, ast.AST]]:
    new = copy.copy(node)
    new.test = ast.UnaryOp(ast.Not(), node.test)
    yield f"{type(node).__name__} is turned round", new


def _operation(node: ast.BinOp | ast.AugAssign, op: ast.operator) -> Iterator[tuple[str, ast.AST]]:
    if type(op) in _OPERATIONS:
        new = copy.copy(node)
        new.op = _OPERATIONS[type(op)]()
        yield f"{type(op).__name__} becomes {type(new.op).__name__}", new


def _conditions(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """A query that asks for one thing less. ``where()`` without any is none; ``and_()`` and ``or_()`` need one."""
    alone = isinstance(node.func, ast.Name) and len(node.args) == 1
    for index, condition in enumerate([] if alone else node.args):
        new = copy.copy(node)
        new.args = [*node.args[:index], *node.args[index + 1 :]]
        yield f"{ast.unparse(condition)} is not asked for", new


def _compared(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for index, op in enumerate(node.ops):
        new = copy.copy(node)
        new.ops = [*node.ops[:index], _COMPARISONS[type(op)](), *node.ops[index + 1 :]]
        yield f"{type(op).__name__} becomes {type(new.ops[index]).__name__}", new


def _constant(value: object) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(value, bool):
        yield f"{value} becomes {not value}", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield f"{value} becomes {value + 1}", ast.Constant(value + 1)
    elif isinstance(value, str):
        yield f"{value!r} becomes {'#' + value!r}", ast.Constant("#" + value)
    elif value is None:
        yield "None becomes 0", ast.Constant(0)


def _comprehension(node: ast.ListComp | ast.GeneratorExp | ast.DictComp | ast.SetComp) -> Iterator[tuple[str, ast.AST]]:
    for index, generator in enumerate(node.generators):
        for number, condition in enumerate(generator.ifs):
            new, changed = copy.copy(node), copy.copy(generator)
            changed.ifs = [*generator.ifs[:number], ast.UnaryOp(ast.Not(), condition), *generator.ifs[number + 1 :]]
            new.generators = [*node.generators[:index], changed, *node.generators[index + 1 :]]
            yield "a condition is turned round", new


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
