//! Labels: the words that the program itself prints in a book, and the punctuation and spaces around them.

use std::fmt;

use fixed_decimal::Decimal;
use icu_locale::LanguageIdentifier;
use icu_plurals::{PluralCategory, PluralRules};

/// The labels of one language. Each field is a key of a language file; see [`KEYS`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Labels<'a> {
    pub contents: &'a str,
    /// The name of the copyright page.
    pub copyright: &'a str,
    /// The heading of the cataloguing-in-publication record.
    pub cip: &'a str,
    /// The heading of the list of figures; the next two, those of tables and code listings.
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
    /// The heading of the list of works that the book cites.
    pub bibliography: &'a str,
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
    /// The answers to such a statement.
    pub judged_true: &'a str,
    pub judged_false: &'a str,
    /// After a matching question: the instruction to write a letter for each number.
    pub to_match: &'a str,
    /// After an ordering question: the instruction to put the letters in order.
    pub to_order: &'a str,
    pub to_sort: &'a str,
    /// The points that a question is worth.
    pub points: Counted<'a>,
    pub made_with: &'a str,
    /// The publication date in words, with `{}` for the date.
    pub published: &'a str,
    /// A date, with `{y}`, `{m}` and `{d}` for its numbers or `{month}` for the month's name.
    pub day: &'a str,
    /// A date on the first of a month, if that is written differently (`1er janvier`); else empty.
    pub first_day: &'a str,
    /// The names of the months, separated by spaces, if `day` has `{month}`.
    pub months: &'a str,
    pub untranslated: &'a str,
    /// A chapter's number in words, with `{}` for the number.
    pub chapter: &'a str,
    /// An appendix in words, with `{}` for its letter.
    pub appendix: &'a str,
    /// A section in words, with `{}` for its title.
    pub section: &'a str,
    /// A page in words, with `{}` for the number.
    pub page: &'a str,
    /// Where the index sends a reader instead, and where besides, with `{}` for the other entries.
    pub see: &'a str,
    pub see_also: &'a str,
    /// The heading of an EPUB's page list, which refers to pages of the print edition.
    pub pages: &'a str,
    /// The link from an answer back to its question, with `{}` for the number.
    pub back: &'a str,
    /// A question in words, with `{}` for the number.
    pub question: &'a str,
    /// An item of a list in words, with `{}` for its number.
    pub item: &'a str,
    /// Names of the roles of creators, in the order of `book::Role`.
    pub roles: [&'a str; 9],
    /// Between the whole part of a number and its fraction.
    pub decimal: &'a str,
    /// Between the items of a short list: `A、C`, `A, C`.
    pub comma: &'a str,
    /// Between the items of a list whose items contain commas.
    pub semicolon: &'a str,
    /// After a label that introduces something: `注：`, `Note: `.
    pub colon: &'a str,
    /// Between a title and an addition to it: `标题——答案`, `Title — Answers`.
    pub dash: &'a str,
    /// Parentheses around `{}`, with the space before them.
    pub brackets: &'a str,
    /// Between sentences.
    pub space: &'a str,
    /// Between a chapter's number and its title on one line.
    pub number_gap: &'a str,
    /// Between a creator and their role: `李明　著`, `Li Ming, author`.
    pub role_gap: &'a str,
    /// The name of the body matter, where the chapters begin, in the landmarks of an EPUB; and the heading of a
    /// chapter's text on a handout, after something else.
    pub body: &'a str,
    /// The link from a note back to its caller, with `{}` for the number.
    pub note_back: &'a str,
    /// What precedes a note of the translator, and one of the editor.
    pub translator_note: &'a str,
    pub editor_note: &'a str,
    /// Sentences for the accessibility summary of an EPUB.
    pub access: AccessLabels<'a>,
    /// Labels of handouts.
    pub sheet: SheetLabels<'a>,
}

/// Sentences of an EPUB's accessibility summary.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccessLabels<'a> {
    pub text: &'a str,
    pub pictures: &'a str,
    pub formulas: &'a str,
    /// Used instead of `formulas` if formulas are pictures.
    pub drawn_formulas: &'a str,
    /// Used if the EPUB marks the pages of the print edition.
    pub pages: &'a str,
    /// Says that there are no hazards: no flashing, motion or sound.
    pub quiet: &'a str,
}

