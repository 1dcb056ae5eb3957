//! Texts and blocks in one language as lines of plain text, for formats without markup.

use super::blocks::{distinct, numbered};
use super::text::{plain, plain_lines};
use crate::lang::{Labels, Lang};
use crate::manuscript::{ItemMark, Localized, LocalizedText, Piece, PieceKind, TableCell};

/// Writes texts in one language of an export.
#[derive(Debug, Clone, Copy)]
pub struct LineWriter<'a> {
    pub languages: Localized<&'a Lang>,
    /// The place of the language among them.
    pub place: usize,
    pub lang: &'a Lang,
}

impl LineWriter<'_> {
    /// The writer of what one language may have alone, by its place; `None` if that is the other language.
    pub fn within(&self, only: Option<usize>) -> Option<Self> {
        match (only, self.languages) {
            (Some(place), Localized::Duo { .. }) => (place == self.place).then_some(Self {
                languages: Localized::Solo(self.lang),
                place: 0,
                lang: self.lang,
            }),
            (_, Localized::Solo(_)) | (None, _) => Some(*self),
        }
    }

    /// A text on one line.
    pub fn line(&self, text: &LocalizedText<'_>) -> String {
        let texts = text.text.zip(self.languages);
        let own = texts.iter().nth(self.place);
        own.map_or_else(String::new, |(text, lang)| plain(text, lang))
    }

    /// A text with its hard line breaks.
    pub fn text(&self, text: &LocalizedText<'_>) -> String {
        let texts = text.text.zip(self.languages);
        let own = texts.iter().nth(self.place);
        own.map_or_else(String::new, |(text, lang)| plain_lines(text, lang))
    }

    /// Blocks, one paragraph a line.
    pub fn blocks(&self, pieces: &[Piece<'_>]) -> Vec<String> {
        pieces.iter().flat_map(|piece| self.block(piece)).collect()
    }

    fn block(&self, piece: &Piece<'_>) -> Vec<String> {
        let own = self.within(piece.only);
        own.map_or_else(Vec::new, |writer| writer.block_of(piece))
    }

    fn block_of(&self, piece: &Piece<'_>) -> Vec<String> {
        let said = |text: &LocalizedText<'_>| self.text(text);
        match &piece.kind {
            PieceKind::Text(text)
            | PieceKind::Lead(text)
            | PieceKind::Aligned(text, _)
            | PieceKind::Heading { text, .. } => vec![said(text)],
            PieceKind::Summary(items) => {
                let items = items.iter();
                items.map(|item| format!("• {}", said(item))).collect()
            }
            PieceKind::List(list) => {
                let mut lines = Vec::new();
                for item in &list.items {
                    let mark = match &item.mark {
                        ItemMark::Bullet | ItemMark::Hanging => "•".to_owned(),
                        ItemMark::Number(number) => {
                            let own = number.iter().nth(self.place);
                            own.map_or_else(String::new, |number| (*number).clone())
                        }
                        ItemMark::Check(is_checked) => {
                            if *is_checked { "■" } else { "□" }.to_owned()
                        }
                        ItemMark::Term(term) => said(term),
                    };
                    lines.push(format!("{mark} {}", said(&item.text)));
                    lines.extend(self.blocks(&item.pieces));
                }
                lines
            }
            PieceKind::Quote(quote) => {
                let text = quote.text.iter().map(said);
                text.chain(self.blocks(&quote.pieces))
                    .chain(quote.source.iter().map(said))
                    .collect()
            }
            PieceKind::Dialogue(turns) => {
                let each = turns.iter().flat_map(|turn| {
                    let speaker = turn.speaker.as_ref().map(said);
                    let head: Vec<String> = speaker
                        .into_iter()
                        .chain(turn.time.map(str::to_owned))
                        .collect();
                    let head = (!head.is_empty()).then(|| head.join(" "));
                    head.into_iter().chain([said(&turn.text)])
                });
                each.collect()
            }
            PieceKind::Signatures(parties) => {
                let lines = parties.iter();
                let lines = lines.flat_map(|one| [&one.party].into_iter().chain(&one.lines));
                lines.map(said).collect()
            }
            PieceKind::Verse(verse) => {
                let lines = verse.stanzas.iter().flatten().map(|line| {
                    let number = line.number.map(|number| format!("\u{2003}{number}"));
                    said(&line.text) + &number.unwrap_or_default()
                });
                let title = verse.title.iter().map(said);
                title
                    .chain(lines)
                    .chain(verse.source.iter().map(said))
                    .collect()
            }
            PieceKind::Gloss(gloss) => {
                let lines = gloss.lines().into_iter();
                let lines = lines.map(|line| {
                    let words: Vec<String> = line.into_iter().map(said).collect();
                    words.join("  ")
                });
                lines.chain(gloss.translation.iter().map(said)).collect()
            }
            PieceKind::Figure(figure) => {
                let parts = figure.parts.iter().flat_map(|part| {
                    let alt = part.alt.as_ref().map(|alt| format!("[{}]", said(alt)));
                    let caption = part.caption.as_ref().map(|caption| {
                        let letter = part.letter.map(|letter| format!("({letter}) "));
                        letter.unwrap_or_default() + &said(caption)
                    });
                    alt.into_iter().chain(caption)
                });
                let caption = figure.caption.as_ref();
                let caption = caption.map(|text| self.caption(text, &figure.number, |l| l.figure));
                parts.chain(caption).collect()
            }
            PieceKind::Table(table) => {
                let row = |cells: &Vec<TableCell<'_>>| {
                    let cells: Vec<String> = cells.iter().map(|cell| said(&cell.text)).collect();
                    cells.join(" | ")
                };
                let caption = table.caption.as_ref();
                let caption = caption.map(|text| self.caption(text, &table.number, |l| l.table));
                let rows = table.header.iter().chain(&table.rows).map(row);
                caption.into_iter().chain(rows).collect()
            }
            PieceKind::Code {
                program,
                caption,
                number,
                numbers_from,
                marked,
                ..
            } => {
                let caption = caption.as_ref();
                let caption = caption.map(|text| self.caption(text, number, |l| l.listing));
                let lines = distinct(program).into_iter().flat_map(|text| {
                    let lines = numbered(text, *numbers_from).into_iter().enumerate();
                    lines.map(|(index, line)| {
                        let mark = match (marked.is_empty(), marked.contains(&index)) {
                            (true, _) => "",
                            (false, true) => "> ",
                            (false, false) => "  ",
                        };
                        format!("{mark}{line}")
                    })
                });
                caption.into_iter().chain(lines).collect()
            }
            PieceKind::Formula(formula) => vec![formula.tex.clone()],
            PieceKind::Callout {
                kind,
                title,
                pieces,
            } => {
                let title = title.as_ref().map(|title| format!(" {}", said(title)));
                let labels = self.lang.labels();
                let head = kind.label(&labels).to_owned() + &title.unwrap_or_default();
                std::iter::once(head).chain(self.blocks(pieces)).collect()
            }
            // No quiz is inside another, nor a break.
            PieceKind::Break(_) | PieceKind::Quiz(_) | PieceKind::Solved(_) => Vec::new(),
        }
    }

    /// A caption after its label and number.
    fn caption(
        &self,
        caption: &LocalizedText<'_>,
        number: &str,
        word: impl for<'l> Fn(&Labels<'l>) -> &'l str,
    ) -> String {
        let labels = self.lang.labels();
        format!(
            "{} {number}{}{}",
            word(&labels),
            labels.number_gap,
            self.text(caption)
        )
    }
}
