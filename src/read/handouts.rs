//! Editions of `book.yaml` that are handouts.

use super::editions::{columns, page, refusal};
use super::file::{AudienceFile, EditionFile, PairsFile, ScopeFile};
use super::shape::{At, Several};
use crate::diagnostics::Diagnostics;
use crate::edition::{
    Arrangement, Audience, Binding, Handouts, Languages, Opening, Page, PageSetup, Scope, SheetPart,
};
use crate::message::{Message, message};
use crate::source::Span;

/// The most versions of a handout, which are lettered from A to Z.
const MOST_VERSIONS: u32 = 26;

fn at<T>(value: Option<&At<T>>) -> Option<Span> {
    value.map(|value| value.at)
}

/// The page setup of handouts: A4, and chapters may begin on any page.
pub fn setup(languages: Languages, arrangement: Arrangement) -> PageSetup {
    let binding = Binding {
        opening: Opening::Any,
        ..Binding::default()
    };
    PageSetup::for_languages(languages, arrangement).on(Page::A4, binding)
}

/// The parts of a sheet that a word stands for.
fn parts_of(word: ScopeFile) -> &'static [SheetPart] {
    match word {
        ScopeFile::Chapter => &[SheetPart::Points, SheetPart::Vocabulary, SheetPart::Quiz],
        ScopeFile::Summary => &[SheetPart::Points, SheetPart::Vocabulary],
        ScopeFile::Points => &[SheetPart::Points],
        ScopeFile::Vocabulary | ScopeFile::Glossary => &[SheetPart::Vocabulary],
        ScopeFile::Text => &[SheetPart::Text],
        ScopeFile::Reading => &[SheetPart::Translation],
        ScopeFile::Quiz => &[SheetPart::Quiz],
        ScopeFile::Cards => &[SheetPart::Cards],
    }
}

/// What sheets hold, with the place of each part, in order. Nothing if that cannot be read.
fn scope(
    name: &str,
    file: Option<&At<Several<ScopeFile>>>,
    diagnostics: &mut Diagnostics,
) -> Vec<(SheetPart, Span)> {
    let Some((list, words)) = file.and_then(|at| Some((at.at, &at.value.as_ref()?.0))) else {
        return Vec::new();
    };
    let mut refuse = |message: Message, at: Span, first: Option<Span>, hint: Message| {
        let mut refusal = refusal(name, &message, at, hint);
        if let Some(first) = first {
            refusal = refusal.label(first, message!("first here"));
        }
        diagnostics.push(refusal);
    };
    if words.is_empty() {
        refuse(
            message!("a sheet cannot be empty"),
            list,
            None,
            message!("write what it holds, as in `scope: [text, vocabulary, quiz]`"),
        );
    }
    let mut parts: Vec<(SheetPart, Span)> = Vec::new();
    for word in words {
        let Some(value) = word.value else {
            return Vec::new();
        };
        let own = parts_of(value);
        let first = |found: &dyn Fn(SheetPart) -> bool| {
            let earlier = parts.iter().find(|(part, _)| found(*part));
            earlier.map(|(_, at)| *at)
        };
        let is_text = |part| matches!(part, SheetPart::Text | SheetPart::Translation);
        let is_cards = |part| part == SheetPart::Cards;
        if let Some(first) = first(&|part| own.contains(&part)) {
            refuse(
                message!("the sheet holds this already"),
                word.at,
                Some(first),
                message!(
                    "remove one of the two; `chapter` is points, vocabulary and quiz, `summary` points and vocabulary"
                ),
            );
        } else if let Some(first) = first(&|part| is_text(part) && own.iter().copied().any(is_text))
        {
            refuse(
                message!("`text` and `reading` are the same text"),
                word.at,
                Some(first),
                message!("remove one of the two"),
            );
        } else if let Some(first) =
            first(&|part| is_cards(part) != own.iter().copied().any(is_cards))
        {
            refuse(
                message!("cards cannot be on a sheet with anything else"),
                word.at,
                Some(first),
                message!("give the cards an edition of their own"),
            );
        } else {
            parts.extend(own.iter().map(|part| (*part, word.at)));
        }
    }
    parts
}

/// Whether two pages are put on each sheet of paper.
fn is_two_up(name: &str, file: &EditionFile, scope: &Scope, diagnostics: &mut Diagnostics) -> bool {
    let page = file.page.as_ref().and_then(|at| at.value.as_ref());
    let number = page.and_then(|page| page.per_sheet.as_ref());
    let Some((at, number)) = number.and_then(|at| Some((at.at, at.value?))) else {
        return false;
    };
    if number == 2 && scope.holds(SheetPart::Cards) {
        diagnostics.push(refusal(
            name,
            &message!("cards fill their own sheets"),
            at,
            message!(
                "remove `per-sheet:`; the backs of the cards would no longer be behind their fronts"
            ),
        ));
    }
    if !(1..=2).contains(&number) {
        diagnostics.push(refusal(
            name,
            &message!("a sheet of paper cannot have {} pages", number),
            at,
            message!("write 1, or 2 for two pages that fill one sheet"),
        ));
    }
    number == 2
}

