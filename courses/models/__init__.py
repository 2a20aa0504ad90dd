"""What the room remembers: identities (common to all languages), pages (authored), records (what people did)."""

from courses.models.identities import Activity, ActivityQuestion, ActivityVersion, Course
from courses.models.pages import (
    ActivityPage,
    CataloguePage,
    CourseObjective,
    CoursePage,
    HomePage,
    LessonPage,
    ModulePage,
    page_at,
)
from courses.models.records import (
    ActivityCompletion,
    Assignment,
    CheckResponse,
    CourseCompletion,
    Enrolment,
    Extension,
    Reflection,
)

__all__ = [
    "Activity",
    "ActivityCompletion",
    "ActivityPage",
    "ActivityQuestion",
    "ActivityVersion",
    "Assignment",
    "CataloguePage",
    "CheckResponse",
    "Course",
    "CourseCompletion",
    "CourseObjective",
    "CoursePage",
    "Enrolment",
    "Extension",
    "HomePage",
    "LessonPage",
    "ModulePage",
    "Reflection",
    "page_at",
]
