//! Editions of `book.yaml` that are handouts.

use super::editions::{columns, page, refusal};
use super::file::{AudienceFile, EditionFile, PairsFile, ScopeFile};
use super::shape::At;
use crate::diagnostics::Diagnostics;
use crate::edition::{
    Arrangement, Audience, Binding, Handouts, Languages, Opening, Page, PageSetup, Scope,
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
        contents_depth: _,
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
    let binding = setup.binding();
    let setup = setup.on(trim, binding);
    let mut refuse = |message: Message, at: Span, hint: Message| {
        diagnostics.push(refusal(name, &message, at, hint));
    };
    let scope_at = at(scope.as_ref());
    let scope = match scope.as_ref().and_then(|at| at.value) {
        None | Some(ScopeFile::Chapter) => Scope::Chapter,
        Some(ScopeFile::Quiz) => Scope::Quiz,
        Some(ScopeFile::Summary) => Scope::Summary,
        Some(ScopeFile::Glossary) => Scope::Glossary,
        Some(ScopeFile::Reading) => Scope::Reading,
        Some(ScopeFile::Cards) => Scope::Cards,
    };
    if let (Scope::Reading, Languages::Only(_), Some(at)) = (scope, languages, scope_at) {
        refuse(
            message!("a translation exercise needs both languages"),
            at,
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
    if let (Scope::Reading, [Audience::Key], Some(at)) =
        (scope, audiences.as_slice(), at(audience.as_ref()))
    {
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
                message!("remove the key, or write `scope: quiz`"),
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
    if let (Scope::Quiz | Scope::Glossary | Scope::Reading | Scope::Cards, Some(at)) =
        (scope, at(figures.as_ref()))
    {
        refuse(
            message!("`figures:` is only for handouts with key points"),
            at,
            message!("remove the key, or write `scope: chapter`"),
        );
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
