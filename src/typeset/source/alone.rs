//! Pieces that only one language of an edition has, and texts in the languages of what is being written.

use super::{NAMES, Writer, pair, running, string};
use crate::book::{ListKind, Text};
use crate::edition::Arrangement;
use crate::lang::{Labels, Lang};
use crate::manuscript::{Localized, LocalizedText, Piece, PieceKind};
use crate::typeset::inline;
use crate::typeset::segments::Lines;

/// The functions for what only one language has.
const ALONE_NAMES: &str = "para, aligned, lead, items, item, quotation, landing, attribution, turn, signature, \
    verse, gloss, picture, gallery, tabular, listing, callout, display, section, quiz, instructions, numbered-lines, \
    choices, question, option, options-of-pictures, solved, answer";

/// Those of handouts in addition.
const ALONE_ON_SHEETS: &str = "asked, solution";

impl<'a> Writer<'a> {
    /// Writes a piece that only one language of the edition has.
    pub(super) fn piece_alone(&mut self, piece: &Piece<'a>, place: usize) {
        let is_box = matches!(piece.kind, PieceKind::Callout { .. });
        // On pages of its own it has the full width.
        let has_pages = match &piece.kind {
            PieceKind::Figure(figure) => figure.is_turned || figure.place.is_page(),
            PieceKind::Table(table) => table.is_turned,
            PieceKind::Lead(_)
            | PieceKind::Text(_)
            | PieceKind::Heading { .. }
            | PieceKind::List(_)
            | PieceKind::Aligned(..)
            | PieceKind::Quote(_)
            | PieceKind::Dialogue(_)
            | PieceKind::Signatures(_)
            | PieceKind::Verse(_)
            | PieceKind::Gloss(_)
            | PieceKind::Code { .. }
            | PieceKind::Formula(_)
            | PieceKind::Break(_)
            | PieceKind::Callout { .. }
            | PieceKind::Summary(_)
            | PieceKind::Quiz(_)
            | PieceKind::Solved(_) => false,
        };
        let manner = match (is_box, has_pages) {
            (true, _) => "box: true, ",
            (false, true) => "whole: true, ",
            (false, false) => "",
        };
        self.put_alone(place, manner, is_box, |writer| writer.piece_of(piece));
    }

    /// Writes something that only one language may have alone, unless it is inside something that does.
    pub(super) fn alone(&mut self, only: Option<usize>, write: impl FnOnce(&mut Self)) {
        match only.filter(|_| self.alone.is_none()) {
            Some(place) => self.put_alone(place, "", false, write),
            None => write(self),
        }
    }

    fn put_alone(
        &mut self,
        place: usize,
        manner: &str,
        is_box: bool,
        write: impl FnOnce(&mut Self),
    ) {
        let hash = if self.depth == 0 { "#" } else { "" };
        let names = self.alone_names();
        self.put(&format!("{hash}alone({place}, {manner}({names}) => {{"));
        self.one_alone(place, is_box, write);
        self.put("})");
    }

    /// The pattern of the functions for one language.
    fn alone_names(&self) -> String {
        if self.is_sheet {
            format!("({ALONE_NAMES}, {ALONE_ON_SHEETS}, ..)")
        } else {
            format!("({ALONE_NAMES}, ..)")
        }
    }

