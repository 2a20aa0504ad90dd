"""What the room remembers: identities (common to all languages), pages (authored), records (what people did)."""

from courses.models.identities import Activity, ActivityQuestion, ActivityVersion, Course
from courses.models.pages import (
    CONTACT,
    ActivityPage,
    CataloguePage,
    CourseObjective,
    CoursePage,
    HomePage,
    LessonPage,
    ModulePage,
    page_at,
)
from courses.models.policies import PolicyIndexPage, PolicyPage
from courses.models.private import Checklist, Commitment, Reflection, if_then
from courses.models.records import (
    ActivityCompletion,
    Assignment,
    CheckResponse,
    CourseCompletion,
    Enrolment,
    Extension,
)

__all__ = [
    "CONTACT",
    "Activity",
    "ActivityCompletion",
    "ActivityPage",
    "ActivityQuestion",
    "ActivityVersion",
    "Assignment",
    "CataloguePage",
    "CheckResponse",
    "Checklist",
    "Commitment",
    "Course",
    "CourseCompletion",
    "CourseObjective",
    "CoursePage",
    "Enrolment",
    "Extension",
    "HomePage",
    "LessonPage",
    "ModulePage",
    "PolicyIndexPage",
    "PolicyPage",
    "Reflection",
    "if_then",
    "page_at",
]
