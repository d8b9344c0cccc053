"""What is wrong with a question or a request."""

from __future__ import annotations

from rag.errors.base import WenceError


class QuestionInvalid(WenceError):
    """A question is empty or too long. Parameter: ``reason``."""

    key = "question_invalid"


class QuestionEmpty(QuestionInvalid):
    """A question holds nothing but blanks."""

    key = "question_empty"


class QuestionTooLong(QuestionInvalid):
    """A question is over the limit. Parameters: ``chars``, ``limit``."""

    key = "question_too_long"


class RequestInvalid(WenceError):
    """A batch line or a request body is not what the contract says. ``where``, ``reason``."""

    key = "request_invalid"


class FilterInvalid(WenceError):
    """A filter cannot be met by any notice; its subclasses say which, but for half characters."""

    key = "filter_invalid"


class FilterEmpty(FilterInvalid):
    """A filter holds nothing but blanks. Parameter: ``where``."""

    key = "filter_empty"


class FilterDates(FilterInvalid):
    """The first day of issue is behind the last. Parameters: ``first``, ``last``."""

    key = "filter_dates"


class FilterNumber(FilterInvalid):
    """What is filtered by is no document number. Parameter: ``number``."""

    key = "filter_number"


class QuestionSetInvalid(WenceError):
    """A question set or answers file breaks its schema. Parameters: ``where``, ``reason``."""

    key = "question_set_invalid"
