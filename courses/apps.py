"""What is learnt, and by whom."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = "Courses"
    guarded = {
        "courses_activityversion": "UPDATE DELETE",
        "courses_activitycompletion": "UPDATE_BUT_annulled_at DELETE",
        "courses_coursecompletion": "DELETE",
        "courses_checkresponse": "UPDATE",
    }

    def ready(self) -> None:
        from courses import confirming, publishing  # noqa: PLC0415  apps must be loaded first

        publishing.listen()
        confirming.listen()
