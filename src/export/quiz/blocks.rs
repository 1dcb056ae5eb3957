//! The blocks of passages and questions as elements, for formats with markup.

use super::pictures::Pictures;
use super::text::{Blanks, TextWriter, silent};
use crate::book::ListKind;
use crate::lang::Labels;
use crate::manuscript::{
    ItemMark, ListPiece, Localized, LocalizedText, Piece, PieceKind, QuestionItem, QuizHead,
    TableCell, TurnItem,
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
    /// The title, the instructions and the passage of a quiz.
    pub fn introduction(&self, head: &QuizHead<'a>) -> Vec<El> {
        let title = head.title.iter().map(|title| {
            let texts = self.texts.within(head.only);
            let title = El::new("strong").with_all(texts.phrase(title));
            El::new("p").with(title)
        });
        title.chain(self.head(head)).collect()
    }

    /// The instructions and the passage of a quiz.
    pub fn head(&self, head: &QuizHead<'a>) -> Vec<El> {
        let texts = self.texts.within(head.only);
        let instructions = head.instructions.iter();
        let instructions = instructions.flat_map(|line| texts.paragraphs(line, silent));
        instructions.chain(self.all(&head.passage)).collect()
    }

    /// The lettered option at this place: its text, and what it holds.
    pub fn option(&self, item: &QuestionItem<'a>, place: usize) -> Vec<Node> {
        let text = item.task.lettered().nth(place);
        let text = text.filter(|(_, text)| !text.is_empty());
        let text = text.map(|(_, text)| self.texts.phrase(text));
        let pieces = item.in_options.get(place).map_or(&[][..], Vec::as_slice);
        let pieces = self.all(pieces).into_iter().map(Node::from);
        text.into_iter().flatten().chain(pieces).collect()
    }

    /// Blocks, in order.
    pub fn all(&self, pieces: &[Piece<'a>]) -> Vec<El> {
        let each = pieces.iter().flat_map(|piece| {
            let texts = self.texts.within(piece.only);
            let writer = BlockWriter {
                texts: &texts,
                pictures: self.pictures,
                blanks: self.blanks,
            };
            writer.one(piece)
        });
        each.collect()
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
            PieceKind::Gloss(gloss) => {
                let rows = gloss.lines().into_iter().map(|line| {
                    let cells = line.into_iter();
                    El::new("tr").with_all(cells.map(|cell| El::new("td").with_all(phrase(cell))))
                });
                let rows: Vec<El> = rows.collect();
                let table = El::new("table").with(El::new("tbody").with_all(rows));
                let translation = gloss.translation.as_ref().map(paragraph);
                std::iter::once(table).chain(translation).collect()
            }
            PieceKind::Verse(verse) => {
                let stanzas = verse.stanzas.iter().map(|stanza| {
                    let mut nodes: Vec<Node> = Vec::new();
                    for line in stanza {
                        if !nodes.is_empty() {
                            nodes.push(El::new("br").into());
                        }
                        nodes.extend(phrase(&line.text));
                        nodes.extend(line.number.map(|number| format!("\u{2003}{number}").into()));
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
                    let caption = part.caption.as_ref().map(|caption| {
                        let letter = part.letter.map(|letter| format!("({letter}) ").into());
                        El::new("p").with_all(letter.into_iter().chain(phrase(caption)))
                    });
                    shown.into_iter().chain(caption)
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
                numbers_from,
                marked,
                ..
            } => {
                let programs = distinct(program).into_iter().map(|text| {
                    let mut nodes: Vec<Node> = Vec::new();
                    for (index, line) in numbered(text, *numbers_from).into_iter().enumerate() {
                        // Line breaks as such would not survive in formats whose fields are lines.
                        if !nodes.is_empty() {
                            nodes.push(El::new("br").into());
                        }
                        nodes.push(if marked.contains(&index) {
                            El::new("strong").with(line).into()
                        } else {
                            line.into()
                        });
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
            PieceKind::Callout {
                kind,
                title,
                pieces,
            } => {
                let label = self.labels(|labels| kind.label(labels));
                let head = El::new("p").with(El::new("strong").with(label));
                let head = match title {
                    Some(title) => head.with(" ").with_all(phrase(title)),
                    None => head,
                };
                let inside = std::iter::once(head).chain(self.all(pieces));
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
                ItemMark::Bullet | ItemMark::Number(_) | ItemMark::Hanging => Vec::new(),
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

    /// What one speaker says, after the name and the time in a paragraph of their own.
    fn turn(&self, turn: &TurnItem<'a>) -> Vec<El> {
        let speaker = turn.speaker.as_ref();
        let name = speaker
            .map(|speaker| El::new("strong").with_all(self.texts.phrase(speaker)))
            .map(Node::from);
        let time = turn.time.map(Node::from);
        let between = (name.is_some() && time.is_some()).then(|| " ".into());
        let head: Vec<Node> = name.into_iter().chain(between).chain(time).collect();
        let head = (!head.is_empty()).then(|| El::new("p").with_all(head));
        let text = self.texts.with_blanks(&turn.text, silent, self.blanks);
        head.into_iter().chain(text).collect()
    }

    /// A caption after its label and number in each language.
    fn caption(
        &self,
        caption: &LocalizedText<'a>,
        number: &str,
        word: impl for<'l> Fn(&Labels<'l>) -> &'l str,
    ) -> El {
        let label = format!("{} {number} ", self.labels(word));
        El::new("p")
            .with(El::new("strong").with(label))
            .with_all(self.texts.phrase(caption))
    }

    /// A label in each language.
    fn labels(&self, word: impl for<'l> Fn(&Labels<'l>) -> &'l str) -> String {
        let labels = self.texts.languages.iter();
        let labels: Vec<String> = labels.map(|lang| word(&lang.labels()).to_owned()).collect();
        labels.join(" / ")
    }
}

/// The programs of a listing: one if it is the same in every language.
pub fn distinct<'t>(program: &Localized<&'t str>) -> Vec<&'t str> {
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

/// The lines of a program, each after its number if lines are numbered.
pub fn numbered(program: &str, numbers_from: Option<usize>) -> Vec<String> {
    let lines = program.lines();
    let Some(first) = numbers_from else {
        return lines.map(str::to_owned).collect();
    };
    let last = first + lines.clone().count().saturating_sub(1);
    let width = last.to_string().len();
    (first..)
        .zip(lines)
        .map(|(number, line)| format!("{number:>width$}  {line}"))
        .collect()
}
