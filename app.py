"""`python app.py`: the demonstration study, or the one that TRICODER_STUDY names, in the browser."""

from assistant.cli import serve_default

if __name__ == "__main__":
    serve_default()
