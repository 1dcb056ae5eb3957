//! A chapter as a page: each piece of the manuscript is one element with the piece's id.

use super::code;
use super::formula;
use super::gloss;
use super::localized_nodes;
use super::page::{self, Page, TocEntry};
use super::pictures::{Pictures, width_class};
use super::quiz;
use super::table;
use super::text_writer::TextWriter;
use super::verse;
use super::xml::{El, href, xml_id};
use crate::book::{Alignment, BlockBreak, CalloutKind, ChapterRole};
use crate::lang::{Labels, Lang};
use crate::manuscript::{
    FigureItem, FigurePiece, Localized, LocalizedText, Manuscript, Piece, PieceKind, QuestionItem,
    QuizHead, Section,
};

/// The id of the chapter's heading, for `aria-labelledby`.
const TITLE_ID: &str = "chapter.title";

/// Writes a chapter, and its entry for the table of contents.
pub fn write<'m>(
    manuscript: &Manuscript<'m>,
    section: &'m Section<'m>,
    pictures: &Pictures<'m>,
) -> (Page, TocEntry<'m>) {
    let name = page::chapter(section.id);
    let languages = page::languages_of(manuscript, section);
    let label = page::titled(manuscript, section);
    let mut writer = Writer {
        languages,
        pictures,
        texts: TextWriter::new(languages, &manuscript.book.languages, section.id),
        file: &name,
        toc: Vec::new(),
    };
    let content = El::new("section").id(section.id);
    let content = match section.role.semantics() {
        Some(name) => content
            .attr("epub:type", name)
            .attr("role", format!("doc-{name}")),
        None => content,
    };
    let content = if section.role.is_plate() {
        content
            .class("plate")
            .attr("aria-label", page::title(&label))
    } else {
        let content = if section.role == ChapterRole::Part {
            content.class("part")
        } else {
            content
        };
        content
            .attr("aria-labelledby", TITLE_ID)
            .with(writer.title(section))
    };
    let content = content
        .with_all(writer.pieces(&section.pieces, true))
        .with_all(writer.texts.notes());
    let key = section.key.as_ref();
    let key = key.map(|key| quiz::at_end(manuscript, key));
    let content = match key {
        Some((answers, entry)) => {
            writer.toc.push(entry);
            content.with(answers)
        }
        None => content,
    };
    let entry = TocEntry {
        href: name.clone(),
        inner: writer.toc,
        label,
    };
    let lead = languages.lead();
    let mut content = content;
    formula::set_ragged(&mut content);
    let matter = section.role.matter();
    let root = page::frame(lead, &page::title(&entry.label), matter, [content]);
    (Page { name, root }, entry)
}

pub(super) struct Writer<'w, 'm> {
    languages: Localized<&'m Lang>,
    pictures: &'w Pictures<'m>,
    pub(super) texts: TextWriter<'m>,
    /// The name of the chapter's own page.
    file: &'w str,
    toc: Vec<TocEntry<'m>>,
}

