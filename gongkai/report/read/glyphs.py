"""One form for characters that are printed in several: widths, spaces, traditional script, glosses."""

from __future__ import annotations

import re

_WIDTHS: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDTHS.update(dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x2007, 0x0B, 0x0C), " "))
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x00, 0x200E, 0x200F))
_WIDTHS.update(_INVISIBLE)

_PAIRS = (
    "開开報报務务請请條条總总體体動动處处結结轉转維维糾纠複复訴诉訟讼審审計计機机關关構构組组織织業业屬属於于國国會会權权內内類类過过執执詢询沒没現现製制補补確确擧举舉举復复書书規规範范許许強强罰罚費费單单"
    "萬万額额項项數数與与據据為为無无當当繳缴納纳續续辦办發发佈布廢废係系從从個个這这種种後后來来對对應应經经濟济區区縣县鄉乡鎮镇廳厅員员責责問问題题進进監监導导聯联網网臺台號号門门電电話话郵邮編编碼码時时"
    "間间嚴严實实際际標标準准穩稳護护證证認认識识質质長长廣广東东華华陽阳漢汉蘇苏寧宁遼辽龍龙馬马鳥鸟魚鱼貝贝車车見见風风飛飞頁页頭头領领預预決决財财產产資资買买賣卖貿贸農农漁渔畝亩醫医藥药衛卫療疗養养學学"
    "習习師师歲岁歷历曆历記记錄录設设訂订討讨論论議议評评訪访談谈調调諮咨諾诺謀谋講讲謝谢謹谨譯译讀读變变讓让傳传優优億亿僅仅價价們们備备傷伤側侧債债傾倾圖图團团園园圓圆場场壓压堅坚塊块壞坏夠够夾夹奪夺獎奖"
    "婦妇媽妈專专將将尋寻屆届層层島岛嶺岭幣币幫帮幹干廠厂彈弹徵征徑径態态慮虑慶庆憲宪懷怀懸悬戰战戶户拋抛掃扫採采換换揮挥損损擇择擔担擬拟擴扩擾扰攝摄敗败敵敌斷断晉晋曉晓暫暂棄弃極极榮荣樓楼樞枢樹树橋桥檔档"
    "檢检歐欧歡欢歸归殘残殺杀氣气況况淨净測测減减渦涡溫温滅灭滯滞滿满漸渐潔洁潛潜濕湿灣湾災灾烏乌熱热燈灯爭争爾尔牆墙狀状獨独獲获環环畢毕異异疊叠盜盗盡尽盤盘眾众睏困矯矫礎础禮礼禱祷稅税積积窮穷競竞筆笔節节"
    "築筑簡简簽签糧粮紀纪約约紅红紋纹級级紙纸細细終终統统絕绝給给絡络綜综綠绿緊紧線线緣缘練练縮缩繪绘繼继纖纤罷罢羅罗義义聞闻聽听職职腦脑臨临舊旧艱艰莊庄葉叶蓋盖藝艺蟲虫術术衝冲裝装裡里視视覽览觀观觸触詞词"
    "試试該该詳详語语誤误說说課课諸诸譽誉負负貢贡貧贫貨货販贩貫贯貼贴賬账賦赋賴赖購购贈赠贊赞趕赶趨趋跡迹踐践軌轨軍军軟软較较載载輔辅輕轻輪轮輸输轄辖辭辞達达違违遠远適适遲迟選选遺遗邊边鄭郑釋释針针鋼钢錢钱"
    "錯错鍵键鐵铁閉闭閱阅闊阔隊队階阶險险隨随隱隐雖虽雙双雜杂離离難难雲云靈灵靜静響响頂顶順顺須须頒颁頻频顆颗願愿顧顾顯显飲饮館馆驗验驚惊鬆松點点齊齐龐庞"
)
_TO_SIMPLIFIED = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
_MARKS_OF_TRADITIONAL = re.compile(
    "[開報務請條總體動處結轉維糾複訴訟審機關構組織業屬於國會權類過執規範許費單數與據為無當續辦發]"
)
_GLOSS = re.compile(r"(?<=[\u3400-\u9fff])(?:\((?:[a-z]|[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]){1,6}\))+")
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")


def widths(text: str) -> str:
    """Half-width letters, digits and signs; plain spaces; nothing invisible."""
    return text.translate(_WIDTHS)


def visible(text: str) -> str:
    """The text without characters that print nothing."""
    return text.translate(_INVISIBLE)


def simplified(text: str) -> str:
    """Simplified script for the characters that occur in reports."""
    return text.translate(_TO_SIMPLIFIED)


def is_traditional(text: str) -> bool:
    """Whether enough characters are traditional for the text to be a mirror in that script."""
    found = len(_MARKS_OF_TRADITIONAL.findall(text[:20000]))
    return found > 20 or (found > 3 and found * 20 > len(text[:20000]))


def without_glosses(text: str) -> str:
    """Pinyin glosses such as 報(bào)告 that some mirrors weave in, taken out (only where there are many)."""
    if len(_GLOSS.findall(text[:20000])) < 5:
        return text
    return _GLOSS.sub("", text)


def han(text: str) -> str:
    """Only the Chinese characters, simplified: what labels are compared by."""
    return simplified(_NOT_HAN.sub("", text))
