//! Pairs the pieces of one flow in which each has Chinese and its translation, or pieces in one language follow those in
//! the other.

use std::ops::Range;

use super::align::{Group, Kind, Texts, Unit, align};
use super::bilingual::{self, Halves};
use super::document::{Chapter, Content, Piece, Role};
use super::flow::Flow;
use super::pair::{self, LONGEST_CHAPTER, units};
use super::rich::Rich;
use super::rows::{self, Language, Rows, language_of};
use super::scripts::{has_han, is_han};
use super::split::{self, Cut};
use super::whole;
use crate::message::{message, plural};

/// A part of a document.
#[derive(Debug)]
pub(crate) enum Stretch {
    /// Pieces in both languages, or one after the other.
    Mixed(Vec<Piece>),
    /// Pieces in Chinese, or else in the first language, and beside them their translation.
    Beside(Vec<Piece>, Vec<Piece>),
}

/// Pairs the pieces of a flow. `is_bare` says whether nothing in it says which lines are headings.
pub(crate) fn pair_up(file: &str, mut flow: Flow, chinese: usize, is_bare: bool) -> Chapter {
    let pieces = std::mem::take(&mut flow.pieces);
    pair_stretches(file, flow, vec![Stretch::Mixed(pieces)], chinese, is_bare)
}

/// Pairs the pieces of a document.
pub(crate) fn pair_stretches(
    file: &str,
    flow: Flow,
    stretches: Vec<Stretch>,
    chinese: usize,
    is_bare: bool,
) -> Chapter {
    let mut chapter = Chapter {
        number: flow.number,
        doubts: flow.doubts,
        marks: flow.marks,
        structure: flow.structure,
        characters: flow.characters,
        ..Chapter::default()
    };
    let is_other_first = is_bare
        && stretches
            .iter()
            .any(|stretch| matches!(stretch, Stretch::Mixed(pieces) if are_other_first(pieces)));
    let mut reader = Reader {
        chinese,
        is_bare,
        is_other_first,
        rows: if is_bare {
            Rows::of_lines(file, chinese, is_other_first)
        } else {
            Rows::new([file, file], chinese)
        },
    };
    let mut steps = Vec::new();
    for stretch in stretches {
        match stretch {
            Stretch::Mixed(pieces) => steps.extend(reader.steps(pieces)),
            Stretch::Beside(chinese, other) => steps.push(Step::Runs(chinese, other)),
        }
    }
    reader.take(steps);
    if is_bare {
        reader.questions();
    }
    reader.rows.finish(&mut chapter);
    chapter
}

/// Whether the pieces of a flow are in two languages: a quarter of them at least has the other.
pub(crate) fn are_bilingual(pieces: &[Piece]) -> bool {
    let (mut chinese, mut other, mut both) = (0_usize, 0_usize, 0_usize);
    for piece in pieces {
        match language_of(piece) {
            Language::Both => both += 1,
            Language::Chinese => chinese += 1,
            Language::Other => other += 1,
            Language::Neither => {}
        }
    }
    both * 3 > chinese + other
        || (chinese.min(other) + both) * 4 >= chinese + other + both
            && chinese + both > 0
            && other + both > 0
}

/// Whether a text is of this kind: most of its lines with Chinese have a translation on the same line, or there are
/// about as many lines without Chinese as with it.
pub(crate) fn is_bilingual(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut with, mut without, mut cut, mut swapped) = (0, 0, 0, 0);
    for line in lines {
        if !has_han(line) {
            without += usize::from(line.chars().any(char::is_alphabetic));
            continue;
        }
        // Whatever marks it as an item comes before it.
        let words = line.trim_start_matches(|c: char| !c.is_alphabetic());
        let is_swapped = other_first(words).is_some();
        let is_cut = split::cut(line).is_some_and(|cut| is_translation(line, &cut));
        if !is_swapped && whole::dominant(line) == Language::Other && !words.starts_with(is_han) {
            // The other language, which quotes Chinese words.
            without += 1;
            continue;
        }
        with += 1;
        cut += usize::from(is_cut);
        swapped += usize::from(is_swapped);
    }
    with > 0 && (cut * 2 >= with || swapped * 2 >= with || without * 3 >= with)
}

