"""What is asked: objectives, questions and their immutable versions."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "lms.questions"
    label = "questions"
    verbose_name = "Questions"
    guarded = {"questions_questionversion": "UPDATE DELETE", "questions_questionwording": "UPDATE DELETE"}

    def ready(self) -> None:
        from lms.questions import publishing  # noqa: PLC0415  apps must be loaded first

        publishing.listen()