/// The labels of a handout. `{}` stands for a number or letter.
#[derive(Debug, Clone, Copy, Default)]
pub struct SheetLabels<'a> {
    /// Before the blank for the student's name; the next two, class and date.
    pub name: &'a str,
    pub class: &'a str,
    pub day: &'a str,
    /// Marks a teacher's copy.
    pub teacher: &'a str,
    /// Marks an answer key.
    pub key: &'a str,
    pub version: &'a str,
    /// The points of all questions together.
    pub worth: Counted<'a>,
    /// The time for all questions together.
    pub minutes: Counted<'a>,
    pub vocabulary: &'a str,
    /// Above a text to be translated.
    pub reading: &'a str,
    /// Before the advice on grading.
    pub guide: &'a str,
    /// Easy, medium and hard, in the order of `book::Difficulty`.
    pub difficulties: [&'a str; 3],
}

impl Labels<'_> {
    /// A date in words: `2026 年 11 月 1 日`, `1 November 2026`. Month and day count from 1.
    pub fn day(&self, year: i16, month: i8, day: i8) -> String {
        let name = usize::try_from(month - 1)
            .ok()
            .and_then(|index| self.months.split_whitespace().nth(index));
        let pattern = if day == 1 && !self.first_day.is_empty() {
            self.first_day
        } else {
            self.day
        };
        pattern
            .replace("{y}", &year.to_string())
            .replace("{month}", name.unwrap_or_default())
            .replace("{m}", &month.to_string())
            .replace("{d}", &day.to_string())
    }

    /// Points in words, with the form and the decimal mark of the language: `1.5 分`, `1,5 Punkte`.
    pub fn points(&self, label: &Counted<'_>, points: impl fmt::Display) -> String {
        let number = points.to_string();
        fill(label.form(&number), number.replace('.', self.decimal))
    }

    /// The dash before a name on a line of its own, as below a quotation, without the space before it.
    pub fn leading_dash(&self) -> &str {
        self.dash.trim_start()
    }
}

/// A label with a number, in the plural forms of its language; `{}` stands for the number.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counted<'a> {
    /// By plural category; where one is empty, the form `other` is used.
    forms: [&'a str; 6],
    /// The language whose rules choose the form.
    language: Option<&'a LanguageIdentifier>,
}

const ZERO: usize = PluralCategory::Zero as usize;
const ONE: usize = PluralCategory::One as usize;
const TWO: usize = PluralCategory::Two as usize;
const FEW: usize = PluralCategory::Few as usize;
const MANY: usize = PluralCategory::Many as usize;
const OTHER: usize = PluralCategory::Other as usize;

impl Counted<'_> {
    /// The label with a number, in the plural form that the number takes.
    pub fn fill(&self, number: u32) -> String {
        let number = number.to_string();
        fill(self.form(&number), &number)
    }

    /// The form that a number takes, which is written in digits, with a full stop before a fraction.
    fn form(&self, number: &str) -> &str {
        let category = self
            .language
            .map_or(PluralCategory::Other, |lang| category(lang, number));
        let form = self.forms[category as usize];
        // A form for one number alone, such as “a point”, may leave the number out.
        let is_named = number.contains('.') && !form.contains("{}");
        if form.is_empty() || is_named {
            self.forms[OTHER]
        } else {
            form
        }
    }
}

/// The plural category of a number in a language.
fn category(language: &LanguageIdentifier, number: &str) -> PluralCategory {
    let rules = PluralRules::try_new_cardinal(language.into());
    let number: Result<Decimal, _> = number.parse();
    match (rules, number) {
        (Ok(rules), Ok(number)) => rules.category_for(&number),
        (Err(_), _) | (_, Err(_)) => PluralCategory::Other,
    }
}

/// Puts `value` where the pattern has `{}`.
pub fn fill(pattern: &str, value: impl fmt::Display) -> String {
    pattern.replacen("{}", &value.to_string(), 1)
}

/// What precedes and what follows the `{}` of a pattern.
pub fn around(pattern: &str) -> (&str, &str) {
    pattern.split_once("{}").unwrap_or((pattern, ""))
}