/// Whether most lines with Chinese begin with its translation.
fn are_other_first(pieces: &[Piece]) -> bool {
    let lines = pieces.iter().map(Piece::words);
    let lines: Vec<String> = lines.filter(|words| has_han(words)).collect();
    let cut = |line: &&String| split::cut(line).is_some_and(|cut| is_translation(line, &cut));
    let swapped = lines.iter().filter(|line| other_first(line).is_some());
    swapped.count() * 2 >= lines.len().max(1) && lines.iter().filter(cut).count() * 2 < lines.len()
}

/// Cuts a line that begins with the translation.
fn other_first(line: &str) -> Option<Halves> {
    bilingual::cut(&Rich::plain(line), bilingual::Kind::SwappedLine)
}

/// Whether what follows a cut has the length of a translation.
fn is_translation(line: &str, cut: &Cut) -> bool {
    cut.fits && line[cut.start..].chars().any(char::is_alphabetic)
}

struct Reader {
    chinese: usize,
    is_bare: bool,
    /// Whether each line has the translation before the Chinese.
    is_other_first: bool,
    rows: Rows,
}

/// A piece in one language, or in none.
struct Seen {
    piece: Piece,
    language: Language,
}

/// What is to be put together.
enum Step {
    Both(Piece),
    /// The same where most others are in one language each.
    Doubtful(Piece),
    /// A heading that was not translated.
    Heading(Piece),
    LeftOut(Piece),
    /// Pieces in Chinese, and those in the other language that precede or follow them.
    Runs(Vec<Piece>, Vec<Piece>),
}

/// What headings of quizzes are called.
const QUIZZES: [&str; 9] = [
    "quiz",
    "questions",
    "exercises",
    "小测",
    "测验",
    "测试",
    "练习",
    "思考题",
    "习题",
];

/// The longest label of a diagram, in characters.
const LONGEST_LABEL: usize = 24;

impl Reader {
    fn take(&mut self, steps: Vec<Step>) {
        // All runs are aligned together, since the aligner learns from them what lengths and words go together.
        let runs: Vec<[Vec<Unit>; 2]> = steps
            .iter()
            .filter_map(|step| match step {
                Step::Runs(chinese, other) => Some(comparable(chinese, other)),
                Step::Both(_) | Step::Doubtful(_) | Step::Heading(_) | Step::LeftOut(_) => None,
            })
            .collect();
        let texts: Vec<Texts<'_>> = runs
            .iter()
            .map(|[chinese, other]| Texts::new(chinese, other))
            .collect();
        let mut groups = align(&texts).into_iter();
        for step in steps {
            match step {
                Step::Both(piece) => self.both(piece),
                Step::Doubtful(piece) => {
                    let why =
                        message!("this was cut in two, though most paragraphs are in one language");
                    self.rows.doubt(0, piece.line, why, &[&piece.words()]);
                    self.both(piece);
                }
                Step::Heading(piece) => self.rows.heading(&piece),
                Step::LeftOut(piece) => {
                    let why = message!(
                        "this seems to be a label of a diagram, and is not in the chapter"
                    );
                    self.rows.left_out(&piece, why);
                }
                Step::Runs(chinese, other) => {
                    self.runs(chinese, other, groups.next().unwrap_or_default());
                }
            }
        }
    }

