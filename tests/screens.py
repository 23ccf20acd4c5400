"""A form as a browser without JavaScript has it: what stands in it, and what a button then sends."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

_Attributes = list[tuple[str, str | None]]


class Screen(HTMLParser):
    """The fields of the first form of a class (or of the page's main part) with their present values."""

    def __init__(self, client: Client, response: Any, form_class: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.client = client
        self.response = response
        self.html: str = response.content.decode()
        self.address: str = response.request["PATH_INFO"]
        self.fields: dict[str, str | list[str]] = {}
        self.names: set[str] = set()
        self.radios: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self._class = form_class
        self._is_inside = self._is_done = False
        self._area = self._select = ""
        self.feed(self.html)

    @property
    def text(self) -> str:
        return " ".join(self.html.split())

    def press(self, button: str, **changes: str | list[str]) -> Screen:
        """Type the changes and press the button; the page that comes."""
        sent = dict(self.fields)
        for field, value in changes.items():
            assert field in self.names, f"no field {field}"
            if value:
                sent[field] = value
            else:
                sent.pop(field, None)
        assert button in self.buttons, f"no button {button}: {self.buttons}"
        sent["viec"] = button
        response = self.client.post(self.address, sent, follow=True)
        return Screen(self.client, response, self._class)

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "form" and not self._is_done:
            self._is_inside = self._class in found.get("class", "")
        if not self._is_inside:
            return
        name = found.get("name", "")
        if tag == "input" and found.get("type") in ("radio", "checkbox"):
            self.names.add(name)
            self.radios.setdefault(name, []).append(found.get("value", "on"))
            if "checked" in found:
                self.fields[name] = found.get("value", "on")
        elif tag == "input":
            self.names.add(name)
            self.fields[name] = found.get("value", "")
        elif tag == "button":
            self.buttons.append(found.get("value", ""))
        elif tag == "textarea":
            self.names.add(name)
            self._area, self.fields[name] = name, ""
        elif tag == "select":
            self.names.add(name)
            self._select = name
        elif tag == "option" and self._select and ("selected" in found or self._select not in self.fields):
            self.fields[self._select] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._is_inside and self._area:
            self.fields[self._area] = f"{self.fields[self._area]}{data}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form" and self._is_inside:
            self._is_inside, self._is_done = False, True
