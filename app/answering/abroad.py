"""Whether the rule of another country or region is asked for (美国的小微贷款有什么增速目标).

The material holds the rules of mainland China. A foreign bank in China, a customer from abroad, an export or a foreign
currency is a matter of theirs: only the place whose rule is meant makes a question one of another law.
"""

from __future__ import annotations

import re

_PLACES = (
    "美国|英国|日本|德国|法国|意大利|西班牙|葡萄牙|荷兰|比利时|卢森堡|瑞士|瑞典|挪威|丹麦|芬兰|冰岛|爱尔兰|奥地利|波兰"
    "|捷克|匈牙利|希腊|土耳其|俄罗斯|乌克兰|韩国|朝鲜|印度尼西亚|印尼|印度|越南|泰国|马来西亚|新加坡|菲律宾|柬埔寨"
    "|老挝|缅甸|巴基斯坦|孟加拉国?|哈萨克斯坦|蒙古国|沙特|阿联酋|以色列|埃及|南非|尼日利亚|肯尼亚|加拿大|墨西哥|巴西"
    "|阿根廷|智利|澳大利亚|澳洲|新西兰|欧盟|欧洲|欧美|(?:中国)?香港|(?:中国)?澳门|(?:中国)?台湾|港澳台?|国外|其他国家|别的国家"
)
#: What a rule is asked for, right after the place.
_RULED = (
    "(?:全国|当地|本地|国内)?的?(?:小微|中小|小企业|小型|微型|大型|大企业|银行|商业银行|央行|金管局|监管|法律|法规|规定"
    "|征信|信用报告|个人信用|贷款|利率|存款|保险公司|保险业|普惠|担保公司|融资|机关|政府|反洗钱|金融|企业划型|续贷)"
)
_CHINESE = re.compile(
    rf"(?:^|[，,。；;？?\s《]|请问|想问|那么?|在|如果|如|按照?|根据|依据|依照|现在|目前)(?:{_PLACES})(?:那边|那里|这边)?[，,]?{_RULED}"
    rf"|(?:{_PLACES})的[^，。？?]{{0,10}}(?:怎么|如何)(?:监管|规定|要求|管)"
    rf"|(?:{_PLACES})(?:那边|是怎么(?:规定|要求|管)|怎么(?:规定|要求|管)|有(?:什么|哪些|没有)(?:规定|要求|目标|标准|限制|法律))"
)
#: The place of a customer, of business with it, or of a bank that works in China.
_HERE = re.compile(
    r"在华|来华|对华|中国(?!香港|澳门|台湾)|我国|境内|内地|大陆|[我本咱]行|我们|客户|居民|公民|股东|投资者|进口|出口|外贸|汇款"
)
_NAMES = (
    "America|Britain|England|Japan|Germany|France|Italy|Spain|Portugal|Netherlands|Belgium|Luxembourg|Switzerland"
    "|Sweden|Norway|Denmark|Finland|Ireland|Austria|Poland|Greece|Turkey|Russia|Ukraine|South Korea|Korea|Indonesia"
    "|India|Vietnam|Thailand|Malaysia|Singapore|Philippines|Pakistan|Bangladesh|Kazakhstan|Saudi Arabia|Israel|Egypt"
    "|South Africa|Nigeria|Kenya|Canada|Mexico|Brazil|Argentina|Chile|Australia|New Zealand|Europe|Hong Kong|Maca[ou]"
    r"|Taiwan|EU\b|European Union|USA|US\b|U\.S\.|United States|UK\b|U\.K\.|United Kingdom"
)
_ADJECTIVES = (
    "American|British|English|Japanese|German|French|Italian|Spanish|Dutch|Belgian|Swiss|Swedish|Norwegian|Danish"
    "|Finnish|Irish|Austrian|Polish|Greek|Turkish|Russian|Korean|Indonesian|Indian|Vietnamese|Thai|Malaysian"
    "|Singaporean|Pakistani|Israeli|Egyptian|South African|Nigerian|Kenyan|Canadian|Mexican|Brazilian|Argentin(?:e|ian)"
    "|Chilean|Australian|European|Taiwanese|US|U\\.S\\.|UK|U\\.K\\.|EU|Hong Kong|Singapore|Macau"
)
_RULED_EN = (
    "(?:commercial |small |large |local |savings )*(?:and (?:micro|medium)[a-z-]* )?"
    "(?:banks|lenders|SMEs|businesses|enterprises"
    "|insurers|regulators?|supervisors?|law|laws|rules?|regulations?|credit bureaus|central bank|borrowers"
    "|guarantee companies)"
)
_ENGLISH = re.compile(
    rf"\b(?:{_ADJECTIVES}) {_RULED_EN}\b|(?:^|[,;] ?)[Ii]n (?:the )?(?:{_NAMES})"
    rf"|\bin (?:the )?(?:{_NAMES})(?:\s*[?.,;]|\s*$)"
)
_HERE_EN = re.compile(
    r"\b(?:china|chinese|mainland|our|my|we|customers?|clients?|resident|shareholders?|investors?|subsidiar(?:y|ies)|owned"
    r"|imports?|exports?|exporters?|stor(?:e|ed|ing)|transfer(?:red)?|servers?|lives?|living|located|registered|based)\b",
    re.IGNORECASE,
)


def asks_abroad(text: str) -> bool:
    """Whether a question asks for the rule of another country or of Hong Kong, Macau or Taiwan."""
    chinese = _CHINESE.search(text) and not _HERE.search(text)
    return bool(chinese or (_ENGLISH.search(text) and not _HERE_EN.search(text)))
