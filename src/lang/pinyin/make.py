"""Makes words.txt, characters.txt and traditional.txt from the data that README.md names.

usage: python3 make.py COMPLETE_JSON TRADITIONAL_JSON PINYIN_DICT_JSON
"""

import collections
import json
import math
import pathlib
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}

# The length of the longest listed word; a longer one is read by its parts.
LONGEST = 4
# The frequency from which a two-character word is listed even if all its readings are the usual ones, because it shows
# where a neighbouring word ends.
FREQUENT = 2e-9
# The frequency from which a word is listed if only its tones are unusual or it has a character with several readings.
KNOWN = 5e-12
# The cost of a character outside any word; that of a word is -10 times the base-10 logarithm of its frequency.
ALONE = 50
# A character is ambiguous if at least this number and this share of its words read it differently than usual.
FEW, SHARE = 5, 0.04

# Usual readings of single characters that differ from the most frequent reading in words.
USUAL = {"调": "tiáo", "粘": "zhān", "匙": "chí", "爪": "zhuǎ", "藉": "jiè", "缪": "miào", "朴": "pǔ"}

# Characters with other readings in words only: outside of words these are a particle and a suffix.
CERTAIN = "的率"

# Words that the sources lack, or read differently than dictionaries do.
CORRECTED = """
会稽 kuài jī
台州 tāi zhōu
大宛 dà yuān
大埔 dà bù
种师道 chóng shī dào
单雄信 shàn xióng xìn
解缙 xiè jìn
解珍 xiè zhēn
解宝 xiè bǎo
和面 huó miàn
和泥 huó ní
仇英 qiú yīng
仇池 qiú chí
重采样 chóng cǎi yàng
重排序 chóng pái xù
重训练 chóng xùn liàn
重命名 chóng mìng míng
重参数化 chóng cān shù huà
重加权 chóng jiā quán
重写 chóng xiě
重编码 chóng biān mǎ
重放 chóng fàng
重传 chóng chuán
重发 chóng fā
调参 tiáo cān
传参 chuán cān
散列 sǎn liè
似然 sì rán
调优 tiáo yōu
降维 jiàng wéi
参数量 cān shù liàng
重连 chóng lián
重识别 chóng shí bié
重载 chóng zài
行号 háng hào
行数 háng shù
行宽 háng kuān
行距 háng jù
行高 háng gāo
行首 háng shǒu
行末 háng mò
行尾 háng wěi
行间 háng jiān
换行 huàn háng
跨行 kuà háng
按行 àn háng
逐行 zhú háng
行向量 háng xiàng liàng
行列 háng liè
长上下文 cháng shàng xià wén
长文本 cháng wén běn
长序列 cháng xù liè
长尾 cháng wěi
步长 bù cháng
时长 shí cháng
全长 quán cháng
变长 biàn cháng
定长 dìng cháng
"""


def syllable(marked):
    """A syllable with its tone as a digit, `chong2`; 5 for the neutral tone."""
    apart = unicodedata.normalize("NFD", marked)
    tone = "".join(TONES.get(c, "") for c in apart) or "5"
    return plain(marked) + tone


def plain(marked):
    apart = unicodedata.normalize("NFD", marked)
    return unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES))


complete, traditional, singles = (json.load(open(path)) for path in sys.argv[1:4])
usual_of_old = {chr(int(code)): said.split(",")[0] for code, said in singles.items()}
# Both change their tone before certain tones, but are sorted by their own.
OWN = {"一": "yī", "不": "bù"}
readings = {
    word: [OWN.get(character, one) for character, one in zip(word, said.split())]
    for word, (said, _) in complete.items()
}
weights = {word: weight for word, (_, weight) in complete.items()}
corrected = {}
for line in CORRECTED.strip().splitlines():
    word, said = line.split(" ", 1)
    corrected[word] = said.split()
    readings[word] = said.split()
    weights[word] = max(weights.get(word, 0), 1e-10)
whole = sum(weights.values())

counts = collections.defaultdict(collections.Counter)
for word, said in readings.items():
    for character, one in zip(word, said):
        counts[character][one] += 1


def usual(character):
    if character in USUAL:
        return USUAL[character]
    seen = counts[character]
    old = usual_of_old.get(character)
    if sum(seen.values()) < 5 and old:
        return old
    most = max(seen.values())
    return old if seen[old] == most else min(one for one, n in seen.items() if n == most)


def sounds(character):
    """The number of words for each reading of a character, tones aside."""
    found = collections.Counter()
    for one, n in counts[character].items():
        found[plain(one)] += n
    return found


def is_ambiguous(character):
    if character in CERTAIN:
        return False
    found = sounds(character)
    others = sum(found.values()) - found[plain(usual(character))]
    return others >= FEW and others / sum(found.values()) >= SHARE


ambiguous = {character for character in counts if is_ambiguous(character)}
as_usual = {character: usual(character) for character in counts}


def cost(word):
    return max(1, round(-10 * math.log10(weights[word] / whole)))


def parts(text, listed):
    """The cheapest division of a text into listed words and single characters."""
    best = [(0, 0)] + [(math.inf, 0)] * len(text)
    for start in range(len(text)):
        for length in range(1, min(LONGEST, len(text) - start) + 1):
            word = text[start : start + length]
            if length > 1 and word not in listed:
                continue
            price = best[start][0] + (ALONE if length == 1 else cost(word))
            if price < best[start + length][0]:
                best[start + length] = (price, start)
    found, end = [], len(text)
    while end:
        start = best[end][1]
        found.append(text[start:end])
        end = start
    return found[::-1]


def read(text, listed):
    said, open_ones = [], False
    for part in parts(text, listed):
        if len(part) > 1:
            said += readings[part]
        else:
            said.append(as_usual.get(part) or usual_of_old.get(part, ""))
            open_ones |= part in ambiguous
    return said, open_ones


def is_listed(word):
    said = readings[word]
    if word in corrected:
        return True
    usually = [as_usual[c] for c in word]
    if [plain(one) for one in said] != [plain(one) for one in usually]:
        return True
    known = weights[word] >= KNOWN
    if len(word) == 2 and weights[word] >= FREQUENT:
        return True
    return known and (said != usually or any(c in ambiguous for c in word))


listed = set()
candidates = sorted(
    (word for word in readings if 1 < len(word) <= LONGEST and is_listed(word)),
    key=lambda word: (len(word), word),
)
for word in candidates:
    said, is_open = read(word, listed)
    if len(word) == 2 or said != readings[word] or is_open:
        listed.add(word)

if __name__ == "__main__":
    lines = []
    for word in sorted(listed):
        said = readings[word]
        if said == [as_usual[c] for c in word]:
            lines.append(f"{word} {cost(word)}")
        else:
            lines.append(" ".join([word, str(cost(word)), *map(syllable, said)]))
    (HERE / "words.txt").write_text("\n".join(lines) + "\n")

    lines = []
    for character in sorted(counts):
        own = as_usual[character]
        if character in ambiguous:
            found = sounds(character)
            del found[plain(own)]
            most = [one for one, n in found.most_common() if n >= FEW] or [found.most_common(1)[0][0]]
            lines.append(" ".join([character, syllable(own), "?", *most]))
        elif own != usual_of_old.get(character):
            lines.append(f"{character} {syllable(own)}")
    (HERE / "characters.txt").write_text("\n".join(lines) + "\n")

    written = {c for word in listed for c in word} | ambiguous
    pairs = sorted((old, new) for old, new in traditional.items() if new in written and len(old) == len(new) == 1)
    (HERE / "traditional.txt").write_text("".join(f"{old} {new}\n" for old, new in pairs))