    fn steps(&self, pieces: Vec<Piece>) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut lone: Vec<Seen> = Vec::new();
        let mut languages: Vec<Language> =
            pieces.iter().map(|piece| self.language_of(piece)).collect();
        let doubtful = whole::settle(&pieces, &mut languages);
        let untranslated = self.untranslated_headings(&pieces, &languages);
        for (at, (piece, language)) in pieces.into_iter().zip(languages).enumerate() {
            match language {
                Language::Both => {
                    let mut labels = Vec::new();
                    if self.is_bare && is_caption(&piece.words()) {
                        labels = split_labels(&mut lone);
                    }
                    add_runs(std::mem::take(&mut lone), &mut steps);
                    steps.extend(labels.into_iter().map(Step::LeftOut));
                    steps.push(if doubtful.contains(&at) {
                        Step::Doubtful(piece)
                    } else {
                        Step::Both(piece)
                    });
                }
                Language::Neither if is_complete(&lone) && !has_words(&piece) => {
                    add_runs(std::mem::take(&mut lone), &mut steps);
                    steps.push(Step::Both(piece));
                }
                language @ (Language::Chinese | Language::Other | Language::Neither)
                    if untranslated == Some(language) && is_heading_piece(&piece) =>
                {
                    add_runs(std::mem::take(&mut lone), &mut steps);
                    steps.push(Step::Heading(piece));
                }
                language @ (Language::Chinese | Language::Other | Language::Neither) => {
                    lone.push(Seen { piece, language });
                }
            }
        }
        add_runs(lone, &mut steps);
        steps
    }

    /// The language in which headings stand alone, since few of them have a translation.
    fn untranslated_headings(&self, pieces: &[Piece], languages: &[Language]) -> Option<Language> {
        if self.is_bare {
            return None;
        }
        let count = |language: Language| {
            let headings = pieces.iter().zip(languages);
            headings
                .filter(|(piece, own)| is_heading_piece(piece) && **own == language)
                .count()
        };
        let (chinese, other) = (count(Language::Chinese), count(Language::Other));
        match (chinese * 4 < other, other * 4 < chinese) {
            (true, _) => Some(Language::Other),
            (_, true) => Some(Language::Chinese),
            (false, false) => None,
        }
    }

    fn language_of(&self, piece: &Piece) -> Language {
        if !self.is_bare {
            return language_of(piece);
        }
        let words = piece.words();
        if self.is_other_first && other_first(&words).is_some() {
            return Language::Both;
        }
        match rows::language(&words) {
            Language::Chinese
                if split::cut(&words).is_some_and(|cut| is_translation(&words, &cut)) =>
            {
                Language::Both
            }
            language @ (Language::Chinese
            | Language::Both
            | Language::Other
            | Language::Neither) => language,
        }
    }

    /// Puts the questions below the heading of a quiz on the list, since only a person knows their answers.
    fn questions(&mut self) {
        let mut is_quiz = false;
        let mut found = Vec::new();
        for row in &self.rows.rows {
            let Content::Words(role, said) = &row.content else {
                continue;
            };
            let words: Vec<String> = said.each().map(Rich::words).collect();
            if matches!(role, Role::Heading(_)) {
                let is_name = |words: &String| {
                    let lower = words.to_lowercase();
                    QUIZZES.iter().any(|name| lower.contains(name))
                };
                is_quiz = words.iter().any(is_name);
            } else if is_quiz && words.iter().any(|words| words.ends_with(['?', '？'])) {
                found.push((row.line, words));
            }
        }
        for (line, words) in found {
            let why = message!(
                "this seems to be a question of a quiz, which has to be written with its answer"
            );
            let about: Vec<&str> = words.iter().map(String::as_str).collect();
            self.rows.doubt(0, line, why, &about);
        }
    }

    /// A piece in both languages.
    fn both(&mut self, mut piece: Piece) {
        if self.is_bare
            && let Content::Words(role, text) = &mut piece.content
        {
            let words = text.words();
            let swapped = self.is_other_first.then(|| other_first(&words)).flatten();
            let halves = match swapped {
                Some(halves) => Some([halves.chinese.words(), halves.other.words()]),
                None => split::cut(&words).map(|cut| {
                    [&words[..cut.end], &words[cut.start..]].map(|half| half.trim().to_owned())
                }),
            };
            if let Some([first, second]) = &halves {
                if is_caption(&words) {
                    let why = message!(
                        "this seems to be the caption of a figure or a table, which has to be added"
                    );
                    self.rows.doubt(0, piece.line, why, &[first, second]);
                }
                if *role == Role::Text && self.rows.rows.is_empty() {
                    *role = Role::Heading(0);
                } else if *role == Role::Text && is_heading(first, second) {
                    *role = Role::Heading(1);
                }
            }
        }
        self.rows.both(&piece);
    }

    /// A run of pieces in Chinese and one in the other language, with how they are aligned.
    fn runs(&mut self, chinese: Vec<Piece>, other: Vec<Piece>, groups: Vec<Group>) {
        if are_parallel(&chinese, &other) {
            for (one, other) in chinese.into_iter().zip(other) {
                self.pair(one, other);
            }
            return;
        }
        let worded = |pieces: &[Piece]| pieces.iter().filter(|piece| has_words(piece)).count();
        let (ours, theirs) = (worded(&chinese), worded(&other));
        if ours != theirs && ours > 0 && theirs > 0 {
            let line = chinese[0].line.min(other[0].line);
            let why = plural!(
                ours,
                "{} paragraph in Chinese stands beside {} in the other language",
                "{} paragraphs in Chinese stand beside {} in the other language",
                theirs,
            );
            self.rows
                .doubt(0, line, why, &[&chinese[0].words(), &other[0].words()]);
        }
        let groups = neighbours(&chinese, &other).unwrap_or(groups);
        let (mut chinese, mut other) = (chinese.into_iter(), other.into_iter());
        for group in groups {
            let ours = pair::joined(chinese.by_ref().take(group.first.len()).collect());
            let theirs = pair::joined(other.by_ref().take(group.second.len()).collect());
            match (ours, theirs) {
                (Some(one), Some(other)) => self.pair(one, other),
                (Some(piece), None) => self.only(&piece, 0),
                (None, Some(piece)) => self.only(&piece, 1),
                (None, None) => {}
            }
        }
        // Those of a run that is too long to be aligned.
        chinese.for_each(|piece| self.only(&piece, 0));
        other.for_each(|piece| self.only(&piece, 1));
    }

    /// Chinese and its translation.
    fn pair(&mut self, chinese: Piece, other: Piece) {
        if self.chinese == 0 {
            self.rows.pair(&chinese, other);
        } else {
            self.rows.pair(&other, chinese);
        }
    }

    /// A piece without a translation.
    fn only(&mut self, piece: &Piece, side: usize) {
        if has_words(piece) {
            let place = if side == 0 {
                self.chinese
            } else {
                1 - self.chinese
            };
            self.rows.alone(piece, place, None);
        } else {
            self.rows.both(piece);
        }
    }
}

