from django.db import migrations, models
from django.db.models import Exists, OuterRef, Sum


def take_back(apps, schema_editor):
    """Passes that a correction had lowered before this: the quiz stayed completed, although no try passes any more.

    The ledger tells of each such try already, with its correction and reason.
    """
    if schema_editor.connection.vendor == "postgresql":
        # The guard of before refuses any change; migrate puts the new one.
        table = "courses_activitycompletion"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS guard_{table}_update ON {table}")
    Completion, Attempt = apps.get_model("courses", "ActivityCompletion"), apps.get_model("quizzes", "Attempt")
    fell = apps.get_model("quizzes", "Regraded").objects.filter(was_passed=True, is_passed=False)
    quiz = {"enrolment": OuterRef("enrolment"), "activity": OuterRef("activity")}
    of_quiz = {f"attempt__{name}": place for name, place in quiz.items()}
    for is_by_check, purpose in ((False, "quiz"), (True, "warm_up")):
        suspects = Completion.objects.filter(
            Exists(fell.filter(**of_quiz, attempt__purpose=purpose)), is_by_check=is_by_check
        )
        for one in suspects.select_related("enrolment"):
            tries = Attempt.objects.filter(enrolment=one.enrolment_id, activity=one.activity_id, purpose=purpose)
            if not any(_counts(apps, try_, one) for try_ in tries.filter(is_passed=True).select_related("version")):
                last = fell.filter(attempt__in=tries).order_by("-id").first()
                Completion.objects.filter(pk=one.pk).update(annulled_at=last.at)


def _counts(apps, attempt, completion):
    """As quizzes.finalising had it then."""
    if attempt.version.body.get("counting") != "first" or attempt.number == 1:
        return True
    given = apps.get_model("quizzes", "Allowance").objects.filter(
        person=completion.enrolment.person_id, activity=completion.activity_id
    )
    return attempt.number <= 1 + (given.aggregate(sum=Sum("extra_tries"))["sum"] or 0)


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0003_by_check'),
        ('quizzes', '0002_lives_of_attempts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='activitycompletion',
            name='activity_completion_once',
        ),
        migrations.AddField(
            model_name='activitycompletion',
            name='annulled_at',
            field=models.DateTimeField(help_text='It rested on a wrong key. The record stays; the activity is to be done again.', null=True),
        ),
        migrations.AddConstraint(
            model_name='activitycompletion',
            constraint=models.UniqueConstraint(condition=models.Q(('annulled_at', None)), fields=('enrolment', 'activity'), name='activity_completion_once'),
        ),
        migrations.RunPython(take_back, migrations.RunPython.noop),
    ]
