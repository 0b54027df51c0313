"""From codebook and passages to the words of a prompt, and from the words of a model to a typed answer or a reason.

Invariants: a prompt is a file with a version; text of documents and codebooks enters as data only, can neither be a
template nor end its own fence; a prompt never loses words to make room; an answer is read or refused with a reason.
"""

from assistant.prompting.answers import Fault, FaultKind, ParseFailure, ScreenAnswer, VerifyAnswer
from assistant.prompting.library import PromptLibrary, read_prompts
from assistant.prompting.rendering import RenderedPrompt
from assistant.prompting.tasks import Passage, ScreenTask, Setting, ShownExample, VerifyTask

__all__ = [
    "Fault",
    "FaultKind",
    "ParseFailure",
    "Passage",
    "PromptLibrary",
    "RenderedPrompt",
    "ScreenAnswer",
    "ScreenTask",
    "Setting",
    "ShownExample",
    "VerifyAnswer",
    "VerifyTask",
    "read_prompts",
]
