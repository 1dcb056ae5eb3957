//! The blocks of passages and questions: as elements for formats with markup, as lines of plain text for the others.

use super::pictures::Pictures;
use super::text::{Blanks, TextWriter, silent};
use crate::book::ListKind;
use crate::lang::Labels;
use crate::manuscript::{
    ItemMark, ListPiece, Localized, LocalizedText, Piece, PieceKind, QuizHead, TableCell, TurnItem,
};
use crate::xml::{El, Node};

/// Writes blocks as elements.
pub struct BlockWriter<'a, 't> {
    pub texts: &'t TextWriter<'a>,
    /// Where the pictures are; `None` for a format that cannot hold any, which gets their descriptions.
    pub pictures: Option<(&'t Pictures<'a>, &'t str)>,
    /// What stands for the blanks of a question.
    pub blanks: Blanks<'t>,
}

impl<'a> BlockWriter<'a, '_> {
    /// The instructions and the passage of a quiz.
    pub fn head(&self, head: &QuizHead<'a>) -> Vec<El> {
        let instructions = head.instructions.iter();
        let instructions = instructions.flat_map(|line| self.texts.paragraphs(line, silent));
        instructions.chain(self.all(&head.passage)).collect()
    }

    /// Blocks, in order.
    pub fn all(&self, pieces: &[Piece<'a>]) -> Vec<El> {
        pieces.iter().flat_map(|piece| self.one(piece)).collect()
    }

    fn one(&self, piece: &Piece<'a>) -> Vec<El> {
        let phrase = |line: &LocalizedText<'a>| self.texts.phrase_with_blanks(line, self.blanks);
        let paragraph = |line: &LocalizedText<'a>| El::new("p").with_all(phrase(line));
        match &piece.kind {
            PieceKind::Text(text)
            | PieceKind::Lead(text)
            | PieceKind::Aligned(text, _)
            | PieceKind::Heading { text, .. } => self.texts.with_blanks(text, silent, self.blanks),
            PieceKind::List(list) => vec![self.list(list)],
            PieceKind::Dialogue(turns) => turns.iter().flat_map(|turn| self.turn(turn)).collect(),
            PieceKind::Signatures(all) => {
                let lines = all
                    .iter()
                    .flat_map(|one| [&one.party].into_iter().chain(&one.lines));
                lines.map(paragraph).collect()
            }
            PieceKind::Summary(items) => {
                let items = items
                    .iter()
                    .map(|item| El::new("li").with_all(phrase(item)));
                vec![El::new("ul").with_all(items)]
            }
            PieceKind::Quote(quote) => {
                let text = quote.text.iter();
                let text = text.flat_map(|text| self.texts.with_blanks(text, silent, self.blanks));
                let source = quote.source.as_ref().map(paragraph);
                vec![
                    El::new("blockquote")
                        .with_all(text.collect::<Vec<_>>())
                        .with_all(self.all(&quote.pieces))
                        .with_all(source),
                ]
            }
            PieceKind::Verse(verse) => {
                let stanzas = verse.stanzas.iter().map(|stanza| {
                    let mut nodes: Vec<Node> = Vec::new();
                    for line in stanza {
                        if !nodes.is_empty() {
                            nodes.push(El::new("br").into());
                        }
                        nodes.extend(phrase(&line.text));
                    }
                    El::new("p").with_all(nodes)
                });
                let title = verse.title.as_ref().map(paragraph);
                let source = verse.source.as_ref().map(paragraph);
                vec![
                    El::new("blockquote")
                        .with_all(title)
                        .with_all(stanzas)
                        .with_all(source),
                ]
            }
            PieceKind::Figure(figure) => {
                let parts = figure.parts.iter().flat_map(|part| {
                    let alt = part.alt.as_ref();
                    let alt = alt.map(|alt| self.texts.plain(alt)).unwrap_or_default();
                    let shown: Option<Node> = match self.pictures {
                        Some((pictures, folder)) => {
                            let file = format!("{folder}{}", pictures.name(&part.picture.path));
                            Some(El::new("img").attr("src", file).attr("alt", alt).into())
                        }
                        None if alt.is_empty() => None,
                        None => Some(format!("[{alt}]").into()),
                    };
                    let shown = shown.map(|shown| El::new("p").with(shown));
                    shown
                        .into_iter()
                        .chain(part.caption.as_ref().map(paragraph))
                });
                let caption = figure.caption.as_ref();
                let caption = caption.map(|line| self.caption(line, &figure.number, |l| l.figure));
                parts.chain(caption).collect()
            }
            PieceKind::Table(table) => {
                let row = |cells: &[TableCell<'a>]| {
                    let cells = cells.iter().map(|cell| {
                        let element = El::new(if cell.is_head { "th" } else { "td" });
                        let element = merged(element, "colspan", cell.across);
                        merged(element, "rowspan", cell.down).with_all(phrase(&cell.text))
                    });
                    El::new("tr").with_all(cells)
                };
                let rows = |name: &'static str, rows: &[Vec<TableCell<'a>>]| {
                    let rows = rows.iter().map(|cells| row(cells));
                    El::new(name).with_all(rows)
                };
                let head = (!table.header.is_empty()).then(|| rows("thead", &table.header));
                let body = rows("tbody", &table.rows);
                let caption = table.caption.as_ref();
                let caption = caption.map(|line| self.caption(line, &table.number, |l| l.table));
                let table = El::new("table").with_all(head).with(body);
                caption.into_iter().chain([table]).collect()
            }
            PieceKind::Code {
                program,
                caption,
                number,
                ..
            } => {
                let programs = distinct(program).into_iter().map(|text| {
                    let mut nodes: Vec<Node> = Vec::new();
                    for line in text.lines() {
                        // Line breaks as such would not survive in formats whose fields are lines.
                        if !nodes.is_empty() {
                            nodes.push(El::new("br").into());
                        }
                        nodes.push(line.into());
                    }
                    El::new("pre").with(El::new("code").with_all(nodes))
                });
                let caption = caption.as_ref();
                let caption = caption.map(|line| self.caption(line, number, |l| l.listing));
                caption.into_iter().chain(programs).collect()
            }
            // Delimiters that the platforms' own MathJax recognises.
            PieceKind::Formula(formula) => {
                vec![El::new("p").with(format!("\\[{}\\]", formula.tex))]
            }
            PieceKind::Callout { title, pieces, .. } => {
                let title = title
                    .as_ref()
                    .map(|line| El::new("p").with(El::new("strong").with_all(phrase(line))));
                let inside = title.into_iter().chain(self.all(pieces));
                vec![El::new("blockquote").with_all(inside)]
            }
            // No quiz is inside another, nor a break.
            PieceKind::Break(_) | PieceKind::Quiz(_) | PieceKind::Solved(_) => Vec::new(),
        }
    }

