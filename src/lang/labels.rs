//! The words that the tool itself prints, in each language that it knows.

use std::fmt;

use super::sheets::SheetLabels;

/// Words printed by the tool, in one language.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    pub contents: &'a str,
    /// The page that says whose the book is and who made it.
    pub copyright: &'a str,
    /// The head of a library's record that is printed in the book.
    pub cip: &'a str,
    /// The lists of figures, tables and listings.
    pub figures: &'a str,
    pub tables: &'a str,
    pub listings: &'a str,
    pub index: &'a str,
    pub answers: &'a str,
    pub answer: &'a str,
    pub explanation: &'a str,
    pub quiz: &'a str,
    pub summary: &'a str,
    pub figure: &'a str,
    pub table: &'a str,
    pub listing: &'a str,
    pub glossary: &'a str,
    pub colophon: &'a str,
    pub cover: &'a str,
    pub title_page: &'a str,
    pub notes: &'a str,
    pub see_answer: &'a str,
    pub insight: &'a str,
    pub note: &'a str,
    pub tip: &'a str,
    pub warning: &'a str,
    pub roadmap: &'a str,
    /// Beside a question with more than one right option.
    pub several: &'a str,
    /// After a statement to be judged.
    pub true_or_false: &'a str,
    pub holds: &'a str,
    pub fails: &'a str,
    /// After a question whose numbers want a letter each.
    pub to_match: &'a str,
    /// After a question whose letters are to be put into order.
    pub to_order: &'a str,
    /// What a question is worth.
    pub points: Counted<'a>,
    pub made_with: &'a str,
    /// That the book came out on a day, with `{}` for the day.
    pub published: &'a str,
    /// A day, with `{y}`, `{m}` and `{d}` for its numbers or `{month}` for the month's name.
    pub day: &'a str,
    /// The names of the months, parted by blanks, where `day` asks for them.
    pub months: &'a str,
    pub untranslated: &'a str,
    /// A chapter's number in words, with `{}` for the number.
    pub chapter: &'a str,
    /// A page in words, with `{}` for the number.
    pub page: &'a str,
    /// What the list of a print edition's pages is called.
    pub pages: &'a str,
    /// The link of an answer back to its question, with `{}` for the number.
    pub back: &'a str,
    /// A question in words, with `{}` for the number.
    pub question: &'a str,
    /// What someone did for the book, in the order of `book::Role`.
    pub roles: [&'a str; 9],
    /// What joins the items of a short list: `A、C`, `A, C`.
    pub comma: &'a str,
    /// What stands between a label and what it announces: `注：`, `Note: `.
    pub colon: &'a str,
    /// What stands between a chapter's number and title in one line.
    pub number_gap: &'a str,
    /// What stands between a person and their part in the book: `李明　著`, `Li Ming, author`.
    pub role_gap: &'a str,
    /// Where the chapters begin, in a reader's menu.
    pub body: &'a str,
    /// The link of a note back into the text, with `{}` for the number.
    pub note_back: &'a str,
    /// Who can read an EPUB how.
    pub access: AccessWords<'a>,
    /// What sheets for a class say.
    pub sheet: SheetLabels<'a>,
}

/// Sentences on who can read an EPUB how.
#[derive(Debug, Clone, Copy)]
pub struct AccessWords<'a> {
    pub text: &'a str,
    pub pictures: &'a str,
    pub formulas: &'a str,
    /// Of a book whose formulas are pictures.
    pub drawn_formulas: &'a str,
    /// Of a book that marks the pages of its print edition.
    pub pages: &'a str,
    pub quiet: &'a str,
}

impl Labels<'_> {
    /// A day in the language's words: `2026 年 11 月 1 日`, `1 November 2026`.
    pub fn day(&self, year: i16, month: i8, day: i8) -> String {
        let name = usize::try_from(month - 1)
            .ok()
            .and_then(|index| self.months.split_whitespace().nth(index));
        self.day
            .replace("{y}", &year.to_string())
            .replace("{month}", name.unwrap_or_default())
            .replace("{m}", &month.to_string())
            .replace("{d}", &day.to_string())
    }
}