fn is_heading_piece(piece: &Piece) -> bool {
    matches!(piece.content, Content::Words(Role::Heading(_), _))
}

/// Takes the labels of a diagram, whose caption follows, from the end of lines.
fn split_labels(lone: &mut Vec<Seen>) -> Vec<Piece> {
    let is_label = |seen: &&Seen| {
        matches!(&seen.piece.content, Content::Words(Role::Text, text)
            if text.words().chars().count() <= LONGEST_LABEL)
    };
    let count = lone.iter().rev().take_while(is_label).count();
    let labels = lone.split_off(lone.len() - count);
    labels.into_iter().map(|seen| seen.piece).collect()
}

/// Makes runs of pieces in one language each. Whichever language comes first, a run of it and the run of the other that
/// follows belong together.
fn add_runs(lone: Vec<Seen>, steps: &mut Vec<Step>) {
    let mut lone = lone.into_iter().peekable();
    while lone.peek().is_some() {
        let mut runs: [Vec<Piece>; 2] = [Vec::new(), Vec::new()];
        let mut lead = None;
        let mut is_started = false;
        let mut is_heading = false;
        while let Some(next) = lone.peek() {
            let side = match next.language {
                Language::Chinese | Language::Both => 0,
                Language::Other => 1,
                Language::Neither => lead.map_or(0, |lead: usize| {
                    if runs[1 - lead].is_empty() {
                        lead
                    } else {
                        1 - lead
                    }
                }),
            };
            if next.language != Language::Neither && !is_started {
                // What has no language before it goes with it.
                is_started = true;
                if side == 1 {
                    runs.swap(0, 1);
                }
                lead = Some(side);
            }
            let lead = *lead.get_or_insert(side);
            if side == lead && !runs[1 - lead].is_empty() {
                break;
            }
            // Whichever language the headings have first, the texts below them may have the other first.
            let is_other_kind = is_heading != is_heading_piece(&next.piece);
            if is_other_kind && !runs[0].is_empty() && runs[0].len() == runs[1].len() {
                break;
            }
            is_heading = is_heading_piece(&next.piece);
            match lone.next() {
                Some(seen) => runs[side].push(seen.piece),
                None => break,
            }
        }
        let [chinese, other] = runs;
        steps.push(Step::Runs(chinese, other));
    }
}

