"""The starter courses as text: one folder per language, loaded by the rules of an author's own work."""

from pathlib import Path

FOLDER = Path(__file__).parent