/// A number of something, with `{}` for the number. No line breaks beside a number that is a part of one remark.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    pub one: &'a str,
    /// Of none, and of two and more.
    pub many: &'a str,
}

impl<'a> Counted<'a> {
    /// In a language that counts one as it counts many.
    pub(super) const fn alike(pattern: &'a str) -> Self {
        Self {
            one: pattern,
            many: pattern,
        }
    }

    /// So many of them.
    pub fn fill(self, number: u32) -> String {
        fill(if number == 1 { self.one } else { self.many }, number)
    }
}

/// Puts `value` where the pattern has `{}`.
pub fn fill(pattern: &str, value: impl fmt::Display) -> String {
    pattern.replacen("{}", &value.to_string(), 1)
}

pub(super) static ZH: Labels<'static> = Labels {
    contents: "目录",
    copyright: "版权页",
    cip: "图书在版编目（CIP）数据",
    figures: "插图目录",
    tables: "表格目录",
    listings: "代码目录",
    index: "索引",
    answers: "参考答案",
    answer: "答案",
    explanation: "解析",
    quiz: "练习",
    summary: "本章要点",
    figure: "图",
    table: "表",
    listing: "代码",
    glossary: "术语表",
    colophon: "版权信息",
    cover: "封面",
    title_page: "书名页",
    notes: "注释",
    see_answer: "查看答案",
    insight: "洞见",
    note: "说明",
    tip: "提示",
    warning: "注意",
    roadmap: "路线图",
    several: "（多选）",
    true_or_false: "（判断对错）",
    holds: "对",
    fails: "错",
    to_match: "（配对）",
    to_order: "（排序）",
    points: Counted::alike("（{}\u{a0}分）"),
    made_with: "排版",
    published: "出版日期：{}",
    day: "{y} 年 {m} 月 {d} 日",
    months: "",
    untranslated: "〔尚未翻译〕",
    chapter: "第 {} 章",
    page: "第 {} 页",
    pages: "印刷版页码",
    back: "回到第 {} 题",
    question: "第 {} 题",
    roles: [
        "著",
        "译",
        "编",
        "绘",
        "序",
        "辑",
        "摄影",
        "封面设计",
        "参与",
    ],
    comma: "、",
    colon: "：",
    number_gap: "　",
    role_gap: "　",
    body: "正文",
    note_back: "注释 {}，回到正文",
    access: AccessWords {
        text: "文字可以放大、换字体、换颜色；目录和各级标题可以导航。",
        pictures: "图片都有文字说明。",
        formulas: "公式可以朗读，并附 TeX 写法。",
        drawn_formulas: "公式是图片，都附有 TeX 写法。",
        pages: "页码与纸质版一致，可以按页码查找。",
        quiet: "没有声音、动画和闪烁。",
    },
    sheet: super::sheets::ZH,
};

