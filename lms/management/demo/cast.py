"""Who works at Northwind, how long ago they came, and what they have done since. All numbers are days before today."""

from dataclasses import dataclass

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Taken:
    """One go at the first course: begun so many days ago, so many lessons (None: all), a letter for each try."""

    ago: int
    lessons: int | None = None
    tries: str = "p"


@dataclass(frozen=True)
class Member:
    """One person. `taken` is None for people who do what they should, when they should."""

    name: str
    address: str
    language: str
    team: str
    job: str
    came: int
    taken: tuple[Taken, ...] | None = None
    tries: str = "p"
    has_signed_in: bool = True
    leads: str = ""
    more_time: str = ""
    left: int | None = None
    has_password: bool = False
    role: str = ""
    domain: str = DOMAIN

    @property
    def keeps_up(self) -> bool:
        """Whether they went on to other courses: not while they are still in the one that is told of."""
        return self.taken is None or any(one.lessons is None and "p" in one.tries for one in self.taken)

    @property
    def email(self) -> str:
        return f"{self.address}@{self.domain}"


@dataclass(frozen=True)
class Place:
    """One team and the team around it."""

    name: str
    inside: str = ""


NORTHWIND, HOTEL, DESK, NIGHT, HOUSE = "Northwind", "Hotel Harbour", "Front desk", "Night desk", "Housekeeping"
WORKSHOP, STOCK, CLINIC, OFFICE = "Workshop", "Stockroom", "Clinic", "Office"

PLACES = [
    Place(NORTHWIND),
    Place(HOTEL, NORTHWIND),
    Place(DESK, HOTEL),
    Place(NIGHT, DESK),
    Place(HOUSE, HOTEL),
    Place(WORKSHOP, NORTHWIND),
    Place(STOCK, WORKSHOP),
    Place(CLINIC, NORTHWIND),
    Place(OFFICE, NORTHWIND),
]

BRANCHES = [place.name for place in PLACES if place.inside == NORTHWIND]

NEW: tuple[Taken, ...] = ()

MEMBERS = [
    # The five whom everyone can be.
    Member("Rosa Lindqvist", "rosa", "en", OFFICE, "Head of people", 800, has_password=True, role="Administrators"),
    Member("Ada Sokolova", "ada", "en", OFFICE, "Trainer", 760, has_password=True, role="Trainers"),
    Member("Max de Wit", "max", "en", DESK, "Front desk manager", 720, leads=DESK, has_password=True),
    Member("Otto Brandt", "otto", "en", WORKSHOP, "Workshop manager", 690, leads=WORKSHOP, has_password=True),
    Member("Lena Hoffmann", "lena", "en", DESK, "Receptionist", 0, NEW, has_password=True),
    # Lena's team: everything a manager may meet.
    Member("Grace Hall", "grace", "en", DESK, "Deputy manager", 560, (Taken(548), Taken(190))),
    Member("Sophie Visser", "sophie", "nl", DESK, "Receptionist", 700, (Taken(690), Taken(341))),
    Member("Jonas Weber", "jonas", "de", DESK, "Receptionist", 410, (Taken(399),)),
    Member("Emma Clarke", "emma", "en", DESK, "Receptionist", 150, (Taken(141, tries="fp"),)),
    Member("Jan de Boer", "jan", "nl", DESK, "Receptionist", 11, (Taken(10, lessons=2),)),
    Member("Elena Petrova", "elena", "ru", DESK, "Concierge", 10, (Taken(3, lessons=4),)),
    Member("Thijs Bakker", "thijs", "nl", DESK, "Bellman", 9, (Taken(4, tries="f"),)),
    Member("Hannah Schulz", "hannah", "de", DESK, "Receptionist", 4, (Taken(3, tries="o"),)),
    Member("Lukas Berger", "lukas", "de", NIGHT, "Night porter", 17, (Taken(4, lessons=1),), more_time=DESK),
    Member("Миша Ковалёв", "misha", "ru", NIGHT, "Night porter", 23, (Taken(18, lessons=3),)),
    Member("Ольга Смирнова", "olga", "ru", NIGHT, "Receptionist", 4, NEW, has_signed_in=False),
    # The rest of the hotel.
    Member("Henrik Vos", "henrik", "nl", HOTEL, "Hotel director", 780, leads=HOTEL),
    Member("Anna Keller", "anna", "de", HOUSE, "Head of housekeeping", 640, leads=HOUSE),
    Member("Дмитрий Орлов", "dmitri", "ru", HOUSE, "Room attendant", 420, (Taken(408), Taken(60))),
    Member("Светлана Зайцева", "svetlana", "ru", HOUSE, "Room attendant", 330),
    Member("Noor Janssen", "noor", "nl", HOUSE, "Room attendant", 210),
    Member("Chloe Evans", "chloe", "en", HOUSE, "Laundry", 9, (Taken(6, lessons=3),)),
    Member("Pieter Smit", "pieter", "nl", HOUSE, "Room attendant", 34, (Taken(30, lessons=1),)),
    Member("Femke Jansen", "femke", "nl", DESK, "Receptionist", 500, (Taken(491), Taken(130)), left=45),
    # Otto's people.
    Member("Ravi Patel", "ravi", "en", WORKSHOP, "Mechanic", 610, leads=STOCK),
    Member("Алексей Волков", "alexei", "ru", WORKSHOP, "Mechanic", 540, (Taken(533), Taken(176, tries="fp"))),
    Member("Jürgen Hartmann", "juergen", "de", WORKSHOP, "Electrician", 430, (Taken(421),)),
    Member("Bram van den Berg", "bram", "nl", WORKSHOP, "Apprentice", 12, (Taken(2, lessons=2),)),
    Member("Oliver Wright", "oliver", "en", STOCK, "Stock keeper", 260),
    Member("Наталья Морозова", "natalia", "ru", STOCK, "Stock keeper", 22, NEW),
    Member("Lotte Mulder", "lotte", "nl", STOCK, "Driver", 8, (Taken(3),)),
    Member("Stefan Krüger", "stefan", "de", STOCK, "Driver", 350, (Taken(340),), left=120),
    # The clinic.
    Member("Ingrid Meyer", "ingrid", "de", CLINIC, "Practice manager", 670, leads=CLINIC),
    Member("Eleanor Hughes", "eleanor", "en", CLINIC, "Nurse", 390, (Taken(381), Taken(35))),
    Member("Татьяна Белова", "tatiana", "ru", CLINIC, "Nurse", 120),
    Member("Daan Dekker", "daan", "nl", CLINIC, "Physiotherapist", 345, (Taken(336),)),
    Member("Katharina Schäfer", "katharina", "de", CLINIC, "Receptionist", 11, (Taken(9, tries="ff"),)),
    # The office.
    Member("Willem Bakker", "willem", "nl", OFFICE, "Managing director", 790, leads=NORTHWIND),
    Member("Ines Carvalho", "ines.carvalho", "en", OFFICE, "Confidential adviser", 480),
    Member("James Turner", "james", "en", OFFICE, "Accountant", 300),
    Member("Юлия Фёдорова", "julia", "ru", OFFICE, "Payroll", 75, (Taken(66, tries="fp"),)),
    Member("Maarten Kuipers", "maarten", "nl", OFFICE, "Purchasing", 1, NEW, has_signed_in=False),
]  # fmt: skip