/// For the key of a label with plural forms: its plural category, and the key of the form `other`.
pub(super) fn plural_form(key: &str) -> Option<(PluralCategory, &'static str)> {
    const ONES: [(&str, &str); 3] = [
        ("point", "points"),
        ("point-in-all", "points-in-all"),
        ("minute", "minutes"),
    ];
    const SUFFIXES: [(&str, PluralCategory); 4] = [
        ("-zero", PluralCategory::Zero),
        ("-two", PluralCategory::Two),
        ("-few", PluralCategory::Few),
        ("-many", PluralCategory::Many),
    ];
    if let Some((_, other)) = ONES.iter().find(|(one, _)| *one == key) {
        return Some((PluralCategory::One, other));
    }
    let suffixed = SUFFIXES
        .iter()
        .find_map(|(suffix, category)| Some((*category, key.strip_suffix(suffix)?)));
    let (category, base) = suffixed.unwrap_or((PluralCategory::Other, key));
    let (_, other) = ONES.iter().find(|(_, other)| *other == base)?;
    Some((category, other))
}

/// CLDR's name for the plural category of a key, unless that is `other`.
pub fn further_plural(key: &str) -> Option<&'static str> {
    match plural_form(key)?.0 {
        PluralCategory::Zero => Some("zero"),
        PluralCategory::One => Some("one"),
        PluralCategory::Two => Some("two"),
        PluralCategory::Few => Some("few"),
        PluralCategory::Many => Some("many"),
        PluralCategory::Other => None,
    }
}

/// Whether a language may lack a label: punctuation and spaces, which most languages share with English, plural forms
/// other than `other`, and the first day of a month.
pub(super) fn is_optional(key: &str) -> bool {
    const MARKS: [&str; 9] = [
        "decimal",
        "comma",
        "semicolon",
        "colon",
        "dash",
        "brackets",
        "space",
        "number-gap",
        "role-gap",
    ];
    let is_further_form =
        plural_form(key).is_some_and(|(category, _)| category != PluralCategory::Other);
    MARKS.contains(&key) || is_further_form || key == "first-day"
}

/// Whether a label must show its number: always, unless it is a plural form that only one number takes.
pub(super) fn shows_number(key: &str, language: &LanguageIdentifier) -> bool {
    /// Enough numbers for every language's plural rules to repeat.
    const NUMBERS: std::ops::Range<u32> = 0..201;
    plural_form(key).is_none_or(|(wanted, _)| {
        NUMBERS
            .filter(|number| category(language, &number.to_string()) == wanted)
            .count()
            != 1
    })
}

macro_rules! keys {
    ($($key:literal { $($place:tt)+ })*) => {
        /// The keys of labels in a language file and under `labels:` in book.yaml.
        pub const KEYS: &[&str] = &[$($key),*];

        impl<'a> Labels<'a> {
            /// Sets the label of a key. An unknown key is ignored.
            fn set(&mut self, key: &str, text: &'a str) {
                match key {
                    $($key => self.$($place)+ = text,)*
                    _ => {}
                }
            }

            /// The label of a key; empty if it has none.
            pub fn get(&self, key: &str) -> &'a str {
                match key {
                    $($key => self.$($place)+,)*
                    _ => "",
                }
            }
        }
    };
}

