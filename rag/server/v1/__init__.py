"""The door for programs that speak OpenAI's protocol: ``/v1/chat/completions``, ``/v1/models``."""
