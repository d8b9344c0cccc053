"""Prompt texts by task and language; ``rag.answering.prompting`` reads them."""
