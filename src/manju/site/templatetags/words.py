"""`{% say "第 {n} 集" "Episode {n}" n=episode.number %}`: one sentence in both languages, escaped."""

from __future__ import annotations

from django import template

from manju.words import say as say_words

register = template.Library()


@register.simple_tag(name="say")
def say(zh: str, en: str, **values: object) -> str:
    return say_words(zh, en, **values)
