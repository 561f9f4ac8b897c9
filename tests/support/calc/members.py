"""What of xlwings the engine over Calc does not have says so by its name."""

from typing import Any, NoReturn


def refusing(*classes: type) -> None:
    """Give classes every member of the class of xlwings' that they do not have themselves; each raises NotImplementedError.

    Where xlwings has a property and these classes an annotation, they have an attribute.
    """
    for each in classes:
        for name in vars(each).get("__annotations__", ()):
            if name not in vars(each) and hasattr(each.__bases__[0], name):
                setattr(each, name, None)
        for name, member in vars(each.__bases__[0]).items():
            if not name.startswith("_") and name not in vars(each) and _is_missing(each.__bases__[0], name):
                setattr(each, name, _refusal(f"{each.__name__}.{name}", member))


def _is_missing(base: type, name: str) -> bool:
    """Whether xlwings leaves it to engines: some members have a meaning for all of them."""
    return name not in ("expand", "max_cells_per_read", "max_cells_per_write", "get_async_pipeline_overrides") and hasattr(
        base, name
    )


def _refusal(name: str, member: object) -> Any:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise NotImplementedError(f"the engine over Calc has no {name}")

    return property(refuse, refuse) if isinstance(member, property) else refuse
