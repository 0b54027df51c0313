"""Invented passages with the words that must be concealed, in order; every other word must stay."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.privacy import Entry, Kind, Lexicon

LEXICON = Lexicon(
    (
        Entry(text="卡奥斯", kind=Kind.FIRM, aliases=("COSMOPlat", "卡奥斯物联"), keep=True),
        Entry(text="海尔", kind=Kind.FIRM, aliases=("Haier", "海尔集团", "海尔智家"), keep=True),
        Entry(text="张瑞敏", kind=Kind.PERSON, keep=True),
        Entry(text="赵红霞", kind=Kind.PERSON, aliases=("红霞", "赵厂长", "赵姐")),
        Entry(text="欧阳明月", kind=Kind.PERSON, aliases=("Ouyang Mingyue", "Joy")),
        Entry(text="高峰", kind=Kind.PERSON),
        Entry(text="德威动力", kind=Kind.FIRM, aliases=("德威", "Dewei Power")),
        Entry(text="Linnea Broström", kind=Kind.PERSON, aliases=("Linnea",)),
        Entry(text="北岭试验场", kind=Kind.PLACE),
    )
)


@dataclass(frozen=True, slots=True)
class PrivacyCase:
    """One passage and everything in it that must be concealed, in the order of the text."""

    text: str
    hidden: tuple[str, ...] = ()


def _case(text: str, *hidden: str) -> PrivacyCase:
    return PrivacyCase(text, hidden)


ZH = (
    # titles
    _case("张经理说，交货期从35天缩短到20天。", "张"),
    _case("这件事是李总定的，我们只管执行。", "李"),
    _case("王师傅在车间干了二十年。", "王"),
    _case("刘女士负责供应商管理。", "刘"),
    _case("我后来去问了孙主任，他也说不清。", "孙"),
    _case("欧阳老师给我们讲过一次课。", "欧阳"),
    _case("上官女士和诸葛先生都在会上。", "上官", "诸葛"),
    _case("平台的事情由陈建国经理牵头。", "陈建国"),
    _case("周晓梅女士当时是班长。", "周晓梅"),
    _case("后来换成了采购部的许经理。", "许"),
    _case("我跟高总谈过两次。", "高"),
    _case("会议由方总主持，何工做了汇报。", "方", "何"),
    _case("生产经理和质量主管都参加了。"),
    _case("我是产品经理，他是采购经理。"),
    _case("总经理办公会定了调子，厂长拍了板。"),
    _case("一开始老师傅们不信这个模型。"),
    _case("高级工程师和高管都要参加培训。"),
    _case("由于总体成本下降，我们的余量变大了。"),
    _case("对方总是拖期，双方总共谈了三次。"),
    _case("他担任经理以后又任厂长。"),
    _case("江苏总经理说的是江苏市场的情况。"),
    _case("项目主任由公司指定，工程总监签字。"),
    _case("一张工单要走三个流程。"),
    # labels and turns
    _case("受访者：李娜", "李娜"),
    _case("访谈对象：王建国、周倩", "王建国", "周倩"),
    _case("姓名：司马相南\n部门：生产部", "司马相南"),
    _case("受访者：P01，平台产品经理，入职七年。"),
    _case("记录人：钱小宝 整理人：孟凡", "钱小宝", "孟凡"),
    _case("李娜：我们去年上的平台。\n问：效果呢？\n李娜：交货快了。", "李娜", "李娜"),
    _case("成本：下降7.3%\n高层：支持\n时间：2021年\n方案：整体上云"),
    _case("访谈者：请介绍一下平台。\n受访者：好的。"),
    _case("主持人：时间关系，最后一个问题。"),
    # what people do
    _case("李建军说，平台没有强迫我们。", "李建军"),
    _case("据周云帆介绍，产线已经接入。", "周云帆"),
    _case("郑爽认为数据共享最难。后来郑爽也变了。", "郑爽", "郑爽"),
    _case("创始人罗成刚坦言压力很大。", "罗成刚"),
    _case("我们厂长叫吴大勇，厂长吴大勇也支持。", "吴大勇", "吴大勇"),
    _case("任何人说的都不算，高层表示支持。"),
    _case("江苏方面表示，徐州认为可行。"),
    _case("方案说明里写得很清楚，程序介绍也有。"),
    _case("董事会认为时机成熟，顾客表示满意。"),
    _case("华为表示将加大投入，万元说法不准确。"),
    # other ways of naming
    _case("我姓邹，叫我小邹就行。", "邹", "小邹"),
    _case("老罗说过，这块板要换。", "老罗"),
    _case("老百姓名下的车有补贴，小米和小程序不算。"),
    _case("老板材和小徐州都是生造的说法。"),
    # lexicon
    _case("红霞来了以后，赵厂长就轻松了，赵姐人好。", "红霞", "赵", "赵"),
    _case("赵　红　霞和赵 红霞是同一个人。", "赵　红　霞", "赵 红霞"),
    _case("高峰期订单多，高峰时段限电。"),
    _case("高峰负责这条线，大家都服高峰。", "高峰", "高峰"),
    _case("欧阳明月提到平台生态。", "欧阳明月"),
    _case("德威动力接入平台后，德威的不良率减少了26%。", "德威动力", "德威"),
    _case("我们在北岭试验场跑了三个月。", "北岭试验场"),
    _case("卡奥斯平台和海尔集团是公开的，张瑞敏先生讲过。"),
    _case("卡奥斯物联科技有限公司发布了白皮书。"),
    # firms
    _case("我们和青岛海华机械有限公司合作。", "青岛海华机械有限公司"),
    _case("供应商包括宁波远泽五金有限责任公司。", "宁波远泽五金有限责任公司"),
    _case("后来加入了鲁岳集团，又离开了。", "鲁岳集团"),
    _case("该公司名为江苏恒晟纺织股份有限公司。", "江苏恒晟纺织股份有限公司"),
    _case("青岛红岩厂和临沂三禾工厂都来参观。", "青岛红岩厂", "临沂三禾工厂"),
    _case("我们公司是一家民营企业，集团公司支持我们。"),
    _case("天津的互联工厂是灯塔工厂，也是数字工厂。"),
    _case("有限公司的形式最常见，跨国集团也一样。"),
    _case("供集团其他工厂参照，上游板材厂也能看到。"),
    # telephones and other numbers
    _case("手机13812345678，随时联系。", "13812345678"),
    _case("打 138-1234-5678 或 +86 139 8765 4321。", "138-1234-5678", "+86 139 8765 4321"),
    _case("电话：0532-88931234转801", "0532-88931234转801"),
    _case("座机(010) 6552 9988，热线400-820-8820。", "(010) 6552 9988", "400-820-8820"),
    _case("手机１３８１２３４５６７８。", "１３８１２３４５６７８"),
    _case("2023年连接设备9600万台，服务企业160万家，增长7.3%。"),
    _case("订单号20230415001，批次1234567，共13800000件。"),
    _case("周期由45天降至30天，编号0532不是电话。"),
    _case("身份证号11010519491231002X。", "11010519491231002X"),
    _case("证件在后面：370202198002152416", "370202198002152416"),
    _case("物料编码110105194912310021不是证件。"),
    _case("身份证号码：110105194912310021", "110105194912310021"),
    _case("护照号E12345678，已过期。", "E12345678"),
    _case("工资卡号6222 0238 0001 2345 678。", "6222 0238 0001 2345 678"),
    _case("打到6222023800012345674就行。", "6222023800012345674"),
    _case("车牌鲁B·12345，货车是苏E8K7Q2。", "鲁B·12345", "苏E8K7Q2"),
    _case("加我微信：zhang_wei88，QQ 12345678。", "zhang_wei88", "12345678"),
    _case("微信小程序和QQ群都能报修。"),
    _case(
        "邮箱li.na@example.com.cn，网址https://example.com/a?b=1。", "li.na@example.com.cn", "https://example.com/a?b=1"
    ),
    _case("他出生于1985年3月12日，2010年入职。", "1985年3月12日"),
    _case("出生日期：1990-01-02", "1990-01-02"),
    _case("平台生于2017年的说法不对，2019年3月上线。", "2017年"),
    # places
    _case("厂区在青岛市崂山区海尔路1号。", "青岛市崂山区海尔路1号"),
    _case("住在幸福路12号3号楼2单元501室。", "幸福路12号3号楼2单元501室"),
    _case("青岛的企业多，江苏和山东的产业链更长。"),
    _case("一带一路和路线图不是地址，3号线也不是。"),
    _case("我们从北京路过上海，去了天津。"),
    # products and figures
    _case("BaaS引擎和COSMOPlat版本3.0都上线了，成本降了1,234.5万元。"),
    _case("德国工业4.0和美国GE的Predix都是对标对象。"),
    _case("平均每台节约18元，设计效率提升50%，库存周转快了15天。"),
    _case("〔人物01〕和[PERSON_02]在原文里就有。", "〔人物01〕", "[PERSON_02]"),
)

EN = (
    # titles
    _case("Mr. Smith said delivery fell from 35 days to 20 days.", "Smith"),
    _case("Ms Zhang runs purchasing; Dr. O'Neill runs the lab.", "Zhang", "O'Neill"),
    _case("Professor Maria Keller visited us in 2021.", "Maria Keller"),
    _case("We asked Mrs. van der Berg about it.", "van der Berg"),
    _case("Engineer Li and Manager Wang disagreed.", "Li", "Wang"),
    _case("Prof. Jean-Luc Martin spoke first.", "Jean-Luc Martin"),
    _case("The manager said the line was down, and the engineer agreed."),
    _case("Plant Manager Chen Xiaoming signed it.", "Chen Xiaoming"),
    _case("The Product Manager Platform is a tool."),
    _case("I miss China, Miss Lopez said.", "Lopez"),
    # labels
    _case("Interviewee: John Smith\nDate: 3 May 2022", "John Smith"),
    _case("Respondent: Wei Zhang, operator", "Wei Zhang"),
    _case("Interviewer: So how did it start?\nRespondent: We joined in 2019."),
    _case("Name: Katarzyna Nowak", "Katarzyna Nowak"),
    _case("Respondent: P07, line supervisor"),
    _case("Transcribed by: Ingrid Solberg", "Ingrid Solberg"),
    # known names, and the same name again
    _case("Bob Martin told us, and later Martin left.", "Bob Martin", "Martin"),
    _case("Zhang Wei joined first. Zhang trained the rest.", "Zhang Wei", "Zhang"),
    _case("John Carter and Emily Stone came; Emily stayed.", "John Carter", "Emily Stone", "Emily"),
    _case("Will the platform hold? Mark the date. Grace period ends."),
    _case("He said so. She did not. They agreed."),
    _case("Thank you, Mr. He. He went home.", "He"),
    _case("Industrial Internet platforms such as COSMOPlat grew 7.3%."),
    _case("New York, San Francisco and Qingdao are large markets."),
    # lexicon
    _case("Linnea Broström came in May; linnea is my boss.", "Linnea Broström", "linnea"),
    _case("Joy is our lead, and joy is a feeling.", "Joy"),
    _case("OUYANG MINGYUE and Ouyang  Mingyue are one person.", "OUYANG MINGYUE", "Ouyang  Mingyue"),
    _case("Dewei Power joined COSMOPlat in 2020; Haier Group helped.", "Dewei Power"),
    # firms
    _case("We buy from Acme Tools Co., Ltd. in Ningbo.", "Acme Tools Co., Ltd."),
    _case("Our rival is Weber Antriebe GmbH.", "Weber Antriebe GmbH"),
    _case("Norwood & Pike Inc. left the platform.", "Norwood & Pike Inc."),
    _case("The Meridian Group and Solvent Holdings merged.", "Meridian Group", "Solvent Holdings"),
    _case("The company and the group are public; our Focus Group met twice."),
    _case("This Company is large. The Holding Company is not."),
    _case("Qingdao Hongyan Machinery Limited supplies us.", "Qingdao Hongyan Machinery Limited"),
    _case("A limited number of firms, Inc. excluded, answered."),
    _case("The Smart Factory is a lighthouse; the Connected Factory too."),
    # telephones and other numbers
    _case("Call +49 89 1234567 or (555) 223-4567.", "+49 89 1234567", "(555) 223-4567"),
    _case("My mobile is 13812345678.", "13812345678"),
    _case("Phone: 0532 8893 1234", "0532 8893 1234"),
    _case("Fax: 212-555-0147, tel: +1 212 555 0148", "212-555-0147", "+1 212 555 0148"),
    _case("Costs fell by 7.3% and 26% in 2019-2020, from 1,234.5 to 900."),
    _case("Order 20230415001 has 1234567 parts; ISO 9001 and 5G apply."),
    _case("Mail anna@factory.example.org soon.", "anna@factory.example.org"),
    _case("See https://example.com/path_(x)?q=1, please.", "https://example.com/path_(x)?q=1"),
    _case("The site www.example.net/a is down; example.org too.", "www.example.net/a", "example.org"),
    _case("Version 3.0.com is a joke, e.g. this.", "3.0.com"),
    _case("Card 4111 1111 1111 1111 was charged.", "4111 1111 1111 1111"),
    _case("Serial 4111 1111 1111 1112 was shipped."),
    _case("Account number: 123456789012", "123456789012"),
    _case("Passport No. G12345678 was issued.", "G12345678"),
    _case("National ID: 11010519491231002X", "11010519491231002X"),
    _case("WeChat: anna_k88; QQ: 87654321", "anna_k88", "87654321"),
    _case("Our WeChat account platform has 12345 users."),
    _case("Date of birth: 12 March 1985", "12 March 1985"),
    _case("She was born on 1985-03-12 and hired in 2010.", "1985-03-12"),
    _case("COSMOPlat was launched on 12 March 2017."),
    # places
    _case("Visit us at No. 1 Haier Road, Qingdao.", "No. 1 Haier Road"),
    _case("The office is at 221B Baker Street.", "221B Baker Street"),
    _case("The Belt and Road, 3 roads and 12 streets are no address."),
    _case("Shandong and Jiangsu have long supply chains."),
    # products and figures
    _case("We installed SAP S/4HANA and Siemens MindSphere in 2021."),
    _case("Delivery in 20 days, yield up 18 points, 3 lines, 50,000 units."),
    _case("[PERSON_01] and PERSON_02 stood in the source.", "[PERSON_01]", "PERSON_02"),
    _case("Person 5 and firm 3 are not placeholders."),
    _case("The U.S. market and the E.U. rules differ."),
)