impl<'m> Writer<'_, 'm> {
    fn title(&mut self, section: &Section<'m>) -> El {
        let label = section.label.map(|label| {
            self.texts.line(label).map(|_, nodes| {
                let label = El::new("span").class("chapter-number").with_all(nodes);
                vec![label.into(), " ".into()]
            })
        });
        let title = self.texts.line(section.title).map(|lang, text| {
            let number = section.number.map(|number| {
                let element = El::new("span").class("chapter-number");
                localized_nodes::words(element, lang, |labels| number.words(labels))
            });
            let title = El::new("span").class("chapter-title").with_all(text);
            match number {
                Some(number) => vec![number.into(), " ".into(), title.into()],
                None => vec![title.into()],
            }
        });
        let title = match label {
            Some(label) => label.and(title),
            None => title,
        };
        El::new("h1").id(TITLE_ID).with_all(title.inline())
    }

    /// Writes pieces. Only those directly in the chapter, not those inside a callout, get entries in the table of
    /// contents.
    pub(super) fn pieces(&mut self, pieces: &'m [Piece<'m>], in_chapter: bool) -> Vec<El> {
        let mut elements = Vec::new();
        let mut opens_page = false;
        for piece in pieces {
            if matches!(piece.kind, PieceKind::Break(BlockBreak::Page)) {
                opens_page = true;
                continue;
            }
            let mut element = self.piece(piece, in_chapter).id(piece.id);
            if opens_page {
                element.add_class("new-page");
                opens_page = false;
            }
            elements.push(element);
        }
        elements
    }

    fn piece(&mut self, piece: &'m Piece<'m>, in_chapter: bool) -> El {
        self.alone(piece.only, |writer| writer.piece_of(piece, in_chapter))
    }

    /// Writes something that one language of an edition may have alone.
    fn alone(&mut self, only: Option<usize>, write: impl FnOnce(&mut Self) -> El) -> El {
        let languages = self.languages;
        self.languages = localized_nodes::only(languages, only);
        self.texts.languages = self.languages;
        let element = write(self);
        self.languages = languages;
        self.texts.languages = languages;
        localized_nodes::alone(element, languages, only)
    }

    fn piece_of(&mut self, piece: &'m Piece<'m>, in_chapter: bool) -> El {
        match &piece.kind {
            PieceKind::Lead(text) => self.texts.line(*text).block("p", "lead"),
            PieceKind::Text(text) => self.texts.short(*text).block("p", ""),
            PieceKind::Heading { level, text } => self.heading(piece.id, *level, *text, in_chapter),
            PieceKind::List(list) => self.list(list),
            PieceKind::Quote(quote) => self.quote(quote),
            PieceKind::Dialogue(turns) => self.dialogue(turns),
            PieceKind::Signatures(all) => self.signatures(all),
            PieceKind::Aligned(text, align) => {
                let class = match align {
                    Alignment::Start => "",
                    Alignment::Center => "aligned-center",
                    Alignment::End => "aligned-end",
                };
                self.texts.short(*text).block("p", class)
            }
            PieceKind::Verse(verse) => verse::verse(&mut self.texts, verse),
            PieceKind::Gloss(it) => gloss::gloss(&mut self.texts, it),
            PieceKind::Figure(figure) => self.figure(piece.id, figure),
            PieceKind::Table(it) => {
                let name = format!("{}.caption", piece.id);
                let caption = it.caption.map(|caption| {
                    let caption = self.caption(caption, &it.number, |l| l.table);
                    caption.id(&name)
                });
                let word = self.languages.map(|lang| lang.labels().table);
                let (table, columns) = table::write(&mut self.texts, it);
                let table = table::boxed(table, &columns, |scroll| match caption {
                    Some(_) => scroll.attr("aria-labelledby", xml_id(&name)),
                    None => scroll.attr("aria-label", page::unmarked(&word)),
                });
                El::new("figure")
                    .class("table")
                    .with_all(caption)
                    .with(table)
            }
            PieceKind::Code {
                lang,
                program,
                caption,
                number,
                numbers_from,
                marked,
            } => {
                let caption = caption.map(|caption| self.caption(caption, number, |l| l.listing));
                let programs = code::programs(self.languages, program, |text| {
                    code::write(*lang, text, *numbers_from, marked)
                });
                El::new("figure")
                    .class("listing")
                    .with_all(caption)
                    .with_all(programs)
            }
            PieceKind::Formula(it) => formula::by_itself(it),
            PieceKind::Break(BlockBreak::Scene | BlockBreak::Page) => {
                El::new("hr").class("scene-break")
            }
            PieceKind::Callout {
                kind,
                title,
                pieces,
            } => self.callout(*kind, *title, pieces),
            PieceKind::Summary(points) => {
                let title = self.texts.words(|labels| labels.summary.to_owned());
                let title = title.block("p", "summary-title");
                El::new("section")
                    .class("summary")
                    .with(title)
                    .with(self.points(points))
            }
            PieceKind::Quiz(quiz) => {
                let title = match quiz.head.title {
                    Some(title) => self
                        .languages
                        .zip(title.text)
                        .map(|(lang, text)| (*lang, text.plain())),
                    None => self
                        .languages
                        .map(|lang| (*lang, lang.labels().quiz.to_owned())),
                };
                let heading = match quiz.head.title {
                    Some(title) => self.texts.short(title),
                    None => self.texts.words(|labels| labels.quiz.to_owned()),
                };
                if in_chapter {
                    self.toc_entry(piece.id, 1, title);
                }
                let head = self.before_questions(&quiz.head);
                let questions = quiz.questions.iter().map(|item| {
                    self.alone(item.only, |writer| {
                        let inside = writer.inside(item);
                        quiz::question(&mut writer.texts, writer.file, item, inside)
                    })
                });
                let questions: Vec<El> = questions.collect();
                El::new("section")
                    .class("quiz")
                    .with(El::new("h2").with_all(heading.inline()))
                    .with_all(head)
                    .with_all(questions)
            }
            PieceKind::Solved(quiz) => {
                let heading = quiz.head.title.map(|title| {
                    let each = self.languages.zip(title.text);
                    self.toc_entry(piece.id, 1, each.map(|(lang, text)| (*lang, text.plain())));
                    let heading = self.texts.short(title).inline();
                    El::new("h2").with_all(heading)
                });
                let head = self.before_questions(&quiz.head);
                let solved = quiz.solved.iter().map(|one| {
                    self.alone(one.item.only, |writer| {
                        let inside = writer.inside(&one.item);
                        quiz::solved(&mut writer.texts, writer.file, one, inside)
                    })
                });
                let solved: Vec<El> = solved.collect();
                El::new("section")
                    .class("solutions")
                    .with_all(heading)
                    .with_all(head)
                    .with_all(solved)
            }
        }
    }

    /// What a question holds besides its texts.
    fn inside(&mut self, item: &'m QuestionItem<'m>) -> quiz::Inside {
        let in_options = item.in_options.iter();
        quiz::Inside {
            after_prompt: self.pieces(&item.pieces, false),
            in_options: in_options
                .map(|pieces| self.pieces(pieces, false))
                .collect(),
        }
    }

    /// The instructions and the passage of a quiz.
    fn before_questions(&mut self, head: &'m QuizHead<'m>) -> Vec<El> {
        let instructions = head.instructions.map(|text| {
            let text = self.texts.short(text);
            text.block("p", "instructions")
        });
        let passage = self.pieces(&head.passage, false);
        let passage =
            (!passage.is_empty()).then(|| El::new("div").class("passage").with_all(passage));
        instructions.into_iter().chain(passage).collect()
    }

    /// A section is an `h2`, a subsection an `h3`, a part of one an `h4`; the chapter's title is the `h1`.
    fn heading(&mut self, id: &str, level: u8, text: LocalizedText<'m>, in_chapter: bool) -> El {
        if in_chapter {
            let each = self.languages.zip(text.text);
            self.toc_entry(id, level, each.map(|(lang, text)| (*lang, text.plain())));
        }
        let name = match level {
            1 => "h2",
            2 => "h3",
            _ => "h4",
        };
        El::new(name).with_all(self.texts.short(text).inline())
    }

    fn figure(&mut self, id: &str, figure: &'m FigurePiece<'m>) -> El {
        let parts: Vec<El> = match figure.parts.as_slice() {
            [only] => vec![self.image(only, figure.width.unwrap_or(1.0))],
            several => {
                let shares = self.pictures.shares(id).to_vec();
                let parts = several.iter().zip(shares);
                parts
                    .map(|(part, share)| {
                        let image = self.image(part, 1.0);
                        let caption = part.letter.zip(part.caption).map(|(letter, caption)| {
                            let text = self.texts.line(caption);
                            let text = text.labelled(move |_| format!("({letter}) "));
                            El::new("figcaption").with_all(text.inline())
                        });
                        El::new("figure")
                            .class(format!("part {}", width_class(share)))
                            .with(image)
                            .with_all(caption)
                    })
                    .collect()
            }
        };
        let caption = figure.caption;
        let caption = caption.map(|caption| self.caption(caption, &figure.number, |l| l.figure));
        El::new("figure").with_all(parts).with_all(caption)
    }

    fn image(&self, part: &FigureItem<'m>, width: f64) -> El {
        let image = El::new("img")
            .class(width_class(width))
            .attr("src", self.pictures.file(&part.picture.path));
        match part.alt {
            Some(alt) => image.attr("alt", page::unmarked(&alt.text.map(|text| text.plain()))),
            None => image.attr("alt", "").attr("role", "presentation"),
        }
    }

    fn toc_entry(&mut self, id: &str, level: u8, label: Localized<(&'m Lang, String)>) {
        let mut entries = &mut self.toc;
        for _ in 1..level {
            if entries.is_empty() {
                break;
            }
            let last = entries.len() - 1;
            entries = &mut entries[last].inner;
        }
        entries.push(TocEntry {
            href: href(self.file, id),
            label,
            inner: Vec::new(),
        });
    }

    fn points(&mut self, points: &'m [LocalizedText<'m>]) -> El {
        let points = points.iter();
        El::new("ul")
            .with_all(points.map(|item| El::new("li").with_all(self.texts.short(*item).inline())))
    }

    /// A caption after its label and number, such as `图 9.1`.
    fn caption(
        &mut self,
        caption: LocalizedText<'m>,
        number: &str,
        word: impl for<'l> Fn(&Labels<'l>) -> &'l str,
    ) -> El {
        let caption = self
            .texts
            .line(caption)
            .labelled(|labels| format!("{} {number}{}", word(labels), labels.number_gap));
        El::new("figcaption").with_all(caption.inline())
    }

    fn callout(
        &mut self,
        kind: CalloutKind,
        title: Option<LocalizedText<'m>>,
        pieces: &'m [Piece<'m>],
    ) -> El {
        let word = |labels: &Labels<'_>| kind.label(labels).to_owned();
        let head = match title {
            Some(title) => self
                .texts
                .line(title)
                .labelled(|labels| format!("{}{}", word(labels), labels.colon)),
            None => self.texts.words(word),
        };
        let aside = El::new("aside").class(format!("callout callout-{}", kind.name()));
        let aside = match kind {
            CalloutKind::Tip => aside.attr("epub:type", "tip").attr("role", "doc-tip"),
            CalloutKind::Insight
            | CalloutKind::Note
            | CalloutKind::Warning
            | CalloutKind::Roadmap => aside.attr("role", "note"),
        };
        aside
            .with(head.block("p", "callout-title"))
            .with_all(self.pieces(pieces, false))
    }
}
