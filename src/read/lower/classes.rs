//! Lowers questions that ask to sort items into classes.

use super::quiz::Repeated;
use super::words::TextRole;
use super::{Lower, items};
use crate::book::{Class, Inline, Text};
use crate::diagnostics::Code;
use crate::lang::{Pair, Side};
use crate::message::{message, plural};
use crate::read::file::ClassFile;
use crate::read::shape::{At, RawTextWith};
use crate::source::Span;

/// The most classes, and the most items, which are lettered from A to Z.
const MOST: usize = 26;

impl Lower<'_> {
    pub(super) fn classes(&mut self, classes: &At<Vec<At<RawTextWith<ClassFile>>>>) -> Vec<Class> {
        let list = classes.value.as_deref().unwrap_or_default();
        if classes.value.is_some() && !(2..=MOST).contains(&list.len()) {
            self.complain(
                Code::QuizSides,
                plural!(
                    list.len(),
                    "`classes` has {} class",
                    "`classes` has {} classes"
                ),
                classes.at,
                message!("give it 2 to 26 classes"),
            );
        }
        let mut names: Vec<(Span, Pair<Text>)> = Vec::new();
        let mut each: Vec<Vec<(Span, Pair<Text>)>> = Vec::new();
        for class in list {
            let Some(worded) = &class.value else { continue };
            let own = &worded.rest.items;
            if own.value.as_ref().is_some_and(Vec::is_empty) {
                self.complain(
                    Code::QuizSides,
                    message!("nothing belongs to this class"),
                    own.at,
                    message!("add an item, or remove the class"),
                );
            }
            names.push((class.at, self.pair(class.at, &worded.text, TextRole::Title)));
            let own = items(Some(own)).map(|item| (item.at, self.title(item)));
            each.push(own.collect());
        }
        let count = each.iter().map(Vec::len).sum::<usize>();
        if count > MOST {
            self.complain(
                Code::QuizSides,
                message!("the classes have more than 26 items"),
                classes.at,
                message!("items are lettered from A to Z; remove some, or divide the question"),
            );
        }
        self.all_differ(names.iter().map(|(at, name)| (*at, name)), Repeated::Class);
        let all = each.iter().flatten().map(|(at, item)| (*at, item));
        self.all_differ(all, Repeated::Item);
        let read = names.into_iter().zip(each);
        let read = read.map(|((_, name), items)| {
            let items: Vec<Pair<Text>> = items.into_iter().map(|(_, item)| item).collect();
            Class {
                printed: self.printed(&name, &items),
                name,
                items,
            }
        });
        read.collect()
    }

    /// A class and its items as a key prints them.
    fn printed(&self, name: &Pair<Text>, items: &[Pair<Text>]) -> Pair<Text> {
        let in_one = |side: Side| {
            let labels = self.shared.languages.get(side).labels();
            let mut text = name.get(side).clone();
            if self.only.is_some_and(|only| only != side) {
                return text;
            }
            for (index, item) in items.iter().enumerate() {
                let before = if index == 0 {
                    labels.colon
                } else {
                    labels.comma
                };
                text.inlines.push(Inline::Plain(before.to_owned()));
                text.inlines.extend(item.get(side).inlines.iter().cloned());
            }
            text
        };
        Pair {
            a: in_one(Side::A),
            b: in_one(Side::B),
        }
    }
}
