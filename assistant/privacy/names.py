"""Word lists behind the recognisers of names: data only, and the questions asked of them."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COMPOUND_SURNAMES = _words(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 夏侯 宇文 长孙 端木 轩辕 南宫 呼延 闻人 澹台 淳于 "
    "单于 申屠 西门 独孤 百里 钟离 完颜 赫连 拓跋"
)
SURNAMES = frozenset(
    "丁丛严乔仇仲伍佘余佟侯俞倪傅兰冉冯凌刁刘卓卜卞卢卫叶吕吴周唐喻姚姜姬娄孙孟宋宫寇尤尹屈岑岳崔巩庄庞廖张彭徐戚戴敖"
    "施晏曹曾朱李杜杨林柏柯柳柴栾桂桑梁樊欧殷毕汪沈涂滕潘焦熊牟王甄申瞿祁祝秦程穆窦章童符缪罗翁翟耿聂肖胡臧舒艾芦苏苗"
    "苟范荣葛董蒋蒙蒲蓝蔡薛虞袁裴褚覃詹谢谭费贺贾赵辛迟邓邝邢邬邱邵邹郎郑郝郭钟闫闵阎阮陆陈陶隋雷霍靳韦韩顾颜饶骆魏鲁"
    "鲍黎齐龚"
)
"""Surnames that are seldom a word or a part of one in front of a title."""
EVERYDAY_SURNAMES = frozenset(
    "万于任何党全关农冷包华单古史司向商夏孔季宁安宗尚左师席常平应康成房文方时明易景曲查梅武段毛江池沙温游牛甘田白盛石"
    "简管米纪经莫解许谷路车边连金钱阳项马高黄龙"
)
"""Surnames that are everyday words too; they count only at the border of a word."""
NEVER_AFTER = {
    "苏": "江流复",
    "程": "工流过课日教里编议全规章历行",
    "宁": "辽南西安",
    "夏": "宁华",
    "江": "浙黑龙长九镇",
    "任": "担现曾就上前历兼专接出继卸信责聘主委升胜",
    "方": "对地双各甲乙官三四多我他中外厂资买卖供需校警军院平立北南东西药配处",
    "许": "也允准或特些少几",
    "张": "一二两三四五六七八九十百千万几这那每纸开扩主紧夸整伸慌铺票",
    "范": "示规模典防师风",
    "钟": "分秒点时",
    "林": "吉园森桂造玉",
    "高": "提最较更很太不升增拔崇跳身",
    "于": "由对关处等基至终属在善勇便限鉴低高大小位源用出忠乐甘",
    "金": "资奖现基黄合五冶税本租佣押定罚",
    "成": "完形组达变做生养合集",
    "安": "西保公平治不延淮",
    "吴": "东",
    "周": "上下每本一二三四五六两几双",
    "余": "其多剩盈业残结富",
    "田": "农大油稻",
    "汉": "武",
    "温": "高低常保恒体室气",
    "罗": "俄张网",
    "黎": "巴",
    "兰": "荷波芬乌楼",
    "符": "相不字音护",
    "章": "规文篇图印公盖",
    "童": "儿",
    "施": "实措设",
    "齐": "整",
    "荣": "繁光",
    "费": "消免收经浪学运电水",
    "卫": "保守捍环",
    "陆": "大登内",
    "庄": "村农",
    "华": "中清精",
    "平": "水太和",
    "关": "相有海机开把",
    "管": "主监尽不",
    "明": "说证表声",
    "单": "订简清账名菜",
    "解": "理了见讲分化",
}
"""Characters after which a surname is the end of another word."""
STOP_WORDS = _words(
    "万名 万人 万家 万台 万辆 游客 游戏 "
    "高峰 高层 高管 高级 高端 高效 高度 高速 高校 高温 高炉 高新 高工 高职 成本 成功 成熟 成为 成果 成员 成品 成型 "
    "成套 成都 成立 江苏 江西 江南 江北 江山 江湖 方案 方面 方法 方式 方向 方针 方便 时间 时候 时代 时期 时任 金额 "
    "金融 金属 金牌 黄金 黄河 黄岛 白天 白领 白色 白皮 马上 马达 马路 马来 于是 何时 何况 何种 任何 任务 任职 任期 "
    "任意 石油 石材 石家 龙头 龙江 万一 万元 文件 文化 文章 文本 安全 安装 安徽 安排 常常 常规 常州 常用 华为 华东 "
    "华北 华南 华中 平台 平均 平时 水平 明年 明天 明确 明显 经济 经营 经验 经理 经销 师傅 周期 周末 周转 周边 周围 "
    "周年 周刊 程序 程度 程控 许多 许可 余额 余地 余热 陈旧 陈列 陈述 张力 张贴 张家港 张家口 张江 孙子 孙女 杨树 "
    "杨浦 李子 李沧 吴江 吴中 徐州 徐工 徐汇 郑州 郑重 苏州 苏宁 苏北 苏南 苏打 沈阳 林业 林区 林木 宋体 宋代 唐山 "
    "唐代 邓小平 韩国 韩式 韩语 韩方 彭州 曾经 曾任 曾在 肖像 田间 田地 董事 董秘 杜绝 叶片 叶轮 丁点 沈飞 卢比 钟头 "
    "钟表 姜片 范围 范例 范式 范畴 范本 汪洋 陆续 陆地 陆运 陆路 陆军 贾家 夏天 夏季 夏令 侯选 熊猫 熊市 孟加 秦皇 "
    "秦岭 雷达 雷同 雷电 雷军 黎明 史料 史上 陶瓷 陶冶 贺岁 贺信 贺电 顾客 顾问 顾虑 顾及 顾家 毛利 毛坯 毛病 毛衣 "
    "高峰期 高峰时 高峰值 高峰论坛 高峰会 严格 严重 严密 严谨 严峻 严肃 武汉 武器 武装 莫非 莫斯 孔径 向前 向上 常态 "
    "温度 温州 温控 康复 康派 康养 施工 施行 施加 施耐德 施压 施展 牛奶 牛市 樊登 齐全 齐心 齐备 齐鲁 齐名 易用 易于 "
    "乔迁 伍佰 庞大 颜色 颜值 庄园 庄稼 庄重 章程 章节 鲁棒 鲁商 鲁班 岳阳 申请 申报 申购 申领 申城 欧洲 欧美 欧盟 "
    "欧元 欧式 关键 关系 关注 兰州 焦点 焦虑 焦炭 左右 柳州 甘肃 祝贺 祝福 包装 包括 宁波 宁夏 尚未 符合 符号 舒适 "
    "舒服 舒心 纪律 纪录 梅花 童装 童鞋 童年 凌晨 凌驾 毕竟 毕业 毕马威 单位 单价 单元 季度 季节 涂装 涂料 涂层 苗头 "
    "苗木 谷歌 盛行 曲线 管理 管道 管控 路线 路由 路径 游戏 蓝图 蓝天 蓝海 蓝领 蓝牙 蓝色 辛苦 辛勤 柴油 柴火 蒙牛 "
    "蒙古 鲍鱼 喻为 屈服 饶有 艾灸 尤其 尤为 穆斯 卓越 卓有 缪误 卜算 晏然 卫生 卫星 卫浴 卫健 柏林 柏油 桂林 荣誉 "
    "荣幸 荣获 荣耀 荣成 寇准 桑树 桑田 郎酒 丛书 丛林 仲裁 仲夏 虞城 巩固 迟到 迟早 迟迟 房车 房间 房产 商家 商户 "
    "商务 商品 商业 司机 司法 连续 连接 连锁 项目 项下 应用 应该 应当 应对 边界 边缘 师生 查询 吴越 徐福 胡同 胡子 "
    "胡乱 朱红 林立 郭德 罗列 罗马 罗湖 郑和 梁柱 谢谢 谢绝 冯诺 曹县 潘多 蒋介 蔡司 杜邦 程式 魏晋 吕梁 丁字 姚江 "
    "傅立叶 钟情 崔巍 谭木 廖若 戴上 戴尔 韦尔 邱隘 毕升 童话 童车 涂鸦 施政 施策 施救 顾全 顾此 黎巴 殷切 殷实 殷勤 "
    "耿耿 欧姆 欧莱 申通 聂耳 祝愿 符文 伍德 倪匡 章丘 葛洲 邢台 娄底 费用 费力 费率 费时 宫颈 宫殿 卫士 臧否 仇恨 "
    "隋唐 刁难 曾参与 曾因 曾以 曾对 曾是 曾有 曾为 曾表 曾说 曾被 曾向 曾多 余下 余年 余人 余家 余个 余名 余万 余亿 "
    "余种 余项 余款 余量 陆家嘴 周一 周二 周三 周四 周五 周六 周日 周报 周知 周密 周到 周全 齐声 严厉 严控 严守 岳父 "
    "舒缓 樊笼 叶子 程度上 兰花 秦始 唐人 宋朝 唐朝 韩企 李宁 李锦 王牌 王者 王国 王府井 王朝 张弛 张扬 张望 刘海 "
    "郭台 孙悟空 叶绿 章鱼 毕生 柯达 艾滋 童心 庄严 聂荣 席位 冷链 冷却 冷静 米粉 全部 全面 全国 全球 全员 全体 全年 "
    "全程 池塘 沙发 牛仔 管家 管线 解决 解释 阳光 农业 农民 古代 简单 车间 车辆 车主 车企 景区 党委 党员 宗旨 商会 "
    "关于 关心 单独 贾府 邓州 曹妃甸 贺兰 穆棱 卢旺达 傅里叶 蔡甸 杜仲 鲁能 鲁迅文学 瞿塘 郝家 尹始 侯马 颜料 凌乱 "
    "祁连 滕州 龚滩 覃思 孟良 殷墟 兰考 蓝本 蓝筹 辛辣 尤物 丁基 丁腈 牟平 牟取 牟利 霍乱 霍尔 毕设"
)
"""Words that begin like a name."""
NEVER_IN_A_GIVEN_NAME = frozenset(
    "摄、。一七万三上下不与且两个中为么之九也了二于五些产亿什介从他以们件任会但你使供候做元八六其再几分则别到前十千即厂"
    "去又及只叫可台号司各同后向吗吧吨呀告员呢周和哦哪啊嗯嘛四回因在坦处外多天太套她如它室家对将少就局岁岗工师年并店强"
    "很怎总想我或所找技把指提日时是更最月有来某检次此每比没点班理用由百的监看着研种科秒称笑第答管米组给而能若补表被要"
    "觉解认让讲该说请谁谈质购跟还这透那部都采里钟销长门问间队院！，？"
)
LEADING = frozenset(
    "上下与且个中为了事于今从他令以们任但位你使像内到前即及友受叫司同名后向听告员和商因在外她如姓它对导将师感我或户找"
    "把据方时是有板比派理生由的监着给而聘自被见认让访识诉说请谢跟过连邀里长问陪随"
)
"""Characters after which a name may begin."""
POLITE = _words("女士 先生 小姐 太太 阿姨 大哥 大姐 师傅 老师 老板娘 老板 同志 总")
OFFICES = _words(
    "副总经理 总经理 副总裁 总裁 副董事长 董事长 董事 副总 总监 总工程师 总工 总助 经理 主管 副主任 主任 厂长 副厂长 "
    "班长 组长 队长 科长 处长 局长 部长 院长 所长 校长 会长 书记 市长 县长 镇长 村长 站长 店长 行长 社长 秘书长 秘书 "
    "助理 教授 博士 院士 工程师 律师 医生 医师 会计 老总 工 董 哥 姐 叔 导 总"
)
ROLES = _words(
    "采购 生产 销售 项目 产品 市场 技术 人事 人力资源 财务 质量 车间 部门 区域 客户 运营 行政 设备 工艺 大区 副 信息 "
    "物流 研发 品质 品控 高级 资深 执行 车间副"
)
PLACES = _words(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 "
    "云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 中国 青岛 济南 烟台 威海 潍坊 淄博 临沂 日照 济宁 "
    "菏泽 德州 聊城 滨州 泰安 荣成 胶州 即墨 黄岛 城阳 石家庄 唐山 太原 沈阳 大连 长春 哈尔滨 南京 苏州 无锡 常州 "
    "南通 徐州 扬州 昆山 杭州 宁波 温州 绍兴 嘉兴 台州 金华 义乌 合肥 芜湖 福州 厦门 泉州 南昌 郑州 洛阳 武汉 宜昌 "
    "长沙 株洲 广州 深圳 珠海 佛山 东莞 中山 惠州 南宁 柳州 海口 成都 绵阳 贵阳 昆明 西安 兰州 西宁 银川 乌鲁木齐 "
    "呼和浩特 包头 国际 全国 全球 亚洲 欧洲 华东 华北 华南 西南 西北 东北"
)
COMMON_IN_FIRMS = _words(
    "洗衣机 互联 智能 智慧 数字 灯塔 机械 电子 电器 电气 服装 家电 冰箱 空调 食品 汽车 房车 纺织 代工 加工 制造 示范 "
    "样板 未来 无人 黑灯 标杆 科技 技术 网络 信息 软件 投资 控股 实业 贸易 物流 跨国 大型 小型 中型 中小 企业 产业 "
    "国有 民营 国企 央企 外资 私营 合资 母 子 利益 犯罪 战略 用户 行业 龙头 上市 工业 数字化 智能化 自动化 现代 "
    "现代化 传统 整个 本 该 新 老 大 小 分 总 化工 水泥 钢铁 造船 火电 发电 核电 水 电 药 配套 兼职 供应 供应商 生产 "
    "钢 五金 玩具 家具 印染 模具 陶瓷 化肥 农药 纸 造纸 肉联 屠宰 污水 处理 净水 垃圾 我 各 全 多 每 几 超级 虚拟 "
    "样本 孤岛 透明 柔性 一线 外 内 进 出 入 离 建 开 办 设 关 工 厂 车间 有限 责任 股份 公司 集团 家 服务 咨询 管理 "
    "文化 发展 洗涤 洗涤剂 织物 衬衫 面料 零部件 部件 配件 装备 设备 材料 新材料 能源 新能源 环保 医药 医疗 绿色 "
    "卓越 级 零碳 近 领航 先进 国家 第 代 所有 紧密型 城市 上游 下游 板材 自己 其他 其它 别的 这 那 个 种 类 型 等 "
    "来 基地 改装 铝材 纤维 再生 原 老牌 本地 外地 另 大数据 数据 情报 研究 讨论 生物 金融 保险 房地产 地产 置业 "
    "建筑 建设 工程 旅游 酒店 餐饮 传媒 广告 教育 健康 农业 渔业 矿业 有色 石化 石油 化 的 兵 家族 "
    "同类 知名 著名 合作 关联 旗下 所属 下属 头部"
)
"""Words that say of what kind a firm is, not which."""
LEADERS_IN_FIRM_NAMES = _words(
    "我们 你们 他们 她们 它们 咱们 这家 那家 一家 两家 几家 某家 以及 包括 例如 比如 譬如 还有 来自 加入 收购 任职于 "
    "就职于 供职于 毕业于 通过 签约 携手 联合 名为 称为 作为 成为 叫做 叫作 就是 其实 属于 位于 成立于 隶属于 关于 "
    "对于 由于 委托 起诉 投资了 成立了 创办了 注册了 走访了 参观了 调研了 合作的 旗下的 当时 后来 目前 现在 今年 "
    "去年 前年 之前 之后 甲方 乙方 客户 供应商 合作方 单位 公司名称 公司叫 组建 推动 培育 创建 新增 入选 深化 做强 "
    "新建 打造 发送至 发至 推送给 拥有 支持 共同 新入选 新培育 其中 因为 所以 但是 而且 只有 如果 虽然 采访 访问 "
    "走访 参观 调研 进入 离开 拜访 联系 邀请 感谢 帮助 推进 启动 加快"
)
"""Words in front of the name of a firm that are no part of it."""
EVERYDAY_WORDS = frozenset(
    _words(
        "a abbot an art baker banks bao bell best bill bishop black blue brown bush carter case chance cook day "
        "dean du duke earl east fan field fields ford frank fu gene gold good grace gray green grey gu he hill "
        "hope hu joy june king knight lane law little long love lu major mark marsh may mills noble north page pan "
        "park pat pope post power price ray rich rivers rose sharp she short silver small smart so song south "
        "stone street sue sun swift tang west white will wood wu yang yin you young "
    )
)
"""English words (casefolded) that are names too; as names they need their capital or their title."""
GIVEN_NAMES = _words(
    "James John Robert Michael David William Richard Joseph Thomas Christopher Daniel Matthew Anthony Donald Steven "
    "Andrew Kenneth Joshua Kevin Brian Timothy Ronald Jason Edward Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan "
    "Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Raymond Dennis Jerry Tyler Aaron "
    "Henry Nathan Douglas Peter Zachary Kyle Walter Jeremy Harold Carl Keith Roger Gerald Sean Arthur Lawrence "
    "Albert Bryan Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra "
    "Margaret Ashley Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Laura Sharon "
    "Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine Christine Rachel "
    "Carolyn Janet Catherine Maria Heather Diane Ruth Julie Olivia Joyce Kelly Christina Lauren Joan Evelyn Judith "
    "Andrea Hannah Megan Cheryl Jacqueline Martha Teresa Sara Janice Ann Julia Judy Sophia Alice Jean Doris Isabella "
    "Marie Diana Natalie Brittany Jane Hans Klaus Jürgen Stefan Andreas Wolfgang Pierre François Giovanni Marco "
    "Carlos José Juan Miguel Ivan Sergei Olga Natasha Yuki Hiroshi Kenji Tom Tim Jim Joe Mike Dave Steve Bob Tony "
    "Kate Lucy"
)
PINYIN_SURNAMES = _words(
    "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo Lin Gao Luo Zheng Liang Xie Tang Feng Deng "
    "Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Lv Shen Yao Cui Zhong Tan Fan "
    "Liao Shi Jin Jia Xia Fu Fang Zou Xiong Bai Meng Qin Qiu Hou Yan Xue Lei Hao Gong Shao Qian Dai Mo Kong Xiang "
    "Chang Kang Niu Ouyang Sima Zhuge Qi Yin Gu Mao Wan Duan"
)
NOT_A_NAME = _words(
    "The This That Our Their They We You Production Quality Project Product Engineer Manager Director University "
    "Institute Company Platform Factory Group City Street Road Centre Center Team Department January February "
    "March April June July August September October November December Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday China Chinese English And Or But In On At For Of To Anonymous Unknown None Female Male "
    "Operator Worker Customer Supplier Employee Yes No General Senior Junior Assistant Time Date Place Code Note "
    "Notes"
)
"""Capitalised words that never belong to a personal name."""
ORDINARY_ENGLISH = _words(
    "the a an our your this that these those their its my his her each every any some no focus control working "
    "user age treatment discussion study research interview peer test pilot target holding parent smart digital "
    "connected interconnected lighthouse dark unmanned new old whole another other one two three first second "
    "small large big state local foreign chinese china german american model demonstration intelligent future in "
    "at for with from of and by when if as we they it he she i car truck machine washing refrigerator limited "
    "joint stock private public listed industrial internet manufacturing but so now since after before while "
    "because how what who which where is was are factory company group inside outside within between all both "
    "most many few several modern traditional"
)
"""Words in front of Group, Company and the like that name no firm."""


def is_everyday_word(name: str) -> bool:
    """Tell whether an English name means something else too, or is too short to be looked for everywhere."""
    return len(name) < 4 or name.casefold() in EVERYDAY_WORDS
