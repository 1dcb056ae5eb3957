//! The words of sheets for a class, in each language that the tool knows.

use super::labels::Counted;

/// What a sheet itself says. `{}` stands for a number or letter.
#[derive(Debug, Clone, Copy)]
pub struct SheetLabels<'a> {
    /// Before the line for a student's name, class and the day.
    pub name: &'a str,
    pub class: &'a str,
    pub day: &'a str,
    /// On a teacher's copy.
    pub teacher: &'a str,
    /// On a sheet with the answers alone.
    pub key: &'a str,
    pub version: &'a str,
    pub worth: Counted<'a>,
    pub minutes: Counted<'a>,
    pub vocabulary: &'a str,
    /// Over a text to be translated.
    pub reading: &'a str,
    /// Before how an answer is graded.
    pub guide: &'a str,
    /// Easy, medium and hard, in the order of `book::Difficulty`.
    pub difficulties: [&'a str; 3],
}

pub(super) const ZH: SheetLabels<'static> = SheetLabels {
    name: "姓名",
    class: "班级",
    day: "日期",
    teacher: "教师用",
    key: "答案",
    version: "{} 卷",
    worth: Counted::alike("满分 {} 分"),
    minutes: Counted::alike("约 {} 分钟"),
    vocabulary: "词汇",
    reading: "翻译练习",
    guide: "评分",
    difficulties: ["容易", "中等", "较难"],
};

pub(super) const ZH_HANT: SheetLabels<'static> = SheetLabels {
    name: "姓名",
    class: "班級",
    day: "日期",
    teacher: "教師用",
    key: "答案",
    version: "{} 卷",
    worth: Counted::alike("滿分 {} 分"),
    minutes: Counted::alike("約 {} 分鐘"),
    vocabulary: "詞彙",
    reading: "翻譯練習",
    guide: "評分",
    difficulties: ["容易", "中等", "較難"],
};

pub(super) const JA: SheetLabels<'static> = SheetLabels {
    name: "氏名",
    class: "クラス",
    day: "日付",
    teacher: "教師用",
    key: "解答",
    version: "{} 版",
    worth: Counted::alike("{} 点満点"),
    minutes: Counted::alike("約 {} 分"),
    vocabulary: "語彙",
    reading: "翻訳練習",
    guide: "採点",
    difficulties: ["やさしい", "ふつう", "むずかしい"],
};

pub(super) const KO: SheetLabels<'static> = SheetLabels {
    name: "이름",
    class: "반",
    day: "날짜",
    teacher: "교사용",
    key: "정답",
    version: "{}형",
    worth: Counted::alike("{}점 만점"),
    minutes: Counted::alike("약 {}분"),
    vocabulary: "어휘",
    reading: "번역 연습",
    guide: "채점 기준",
    difficulties: ["쉬움", "보통", "어려움"],
};

pub(super) const EN: SheetLabels<'static> = SheetLabels {
    name: "Name",
    class: "Class",
    day: "Date",
    teacher: "Teacher’s copy",
    key: "Key",
    version: "Version {}",
    worth: Counted {
        one: "{} point in all",
        many: "{} points in all",
    },
    minutes: Counted {
        one: "about {} minute",
        many: "about {} minutes",
    },
    vocabulary: "Vocabulary",
    reading: "Translation practice",
    guide: "Grading",
    difficulties: ["easy", "medium", "hard"],
};