keys! {
    "contents" { contents }
    "copyright" { copyright }
    "cip" { cip }
    "figures" { figures }
    "tables" { tables }
    "listings" { listings }
    "index" { index }
    "answers" { answers }
    "answer" { answer }
    "explanation" { explanation }
    "quiz" { quiz }
    "summary" { summary }
    "figure" { figure }
    "table" { table }
    "listing" { listing }
    "glossary" { glossary }
    "bibliography" { bibliography }
    "colophon" { colophon }
    "cover" { cover }
    "title-page" { title_page }
    "notes" { notes }
    "see-answer" { see_answer }
    "insight" { insight }
    "note" { note }
    "tip" { tip }
    "warning" { warning }
    "roadmap" { roadmap }
    "several" { several }
    "true-or-false" { true_or_false }
    "true" { judged_true }
    "false" { judged_false }
    "to-match" { to_match }
    "to-order" { to_order }
    "to-sort" { to_sort }
    "points" { points.forms[OTHER] }
    "point" { points.forms[ONE] }
    "points-zero" { points.forms[ZERO] }
    "points-two" { points.forms[TWO] }
    "points-few" { points.forms[FEW] }
    "points-many" { points.forms[MANY] }
    "made-with" { made_with }
    "published" { published }
    "day" { day }
    "first-day" { first_day }
    "months" { months }
    "untranslated" { untranslated }
    "chapter" { chapter }
    "appendix" { appendix }
    "section" { section }
    "page" { page }
    "see" { see }
    "see-also" { see_also }
    "pages" { pages }
    "back" { back }
    "question" { question }
    "item" { item }
    "author" { roles[0] }
    "translator" { roles[1] }
    "editor" { roles[2] }
    "illustrator" { roles[3] }
    "foreword" { roles[4] }
    "compiler" { roles[5] }
    "photographer" { roles[6] }
    "designer" { roles[7] }
    "contributor" { roles[8] }
    "decimal" { decimal }
    "comma" { comma }
    "semicolon" { semicolon }
    "colon" { colon }
    "dash" { dash }
    "brackets" { brackets }
    "space" { space }
    "number-gap" { number_gap }
    "role-gap" { role_gap }
    "body" { body }
    "note-back" { note_back }
    "translator-note" { translator_note }
    "editor-note" { editor_note }
    "access-text" { access.text }
    "access-pictures" { access.pictures }
    "access-formulas" { access.formulas }
    "access-drawn-formulas" { access.drawn_formulas }
    "access-pages" { access.pages }
    "access-quiet" { access.quiet }
    "name" { sheet.name }
    "class" { sheet.class }
    "date" { sheet.day }
    "teacher" { sheet.teacher }
    "key" { sheet.key }
    "version" { sheet.version }
    "points-in-all" { sheet.worth.forms[OTHER] }
    "point-in-all" { sheet.worth.forms[ONE] }
    "points-in-all-zero" { sheet.worth.forms[ZERO] }
    "points-in-all-two" { sheet.worth.forms[TWO] }
    "points-in-all-few" { sheet.worth.forms[FEW] }
    "points-in-all-many" { sheet.worth.forms[MANY] }
    "minutes" { sheet.minutes.forms[OTHER] }
    "minute" { sheet.minutes.forms[ONE] }
    "minutes-zero" { sheet.minutes.forms[ZERO] }
    "minutes-two" { sheet.minutes.forms[TWO] }
    "minutes-few" { sheet.minutes.forms[FEW] }
    "minutes-many" { sheet.minutes.forms[MANY] }
    "vocabulary" { sheet.vocabulary }
    "reading" { sheet.reading }
    "grading" { sheet.guide }
    "easy" { sheet.difficulties[0] }
    "medium" { sheet.difficulties[1] }
    "hard" { sheet.difficulties[2] }
}

impl<'a> Labels<'a> {
    /// Sets labels by their keys. Setting the plural form `other` of a label also clears its other forms, and setting
    /// `day` clears `first-day`, as they would no longer match.
    pub(super) fn apply<'t>(
        &mut self,
        labels: impl IntoIterator<Item = (&'t str, &'a str)> + Clone,
        language: &'a LanguageIdentifier,
    ) {
        for (key, _) in labels.clone() {
            match key {
                "points" => self.points = Counted::of(language),
                "points-in-all" => self.sheet.worth = Counted::of(language),
                "minutes" => self.sheet.minutes = Counted::of(language),
                "day" => self.first_day = "",
                _ => {}
            }
        }
        for (key, text) in labels {
            self.set(key, text);
        }
    }
}

