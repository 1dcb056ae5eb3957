//! Examples that are glossed word by word: a paragraph of words, each above its glosses, so that they wrap together and
//! are read one after the other.

use super::localized_nodes::LocalizedNodes;
use super::text_writer::TextWriter;
use super::xml::{El, Node};
use crate::manuscript::GlossPiece;

pub fn gloss<'m>(texts: &mut TextWriter<'m>, gloss: &'m GlossPiece<'m>) -> El {
    let mut words: Option<LocalizedNodes<'m>> = None;
    for rows in &gloss.words {
        let rows = rows.iter().map(|row| {
            let row = texts.line(*row);
            row.map(|lang, nodes| {
                // Below words that run against the text, glosses are read as the text is.
                let nodes = match gloss.lang {
                    Some(own) if own.is_rtl() != lang.is_rtl() => {
                        let inner = El::new("span").attr("dir", lang.direction());
                        vec![inner.with_all(nodes).into()]
                    }
                    Some(_) | None => nodes,
                };
                vec![El::new("span").with_all(nodes).into(), " ".into()]
            })
        });
        let rows = rows.reduce(LocalizedNodes::and);
        let word = rows.map(|rows| {
            rows.map(|_, nodes| {
                let word = El::new("span").class("word").with_all(nodes);
                vec![word.into(), " ".into()]
            })
        });
        words = match (words, word) {
            (Some(words), Some(word)) => Some(words.and(word)),
            (words, word) => words.or(word),
        };
    }
    let words = words.map(|words| {
        words.map(|lang, nodes| {
            let number = gloss.number.as_ref().map(|number| {
                let number = format!("({number})");
                Node::from(El::new("span").class("number").with(number))
            });
            let number = number.into_iter().flat_map(|number| [number, " ".into()]);
            let is_counted = gloss.number.is_some();
            let line = El::new("p").class(if is_counted { "words counted" } else { "words" });
            let line = match gloss.lang {
                Some(own) if own.is_rtl() != lang.is_rtl() => line.attr("dir", own.direction()),
                Some(_) | None => line,
            };
            vec![
                line.with_all(number.chain(nodes).collect::<Vec<_>>())
                    .into(),
            ]
        })
    });
    let translation = gloss.translation.map(|translation| {
        texts.line(translation).map(|_, nodes| {
            let line = El::new("p").class("translation");
            vec![line.with_all(nodes).into()]
        })
    });
    let all = match (words, translation) {
        (Some(words), Some(translation)) => Some(words.and(translation)),
        (words, translation) => words.or(translation),
    };
    El::new("div")
        .class("gloss")
        .with_all(all.map(|all| all.block("div", "example")))
}