    /// A list; what precedes an item is part of its text unless it is a bullet or a number alone.
    fn list(&self, list: &ListPiece<'a>) -> El {
        let items = list.items.iter().map(|item| {
            let text = self.texts.phrase_with_blanks(&item.text, self.blanks);
            let mark: Vec<Node> = match &item.mark {
                ItemMark::Term(term) => {
                    let term = El::new("strong").with_all(self.texts.phrase(term));
                    vec![term.into(), " ".into()]
                }
                ItemMark::Number(number) if list.has_pattern => {
                    let mut numbers: Vec<&str> = number.iter().map(|one| one.as_str()).collect();
                    numbers.dedup();
                    vec![format!("{} ", numbers.join(" / ")).into()]
                }
                ItemMark::Check(is_checked) => vec![if *is_checked { "■ " } else { "□ " }.into()],
                ItemMark::Bullet | ItemMark::Number(_) => Vec::new(),
            };
            let item_element = El::new("li").with_all(mark).with_all(text);
            item_element.with_all(self.all(&item.pieces))
        });
        let is_numbered = list.kind == ListKind::Numbered && !list.has_pattern;
        let element = El::new(if is_numbered { "ol" } else { "ul" });
        let element = if is_numbered && list.start > 1 {
            element.attr("start", list.start.to_string())
        } else {
            element
        };
        element.with_all(items.collect::<Vec<_>>())
    }

    /// What one speaker says, after the name in a paragraph of its own.
    fn turn(&self, turn: &TurnItem<'a>) -> Vec<El> {
        let speaker = turn.speaker.iter().map(|speaker| {
            let name = El::new("strong").with_all(self.texts.phrase(speaker));
            El::new("p").with(name)
        });
        let text = self.texts.with_blanks(&turn.text, silent, self.blanks);
        speaker.chain(text).collect()
    }

    /// A caption after its label and number in each language.
    fn caption(
        &self,
        caption: &LocalizedText<'a>,
        number: &str,
        word: impl for<'l> Fn(&Labels<'l>) -> &'l str,
    ) -> El {
        let labels = self.texts.languages.iter();
        let labels: Vec<String> = labels.map(|lang| word(&lang.labels()).to_owned()).collect();
        let label = format!("{} {number} ", labels.join(" / "));
        El::new("p")
            .with(El::new("strong").with(label))
            .with_all(self.texts.phrase(caption))
    }
}

