"""Names of generated people: first and last names of four languages, Latin and Cyrillic."""

FIRST = {
    "en": "Alice Amy Ben Charlotte Daniel Edward Ella Finn George Harriet Isaac Jack Kate Leo Lucy Martha Nathan Owen Poppy "
    "Rachel Samuel Tessa Victor William Zoe",
    "de": "Andreas Birgit Christoph Dorothea Emil Franziska Günther Heike Ilse Jakob Karl Lea Matthias Nina Oskar Petra "
    "Ralf Sabine Tobias Ulrike Vera Wolfgang Jörg Käthe Sönke",
    "nl": "Anouk Bas Carlijn Dirk Eva Floor Gijs Hanneke Iris Joost Koen Lieke Mees Nienke Olivier Puck Roos Sander Tess "
    "Teun Veerle Wout Sjoerd Maaike Ruben",
    "ru": "Александр Анастасия Борис Валентина Виктор Галина Григорий Дарья Евгений Екатерина Иван Ирина Константин Людмила "
    "Максим Марина Никита Оксана Павел Полина Роман Сергей Тимур Фёдор Ярослав",
}
LAST = {
    "en": "Adams Bailey Carter Davies Edwards Foster Green Harris Jackson Kelly Lewis Mitchell Norris O’Brien Parker Reed "
    "Scott Taylor Underwood Walker Young Bennett Cooper Fletcher Marsh",
    "de": "Albrecht Böhm Dietrich Engel Fuchs Graf Hübner Jäger Kaiser Lang Möller Neumann Otto Pohl Richter Sauer Thiel "
    "Vogel Wagner Zimmermann Groß Körner Lüdtke Seidel Winter",
    "nl": "Aalbers Blom Coster Drost Evers Faber Groen Hendriks IJsseldijk Jonker Koster Linders Meijer Nijhof Oosterhuis "
    "Postma Ritsema Schouten Terpstra Verhoeven Wolters Zijlstra Brouwer Dijkstra Hoekstra",
    "ru": "Авраменко Бондаренко Василенко Гончаренко Денисенко Ерёменко Жук Захарченко Исаенко Коваль Лещенко Макаренко "
    "Назаренко Осипенко Павленко Романенко Савченко Тарасенко Фёдоренко Филипенко Харченко Цыганок Черненко Шевченко "
    "Якименко",
}


def of(number: int, language: str) -> str:
    """The name of the generated person with this number; the same for the same number."""
    firsts, lasts = FIRST[language].split(), LAST[language].split()
    return f"{firsts[number % len(firsts)]} {lasts[(number // len(firsts) + number) % len(lasts)]}"
