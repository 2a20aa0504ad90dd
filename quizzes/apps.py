"""How it is checked."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"
    label = "quizzes"
    verbose_name = "Quizzes"
    guarded = {
        "quizzes_paperitem": "UPDATE DELETE",
        "quizzes_response": "UPDATE",
        "quizzes_moretime": "UPDATE DELETE",
        "quizzes_allowance": "UPDATE DELETE",
        "quizzes_marking": "UPDATE DELETE",
        "quizzes_correction": "UPDATE DELETE",
        "quizzes_regraded": "UPDATE DELETE",
        "quizzes_refresherquestion": "UPDATE DELETE",
        "quizzes_refresherreview": "UPDATE DELETE",
    }

    def ready(self) -> None:
        from quizzes import publishing  # noqa: PLC0415  apps must be loaded first

        publishing.listen()
