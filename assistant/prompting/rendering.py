"""Filling a prompt. Only files of the program are templates; everything else is a value and stays one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.errors import InstrumentError
from assistant.prompting.library import PromptFile

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
        return RenderedPrompt(
            system=_template(prompt.system).render(inputs).strip(), user=_template(prompt.user).render(inputs).strip()
        )
    except TemplateError as error:
        raise InstrumentError(f"prompt {prompt.file_name!r} cannot be filled: {error}") from error


def names_used(prompt: PromptFile) -> frozenset[str]:
    """Return the names that the templates use.

    Raises:
        InstrumentError: A template is at fault.
    """
    try:
        parsed = [_ENVIRONMENT.parse(part) for part in (prompt.system, prompt.user)]
    except TemplateSyntaxError as error:
        raise InstrumentError(f"prompt {prompt.file_name!r} is no template: {error}") from error
    return frozenset(name for part in parsed for name in meta.find_undeclared_variables(part))


@lru_cache(maxsize=64)
def _template(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)
