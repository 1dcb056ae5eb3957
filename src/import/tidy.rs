//! Brings the rows of a chapter into the shape that chapters have: headings in levels, full rows in tables, nothing empty.

use super::document::{Align, Cell, Chapter, Content, Doubt, Role, Row, Said, visible};
use super::rich::{Inline, Rich};
use super::scripts::is_unseen;
use crate::message::message;
use crate::read;

/// Tidies the rows of a chapter that was read from a file. In plain text, whatever parts two paragraphs does so.
pub(crate) fn tidy(chapter: &mut Chapter, name: &str, is_bare: bool) {
    clean(chapter);
    empty_rows(&mut chapter.rows);
    levels(&mut chapter.rows);
    if !is_bare {
        breaks(&mut chapter.rows);
    }
    let mut doubts = Vec::new();
    for row in &mut chapter.rows {
        match &mut row.content {
            Content::Table(table) => {
                if fill(&mut table.rows) {
                    let why =
                        message!("the rows of this table do not have the same number of cells");
                    doubts.push(Doubt::new(name, row.line, why));
                }
                let columns = table.rows.first().map_or(0, |row| {
                    row.iter().map(|cell| usize::from(cell.across)).sum()
                });
                if table.align.len() != columns {
                    table.align.resize(columns, Align::Start);
                }
            }
            Content::Formula(tex) if !read::is_formula(tex, true) => {
                let why = message!("diglot does not set this formula, so it stands as TeX");
                doubts.push(Doubt::new(name, row.line, why).about(tex));
                row.content = Content::Code {
                    language: "latex".to_owned(),
                    program: Said::Both(Rich::plain(tex)),
                };
            }
            Content::Formula(_)
            | Content::Words(..)
            | Content::Code { .. }
            | Content::Figure(_)
            | Content::SceneBreak => {}
        }
    }
    chapter.doubts.extend(doubts);
}

/// Takes out characters that nobody sees.
fn clean(chapter: &mut Chapter) {
    let marks = &mut chapter.marks;
    for row in &mut chapter.rows {
        let is_code = matches!(row.content, Content::Code { .. });
        for text in row.texts_mut().into_iter().flat_map(Said::each_mut) {
            text.each_run(&mut |run| {
                let (Inline::Text(text) | Inline::Code(text) | Inline::Formula(text)) =
                    &mut run.inline
                else {
                    return;
                };
                let goes = |c: char| {
                    is_unseen(c) || (c.is_control() && c != '\t' && !(is_code && c == '\n'))
                };
                if !text.contains(goes) {
                    return;
                }
                for c in text.chars().filter(|c| goes(*c)) {
                    if visible(c.encode_utf8(&mut [0; 4])) > 0 {
                        *marks.entry(c.to_string()).or_insert(0) += 1;
                    }
                }
                text.retain(|c| !goes(c));
            });
        }
    }
}

/// Removes rows that say nothing. What is inside an item without words of its own moves out of it.
fn empty_rows(rows: &mut Vec<Row>) {
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    // The depths of the items that were removed.
    let mut removed: Vec<usize> = Vec::new();
    let mut all = std::mem::take(rows).into_iter().peekable();
    while let Some(mut row) = all.next() {
        while removed.last().is_some_and(|depth| row.depth <= *depth) {
            removed.pop();
        }
        let depth = row.depth;
        row.depth -= removed.len();
        let Content::Words(role, said) = &mut row.content else {
            kept.push(row);
            continue;
        };
        if !said.is_empty() {
            if row.depth > 0 && matches!(role, Role::Heading(_)) {
                *role = Role::Text;
            }
            kept.push(row);
            continue;
        }
        let is_full = all.peek().is_some_and(|next| next.depth > depth);
        match role {
            Role::Quote | Role::Callout(_) if is_full => kept.push(row),
            Role::Item(_) if is_full => removed.push(depth),
            Role::Item(_)
            | Role::Quote
            | Role::Callout(_)
            | Role::Heading(_)
            | Role::Text
            | Role::Term => {}
        }
    }
    *rows = kept;
}

/// Closes gaps in the levels of headings.
fn levels(rows: &mut [Row]) {
    let level_of = |row: &Row| match &row.content {
        Content::Words(Role::Heading(level), _) => Some(*level),
        Content::Words(..)
        | Content::Code { .. }
        | Content::Formula(_)
        | Content::Table(_)
        | Content::Figure(_)
        | Content::SceneBreak => None,
    };
    let lowest = rows.iter().skip(1).filter_map(level_of).min();
    let shift = lowest.map_or(0, |level| level.saturating_sub(1));
    let mut before = 0;
    for row in rows.iter_mut().skip(1) {
        if let Content::Words(Role::Heading(level), _) = &mut row.content {
            *level = (*level - shift).clamp(1, before + 1);
            before = *level;
        }
    }
}

/// Removes breaks that part nothing.
fn breaks(rows: &mut Vec<Row>) {
    let is_break = |row: &Row| row.content == Content::SceneBreak;
    let is_heading = |row: &Row| matches!(row.content, Content::Words(Role::Heading(_), _));
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for row in std::mem::take(rows) {
        let follows_nothing = kept
            .last()
            .is_none_or(|last| is_break(last) || is_heading(last));
        if is_break(&row) && follows_nothing {
            continue;
        }
        if is_heading(&row) && kept.last().is_some_and(is_break) {
            kept.pop();
        }
        kept.push(row);
    }
    while kept.last().is_some_and(is_break) {
        kept.pop();
    }
    *rows = kept;
}

/// Gives all rows of a table the same number of columns; whether that took more than cells at their ends.
fn fill(rows: &mut [Vec<Cell<Said>>]) -> bool {
    let blank = || Cell {
        text: Said::Both(Rich::default()),
        across: 1,
        down: 1,
    };
    // How many columns each row covers, with the cells that reach down into it.
    let mut down: Vec<usize> = vec![0; rows.len()];
    let mut broken = false;
    for at in 0..rows.len() {
        let left = rows.len() - at;
        for cell in &mut rows[at] {
            cell.down = cell.down.min(u8::try_from(left).unwrap_or(u8::MAX)).max(1);
            for covered in &mut down[at..at + usize::from(cell.down)] {
                *covered += usize::from(cell.across);
            }
        }
    }
    let columns = down.iter().copied().max().unwrap_or(0);
    for (row, covered) in rows.iter_mut().zip(&down) {
        for _ in *covered..columns {
            row.push(blank());
            broken = true;
        }
    }
    broken
}