    /// Writes the lists of works, if each language lists them in an order of its own: one beside the other, unless the
    /// layout has its languages one below the other.
    pub(super) fn lists_apart(&mut self, pieces: &[Piece<'a>]) -> bool {
        let is_beside = match self.setting.layout.arrangement {
            Arrangement::Columns | Arrangement::Facing => true,
            Arrangement::Stacked | Arrangement::Single => false,
        };
        let [one, other] = pieces else {
            return false;
        };
        let of_works = |piece: &Piece<'a>| matches!(&piece.kind, PieceKind::List(list) if list.kind == ListKind::Works);
        let (Some(first), Some(second)) = (one.only, other.only) else {
            return false;
        };
        if !is_beside || first == second || ![one, other].into_iter().all(of_works) {
            return false;
        }
        let (lead, next) = if first < second {
            (one, other)
        } else {
            (other, one)
        };
        let hash = if self.depth == 0 { "#" } else { "" };
        self.put(&format!("{hash}apart("));
        self.depth += 1;
        for (place, piece) in [lead, next].into_iter().enumerate() {
            self.put(&format!("(({ALONE_NAMES}, ..)) => {{"));
            self.one_alone(place, false, |writer| writer.piece_of(piece));
            self.put("},");
        }
        self.depth -= 1;
        self.put(")");
        true
    }

    /// Writes something in the language at a place alone.
    fn one_alone(&mut self, place: usize, is_box: bool, write: impl FnOnce(&mut Self)) {
        let (languages, under) = (self.languages, self.under);
        let Some(lang) = languages.iter().nth(place).copied() else {
            return;
        };
        self.depth += 1;
        (self.languages, self.alone) = (Localized::Solo(lang), Some(place));
        let own = under.iter().nth(place).copied();
        self.under = Localized::Solo(own.unwrap_or_default());
        self.in_cell = is_box;
        let page_depth = self.page_depth;
        if !is_box {
            self.page_depth = self.depth;
        }
        write(self);
        self.page_depth = page_depth;
        self.in_cell = false;
        (self.languages, self.alone) = (languages, None);
        self.under = under;
        self.depth -= 1;
    }

    /// Goes on with what only one language of the edition has: a whole chapter.
    pub(super) fn begin_alone(&mut self, place: usize) {
        let Some(lang) = self.languages.iter().nth(place).copied() else {
            return;
        };
        let facing = self.setting.layout.arrangement == Arrangement::Facing;
        self.alone = Some(place);
        self.is_whole = !facing;
        self.languages = Localized::Solo(lang);
        self.under = Localized::Solo(0.0);
        self.put(&format!(
            "#let ({NAMES}) = in-language({place}, whole: true)"
        ));
    }

    /// Goes on with what both languages have.
    pub(super) fn end_alone(&mut self, languages: Localized<&'a Lang>) {
        (self.alone, self.is_whole, self.languages) = (None, false, languages);
        self.under = languages.map(|_| 0.0);
        self.blank();
        self.put(&format!("#let ({NAMES}) = in-language(none)"));
    }

    /// What is given for each language of the edition, of the languages of what is being written.
    pub(super) fn own<T: Copy>(&self, each: Localized<T>) -> Localized<T> {
        let alone = self.alone.and_then(|place| each.iter().nth(place).copied());
        alone.map_or(each, Localized::Solo)
    }

    /// The widths of running text in the languages of what is being written.
    pub(super) fn rooms(&self) -> Localized<f64> {
        let rooms = &self.setting.rooms;
        let text = if self.is_whole {
            rooms.whole
        } else {
            rooms.text
        };
        self.rooms_under(self.own(text))
    }

    /// The width of a table or a listing, in millimetres.
    pub(super) fn width(&self) -> f64 {
        let (one, other) = self.setting.widths;
        if self.in_cell && self.setting.layout.arrangement == Arrangement::Stacked {
            return self.setting.rooms.indented(self.alone.unwrap_or_default());
        }
        let is_beside = self.setting.layout.arrangement == Arrangement::Columns && !self.is_whole;
        match self.alone.filter(|_| is_beside) {
            Some(place) => [one, other][place],
            None => self.setting.gauge.table_width((one, other)),
        }
    }

    /// A title that is quoted elsewhere, in the contents or a list. That of the language which alone has it stands beside
    /// an empty one.
    pub(super) fn quoted(&self, only: Option<usize>, texts: Localized<&Text>) -> String {
        let empty = Text::default();
        let texts = match (only, texts, self.languages) {
            (Some(0), Localized::Solo(text), Localized::Duo { .. }) => Localized::Duo {
                lead: text,
                second: &empty,
            },
            (Some(_), Localized::Solo(text), Localized::Duo { .. }) => Localized::Duo {
                lead: &empty,
                second: text,
            },
            (_, texts, _) => texts,
        };
        inline::quoted(&texts, self.languages, self.setting.rooms.listed)
    }

    /// A label that is quoted there.
    pub(super) fn quoted_label(
        &self,
        only: Option<usize>,
        word: fn(&Labels<'_>) -> String,
    ) -> String {
        let mut places = 0..;
        pair(&self.languages.map(|lang| match (only, places.next()) {
            (Some(only), Some(place)) if only != place => string(""),
            (_, _) => inline::own(lang, word),
        }))
    }

    /// A pair of texts that may have notes.
    pub(super) fn body_in(&self, line: &LocalizedText<'a>, lines: Lines<'a>) -> String {
        inline::body(line, &self.text_context(self.rooms(), lines))
    }

    /// The source of a quotation. Its lines are few, so it is kept together with its notes where texts are split.
    pub(super) fn source(&self, line: &LocalizedText<'a>) -> String {
        if running::have_notes(std::slice::from_ref(line)) {
            let lines = match self.setting.lines {
                Lines::Parted(_) if !self.in_cell => Lines::Kept,
                Lines::Parted(_) | Lines::Whole | Lines::Kept | Lines::Measured => Lines::Whole,
            };
            self.body_in(line, lines)
        } else {
            self.title(&line.text)
        }
    }

    /// A caption or a cell, whose notes stand below the table or the figure.
    pub(super) fn noted(&self, line: &LocalizedText<'a>, rooms: Localized<f64>) -> String {
        inline::linked(line, &self.text_context(rooms, Lines::Whole))
    }

    /// The notes of captions and cells as an argument, if there are any.
    pub(super) fn notes_below<'l>(
        &self,
        lines: impl Iterator<Item = &'l LocalizedText<'a>>,
    ) -> Option<String>
    where
        'a: 'l,
    {
        let context = self.text_context(self.rooms(), Lines::Whole);
        let notes = lines.flat_map(|line| inline::below(line, &context));
        let notes: Vec<String> = notes.collect();
        (!notes.is_empty()).then(|| format!("notes: ({})", notes.join(" ")))
    }

    pub(super) fn text_context<'t>(
        &'t self,
        rooms: Localized<f64>,
        lines: Lines<'t>,
    ) -> inline::TextContext<'t> {
        inline::TextContext {
            languages: self.languages,
            alone: self.alone,
            is_whole: self.is_whole,
            rooms,
            prefix: &self.note_prefix,
            lines,
            arrangement: self.setting.layout.arrangement,
            notes: self.notes,
            pages: self.setting.pages.as_ref(),
        }
    }
}
