"""Filling a prompt. Only files of the program are templates; everything else is a value and stays one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.errors import InstrumentError
from assistant.prompting.library import PromptFile
from assistant.prompting.remembering import Same

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]
"""What a template may be given: plain data."""

# The result is a prompt and no page: nothing is escaped, documents are fenced instead.
_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPrompt:
    """The words that are sent."""

    system: str
    user: str


def render(prompt: PromptFile, inputs: Mapping[str, Value]) -> RenderedPrompt:
    """Return a prompt filled with its inputs.

    Raises:
        InstrumentError: The inputs are not the ones its front matter names, or the template is at fault.
    """
    if frozenset(inputs) != prompt.inputs:
        differing = ", ".join(sorted(frozenset(inputs) ^ prompt.inputs))
        raise InstrumentError(f"prompt {prompt.file_name!r} and what it is given differ in: {differing}")
    try:
        own = tuple((name, Same(value)) for name, value in inputs.items() if name in _names(prompt.system))
        return RenderedPrompt(system=_filled(prompt.system, own), user=_template(prompt.user).render(inputs).strip())
    except TemplateError as error:
        raise InstrumentError(f"prompt {prompt.file_name!r} cannot be filled: {error}") from error


def names_used(prompt: PromptFile) -> frozenset[str]:
    """Return the names that the templates use.

    Raises:
        InstrumentError: A template is at fault.
    """
    try:
        return _names(prompt.system) | _names(prompt.user)
    except TemplateSyntaxError as error:
        raise InstrumentError(f"prompt {prompt.file_name!r} is no template: {error}") from error


@lru_cache(maxsize=64)
def _names(source: str) -> frozenset[str]:
    return frozenset(meta.find_undeclared_variables(_ENVIRONMENT.parse(source)))


@lru_cache(maxsize=512)
def _filled(source: str, inputs: tuple[tuple[str, Same[Value]], ...]) -> str:
    """Return a part of a prompt; the codebook's share of it is the same from passage to passage."""
    return _template(source).render({name: same.value for name, same in inputs}).strip()


@lru_cache(maxsize=64)
def _template(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)
