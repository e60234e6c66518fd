"""Mandarin: numbers, dates, money and units in characters."""

import re

from processors.text.grammar.language import Language
from processors.text.grammar.numerals import Formats

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_SIZES = ("", "万", "亿", "万亿")
_UNITS = {
    "km/h": "公里每小时", "m/s": "米每秒", "km²": "平方公里", "m²": "平方米", "m³": "立方米",
    "km": "公里", "cm": "厘米", "mm": "毫米", "m": "米", "kg": "公斤", "mg": "毫克", "g": "克",
    "t": "吨", "ml": "毫升", "mL": "毫升", "L": "升", "l": "升", "°C": "摄氏度", "℃": "摄氏度",
    "°F": "华氏度", "°": "度", "kWh": "千瓦时", "kW": "千瓦", "W": "瓦", "V": "伏", "Hz": "赫兹",
    "GHz": "吉赫", "MHz": "兆赫", "GB": "吉字节", "MB": "兆字节", "h": "小时", "min": "分钟",
    "s": "秒", "ha": "公顷",
}  # fmt: skip
_CURRENCIES = {
    "¥": "元",
    "￥": "元",
    "$": "美元",
    "€": "欧元",
    "£": "英镑",
    "₩": "韩元",
    "HK$": "港元",
}
_SIGNS = {"&": "和", "=": "等于", "+": "加", "×": "乘以", "÷": "除以", "<": "小于", ">": "大于",
          "≈": "约等于", "±": "正负", "№": "第", "@": "艾特", "#": "井号"}  # fmt: skip
_COUNTERS = "个只本张条位名件家台辆双对次场天年月周岁倍种间座部块点分万亿千百元"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))
_SIGN = "|".join(map(re.escape, sorted(_CURRENCIES, key=len, reverse=True)))
_DATE = re.compile(r"(?<![\d/-])(\d{4})([-/.])(1[0-2]|0?[1-9])\2(3[01]|[12]\d|0?[1-9])(?![\d/-])")
_YEAR = re.compile(r"(?<!\d)(\d{4}|\d\d)(?=年(?!前|后|来|内|间|多|以))")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
_TELEPHONE = re.compile(
    r"(?<![\d.,-])(?:\+\d{1,3}[ -])?"
    r"(?:1\d{10}|0\d{2,3}[ -]?\d{7,8}|1\d\d[ -]\d{4}[ -]\d{4})(?![\d.])"
)
_FRACTION = re.compile(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/])")
_SPAN = re.compile(rf"(?<=\d)(%|{_UNIT}|元|年|月|日|岁|点)?\s?[-–~—]\s?(?=\d)")
_MINUS = re.compile(r"(?<![A-Za-z0-9)%])[-−](?=\d)")


class Mandarin(Language):
    """Mandarin in simplified or traditional characters."""

    locale = "zh"
    formats = Formats(decimal=".", group=",")
    uses_grammar = False

    def before_marks(self, text: str) -> str:
        """Text whose digits and signs are characters."""
        text = _TELEPHONE.sub(lambda m: self._telephone(m[0]), text)
        text = _DATE.sub(lambda m: f"{m[1]}年{int(m[3])}月{int(m[4])}日", text)
        text = _TIME.sub(lambda m: self._time(m[1], m[2], m[3]), text)
        text = _YEAR.sub(lambda m: self.digits(m[1]), text)
        text = _FRACTION.sub(
            lambda m: f"{self.cardinal(int(m[2]))}分之{self.cardinal(int(m[1]))}", text
        )
        text = re.sub(r"\d+(?:\.\d+){2,}", lambda m: self.version(m[0].split(".")), text)
        text = _SPAN.sub(lambda m: f"{m[1] or ''}到", text)
        text = _MINUS.sub("负", text)
        text = re.sub(rf"({_SIGN})\s?({_NUMBER})([万亿]?)(?:元)?", self._money, text)
        text = re.sub(rf"({_NUMBER})\s?%", lambda m: f"百分之{self._number(m[1])}", text)
        text = re.sub(rf"({_NUMBER})\s?‰", lambda m: f"千分之{self._number(m[1])}", text)
        text = re.sub(
            rf"({_NUMBER})\s?({_UNIT})(?![A-Za-z])",
            lambda m: self._number(m[1]) + _UNITS[m[2]],
            text,
        )
        text = re.sub(rf"(?<![\d第])2(?=[{_COUNTERS}])(?!月|日|点|分|年)", "两", text)
        text = re.sub(_NUMBER, lambda m: self._number(m[0]), text)
        return re.sub(f"[{re.escape(''.join(_SIGNS))}]", lambda m: _SIGNS[m[0]], text)

    def cardinal(self, number: int, noun: object = None, around: object = None) -> str:
        """Characters of a whole number: 10 is 十, 205 is 二百零五."""
        if number == 0:
            return _DIGITS[0]
        groups = []
        while number:
            number, rest = divmod(number, 10_000)
            groups.append(rest)
        words = ""
        for size in range(len(groups) - 1, -1, -1):
            group = groups[size]
            if group:
                gap = "零" if words and group < 1000 else ""
                words += gap + self._below_ten_thousand(group) + _SIZES[size]
        return re.sub("^一十", "十", words)

    def _below_ten_thousand(self, number: int) -> str:
        words, gap = "", False
        for place in range(3, -1, -1):
            digit = number // 10**place % 10
            if digit:
                words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
            gap = not digit
        return words

    def digits(self, digits: str) -> str:
        return "".join(_DIGITS[int(digit)] for digit in digits if digit.isdigit())

    def version(self, parts: list[str]) -> str:
        return "点".join(self._number(part) for part in parts)

    def _number(self, written: str) -> str:
        whole, point, decimals = written.replace(",", "").partition(".")
        long = len(whole) > 16 or (len(whole) > 1 and whole[0] == "0")
        words = self.digits(whole) if long else self.cardinal(int(whole))
        return f"{words}点{self.digits(decimals)}" if point else words

    def _telephone(self, written: str) -> str:
        groups = re.findall(r"\d+", written)
        return "，".join(self.digits(group).replace("一", "幺") for group in groups)

    def _time(self, hour: str, minute: str, second: str | None) -> str:
        words = f"{self.cardinal(int(hour))}点"
        if int(minute):
            words += f"{'零' if minute[0] == '0' else ''}{self.cardinal(int(minute))}分"
        return f"{words}{self.cardinal(int(second))}秒" if second else words

    def _money(self, match: re.Match[str]) -> str:
        return f"{self._number(match[2])}{match[3]}{_CURRENCIES[match[1]]}"