pub(super) static ZH_HANT: Labels<'static> = Labels {
    contents: "目錄",
    copyright: "版權頁",
    cip: "圖書在版編目（CIP）資料",
    figures: "插圖目錄",
    tables: "表格目錄",
    listings: "程式碼目錄",
    index: "索引",
    answers: "參考答案",
    answer: "答案",
    explanation: "解析",
    quiz: "練習",
    summary: "本章要點",
    figure: "圖",
    table: "表",
    listing: "程式碼",
    glossary: "術語表",
    colophon: "版權資訊",
    cover: "封面",
    title_page: "書名頁",
    notes: "註釋",
    see_answer: "查看答案",
    insight: "洞見",
    note: "說明",
    tip: "提示",
    warning: "注意",
    roadmap: "路線圖",
    several: "（多選）",
    true_or_false: "（判斷對錯）",
    holds: "對",
    fails: "錯",
    to_match: "（配對）",
    to_order: "（排序）",
    points: Counted::alike("（{}\u{a0}分）"),
    made_with: "排版",
    published: "出版日期：{}",
    day: "{y} 年 {m} 月 {d} 日",
    months: "",
    untranslated: "〔尚未翻譯〕",
    chapter: "第 {} 章",
    page: "第 {} 頁",
    pages: "印刷版頁碼",
    back: "回到第 {} 題",
    question: "第 {} 題",
    roles: [
        "著",
        "譯",
        "編",
        "繪",
        "序",
        "輯",
        "攝影",
        "封面設計",
        "參與",
    ],
    comma: "、",
    colon: "：",
    number_gap: "　",
    role_gap: "　",
    body: "正文",
    note_back: "註釋 {}，回到正文",
    access: AccessWords {
        text: "文字可以放大、換字型、換顏色；目錄和各級標題可以導覽。",
        pictures: "圖片都有文字說明。",
        formulas: "公式可以朗讀，並附 TeX 寫法。",
        drawn_formulas: "公式是圖片，都附有 TeX 寫法。",
        pages: "頁碼與紙本一致，可以按頁碼查找。",
        quiet: "沒有聲音、動畫和閃爍。",
    },
    sheet: super::sheets::ZH_HANT,
};

pub(super) static JA: Labels<'static> = Labels {
    contents: "目次",
    copyright: "刊記",
    cip: "出版時図書目録（CIP）データ",
    figures: "図一覧",
    tables: "表一覧",
    listings: "コード一覧",
    index: "索引",
    answers: "解答",
    answer: "答え",
    explanation: "解説",
    quiz: "練習問題",
    summary: "この章のまとめ",
    figure: "図",
    table: "表",
    listing: "コード",
    glossary: "用語集",
    colophon: "奥付",
    cover: "表紙",
    title_page: "扉",
    notes: "注",
    see_answer: "答えを見る",
    insight: "洞察",
    note: "補足",
    tip: "ヒント",
    warning: "注意",
    roadmap: "道しるべ",
    several: "（複数選択）",
    true_or_false: "（正誤）",
    holds: "正しい",
    fails: "誤り",
    to_match: "（組み合わせ）",
    to_order: "（並べ替え）",
    points: Counted::alike("（{}\u{a0}点）"),
    made_with: "組版",
    published: "{} 発行",
    day: "{y} 年 {m} 月 {d} 日",
    months: "",
    untranslated: "〔未訳〕",
    chapter: "第 {} 章",
    page: "{} ページ",
    pages: "印刷版のページ",
    back: "問 {} に戻る",
    question: "問 {}",
    roles: [
        "著", "訳", "編", "絵", "序文", "編纂", "写真", "装丁", "協力",
    ],
    comma: "、",
    colon: "：",
    number_gap: "　",
    role_gap: "　",
    body: "本文",
    note_back: "注 {}、本文に戻る",
    access: AccessWords {
        text: "文字の大きさ、書体、色を変えられます。目次と見出しから移動できます。",
        pictures: "図にはすべて説明文があります。",
        formulas: "数式は読み上げられ、TeX による表記が付いています。",
        drawn_formulas: "数式は画像で、すべて TeX による表記が付いています。",
        pages: "紙の本のページ番号で探せます。",
        quiet: "音声、動画、点滅はありません。",
    },
    sheet: super::sheets::JA,
};