/// Reads the keys of an edition of handouts.
pub fn read(
    name: &str,
    file: &EditionFile,
    languages: Languages,
    diagnostics: &mut Diagnostics,
) -> Handouts {
    // Names every key, so that a new one does not compile until it is handled here.
    let EditionFile {
        format: _,
        layout: _,
        languages: _,
        page: _,
        columns: widths,
        pairs,
        audience,
        scope,
        figures,
        versions,
        seed,
        answers: _,
        pages: _,
        sync: _,
        balance: _,
        variant: _,
        fonts: _,
        lists: _,
        index: _,
        reference_pages: _,
        contents_depth: _,
        notes: _,
        ruby: _,
    } = file;
    let arrangement = match pairs.as_ref().and_then(|at| at.value) {
        Some(PairsFile::Stacked) => Arrangement::Stacked,
        Some(PairsFile::Columns) | None => Arrangement::Columns,
    };
    let mut setup = setup(languages, arrangement);
    if let Some(widths) = widths
        && let Some(ratio) = columns(widths, diagnostics)
        && setup.set_columns(ratio).is_err()
    {
        diagnostics.push(refusal(
            name,
            &message!("`columns:` is only for handouts in columns"),
            widths.at,
            message!("remove the key"),
        ));
    }
    let trim = page(file, Page::A4, diagnostics);
    let placed = self::scope(name, scope.as_ref(), diagnostics);
    let scope = match placed.as_slice() {
        [] => Scope::default(),
        parts => Scope::of(parts.iter().map(|(part, _)| *part).collect::<Vec<_>>()),
    };
    let binding = Binding {
        is_two_up: is_two_up(name, file, &scope, diagnostics),
        ..setup.binding()
    };
    let setup = setup.on(trim, binding);
    let mut refuse = |message: Message, at: Span, hint: Message| {
        diagnostics.push(refusal(name, &message, at, hint));
    };
    let translation = placed
        .iter()
        .find(|(part, _)| *part == SheetPart::Translation);
    if let (Some((_, at)), Languages::Only(_)) = (translation, languages) {
        refuse(
            message!("a translation exercise needs both languages"),
            *at,
            message!("name both under `languages:`, or remove that key"),
        );
    }
    if let (Languages::Only(_), Some(pairs)) = (languages, pairs) {
        refuse(
            message!("`pairs:` needs both languages"),
            pairs.at,
            message!("remove the key, or name both languages under `languages:`"),
        );
    }
    let audiences = match audience.as_ref().and_then(|at| at.value) {
        None => Audience::ALL.to_vec(),
        Some(AudienceFile::Student) => vec![Audience::Student],
        Some(AudienceFile::Teacher) => vec![Audience::Teacher],
        Some(AudienceFile::Key) => vec![Audience::Key],
    };
    if let (false, Some(at)) = (scope.hides(), at(audience.as_ref())) {
        refuse(
            message!("this handout is the same for everyone"),
            at,
            message!(
                "remove `audience:`; only handouts with questions or translations differ by audience"
            ),
        );
    }
    if let (true, false, [Audience::Key], Some(at)) = (
        scope.hides(),
        scope.asks(),
        audiences.as_slice(),
        at(audience.as_ref()),
    ) {
        refuse(
            message!("a translation exercise has no answer key"),
            at,
            message!("write `audience: teacher` for the whole text"),
        );
    }
    let asks_only = [
        ("versions", at(versions.as_ref())),
        ("seed", at(seed.as_ref())),
    ];
    for (key, at) in asks_only {
        if let (false, Some(at)) = (scope.asks(), at) {
            refuse(
                message!("`{}:` is only for handouts with questions", key),
                at,
                message!("remove the key, or add `quiz` to `scope:`"),
            );
        }
    }
    let mut lettered = None;
    if let Some((number, at)) = versions.as_ref().and_then(|at| Some((at.value?, at.at))) {
        if (1..=MOST_VERSIONS).contains(&number) {
            lettered = u8::try_from(number).ok();
        } else {
            refuse(
                message!("{} versions of a handout are not possible", number),
                at,
                message!("write a number from 1 to 26; versions are lettered from A"),
            );
        }
    }
    if let Some(at) = at(figures.as_ref()) {
        if scope.has_text() {
            refuse(
                message!("the text has its figures already"),
                at,
                message!("remove the key"),
            );
        } else if !scope.holds(SheetPart::Points) {
            refuse(
                message!("`figures:` is only for handouts with key points"),
                at,
                message!("remove the key, or add `points` to `scope:`"),
            );
        }
    }
    Handouts {
        setup,
        audiences,
        scope,
        figures: figures.as_ref().and_then(|at| at.value) == Some(true),
        versions: lettered,
        seed: seed
            .as_ref()
            .and_then(|at| at.value)
            .unwrap_or_default()
            .into(),
    }
}