/// The programs of a listing: one if it is the same in every language.
fn distinct<'t>(program: &Localized<&'t str>) -> Vec<&'t str> {
    let mut programs: Vec<&str> = program.iter().copied().collect();
    programs.dedup();
    programs
}

/// A cell that covers several columns or rows.
fn merged(cell: El, name: &'static str, count: usize) -> El {
    match count {
        0 | 1 => cell,
        _ => cell.attr(name, count.to_string()),
    }
}

/// Blocks as lines of plain text; `said` gives the text of a language.
pub fn plain_lines(
    pieces: &[Piece<'_>],
    said: &impl Fn(&LocalizedText<'_>) -> String,
) -> Vec<String> {
    pieces.iter().flat_map(|piece| plain(piece, said)).collect()
}

fn plain(piece: &Piece<'_>, said: &impl Fn(&LocalizedText<'_>) -> String) -> Vec<String> {
    let all = |lines: &[LocalizedText<'_>], mark: &str| -> Vec<String> {
        let lines = lines.iter();
        lines.map(|line| format!("{mark}{}", said(line))).collect()
    };
    match &piece.kind {
        PieceKind::Text(text)
        | PieceKind::Lead(text)
        | PieceKind::Aligned(text, _)
        | PieceKind::Heading { text, .. } => {
            vec![said(text)]
        }
        PieceKind::Summary(items) => all(items, "• "),
        PieceKind::List(list) => {
            let mut lines = Vec::new();
            for item in &list.items {
                let mark = match &item.mark {
                    ItemMark::Bullet => "•".to_owned(),
                    ItemMark::Number(number) => (*number.lead()).clone(),
                    ItemMark::Check(is_checked) => if *is_checked { "■" } else { "□" }.to_owned(),
                    ItemMark::Term(term) => said(term),
                };
                lines.push(format!("{mark} {}", said(&item.text)));
                lines.extend(plain_lines(&item.pieces, said));
            }
            lines
        }
        PieceKind::Quote(quote) => {
            let text = quote.text.iter().map(said);
            let inside = plain_lines(&quote.pieces, said);
            text.chain(inside)
                .chain(quote.source.iter().map(said))
                .collect()
        }
        PieceKind::Dialogue(turns) => {
            let texts = turns
                .iter()
                .flat_map(|turn| turn.speaker.iter().chain([&turn.text]));
            texts.map(said).collect()
        }
        PieceKind::Signatures(parties) => {
            let lines = parties.iter();
            let lines = lines.flat_map(|one| [&one.party].into_iter().chain(&one.lines));
            lines.map(said).collect()
        }
        PieceKind::Verse(verse) => {
            let lines = verse.stanzas.iter().flatten().map(|line| &line.text);
            let texts = verse.title.iter().chain(lines).chain(&verse.source);
            texts.map(said).collect()
        }
        PieceKind::Figure(figure) => {
            let parts = figure.parts.iter().flat_map(|part| {
                let alt = part.alt.as_ref().map(|alt| format!("[{}]", said(alt)));
                alt.into_iter().chain(part.caption.as_ref().map(said))
            });
            parts.chain(figure.caption.as_ref().map(said)).collect()
        }
        PieceKind::Table(table) => {
            let row = |cells: &Vec<TableCell<'_>>| {
                let cells: Vec<String> = cells.iter().map(|cell| said(&cell.text)).collect();
                cells.join(" | ")
            };
            let caption = table.caption.as_ref().map(said);
            let rows = table.header.iter().chain(&table.rows).map(row);
            caption.into_iter().chain(rows).collect()
        }
        PieceKind::Code {
            program, caption, ..
        } => {
            let caption = caption.as_ref().map(said);
            let programs = distinct(program).into_iter();
            let lines = programs.flat_map(|text| text.lines().map(str::to_owned));
            caption.into_iter().chain(lines).collect()
        }
        PieceKind::Formula(formula) => vec![formula.tex.clone()],
        PieceKind::Callout { title, pieces, .. } => {
            let title = title.as_ref().map(said);
            title.into_iter().chain(plain_lines(pieces, said)).collect()
        }
        // No quiz is inside another, nor a break.
        PieceKind::Break(_) | PieceKind::Quiz(_) | PieceKind::Solved(_) => Vec::new(),
    }
}
