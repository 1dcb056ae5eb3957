//! Which columns of a table have the two languages. What columns are called and where they stand differs from program to
//! program; so the scripts of all their cells decide.

use super::document::Table;
use super::rich::Rich;
use super::rows::{Language, language};
use super::scripts::has_han;

/// The most columns that such a table has.
const WIDEST: usize = 12;

/// The columns of Chinese, or else the first language, and of its translation.
pub(crate) fn of_languages(rows: &[Vec<&str>], has_chinese: bool) -> Option<[usize; 2]> {
    let width = rows.iter().map(Vec::len).max()?;
    if !(2..=WIDEST).contains(&width) {
        return None;
    }
    let counts: Vec<Counts> = (0..width).map(|column| Counts::of(rows, column)).collect();
    // Of several columns in a language, remarks are the shorter ones.
    let longest = |fits: &dyn Fn(&Counts) -> bool, without: Option<usize>| {
        let fitting =
            (0..width).filter(|column| Some(*column) != without && fits(&counts[*column]));
        fitting.max_by_key(|column| (counts[*column].characters, std::cmp::Reverse(*column)))
    };
    if !has_chinese {
        let is_worded = |one: &Counts| one.other * 2 > rows.len();
        let first = longest(&is_worded, None)?;
        let second = longest(&is_worded, Some(first))?;
        return Some([first.min(second), first.max(second)]);
    }
    let is_chinese =
        |one: &Counts| one.chinese > 0 && one.chinese * 10 >= (one.chinese + one.other) * 6;
    let chinese = longest(&is_chinese, None)?;
    let is_other = |one: &Counts| one.other > 0 && one.other * 10 >= (one.chinese + one.other) * 8;
    let other = longest(&is_other, Some(chinese))?;
    Some([chinese, other])
}

/// Whether a table has a column for each language, whose heads are in it or are its name.
pub(crate) fn has_languages(table: &Table<Rich>) -> bool {
    let words: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.text.words()).collect())
        .collect();
    let (head, body) = words.split_at(table.head.min(words.len()));
    let body: Vec<Vec<&str>> = body
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let Some([chinese, other]) = of_languages(&body, true) else {
        return false;
    };
    let is_named = |row: &Vec<String>| {
        let head = |column: usize| row.get(column).map_or("", |words| words.trim());
        let is_name = ["英文", "英语", "英語", "原文", "译文"].contains(&head(other));
        language(head(chinese)) != Language::Neither
            && (is_name || has_han(head(chinese)) && language(head(other)) == Language::Other)
    };
    head.last().is_some_and(is_named)
}

/// The cells of a column.
struct Counts {
    chinese: usize,
    other: usize,
    characters: usize,
}

impl Counts {
    fn of(rows: &[Vec<&str>], column: usize) -> Self {
        let mut counts = Self {
            chinese: 0,
            other: 0,
            characters: 0,
        };
        for cell in rows.iter().filter_map(|row| row.get(column)) {
            match language(cell) {
                Language::Chinese | Language::Both => counts.chinese += 1,
                Language::Other => counts.other += 1,
                Language::Neither => {}
            }
            counts.characters += cell.chars().count();
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::of_languages;

    #[test]
    fn columns_are_found_by_their_cells() {
        let table = |rows: &[&[&'static str]]| -> Vec<Vec<&'static str>> {
            rows.iter().map(|row| row.to_vec()).collect()
        };
        let plain = table(&[&["1", "Tea", "茶"], &["2", "Water is hot.", "水很烫。"]]);
        assert_eq!(of_languages(&plain, true), Some([2, 1]));
        let remarks = table(&[&["茶", "Tea for two", "ok"], &["水", "Hot water", "no"]]);
        assert_eq!(of_languages(&remarks, true), Some([0, 1]));
        assert_eq!(
            of_languages(&table(&[&["茶", "1"], &["水", "2"]]), true),
            None
        );
        let french = table(&[&["Tea", "Le thé"], &["Water", "L'eau"]]);
        assert_eq!(of_languages(&french, false), Some([0, 1]));
    }
}
