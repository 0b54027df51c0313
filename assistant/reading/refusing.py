"""The sentences for files that cannot be read, in both languages: what it is, which file, what to do."""

from __future__ import annotations

from assistant.errors import UnreadableSource, UnsupportedSource

IN_CHINESE = {
    "a picture": "图片",
    "a sound or film file": "音频或影像",
    "a sound, film or picture file": "音频、影像或图片",
    "a sound file": "音频",
    "a film": "影像",
    "an archive": "压缩包",
    "a database": "数据库",
    "a program": "程序",
    "a CAJ document": " CAJ 文档",
    "a KDH document": " KDH 文档",
    "a TEB document": " TEB 文档",
    "a slide deck": "幻灯片",
    "an Apple document": "苹果文档",
    "a Word 97-2003 document (.doc)": " Word 97-2003 文档（.doc）",
    "a PowerPoint 97-2003 slide deck": " PowerPoint 97-2003 幻灯片",
    "an Office file of an unknown kind": "种类不明的 Office 文件",
    "unpack it and add the documents inside one by one": "请解压后逐个加入其中的文档",
    "add its transcript (docx, txt, srt or vtt) instead": "请改为加入它的文字稿（docx、txt、srt 或 vtt）",
    "add a PDF with a text layer, or type the words into a docx": "请加入带文字层的 PDF，或把文字录入 docx",
    "export the texts as docx, xlsx or csv": "请把文本导出为 docx、xlsx 或 csv",
    "add the document itself": "请加入文档本身",
    "save it as PDF in its reader": "请在其阅读器中另存为 PDF",
    "save it as PDF": "请另存为 PDF",
    "export it as docx": "请导出为 docx",
    "export it as docx from Pages": "请从 Pages 导出为 docx",
    "export it as PDF from Keynote": "请从 Keynote 导出为 PDF",
    "export it as xlsx from Numbers": "请从 Numbers 导出为 xlsx",
    "save it as .docx": "请另存为 .docx",
    "save it as .xlsx": "请另存为 .xlsx",
    "save it as PDF or plain text": "请另存为 PDF 或纯文本",
    "convert it to epub": "请转换为 epub",
    "open it and save it as .docx": "请打开后另存为 .docx",
    "save it as .docx, .xlsx or PDF": "请另存为 .docx、.xlsx 或 PDF",
}


def unsupported(name: str, kind: str, advice: str) -> UnsupportedSource:
    """Return that a file is of a kind that is not read."""
    zh = f"{name!r} 是{IN_CHINESE.get(kind, kind)}；{IN_CHINESE.get(advice, advice)}"
    return UnsupportedSource(f"{name!r} is {kind}; {advice}", zh)


def unsupported_suffix(name: str, suffix: str, advice: str) -> UnsupportedSource:
    """Return that a file has the name of a format that is not read."""
    zh = f"{name!r} 不能按 {suffix} 读取；{IN_CHINESE.get(advice, advice)}"
    return UnsupportedSource(f"{name!r} cannot be read as {suffix}; {advice}", zh)


def locked(name: str) -> UnreadableSource:
    """Return that a file is locked by a password."""
    return UnreadableSource(
        f"{name!r} is locked by a password; save a copy without the password",
        f"{name!r} 有密码保护；请另存一份没有密码的副本",
    )
