//! Pairs the pieces of two flows, one in each language.

use super::align::{Group, Scores, Texts, Unit, align};
use super::document::{Chapter, Content, Piece};
use super::flow::Flows;
use super::rows::{self, Rows};
use crate::message::message;

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

/// Aligns the flows of chapters, which learn words from one another.
///
/// # Errors
/// If the two flows of a chapter are no translations of one another.
pub(crate) fn aligned(
    chapters: Vec<Flows<'_>>,
    scores: Option<&Scores>,
    chinese: usize,
) -> Result<Vec<Chapter>, Strangers> {
    let units: Vec<[Vec<Unit>; 2]> = chapters
        .iter()
        .map(|chapter| {
            let [first, second] = &chapter.flows;
            [units(&first.pieces), units(&second.pieces)]
        })
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
    for (flows, groups) in chapters.into_iter().zip(aligned) {
        found.push(chapter(flows, &groups, chinese)?);
    }
    Ok(found)
}

/// What the aligner has to know of paragraphs.
pub(crate) fn units(pieces: &[Piece]) -> Vec<Unit> {
    let unit = |piece: &Piece| Unit {
        kind: rows::kind(piece),
        text: piece.words(),
    };
    pieces.iter().map(unit).collect()
}

fn chapter(sides: Flows<'_>, groups: &[Group], chinese: usize) -> Result<Chapter, Strangers> {
    let score = mean(groups);
    if score < REFUSED {
        return Err(Strangers {
            names: sides.names.map(str::to_owned),
            score,
        });
    }
    let [first, second] = sides.flows;
    let mut chapter = Chapter {
        number: first.number.or(second.number),
        characters: first.characters + second.characters,
        structure: first.structure + second.structure,
        doubts: first.doubts,
        marks: first.marks,
        ..Chapter::default()
    };
    chapter.doubts.extend(second.doubts);
    for (mark, times) in second.marks {
        *chapter.marks.entry(mark).or_insert(0) += times;
    }
    let mut rows = Rows::new(sides.names, chinese);
    if score < DOUBTFUL {
        let why = message!(
            "much of this chapter is uncertain: perhaps one text is a free translation, or is in another order"
        );
        rows.scored(0, 1, why, &[], Some(score));
    }
    let (mut ours, mut theirs) = (first.pieces.into_iter(), second.pieces.into_iter());
    for group in groups {
        let one = joined(ours.by_ref().take(group.first.len()).collect());
        let other = joined(theirs.by_ref().take(group.second.len()).collect());
        match (one, other) {
            (Some(one), Some(other)) => {
                if !group.is_sure() {
                    let why = message!("whether these belong together is not certain");
                    let score = group.probability.min(group.judged);
                    rows.scored(
                        0,
                        one.line,
                        why,
                        &[&one.words(), &other.words()],
                        Some(score),
                    );
                }
                rows.pair(&one, other);
            }
            (Some(one), None) => alone(&mut rows, &one, 0, group.probability),
            (None, Some(other)) => alone(&mut rows, &other, 1, group.probability),
            (None, None) => {}
        }
    }
    rows.finish(&mut chapter);
    Ok(chapter)
}

fn alone(rows: &mut Rows, piece: &Piece, side: usize, score: f64) {
    match &piece.content {
        Content::Figure(_) if piece.is_bare_picture() => rows.both(piece),
        Content::SceneBreak => rows.both(piece),
        Content::Words(..)
        | Content::Code { .. }
        | Content::Formula(_)
        | Content::Table(_)
        | Content::Figure(_) => rows.alone(piece, side, Some(score)),
    }
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

/// Pieces of one group as one piece.
pub(crate) fn joined(pieces: Vec<Piece>) -> Option<Piece> {
    let mut pieces = pieces.into_iter();
    let mut all = pieces.next()?;
    for next in pieces {
        all.anchors.extend(next.anchors);
        // Only paragraphs are put together.
        if let (Content::Words(_, text), Content::Words(_, more)) = (&mut all.content, next.content)
        {
            text.join(more);
        }
    }
    Some(all)
}
