//! What book.yaml says of handouts.

use super::editions::{columns, page};
use super::file::{AudienceFile, EditionFile, PairsFile, ScopeFile};
use super::shape::At;
use crate::edition::{
    Aids, Audience, Balance, Binding, Form, Handouts, LAYOUTS, Languages, Layout, Opening, Page,
    Scope, Stands, Sync,
};
use crate::report::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// The most versions of a sheet: one for each letter.
const MOST_VERSIONS: u32 = 26;

/// The keys that handouts alone have, and where they stand in an edition.
pub fn keys(file: &EditionFile) -> [(&'static str, Option<Span>); 6] {
    [
        ("pairs", at(file.pairs.as_ref())),
        ("audience", at(file.audience.as_ref())),
        ("scope", at(file.scope.as_ref())),
        ("figures", at(file.figures.as_ref())),
        ("versions", at(file.versions.as_ref())),
        ("seed", at(file.seed.as_ref())),
    ]
}

fn at<T>(value: Option<&At<T>>) -> Option<Span> {
    value.map(|value| value.at)
}

/// The handouts of a book that says nothing: two columns on A4, for all.
pub fn usual() -> Form {
    form_of(
        standing(Stands::Columns),
        Page::A4,
        None,
        Handouts::default(),
    )
}

/// What an edition of handouts says.
pub fn form(
    name: &str,
    file: &EditionFile,
    languages: Languages,
    diagnostics: &mut Diagnostics,
) -> Form {
    let layout = match (languages, file.pairs.as_ref().and_then(|at| at.value)) {
        (Languages::Only(_), _) => standing(Stands::Alone),
        (Languages::Both { .. }, Some(PairsFile::Stacked)) => standing(Stands::Stacked),
        (Languages::Both { .. }, Some(PairsFile::Columns) | None) => standing(Stands::Columns),
    };
    let of_page = file.page.as_ref().and_then(|at| at.value.as_ref());
    let bound = of_page.map(|page| {
        [
            ("gutter", at(page.gutter.as_ref())),
            ("bleed", at(page.bleed.as_ref())),
            ("bleed-sides", at(page.sides.as_ref())),
            ("opening", at(page.opening.as_ref())),
            ("multiple", at(page.multiple.as_ref())),
            ("binding", at(page.binding.as_ref())),
        ]
    });
    let of_books = [
        ("sync", at(file.sync.as_ref())),
        ("balance", at(file.balance.as_ref())),
        ("lists", at(file.lists.as_ref())),
        ("index", at(file.index.as_ref())),
        ("answers", at(file.answers.as_ref())),
    ];
    for (key, at) in of_books.into_iter().chain(bound.into_iter().flatten()) {
        if let Some(at) = at {
            diagnostics.push(
                Diagnostic::new(
                    Code::EditionInvalid,
                    format!("edition `{name}`: a sheet has no `{key}`"),
                )
                .at(at)
                .hint("remove the key: it is for books"),
            );
        }
    }
    if let (Stands::Stacked | Stands::Alone, Some(at)) = (layout.stands, at(file.columns.as_ref()))
    {
        diagnostics.push(
            Diagnostic::new(
                Code::EditionInvalid,
                format!("edition `{name}`: only sheets in columns have `columns:`"),
            )
            .at(at)
            .hint("remove the key"),
        );
    }
    let page = page(file, standing(Stands::Columns), diagnostics);
    let columns = columns(file, diagnostics);
    form_of(
        layout,
        page,
        columns,
        handouts(name, file, languages, diagnostics),
    )
}

/// The layout whose languages stand in some way.
fn standing(stands: Stands) -> &'static Layout {
    let found = LAYOUTS.iter().find(|layout| layout.stands == stands);
    found.unwrap_or(&LAYOUTS[0])
}

