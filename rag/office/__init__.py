"""The office (办公室): what the server keeps beside the index for those who look after it.

Accounts, uploaded files with their state, feedback, questions that were not answered, figures of
use. All of it is in one folder, in one SQLite file; nothing here knows of HTTP or of pages.
"""

from rag.office.office import Office

__all__ = ["Office"]
