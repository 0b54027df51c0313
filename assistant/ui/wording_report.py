"""The words of the page of tables and figures, in Chinese and in English, under the same keys."""

from __future__ import annotations

REPORT: dict[str, dict[str, str]] = {
    "zh": {
        "page_report": "表图",
        "report_hint": "论文的表和图，只依据已接受的编码；每个引文编号都能点开原文。空白处是空白，不是零。",
        "report_picture": "图",
        "report_table": "表",
        "report_show": "生成",
        "report_basis": "依据",
        "report_figure": "图（可在下方导出 SVG、PNG、PDF）",
        "report_sheet": "表",
        "report_language": "文件语言",
        "report_formats": "文件格式",
        "report_write": "写成文件",
        "report_files": "下载",
    },
    "en": {
        "page_report": "Tables and figures",
        "report_hint": "Tables and figures of a paper, from accepted codings alone; the number of a quotation opens "
        "its place. What is blank is a gap and no zero.",
        "report_picture": "Figure",
        "report_table": "Table",
        "report_show": "Make",
        "report_basis": "Basis",
        "report_figure": "Figure (export SVG, PNG or PDF below)",
        "report_sheet": "Table",
        "report_language": "Language of the files",
        "report_formats": "Formats",
        "report_write": "Write the files",
        "report_files": "Download",
    },
}
