//! The widths of the columns of a table.

use super::{Cell, Word, inset};

/// The largest width of a column that is widened so that cells fit on one line, in points.
const WIDEST: f64 = 180.0;
/// What rounding may take from a cell, in points.
const SLACK: f64 = 0.6;

/// What a column needs, in points at the usual type size. The fields are maxima over its texts: of `rigid`, `least`
/// and `width` of their words, and of the length on one line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Need {
    rigid: f64,
    least: f64,
    pub word: f64,
    line: f64,
}

impl Need {
    fn parts(&mut self) -> [&mut f64; 4] {
        [
            &mut self.rigid,
            &mut self.least,
            &mut self.word,
            &mut self.line,
        ]
    }
}

/// What each column needs in the languages of a side, given all cells of the table.
pub fn needs(cells: &[&Cell], side: &[usize], count: usize) -> Vec<Need> {
    let single = |column: usize| {
        let own = cells
            .iter()
            .filter(|cell| cell.columns == (column..column + 1));
        need(own.flat_map(|cell| cell.texts_of(side)))
    };
    let mut needs: Vec<Need> = (0..count).map(single).collect();
    // What a merged cell needs beyond its columns, they share evenly.
    for cell in cells.iter().filter(|cell| cell.columns.len() > 1) {
        let mut missing = need(cell.texts_of(side));
        let columns = &mut needs[cell.columns.clone()];
        for own in columns.iter_mut() {
            let parts = missing.parts().into_iter().zip(own.parts());
            parts.for_each(|(missing, own)| *missing -= *own);
        }
        let count: f64 = columns.iter().map(|_| 1.0).sum();
        for own in columns {
            let parts = missing.parts().into_iter().zip(own.parts());
            parts.for_each(|(missing, own)| *own += missing.max(0.0) / count);
        }
    }
    needs
}

/// Whether the columns fit a table of this width. `fixed` are the widths that the author gave, in points.
pub fn fit(needs: &[Need], fixed: &[Option<f64>], scale: f64, width: f64) -> bool {
    let least = needs.iter().map(|need| need.least * scale);
    let free: f64 = least
        .clone()
        .zip(fixed)
        .filter_map(|(least, fixed)| fixed.is_none().then_some(least))
        .sum();
    let inner = |width: f64| width - 2.0 * inset(scale) - SLACK;
    free <= free_width(fixed, scale, width)
        && least
            .zip(fixed)
            .all(|(least, fixed)| fixed.is_none_or(|width| least <= inner(width)))
}

/// What the columns without a width of their own may divide among their texts.
fn free_width(fixed: &[Option<f64>], scale: f64, width: f64) -> f64 {
    let count = fixed.iter().filter(|width| width.is_none()).count();
    width - fixed.iter().flatten().sum::<f64>() - columns_inset(count, scale)
}

/// The widths of the columns of a table, padding included.
pub fn widths(needs: &[Need], fixed: &[Option<f64>], scale: f64, width: f64) -> Vec<f64> {
    let free: Vec<Need> = needs
        .iter()
        .zip(fixed)
        .filter_map(|(need, fixed)| fixed.is_none().then_some(*need))
        .collect();
    let mut divided = divided(&free, scale, free_width(fixed, scale, width)).into_iter();
    let padded = |width: f64| width + 2.0 * inset(scale);
    fixed
        .iter()
        .map(|width| width.unwrap_or_else(|| padded(divided.next().unwrap_or_default())))
        .collect()
}

fn columns_inset(count: usize, scale: f64) -> f64 {
    (0..count).map(|_| 2.0 * inset(scale) + SLACK).sum()
}

fn need<'a>(texts: impl Iterator<Item = &'a Vec<Word>>) -> Need {
    let mut need = Need::default();
    for words in texts {
        let mut line = 0.0;
        for word in words {
            need.rigid = need.rigid.max(word.rigid);
            need.least = need.least.max(word.least);
            need.word = need.word.max(word.width);
            line += word.width + word.gap;
            need.line = need.line.max(line);
            if word.ends_line {
                line = 0.0;
            }
        }
    }
    need
}

/// Divides a width among columns.
fn divided(needs: &[Need], scale: f64, inner: f64) -> Vec<f64> {
    let mut widths: Vec<f64> = needs.iter().map(|need| need.least * scale).collect();
    let sum: f64 = widths.iter().sum();
    if sum > inner {
        // Every column keeps its unbreakable part. A third of the rest is divided evenly, so that narrow columns get
        // more than their proportion.
        let rigid: Vec<f64> = needs.iter().map(|need| need.rigid * scale).collect();
        let all: f64 = rigid.iter().sum();
        let part = (inner / all.max(1.0)).min(1.0);
        let rest = inner - all * part;
        let even = rest / 3.0 / needs.iter().map(|_| 1.0).sum::<f64>();
        let wishes = widths.iter().zip(&rigid);
        let wishes: Vec<f64> = wishes
            .map(|(width, rigid)| (width - rigid).max(0.0))
            .collect();
        let total = wishes.iter().sum::<f64>().max(1.0);
        return rigid
            .iter()
            .zip(wishes)
            .map(|(rigid, wish)| rigid * part + even + wish * (rest * 2.0 / 3.0) / total + SLACK)
            .collect();
    }
    let mut rest = inner - sum;
    let count: f64 = needs.iter().map(|_| 1.0).sum();
    let widest = needs.iter().map(|need| need.word).fold(WIDEST, f64::max);
    // First for whole words, and up to an even share for long texts; then for cells on one line.
    let wishes = [
        needs
            .iter()
            .map(|need| need.word.max(need.line.min(inner / count / scale)))
            .collect::<Vec<f64>>(),
        needs.iter().map(|need| need.line.min(widest)).collect(),
    ];
    for wishes in wishes {
        let more = wishes.iter().zip(&widths);
        let mut more: Vec<(usize, f64)> = more
            .map(|(wish, width)| (wish * scale - width).max(0.0))
            .enumerate()
            .collect();
        more.sort_by(|(_, one), (_, other)| one.total_cmp(other));
        let mut all: f64 = more.iter().map(|(_, more)| more).sum();
        // Small wishes are granted in full; from the first that exceeds what is left, all are granted in proportion.
        let mut part = None;
        for (column, more) in more {
            // Through rounding, `rest` may be slightly negative.
            if more > rest.max(0.0) {
                part = part.or(Some(rest.max(0.0) / all.max(more)));
            }
            let given = more * part.unwrap_or(1.0);
            widths[column] += given;
            all -= more;
            rest -= given;
        }
    }
    let sum: f64 = widths.iter().sum();
    widths
        .iter()
        .map(|width| {
            // Empty columns have no width to grow in proportion to.
            let share = if sum > 0.0 { width / sum } else { 1.0 / count };
            width + rest * share + SLACK
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_finite_widths_that_fit_the_table() {
        // The widths that columns ask for can exceed the table by a rounding error.
        for step in 1..400 {
            let need = |part: f64| Need {
                rigid: part / 3.0,
                least: part,
                word: part * 1.3,
                line: part * 1.7,
            };
            let needs: Vec<Need> = (1..6).map(|column| need(f64::from(column) * 0.7)).collect();
            let inner = f64::from(step) * 0.1;
            for scale in [0.7, 0.93, 1.0] {
                let widths = divided(&needs, scale, inner);
                let sum: f64 = widths.iter().sum();
                assert!(
                    widths.iter().all(|width| *width >= 0.0),
                    "{inner}: {widths:?}"
                );
                assert!(sum <= inner + 5.0 * SLACK + 0.001, "{inner}: {widths:?}");
            }
        }
    }
}
