"""What Unfold is told: names, places of callbacks, and the product's colours."""

from typing import Any, Final

UNFOLD: Final[dict[str, Any]] = {
    "SITE_TITLE": "Handrail",
    "SITE_HEADER": "Handrail",
    "SITE_SUBHEADER": "helpdesk.console.look.workspace",
    "SITE_ICON": "helpdesk.console.look.mark",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "helpdesk.console.look.mark"}
    ],
    "SITE_URL": "/help/",
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_HISTORY": True,
    "BORDER_RADIUS": "8px",
    "STYLES": ["helpdesk.console.look.stylesheet"],
    "SCRIPTS": ["helpdesk.console.look.script"],
    "SIDEBAR": {"navigation": "helpdesk.console.navigation.sidebar", "show_search": False},
    "ACCOUNT": {"navigation": [{"title": "Profile and password", "link": "/inbox/profile/"}]},
    # Teal, as in the inbox; the greys a little warm.
    "COLORS": {
        "primary": {
            "50": "#f0fdfa",
            "100": "#ccfbf1",
            "200": "#99f6e4",
            "300": "#5eead4",
            "400": "#2dd4bf",
            "500": "#14b8a6",
            "600": "#0f766e",
            "700": "#0f766e",
            "800": "#0b5c56",
            "900": "#134e4a",
            "950": "#042f2e",
        },
        "base": {
            "50": "#faf9f7",
            "100": "#f3f1ec",
            "200": "#e5e2db",
            "300": "#c9c5ba",
            "400": "#948f84",
            "500": "#6f6a61",
            "600": "#55514a",
            "700": "#3d3a35",
            "800": "#2a2926",
            "900": "#1a1a18",
            "950": "#121211",
        },
    },
}
