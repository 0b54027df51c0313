"""The words around every page: languages, themes, the list of pages."""

from __future__ import annotations

SHELL: dict[str, dict[str, str]] = {
    "zh": {
        "shell_pages": "页面",
        "shell_language": "English",
        "shell_language_hint": "Show the interface in English",
        "shell_dark": "深色",
        "shell_light": "浅色",
        "shell_theme_hint": "切换深色与浅色",
        "shell_skip": "跳到正文",
    },
    "en": {
        "shell_pages": "Pages",
        "shell_language": "中文",
        "shell_language_hint": "用中文显示界面",
        "shell_dark": "Dark",
        "shell_light": "Light",
        "shell_theme_hint": "Switch between dark and light",
        "shell_skip": "Skip to the content",
    },
}
