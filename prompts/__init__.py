"""Prompt texts by task and language; ``rag.answering.generative.prompting`` reads them."""
