"""The icons: strokes on a grid of 24. What an icon means always stands beside it in words."""

ICONS: dict[str, str] = {
    "home": '<path d="M3.5 11 12 4l8.5 7"/><path d="M5.5 9.5V20h13V9.5"/><path d="M9.5 20v-6h5v6"/>',
    "course": '<path d="M5 5.5A2.5 2.5 0 0 1 7.5 3H20v15H7.5A2.5 2.5 0 0 0 5 20.5z"/>'
    '<path d="M5 20.5A2.5 2.5 0 0 0 7.5 21H20v-3"/>',
    "lesson": '<path d="M6 3h8.5L19 7.5V21H6z"/><path d="M14 3v5h5"/><path d="M9.5 13h6M9.5 17h4"/>',
    "quiz": '<circle cx="12" cy="12" r="9"/><path d="M9.6 9.4a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.3 1-1.3 1.9"/>'
    '<path d="M12 17h.01"/>',
    "award": '<circle cx="12" cy="8.5" r="5.5"/><path d="m8.6 13-1.3 8 4.7-2.8 4.7 2.8-1.3-8"/>',
    "team": '<circle cx="9" cy="8" r="4"/><path d="M2.5 20.5v-1a6.5 6.5 0 0 1 13 0v1"/>'
    '<path d="M16 4.2a4 4 0 0 1 0 7.6M18.5 14.3a6.5 6.5 0 0 1 3 5.2v1"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5v-.5a7.5 7.5 0 0 1 15 0v.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "check-circle": '<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.8L16 9.7"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "alert": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5M12 17.3h.01"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.8h.01"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.3 2"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="16" rx="2"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "lock": '<rect x="4.5" y="11" width="15" height="10" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>',
    "bulb": '<path d="M8.5 15.2a6 6 0 1 1 7 0c-.6.5-1 1.1-1 1.8h-5c0-.7-.4-1.3-1-1.8z"/><path d="M10 20.5h4"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="m11.3 12.2 8.2-8.2M16 7.5l3 3"/>',
    "left": '<path d="m14.5 5.5-6.5 6.5 6.5 6.5"/>',
    "right": '<path d="m9.5 5.5 6.5 6.5-6.5 6.5"/>',
    "up": '<path d="m5.5 15 6.5-6.5 6.5 6.5"/>',
    "down": '<path d="m5.5 9 6.5 6.5L18.5 9"/>',
    "next": '<path d="M4.5 12h15M13 5.5l6.5 6.5-6.5 6.5"/>',
    "external": '<path d="M13.5 4H20v6.5M20 4l-9 9"/><path d="M18 14v6H4V6h6"/>',
    "download": '<path d="M12 3.5V15M7 10.5l5 5 5-5M4 20.5h16"/>',
    "upload": '<path d="M12 16V4.5M7 9l5-5 5 5M4 20.5h16"/>',
    "file": '<path d="M6 3h8.5L19 7.5V21H6z"/><path d="M14 3v5h5"/>',
    "search": '<circle cx="11" cy="11" r="7"/><path d="m16 16 5 5"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6 8.5-6"/>',
    "link": '<path d="M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6l-1 1"/>'
    '<path d="M14 10a4.5 4.5 0 0 0-6.4 0l-3 3a4.5 4.5 0 0 0 6.4 6.4l1-1"/>',
    "edit": '<path d="M4 20h4L19.5 8.5l-4-4L4 16zM13 7l4 4"/>',
    "refresh": '<path d="M20 11a8 8 0 0 0-14.3-4L4 9M4 4.5V9h4.5"/>'
    '<path d="M4 13a8 8 0 0 0 14.3 4l1.7-2M20 19.5V15h-4.5"/>',
    "language": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.6 2.6 4 5.7 4 9s-1.4 6.4-4 9"/>'
    '<path d="M12 3c-2.6 2.6-4 5.7-4 9s1.4 6.4 4 9"/>',
    "speech": '<path d="M4 4.5h16V17h-8.5L7 21v-4H4z"/>',
    "print": '<path d="M7 8.5v-5h10v5"/><rect x="3.5" y="8.5" width="17" height="8.5" rx="2"/>'
    '<path d="M7 14h10v6.5H7z"/>',
    "play": '<circle cx="12" cy="12" r="9"/><path d="m10 8.3 5.5 3.7-5.5 3.7z"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "shield": '<path d="M12 3 4.5 6v5.5c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.5V6z"/>',
    "chart": '<path d="M4 20.5h16M6.5 16v-5M12 16V5M17.5 16V9"/>',
    "sliders": '<path d="M4 7h9M18 7h2M4 17h2M11 17h9"/><circle cx="15.5" cy="7" r="2.5"/>'
    '<circle cx="8.5" cy="17" r="2.5"/>',
    "signout": '<path d="M14 4h5.5v16H14M10 8l-4 4 4 4M6 12h9"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "dot": '<circle cx="12" cy="12" r="4"/>',
}
