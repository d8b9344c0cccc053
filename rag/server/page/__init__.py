"""The chat page: what it shows, says and keeps; its layout of Gradio's widgets is ``layout``."""
