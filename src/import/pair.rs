//! Reads two texts, one in each language, whose paragraphs are then aligned.

use super::align::{Group, Kind, Scores, Texts, Unit, align};
use super::document::{Chapter, Doubt, Piece, Role, Row, visible};
use super::plain::{self, Read};
use crate::message::{Message, message};

/// A text in each language, in the order of the book's languages.
#[derive(Debug)]
pub(crate) struct Sides<'a> {
    pub(crate) names: [&'a str; 2],
    pub(crate) texts: [&'a str; 2],
}

/// Chapters that are no translations of one another.
#[derive(Debug)]
pub(crate) struct Strangers {
    pub(crate) names: [String; 2],
    pub(crate) score: f64,
}

/// The most paragraphs of a chapter in one language, for the sake of memory, which grows by their square.
pub(crate) const LONGEST_CHAPTER: usize = 3000;

/// Under this mean probability a chapter is refused.
const REFUSED: f64 = 0.5;
/// Under this mean probability a chapter is reported.
const DOUBTFUL: f64 = 0.8;

/// Reads and aligns chapters.
///
/// # Errors
/// If the two texts of a chapter are no translations of one another.
pub(crate) fn read(
    chapters: &[Sides<'_>],
    scores: Option<&Scores>,
) -> Result<Vec<Chapter>, Strangers> {
    let read: Vec<[Read; 2]> = chapters
        .iter()
        .map(|sides| sides.texts.map(plain::paragraphs))
        .collect();
    let units: Vec<[Vec<Unit>; 2]> = read
        .iter()
        .map(|[first, second]| [units(&first.pieces), units(&second.pieces)])
        .collect();
    let texts: Vec<Texts<'_>> = units
        .iter()
        .map(|[first, second]| Texts {
            scores,
            ..Texts::new(first, second)
        })
        .collect();
    let aligned = align(&texts);
    let mut found = Vec::with_capacity(chapters.len());
    for ((sides, read), groups) in chapters.iter().zip(read).zip(aligned) {
        found.push(chapter(sides, read, &groups)?);
    }
    Ok(found)
}

/// What the aligner has to know of paragraphs.
pub(crate) fn units(pieces: &[Piece]) -> Vec<Unit> {
    let unit = |piece: &Piece| Unit {
        kind: kind(&piece.role),
        text: piece.text.clone(),
    };
    pieces.iter().map(unit).collect()
}

fn kind(role: &Role) -> Kind {
    match role {
        Role::Heading(level) => Kind::Heading(*level),
        Role::Text | Role::Callout(_) => Kind::Text,
        Role::Item { .. } => Kind::Item,
        Role::SceneBreak => Kind::Break,
    }
}

fn chapter(sides: &Sides<'_>, read: [Read; 2], groups: &[Group]) -> Result<Chapter, Strangers> {
    let [first, second] = read;
    let score = mean(groups);
    if score < REFUSED {
        return Err(Strangers {
            names: sides.names.map(str::to_owned),
            score,
        });
    }
    let mut rows = Vec::with_capacity(groups.len());
    let mut doubts = Vec::new();
    let mut doubt = |side: usize, line: usize, why: Message, about: Vec<String>, score: f64| {
        doubts.push(Doubt {
            file: sides.names[side].to_owned(),
            line,
            why,
            about,
            left_out: None,
            score: Some(score),
        });
    };
    if score < DOUBTFUL {
        let why = message!(
            "much of this chapter is uncertain: perhaps one text is a free translation, or is in another order"
        );
        doubt(0, 1, why, Vec::new(), score);
    }
    for group in groups {
        let (ours, theirs) = (
            &first.pieces[group.first.clone()],
            &second.pieces[group.second.clone()],
        );
        let texts = [joined(ours), joined(theirs)];
        let about = || texts.iter().flatten().cloned().collect();
        let Some(one) = ours.first().or(theirs.first()) else {
            continue;
        };
        let mut role = one.role.clone();
        let side = usize::from(ours.is_empty());
        if role == Role::SceneBreak {
            rows.push(Row {
                role,
                texts: [None, None],
            });
            continue;
        }
        if !group.is_pair() {
            doubt(
                side,
                one.line,
                message!("this stands in one language only"),
                about(),
                group.probability,
            );
            if matches!(role, Role::Heading(_)) {
                role = Role::Text;
            }
        } else if !group.is_sure() {
            let why = message!("whether these belong together is not certain");
            doubt(
                side,
                one.line,
                why,
                about(),
                group.probability.min(group.judged),
            );
        }
        rows.push(Row { role, texts });
    }
    let mut marks = first.marks;
    for (mark, times) in second.marks {
        *marks.entry(mark).or_insert(0) += times;
    }
    Ok(Chapter {
        title: [String::new(), String::new()],
        number: first.number.or(second.number),
        rows,
        doubts,
        marks,
        characters: sides.texts.iter().map(|text| visible(text)).sum(),
    })
}

/// How probable the groups of a chapter are on average, by their paragraphs.
#[expect(clippy::cast_precision_loss, reason = "numbers of paragraphs")]
fn mean(groups: &[Group]) -> f64 {
    let mut sum = 0.0;
    let mut count = 0.0;
    for group in groups {
        let paragraphs = (group.first.len() + group.second.len()) as f64;
        sum += group.probability * paragraphs;
        count += paragraphs;
    }
    sum / f64::max(count, 1.0)
}

fn joined(pieces: &[Piece]) -> Option<String> {
    let all = pieces
        .iter()
        .fold(String::new(), |text, piece| plain::join(text, &piece.text));
    (!pieces.is_empty()).then_some(all)
}
