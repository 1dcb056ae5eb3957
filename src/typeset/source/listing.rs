//! Listings.

use super::{Writer, pair, string, whole};
use crate::edition::Arrangement;
use crate::manuscript::{Localized, Piece, PieceKind};
use crate::typeset::listing;

impl<'a> Writer<'a> {
    pub(super) fn listing(&mut self, piece: &Piece<'a>) {
        let PieceKind::Code {
            lang,
            program,
            caption,
            number,
            numbers_from,
            marked,
        } = &piece.kind
        else {
            return;
        };
        let mut arguments = vec![string(piece.id), string(number)];
        if let Some(lang) = lang {
            arguments.push(format!("lang: {}", string(lang)));
        }
        arguments.extend(self.caption(caption.as_ref()));
        arguments.extend(self.notes_below(caption.iter()));
        arguments.extend(self.under_argument());
        if let Some(first) = numbers_from {
            arguments.push(format!("numbers: {first}"));
        }
        if !marked.is_empty() {
            let lines = marked.iter().map(|line| format!("{},", line + 1));
            arguments.push(format!("marked: ({})", lines.collect::<Vec<_>>().join(" ")));
        }
        let setting = self.setting;
        let lines = program.lead().lines().count();
        let gutter = listing::gutter(*numbers_from, lines);
        let room = match self.alone {
            Some(_) => setting.rooms.code_in(self.width()),
            None => setting.rooms.code,
        } - gutter;
        let is_same = match program {
            Localized::Duo { lead, second } => lead == second,
            Localized::Solo(_) => true,
        };
        let programs: Vec<&str> = program.iter().copied().collect();
        let shown = if is_same {
            arguments.extend(whole(setting.gauge.keeps_listing(program.lead(), room)));
            string(program.lead())
        } else {
            let is_beside = setting.layout.arrangement == Arrangement::Columns
                && self.fits_columns(&programs, gutter);
            arguments.extend(is_beside.then(|| "beside: true".to_owned()));
            let all = match setting.layout.arrangement {
                Arrangement::Columns if is_beside => programs[0].to_owned(),
                Arrangement::Facing | Arrangement::Single => programs[0].to_owned(),
                Arrangement::Columns | Arrangement::Stacked => programs.join("\n"),
            };
            arguments.extend(whole(setting.gauge.keeps_listing(&all, room)));
            pair(&program.map(|program| string(program)))
        };
        arguments.push(shown);
        self.call("listing", &arguments);
    }

    /// Whether no line of these programs turns over in the column of its language.
    fn fits_columns(&self, programs: &[&str], gutter: f64) -> bool {
        let setting = self.setting;
        let (one, other) = setting.widths;
        let mut columns = programs.iter().zip([one, other]);
        columns.all(|(program, width)| {
            let room = setting.rooms.code_in(width) - gutter;
            program.lines().all(|line| listing::width(line) <= room)
        })
    }
}