/// What the aligner has to know of two runs. If they do not have the same items, these count as paragraphs; runs that
/// are too long are not aligned.
fn comparable(chinese: &[Piece], other: &[Piece]) -> [Vec<Unit>; 2] {
    if chinese.len().max(other.len()) > LONGEST_CHAPTER {
        return [Vec::new(), Vec::new()];
    }
    let mut units = [units(chinese), units(other)];
    let items = |units: &[Unit]| units.iter().filter(|unit| unit.kind == Kind::Item).count();
    if items(&units[0]) != items(&units[1]) {
        for unit in units.iter_mut().flatten() {
            if unit.kind == Kind::Item {
                unit.kind = Kind::Text;
            }
        }
    }
    units
}

/// Whether a piece says something in a language.
fn has_words(piece: &Piece) -> bool {
    matches!(piece.content, Content::Words(..)) || language_of(piece) != Language::Neither
}

/// How two runs go together of which one is a single paragraph: it translates the one beside it, if that is as long as a
/// translation is.
fn neighbours(chinese: &[Piece], other: &[Piece]) -> Option<Vec<Group>> {
    let leads = chinese.first()?.line <= other.first()?.line;
    let (ours, theirs) = match (chinese.len(), other.len()) {
        (1, 1) => return None,
        (1, more) => (0, if leads { 0 } else { more - 1 }),
        (more, 1) => (if leads { more - 1 } else { 0 }, 0),
        _ => return None,
    };
    let is_text =
        |piece: &Piece| matches!(piece.content, Content::Words(Role::Text | Role::Item(_), _));
    let (one, translated) = (&chinese[ours], &other[theirs]);
    let are_likely = bilingual::is_likely(&one.words(), &translated.words());
    if !is_text(one) || !is_text(translated) || !are_likely {
        return None;
    }
    let group = |first: Range<usize>, second: Range<usize>| Group {
        first,
        second,
        probability: 1.0,
        judged: 1.0,
    };
    let mut groups: Vec<Group> = (0..ours).map(|at| group(at..at + 1, 0..0)).collect();
    groups.extend((0..theirs).map(|at| group(ours..ours, at..at + 1)));
    groups.push(group(ours..ours + 1, theirs..theirs + 1));
    Some(groups)
}

/// Whether there are as many pieces in one language as in the other, so that nothing more is expected.
fn is_complete(lone: &[Seen]) -> bool {
    let count = |language: Language| lone.iter().filter(|seen| seen.language == language).count();
    count(Language::Chinese) == count(Language::Other)
}

/// Whether pieces correspond one by one. A paragraph inside an item or a quotation, or right after it, may translate its
/// first.
fn are_parallel(chinese: &[Piece], other: &[Piece]) -> bool {
    let is_pair = |one: &Piece, other: &Piece| match (&one.content, &other.content) {
        (Content::Words(role, _), Content::Words(translated, _)) => {
            let is_inner = |outer: &Role, inner: &Role, from: usize, to: usize| {
                outer.opens() && *inner == Role::Text && (to == from + 1 || to == from)
            };
            std::mem::discriminant(role) == std::mem::discriminant(translated)
                || is_inner(role, translated, one.depth, other.depth)
                || is_inner(translated, role, other.depth, one.depth)
        }
        _ => rows::kind(one) == rows::kind(other),
    };
    chinese.len() == other.len()
        && chinese
            .iter()
            .zip(other)
            .all(|(one, other)| is_pair(one, other))
}

/// Whether a line in two languages is a heading: short, and neither language ends a sentence.
fn is_heading(chinese: &str, other: &str) -> bool {
    let ends = |text: &str| {
        text.ends_with(|c: char| {
            !(c.is_alphanumeric() || matches!(c, ')' | '）' | '》' | '”' | '"'))
        })
    };
    let is_short = chinese.chars().count() <= 30 && other.chars().count() <= 80;
    is_short && !ends(chinese) && !ends(other) && !is_caption(chinese)
}

/// Whether a line begins as captions do.
fn is_caption(text: &str) -> bool {
    let rest = text.strip_prefix(['图', '表']);
    rest.is_some_and(|rest| {
        rest.trim_start().starts_with(|c: char| {
            c.is_ascii_digit()
                || matches!(c, ':' | '：' | '一'..='龥') && rest.starts_with([':', '：'])
        })
    })
}
