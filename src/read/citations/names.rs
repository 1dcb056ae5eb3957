//! The names of persons: those in Han in a `.bib` file, and `and others` in what is rendered.

use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, TermForm};

use super::latex::OTHERS;
use super::locales;
use crate::book::Inline;
use crate::lang::{Lang, is_wide};

/// Names with those in Han written in a way that the library understands. It would take the first word of `王 小明` for a
/// particle such as `von`, and lose it. Chinese authors are cited by their whole names, others by their surnames.
/// For `and others`, a mark stands.
pub fn written(names: &str, lang: &Lang) -> String {
    let one = |name: &str| {
        if matches!(name, "others" | "等") {
            return OTHERS.to_string();
        }
        let mut parts = name.split([' ', ',', '，']).filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some(surname), Some(given), None)
                if surname.chars().chain(given.chars()).all(is_wide) =>
            {
                let gap = if lang.primary() == "zh" { "" } else { ", " };
                format!("{surname}{gap}{given}")
            }
            _ => name.to_owned(),
        }
    };
    let all = names.split(" and ").map(|name| {
        let inner = name.trim();
        name.replace(inner, &one(inner))
    });
    all.collect::<Vec<_>>().join(" and ")
}

/// The words that a style has for further persons.
pub struct Others {
    /// `et al.` or `等`.
    et_al: String,
    /// What may precede the last person.
    and: Vec<String>,
}

impl Others {
    /// The words of a style in a locale.
    pub fn of(style: &IndependentStyle, code: &LocaleCode) -> Self {
        let term = |name: OtherTerm| {
            let own = style.locale.iter();
            let suits = |locale: &&Locale, whole: bool| match &locale.lang {
                None => false,
                Some(lang) if whole => lang == code,
                Some(lang) => lang.0.split('-').next() == code.0.split('-').next(),
            };
            let every = own.clone().filter(|locale| locale.lang.is_none());
            let each = own
                .clone()
                .filter(|locale| suits(locale, true))
                .chain(own.filter(|locale| suits(locale, false)))
                .chain(every)
                .chain(locales().iter().filter(|locale| suits(locale, true)));
            let mut terms =
                each.filter_map(|locale| locale.term(Term::Other(name), TermForm::Long)?.single());
            terms.next().map(|term| term.trim().to_owned())
        };
        let and = ["&".to_owned(), "and".to_owned(), "和".to_owned()];
        Self {
            et_al: term(OtherTerm::EtAl).unwrap_or_else(|| "et al.".to_owned()),
            and: term(OtherTerm::And).into_iter().chain(and).collect(),
        }
    }

    /// Puts the words where a mark stands for further persons.
    pub fn put(&self, inlines: &mut Vec<Inline>) {
        join(inlines);
        for inline in inlines {
            match inline {
                Inline::Plain(words) => {
                    while let Some((before, after)) = words.split_once(OTHERS) {
                        *words = self.joined(before, after);
                    }
                }
                Inline::Emph(inner)
                | Inline::Strong(inner)
                | Inline::Link { text: inner, .. }
                | Inline::Reference { text: inner, .. }
                | Inline::Span { text: inner, .. } => self.put(inner),
                Inline::Code(_)
                | Inline::Formula(_)
                | Inline::Note(_)
                | Inline::Ruby { .. }
                | Inline::Blank { .. }
                | Inline::Index(_)
                | Inline::Picture(_)
                | Inline::Break => {}
            }
        }
    }

    /// The comma that the style has put there stays; its `and` goes.
    fn joined(&self, before: &str, after: &str) -> String {
        let before = before.trim_end();
        let and = self.and.iter().find_map(|and| before.strip_suffix(and));
        let before = and.unwrap_or(before).trim_end();
        let is_han = self.et_al.starts_with(is_wide);
        let gap = if before.is_empty() || is_han && before.ends_with(is_wide) {
            ""
        } else {
            " "
        };
        let et_al = if after.starts_with('.') {
            self.et_al.trim_end_matches('.')
        } else {
            &self.et_al
        };
        format!("{before}{gap}{et_al}{after}")
    }
}

/// Joins neighbouring plain words.
fn join(inlines: &mut Vec<Inline>) {
    let mut joined: Vec<Inline> = Vec::new();
    for inline in inlines.drain(..) {
        match (joined.last_mut(), inline) {
            (Some(Inline::Plain(before)), Inline::Plain(words)) => before.push_str(&words),
            (_, inline) => joined.push(inline),
        }
    }
    *inlines = joined;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_han_keep_their_surnames() {
        let names = |names: &str, tag: &str| written(names, &Lang::parse(tag).expect("a tag"));
        assert_eq!(
            names("王 小明 and Smith, John and 张三", "zh"),
            "王小明 and Smith, John and 张三"
        );
        assert_eq!(names("欧阳, 修", "zh"), "欧阳修");
        assert_eq!(names("田中 太郎", "ja"), "田中, 太郎");
    }
}
