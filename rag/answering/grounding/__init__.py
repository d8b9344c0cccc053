"""Whether a statement is borne out by the clauses it cites: fact by fact, in code."""

from rag.answering.grounding.check import Unsupported, check, is_instruction

__all__ = ["Unsupported", "check", "is_instruction"]
