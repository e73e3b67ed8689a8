"""What can be wrong with a story's files, said so that their owner knows what to do next."""

from __future__ import annotations

from manju.words import Said, Words


class StoryError(Said):
    """A file of a bible or script that cannot be read as a whole (`wrong_type`, `encrypted`, `too_large` …)."""


def too_large(name: str) -> StoryError:
    return StoryError(
        "too_large",
        Words("{n} 展开后太大，没有读。", "{n} unpacks to too much and was not read.").fill(n=name),
        Words("把大图压缩，或分成几个文件再导入。", "Make its pictures smaller, or import it in several files."),
    )


def damaged(name: str) -> StoryError:
    return StoryError(
        "damaged",
        Words("{n} 打不开：文件坏了或不完整。", "{n} does not open: it is damaged or incomplete.").fill(n=name),
        Words("重新导出一份再试。", "Export it again and try once more."),
    )


def encrypted(name: str) -> StoryError:
    return StoryError(
        "encrypted",
        Words("{n} 有密码，读不了。", "{n} has a password and cannot be read.").fill(n=name),
        Words("去掉密码再导入。", "Remove the password and import it again."),
    )


def wrong_type(name: str, what: Words) -> StoryError:
    return StoryError(
        "wrong_type",
        Words("{n} 不能当作设定读入：{w}", "{n} cannot be read as a bible: {w}").fill(n=name, w=what),
        Words(
            "可以导入：JSON、Markdown 或文字文件、Notion 导出的 zip、Word 或飞书的 docx。",
            "What can be imported: JSON, Markdown or text, a Notion export (zip), a Word or Feishu document (docx).",
        ),
    )


def unsafe(name: str) -> StoryError:
    return StoryError(
        "unsafe_archive",
        Words("{n} 里有指向文件夹之外的路径，没有读。", "{n} holds paths that lead outside and was not read.").fill(
            n=name
        ),
        Words("从 Notion 或 Word 重新导出一份。", "Export it again from Notion or Word."),
    )