fn form_of(
    layout: &'static Layout,
    page: Page,
    columns: Option<(f64, f64)>,
    handouts: Handouts,
) -> Form {
    Form::Pdf {
        layout,
        page,
        binding: Binding {
            opening: Opening::Any,
            ..Binding::default()
        },
        columns,
        sync: Sync::Strict,
        balance: Balance::None,
        aids: Aids::default(),
        handouts: Some(handouts),
    }
}

fn handouts(
    name: &str,
    file: &EditionFile,
    languages: Languages,
    diagnostics: &mut Diagnostics,
) -> Handouts {
    let mut refuse = |message: String, at: Span, hint: &str| {
        diagnostics.push(
            Diagnostic::new(Code::EditionInvalid, format!("edition `{name}`: {message}"))
                .at(at)
                .hint(hint),
        );
    };
    let scope = match file.scope.as_ref().and_then(|at| at.value) {
        None | Some(ScopeFile::Chapter) => Scope::Chapter,
        Some(ScopeFile::Quiz) => Scope::Quiz,
        Some(ScopeFile::Summary) => Scope::Summary,
        Some(ScopeFile::Glossary) => Scope::Glossary,
        Some(ScopeFile::Reading) => Scope::Reading,
        Some(ScopeFile::Cards) => Scope::Cards,
    };
    let scope_at = at(file.scope.as_ref());
    if let (Scope::Reading, Languages::Only(_), Some(at)) = (scope, languages, scope_at) {
        refuse(
            "to translate takes two languages".to_owned(),
            at,
            "name both under `languages:`, or leave it out",
        );
    }
    if let (Languages::Only(_), Some(pairs)) = (languages, &file.pairs) {
        refuse(
            "one language makes no pairs".to_owned(),
            pairs.at,
            "remove the key, or name both languages",
        );
    }
    let audiences = match file.audience.as_ref().and_then(|at| at.value) {
        None => Handouts::default().audiences,
        Some(AudienceFile::Student) => vec![Audience::Student],
        Some(AudienceFile::Teacher) => vec![Audience::Teacher],
        Some(AudienceFile::Key) => vec![Audience::Key],
    };
    if let (false, Some(at)) = (scope.hides(), at(file.audience.as_ref())) {
        refuse(
            "all get the same sheet".to_owned(),
            at,
            "remove `audience:`: only questions and translations are kept from students",
        );
    }
    if let (Scope::Reading, [Audience::Key], Some(at)) =
        (scope, audiences.as_slice(), at(file.audience.as_ref()))
    {
        refuse(
            "a text to translate has no key".to_owned(),
            at,
            "say `audience: teacher` for the whole text",
        );
    }
    let asks_only = [
        ("versions", at(file.versions.as_ref())),
        ("seed", at(file.seed.as_ref())),
    ];
    for (key, at) in asks_only {
        if let (false, Some(at)) = (scope.asks(), at) {
            refuse(
                format!("`{key}` where no question is asked"),
                at,
                "remove the key, or say `scope: quiz`",
            );
        }
    }
    let mut versions = None;
    if let Some((number, at)) = file
        .versions
        .as_ref()
        .and_then(|at| Some((at.value?, at.at)))
    {
        if (1..=MOST_VERSIONS).contains(&number) {
            versions = u8::try_from(number).ok();
        } else {
            refuse(
                format!("{number} versions of a sheet"),
                at,
                "1 to 26: they are lettered from A",
            );
        }
    }
    if let (Scope::Quiz | Scope::Glossary | Scope::Reading | Scope::Cards, Some(at)) =
        (scope, at(file.figures.as_ref()))
    {
        refuse(
            "`figures` where no key points stand".to_owned(),
            at,
            "remove the key, or say `scope: chapter`",
        );
    }
    Handouts {
        audiences,
        scope,
        figures: file.figures.as_ref().and_then(|at| at.value) == Some(true),
        versions,
        seed: file
            .seed
            .as_ref()
            .and_then(|at| at.value)
            .unwrap_or_default()
            .into(),
    }
}
