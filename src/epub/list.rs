//! Lists and their items.

use super::chapter::Writer;
use super::localized_nodes::LocalizedNodes;
use super::xml::{El, Node};
use crate::book::ListKind;
use crate::manuscript::{ItemMark, ItemPiece, ListPiece, Localized};

impl<'m> Writer<'_, 'm> {
    /// A list. Numbers in a form that HTML does not know are part of the text.
    pub(super) fn list(&mut self, list: &'m ListPiece<'m>) -> El {
        match list.kind {
            ListKind::Definitions => {
                let mut all = El::new("dl").class("definitions");
                for item in &list.items {
                    all = all.with_all(self.definition(item));
                }
                all
            }
            ListKind::Works if list.hangs() => self.item_list(El::new("ul").class("marked"), list),
            ListKind::Works => self.item_list(El::new("ol").class("marked"), list),
            ListKind::Bulleted => self.item_list(El::new("ul"), list),
            ListKind::Numbered if list.has_pattern => {
                self.item_list(El::new("ol").class("marked"), list)
            }
            ListKind::Numbered if list.start == 1 => self.item_list(El::new("ol"), list),
            ListKind::Numbered => {
                let element = El::new("ol").attr("start", list.start.to_string());
                self.item_list(element, list)
            }
        }
    }

    fn item_list(&mut self, element: El, list: &'m ListPiece<'m>) -> El {
        let mut element = element;
        for item in &list.items {
            element = element.with(self.item(list, item));
        }
        element
    }

    fn item(&mut self, list: &'m ListPiece<'m>, item: &'m ItemPiece<'m>) -> El {
        // The languages cannot share a text in front of which they have different numbers.
        let text = match &item.mark {
            ItemMark::Number(Localized::Duo { lead, second })
                if list.has_pattern && lead != second =>
            {
                self.texts.line(item.text)
            }
            ItemMark::Number(_)
            | ItemMark::Bullet
            | ItemMark::Check(_)
            | ItemMark::Term(_)
            | ItemMark::Hanging => self.texts.short(item.text),
        };
        let mark_class = if list.has_words { "mark words" } else { "mark" };
        let span = |class: &'static str, mark: &str| -> [Node; 2] {
            let mark = El::new("span").class(class).with(mark.to_owned());
            [mark.into(), " ".into()]
        };
        let element = El::new("li");
        let (element, text) = match &item.mark {
            ItemMark::Number(number) if list.has_pattern => {
                let first = number.lead();
                let same = number.iter().all(|one| one == first);
                let mut numbers = number.iter();
                let mut is_first = true;
                let text = text.map(|_, nodes| {
                    let number = numbers.next().filter(|_| is_first || !same);
                    is_first = false;
                    let mark = number.map(|number| span(mark_class, number));
                    mark.into_iter().flatten().chain(nodes).collect()
                });
                let class = if same { "marked shared" } else { "marked" };
                (element.class(class), text)
            }
            ItemMark::Check(is_checked) => {
                let sign = if *is_checked { "■" } else { "□" };
                let text = text.prepend_to_first(|_| span("mark", sign).into());
                (element.class("marked shared check"), text)
            }
            ItemMark::Hanging => (element.class("marked"), text),
            ItemMark::Number(_) | ItemMark::Bullet | ItemMark::Term(_) => (element, text),
        };
        let element = match item.anchor {
            Some(anchor) => element.id(anchor),
            None => element,
        };
        self.held(element, text, item)
    }

    /// A term and its definition.
    fn definition(&mut self, item: &'m ItemPiece<'m>) -> Vec<El> {
        let mut all = Vec::new();
        if let ItemMark::Term(term) = &item.mark {
            let term = El::new("dt").with_all(self.texts.short(*term).inline());
            all.push(match item.anchor {
                Some(anchor) => term.id(anchor),
                None => term,
            });
        }
        let text = self.texts.short(item.text);
        all.push(self.held(El::new("dd"), text, item));
        all
    }

    /// The text of an item, and the pieces inside it.
    fn held(&mut self, element: El, text: LocalizedNodes<'m>, item: &'m ItemPiece<'m>) -> El {
        element
            .with_all(text.inline())
            .with_all(self.pieces(&item.pieces, false))
    }
}