pub(super) static KO: Labels<'static> = Labels {
    contents: "차례",
    answers: "정답과 풀이",
    answer: "정답",
    explanation: "풀이",
    quiz: "연습 문제",
    summary: "이 장의 요점",
    figure: "그림",
    table: "표",
    listing: "코드",
    glossary: "용어집",
    colophon: "판권",
    cover: "표지",
    title_page: "속표지",
    notes: "주",
    see_answer: "정답 보기",
    insight: "통찰",
    note: "참고",
    tip: "도움말",
    warning: "주의",
    roadmap: "길잡이",
    several: "(복수 선택)",
    true_or_false: "(참 또는 거짓)",
    holds: "참",
    fails: "거짓",
    to_match: "(짝짓기)",
    to_order: "(순서 맞추기)",
    points: Counted::alike("({}점)"),
    made_with: "조판",
    untranslated: "[번역되지 않음]",
    chapter: "제{}장",
    page: "{}쪽",
    pages: "인쇄판 쪽 번호",
    back: "문제 {}(으)로 돌아가기",
    question: "문제 {}",
    roles: [
        "지음",
        "옮김",
        "엮음",
        "그림",
        "머리말",
        "편찬",
        "사진",
        "표지 디자인",
        "참여",
    ],
    comma: ", ",
    colon: ": ",
    number_gap: " ",
    role_gap: " ",
    body: "본문",
    note_back: "주 {}, 본문으로",
    access: AccessWords {
        text: "글자 크기, 글꼴, 색을 바꿀 수 있습니다. 차례와 제목으로 이동할 수 있습니다.",
        pictures: "모든 그림에 설명이 있습니다.",
        formulas: "수식은 읽어 주기가 되며 TeX 표기가 있습니다.",
        drawn_formulas: "수식은 그림이며 모두 TeX 표기가 있습니다.",
        pages: "인쇄판의 쪽 번호가 표시되어 있습니다.",
        quiet: "소리, 움직임, 깜빡임은 없습니다.",
    },
    copyright: "판권",
    cip: "출판예정도서목록(CIP)",
    figures: "그림 차례",
    tables: "표 차례",
    listings: "코드 차례",
    index: "찾아보기",
    published: "{} 발행",
    day: "{y}년 {m}월 {d}일",
    months: "",
    sheet: super::sheets::KO,
};

pub(super) static EN: Labels<'static> = Labels {
    contents: "Contents",
    copyright: "Copyright",
    cip: "Cataloguing-in-Publication Data",
    figures: "Figures",
    tables: "Tables",
    listings: "Listings",
    index: "Index",
    answers: "Answer Key",
    answer: "Answer",
    explanation: "Why",
    quiz: "Quiz",
    summary: "Key points",
    figure: "Figure",
    table: "Table",
    listing: "Listing",
    glossary: "Glossary",
    colophon: "Colophon",
    cover: "Cover",
    title_page: "Title page",
    notes: "Notes",
    see_answer: "See the answer",
    insight: "Insight",
    note: "Note",
    tip: "Tip",
    warning: "Warning",
    roadmap: "Roadmap",
    several: "(more than one)",
    true_or_false: "(true or false)",
    holds: "True",
    fails: "False",
    to_match: "(match)",
    to_order: "(put in order)",
    points: Counted {
        one: "({}\u{a0}point)",
        many: "({}\u{a0}points)",
    },
    made_with: "Typeset with",
    published: "Published {}",
    day: "{d} {month} {y}",
    months: "January February March April May June July August September October November December",
    untranslated: "[not yet translated]",
    chapter: "Chapter {}",
    page: "p. {}",
    pages: "Pages of the print edition",
    back: "Back to question {}",
    question: "Question {}",
    roles: [
        "author",
        "translator",
        "editor",
        "illustrator",
        "foreword",
        "compiler",
        "photographer",
        "cover designer",
        "contributor",
    ],
    comma: ", ",
    colon: ": ",
    number_gap: ". ",
    role_gap: ", ",
    body: "Text",
    note_back: "Note {}, back to the text",
    access: AccessWords {
        text: "Text can be resized and restyled, and contents and headings lead through the book.",
        pictures: "Every picture is described in words.",
        formulas: "Formulas can be read aloud, and each has its TeX.",
        drawn_formulas: "Formulas are pictures, each described by its TeX.",
        pages: "Pages are numbered as in the printed book.",
        quiet: "Nothing sounds, moves or flashes.",
    },
    sheet: super::sheets::EN,
};