impl<'a> Counted<'a> {
    fn of(language: &'a LanguageIdentifier) -> Self {
        Self {
            forms: [""; 6],
            language: Some(language),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LabelOverrides, Lang};

    #[test]
    fn numbers_have_the_plural_forms_of_their_language() {
        for (tag, number, minutes) in [
            ("ar", 1, "نحو دقيقة واحدة"),
            ("ar", 2, "نحو دقيقتين"),
            ("ar", 5, "نحو 5 دقائق"),
            ("ar", 12, "نحو 12 دقيقة"),
            ("he", 1, "כדקה אחת"),
            ("ru", 21, "около 21 минуты"),
            ("ru", 25, "около 25 минут"),
            ("fr", 0, "environ 0 minute"),
            ("fr", 2, "environ 2 minutes"),
            ("en", 0, "about 0 minutes"),
            ("en", 1, "about 1 minute"),
            ("zh", 1, "约 1 分钟"),
        ] {
            let lang = Lang::parse(tag).unwrap();
            assert_eq!(lang.labels().sheet.minutes.fill(number), minutes, "{tag}");
        }
        for (number, points) in [
            (1, "1\u{a0}балл"),
            (3, "3\u{a0}балла"),
            (11, "11\u{a0}баллов"),
        ] {
            let lang = Lang::parse("ru").unwrap();
            assert_eq!(lang.labels().points.fill(number), format!("({points})"));
        }
        for (tag, number, points) in [
            ("zh", "1.5", "（1.5\u{a0}分）"),
            ("en", "0.5", "(0.5\u{a0}points)"),
            ("de", "2.5", "(2,5\u{a0}Punkte)"),
            ("fr", "1.5", "(1,5\u{a0}point)"),
            ("ru", "1.5", "(1,5\u{a0}балла)"),
        ] {
            let lang = Lang::parse(tag).unwrap();
            let labels = lang.labels();
            assert_eq!(labels.points(&labels.points, number), points, "{tag}");
        }
    }

    #[test]
    fn a_book_gives_plural_forms_of_its_own() {
        let mut labels = LabelOverrides::default();
        labels.insert("minutes", "około {} minuty".to_owned());
        labels.insert("minute", "około minuty".to_owned());
        labels.insert("minutes-many", "około {} minut".to_owned());
        let mut polish = Lang::parse("pl").unwrap();
        // As if it had no file.
        polish.data = None;
        let polish = polish.with_labels(labels);
        let minutes = |number| polish.labels().sheet.minutes.fill(number);
        assert_eq!(minutes(1), "około minuty");
        assert_eq!(minutes(5), "około 5 minut");
        assert!(!polish.falls_back(|labels| labels.sheet.minutes.fill(5)));
        assert!(polish.falls_back(|labels| labels.points.fill(5)));
        // The form `one` is for a single number; `many` is for several.
        assert!(!polish.needs_number("minute") && polish.needs_number("minutes-many"));
        assert!(Lang::parse("ru").unwrap().needs_number("minute"));
    }

    #[test]
    fn a_label_of_a_book_replaces_all_plural_forms() {
        let mut labels = LabelOverrides::default();
        labels.insert("points", "[{} P]".to_owned());
        labels.insert("day", "{d}.{m}.{y}".to_owned());
        let french = Lang::parse("fr").unwrap().with_labels(labels);
        assert_eq!(french.labels().points.fill(1), "[1 P]");
        assert_eq!(french.labels().day(2026, 11, 1), "1.11.2026");
    }

    #[test]
    fn dates_are_written_as_in_the_language() {
        let day = |tag: &str, day| Lang::parse(tag).unwrap().labels().day(2026, 11, day);
        assert_eq!(day("fr", 1), "1er novembre 2026");
        assert_eq!(day("fr", 2), "2 novembre 2026");
        assert_eq!(day("pt-BR", 1), "1º de novembro de 2026");
        assert_eq!(day("de-AT", 1), "1. November 2026");
        assert_eq!(day("vi", 1), "1/11/2026");
    }

    #[test]
    fn labels_depend_on_language_and_likely_script() {
        for (tag, contents) in [
            ("zh-Hans-HK", "目录"),
            ("zh-HK", "目錄"),
            ("zh-TW", "目錄"),
            ("yue", "目錄"),
            ("yue-CN", "目录"),
            ("en-GB", "Contents"),
            ("pt-PT", "Sumário"),
        ] {
            let lang = Lang::parse(tag).unwrap();
            assert!(lang.missing_labels().is_empty(), "{tag}");
            assert_eq!(lang.labels().contents, contents, "{tag}");
        }
        // For Chinese in Latin letters, labels in characters would be wrong.
        assert!(!Lang::parse("zh-Latn").unwrap().missing_labels().is_empty());
    }
}
