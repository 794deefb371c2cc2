"""Institution types that a regulation can bind, and the groups regulators speak of."""

from __future__ import annotations

from corpus.errors import CorpusError

Names = tuple[str, str, tuple[str, ...]]  # Chinese, English, other names staff use


def _with_plural(names: Names) -> Names:
    """With English plurals that do not hold the singular (companies) among the other names."""
    zh, en, others = names
    return zh, en, (*others, *(f"{name[:-1]}ies" for name in (en, *others) if name.endswith("y")))


_TYPES: dict[str, Names] = {
    "policy_bank": ("政策性银行", "policy bank", ("开发性银行", "农发行", "进出口银行", "国开行")),
    "large_bank": (
        "大型商业银行",
        "large commercial bank",
        ("大型银行", "国有大行", "国有银行", "大行", "六大行", "large bank"),
    ),
    "joint_stock_bank": ("股份制商业银行", "joint-stock bank", ("股份制银行", "股份行")),
    "foreign_bank": ("外资银行", "foreign bank", ("外资行",)),
    "direct_bank": ("直销银行", "direct bank", ()),
    "city_bank": ("城市商业银行", "city commercial bank", ("城商行",)),
    "rural_bank": (
        "农村中小银行",
        "rural bank",
        (
            "农商行",
            "农村商业银行",
            "农信社",
            "农村信用社",
            "信用社",
            "村镇银行",
            "农合行",
            "rural commercial bank",
            "village bank",
        ),
    ),
    "private_bank": ("民营银行", "private bank", ("互联网银行",)),
    "insurer": (
        "保险公司",
        "insurer",
        ("险企", "财险公司", "寿险公司", "保险机构", "insurance company"),
    ),
    "insurance_intermediary": ("保险代理人、经纪人", "insurance intermediary", ("保险代理", "保险经纪", "保险中介")),
    "wealth_manager": (
        "理财公司",
        "wealth-management company",
        ("理财子公司", "wealth management subsidiary"),
    ),
    "trust_company": ("信托公司", "trust company", ("信托",)),
    "consumer_finance": (
        "消费金融公司",
        "consumer-finance company",
        ("消金公司", "消金"),
    ),
    "amc": ("金融资产管理公司", "financial asset-management company", ("AMC",)),
    "micro_lender": (
        "小额贷款公司",
        "micro-lender",
        (
            "小贷公司",
            "小贷",
            "microlender",
            "micro-lending company",
            "small loan company",
            "microcredit company",
            "micro credit company",
            "microloan company",
        ),
    ),
    "guarantor": (
        "融资担保公司",
        "financing guarantee company",
        ("担保公司", "融担公司", "guarantee company"),
    ),
    "credit_bureau": ("征信机构", "credit-reporting agency", ("credit bureau",)),
    "payment_institution": ("非银行支付机构", "non-bank payment institution", ("支付机构", "payment institution")),
    "regulator": (
        "金融监管局及派出机构",
        "NFRA bureau",
        ("金融监管局", "监管局", "派出机构", "监管部门", "NFRA office"),
    ),
    "government": ("政府部门和事业单位", "public body", ("机关", "事业单位", "政府部门")),
    "large_enterprise": ("大型企业", "large enterprise", ()),
    "sme": ("中小微企业", "small and micro firm", ("小微企业", "中小企业", "个体工商户", "借款人", "SME")),
}
INSTITUTIONS = {key: _with_plural(names) for key, names in _TYPES.items()}

_LOCAL = ("city_bank", "rural_bank", "private_bank")
_BANKS = ("policy_bank", "large_bank", "joint_stock_bank", "foreign_bank", "direct_bank", *_LOCAL)
GROUPS: dict[str, tuple[str, ...]] = {
    "local_bank": _LOCAL,
    "commercial_bank": ("large_bank", "joint_stock_bank", "foreign_bank", "direct_bank", *_LOCAL),
    "banking_institution": _BANKS,
    "financial_institution": (
        *_BANKS,
        "insurer",
        "wealth_manager",
        "trust_company",
        "consumer_finance",
        "amc",
    ),
    "everyone": tuple(INSTITUTIONS),
}
GROUP_NAMES: dict[str, Names] = {
    "local_bank": ("地方法人银行", "local legal-person bank", ("地方法人机构", "地方银行", "中小银行")),
    "commercial_bank": ("商业银行", "commercial bank", ()),
    "banking_institution": ("银行业金融机构", "banking institution", ("银行业机构", "银行", "bank")),
    "financial_institution": ("金融机构", "financial institution", ()),
    "everyone": ("各类主体", "everyone", ()),
}
_NO_TYPE: tuple[Names, ...] = (
    ("典当行", "pawnshop", ("典当", "pawnbroker", "pawn shop")),
    ("金融租赁公司", "leasing company", ("融资租赁公司", "融资租赁", "租赁公司", "leasing firm")),
    ("证券公司", "securities firm", ("券商", "securities company", "brokerage")),
    ("基金管理公司", "fund manager", ("基金公司", "私募基金管理人", "基金管理人", "fund management company")),
    ("期货公司", "futures firm", ("futures company",)),
    ("商业保理公司", "factoring company", ("保理公司", "factoring firm")),
)
#: Institutions that no rule here has a type for: only a clause that names them speaks of them.
UNTYPED = tuple(_with_plural(names) for names in _NO_TYPE)


def expand(addressees: frozenset[str]) -> frozenset[str]:
    """Institution types for a mix of types and groups. Raises CorpusError on a name that is neither."""
    types: set[str] = set()
    for name in addressees:
        if name in INSTITUTIONS:
            types.add(name)
        elif name in GROUPS:
            types.update(GROUPS[name])
        else:
            known = ", ".join([*INSTITUTIONS, *GROUPS])
            raise CorpusError(f"unknown institution type: {name!r} (known: {known})")
    return frozenset(types)


def institution(name: str) -> str:
    """The institution type or group that `name` (an id, a Chinese or an English name) means.

    Raises CorpusError naming the known types when there is none.
    """
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    for table in (INSTITUTIONS, GROUP_NAMES):
        for key, (zh, en, others) in table.items():
            names = {key, zh, en, *others}
            if wanted in {n.lower().replace("-", "_").replace(" ", "_") for n in names}:
                return key
    known = ", ".join([*INSTITUTIONS, *GROUPS])
    raise CorpusError(f"unknown institution type: {name!r} (use one of: {known}, or its Chinese name)")


def concerns(addressees: frozenset[str], who: str) -> bool:
    """Whether a clause with these addressees concerns `who` (a type or a group); no addressees means all."""
    if not addressees:
        return True
    return bool(expand(addressees) & expand(frozenset({who})))
