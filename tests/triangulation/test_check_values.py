"""The founding study's own text read as a source: every figure of the codebook's list that is stated there."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.claims import Claim
from assistant.domain.document import SourceMetadata
from assistant.reading import read_source
from assistant.segmenting import segment_document
from assistant.segmenting.cases import guide_to_cases
from assistant.triangulation.claims.context import Surroundings
from assistant.triangulation.claims.finding import find_claims
from tests.triangulation.studies import lexicon, told

PAPER = Path(__file__).parents[2].parent / "shared" / "paper.txt"
CLOTHES, CAMPER, WASHER, ENGINE = "海尔衣联网", "康派斯房车", "海尔天津洗衣机互联工厂", "青州德威动力"
NAMES = {
    CLOTHES: (CLOTHES, "衣联网"),
    CAMPER: (CAMPER, "康派斯"),
    WASHER: (WASHER, "天津"),
    ENGINE: (ENGINE, "德威"),
}
PLATFORM, COUNTRY = "卡奥斯工业互联网平台", "我国"
CHECKS = [
    ("K10", CLOTHES, "探索", "event", "2016"),
    ("K11", CLOTHES, "联盟", "event", "2017"),
    ("K14", CAMPER, "轻质板材", "level", "3day"),
    ("K15", CAMPER, "三明治板材", "level", "1day"),
    ("K16", CAMPER, "生产效率", "up", "45% at_least"),
    ("K17", CAMPER, "整体运营成本", "down", "20% at_least"),
    ("K18", CAMPER, "产品交货期", "down", "35day -> 20day"),
    ("K18", CAMPER, "订单交付周期", "down", "35day -> 20day"),
    ("K19", CAMPER, "产品成本", "down", "7.3%"),
    ("K19b", CAMPER, "订单", "up", "62%"),
    ("K20", ENGINE, "产品不良率", "down", "20%"),
    ("K21", ENGINE, "刀具拣选效率", "up", "30%"),
    ("K22", ENGINE, "人工投入", "down", "45%"),
    ("K23", ENGINE, "刀具配送换刀率", "up", "50%"),
    ("K24", ENGINE, "产品送检效率", "up", "45%"),
    ("K25", ENGINE, "设备开机率", "up", "25%"),
    ("K26", ENGINE, "一人操作机床", "up", "2~3台 -> 4~6台"),
    ("K27", WASHER, "产品设计速度", "up", "50%"),
    ("K28", WASHER, "缺陷", "down", "26%"),
    ("K29", WASHER, "单位能耗", "down", "18%"),
    ("K31", WASHER, "立体物流配送体系", "level", "3层"),
    ("K32", COUNTRY, "工业互联网平台", "level", "1000家 at_least"),
    ("K32", COUNTRY, "连接工业设备", "level", "96000000台(套) at_least"),
    ("K32", COUNTRY, "服务工业企业", "level", "1600000家 at_least"),
    ("K33", "根云平台", "细分行业", "level", "48个"),
    ("K34", PLATFORM, "行业生态", "level", "15个"),
    ("K34", PLATFORM, "覆盖行业", "level", "29个"),
    ("K34", PLATFORM, "链接企业", "level", "900000家 nearly"),
    ("K34", PLATFORM, "服务企业", "level", "70000家 at_least"),
    ("K34", PLATFORM, "中小企业", "level", "4000家 at_least"),
    ("K35", "美擎平台", "细分行业", "level", "40个 at_least"),
    ("K36", "", "工业互联网创新发展战略", "event", "2017"),
    ("K36", "", "政府工作报告", "level", "5year"),
    ("K36", "工信部", "通知", "event", "2020"),
    ("K36", "", "行动计划", "event", "2021"),
    ("K36", "美国", "工业互联网", "event", "2012"),
    ("K36", "德国", "工业4.0", "event", "2013"),
    ("K36", "德国", "国家工业战略2030", "event", "2019"),
    ("K36", "法国", "新工业法国", "event", "2013"),
    ("K36", "法国", "新工业法国", "event", "2015"),
    ("K36", "英国", "工业2050", "event", "2015"),
    ("K36", COUNTRY, "数字新基建", "event", "2018"),
    ("K36", COUNTRY, "领域", "level", "7大"),
]
"""K12, K13 and K30 are names without a figure; K1 to K9 and K37 are no figures of the cases."""


@pytest.fixture(scope="module")
def found() -> tuple[Claim, ...]:
    if not PAPER.exists():
        pytest.skip("the founding study's text is not at hand")
    document = read_source(PAPER).document
    segments = segment_document(document)
    metadata = SourceMetadata(title="paper", case="; ".join(NAMES))
    guide = guide_to_cases(document, segments, tuple(NAMES), NAMES)
    return find_claims(document, segments, Surroundings(metadata, guide, NAMES, lexicon(), (PLATFORM,)))


def test_at_least_nine_of_ten_check_values_are_found_under_their_key(found):
    missed = [
        check
        for check in CHECKS
        if not any(
            claim.subject == check[1] and check[2] in claim.metric and told(claim)[1:] == check[3:] for claim in found
        )
    ]
    assert len(missed) <= len(CHECKS) / 10, missed


def test_nothing_is_claimed_of_a_case_that_the_list_does_not_hold(found):
    """By hand: every claim of a case in this text is one of the check values, so anything else would be wrong."""
    known = {(subject, direction, shown) for _, subject, _, direction, shown in CHECKS}
    strangers = [told(claim) for claim in found if claim.is_case and (claim.subject, *told(claim)[1:]) not in known]
    assert strangers == []
