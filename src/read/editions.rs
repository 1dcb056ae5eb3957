//! What book.yaml says of editions, and the editions of a book that says nothing.

use super::aids;
use super::file::{
    BalanceFile, BookFile, EditionFile, FormatFile, LayoutFile, OpeningFile, SyncFile,
};
use super::settings::{foreign, invalid, side_of};
use crate::edition::{
    Aids, Balance, Binding, Edition, Form, Languages, Layout, Opening, Page, Sync, millimetres,
};
use crate::lang::{Lang, Pair, Side};
use crate::report::{Code, Diagnostic, Diagnostics};

/// The editions: those of the book, or the default ones.
pub fn editions(
    file: &BookFile,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Vec<Edition> {
    let Some(entries) = file.editions.as_ref().and_then(|at| at.value.as_ref()) else {
        return defaults(languages);
    };
    entries
        .iter()
        .filter_map(|(name, key, at)| {
            let is_name = !name.is_empty()
                && name.len() <= 64
                && !name.starts_with('-')
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if !is_name {
                diagnostics.push(
                    Diagnostic::new(
                        Code::EditionInvalid,
                        format!("`{name}` cannot name an edition"),
                    )
                    .at(key)
                    .hint("its file bears the name: use letters, digits and hyphens"),
                );
            }
            edition(name, at.value.as_ref()?, languages, diagnostics)
        })
        .collect()
}

fn defaults(languages: &Pair<Lang>) -> Vec<Edition> {
    let print = [
        ("parallel", Layout::Columns),
        ("facing", Layout::Facing),
        ("stacked", Layout::Stacked),
    ];
    let mut editions: Vec<Edition> = print
        .into_iter()
        .map(|(name, layout)| Edition {
            name: name.to_owned(),
            languages: Languages::Both { lead: Side::A },
            form: Form::Pdf {
                layout,
                page: layout.page(),
                binding: Binding::default(),
                columns: None,
                sync: Sync::Strict,
                balance: Balance::None,
                aids: Aids::default(),
            },
        })
        .collect();
    for side in [Side::A, Side::B] {
        editions.push(Edition {
            name: languages.get(side).tag().to_owned(),
            languages: Languages::Only(side),
            form: Form::Epub,
        });
    }
    editions
}

fn edition(
    name: &str,
    file: &EditionFile,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Option<Edition> {
    let chosen = chosen_languages(file, languages, diagnostics)?;
    let format = file.format.value?;
    let mut refuse = |message: &str, at, hint: &str| {
        diagnostics.push(
            Diagnostic::new(Code::EditionInvalid, format!("edition `{name}`: {message}"))
                .at(at)
                .hint(hint),
        );
    };
    let form = match format {
        FormatFile::Epub => {
            let print_only = [
                ("layout", file.layout.as_ref().map(|at| at.at)),
                ("page", file.page.as_ref().map(|at| at.at)),
                ("columns", file.columns.as_ref().map(|at| at.at)),
                ("sync", file.sync.as_ref().map(|at| at.at)),
                ("balance", file.balance.as_ref().map(|at| at.at)),
                ("lists", file.lists.as_ref().map(|at| at.at)),
                ("index", file.index.as_ref().map(|at| at.at)),
            ];
            for (key, at) in print_only {
                if let Some(at) = at {
                    refuse(
                        &format!("an EPUB has no `{key}`"),
                        at,
                        "remove the key, or say `format: pdf`",
                    );
                }
            }
            if let Languages::Both { .. } = chosen {
                refuse(
                    "an EPUB is in one language",
                    file.format.at,
                    "say `languages: [zh]`, and make another edition for the other language",
                );
            }
            Form::Epub
        }
        FormatFile::Pdf => {
            let layout = match file.layout.as_ref().and_then(|at| at.value) {
                None | Some(LayoutFile::Columns) => Layout::Columns,
                Some(LayoutFile::Facing) => Layout::Facing,
                Some(LayoutFile::Stacked) => Layout::Stacked,
                Some(LayoutFile::Single) => Layout::Single,
            };
            let at = file.layout.as_ref().map_or(file.format.at, |at| at.at);
            match (chosen, layout) {
                (Languages::Only(_), Layout::Columns | Layout::Facing | Layout::Stacked) => refuse(
                    &format!("`{}` needs both languages", layout.template()),
                    at,
                    "name both under `languages:`, or leave it out; one language has `layout: single`",
                ),
                (Languages::Both { .. }, Layout::Single) => refuse(
                    "`single` is for one language",
                    at,
                    &format!("say which: `languages: [{}]`", languages.a),
                ),
                _ => {}
            }
            if let (Some(columns), Layout::Facing | Layout::Stacked | Layout::Single) =
                (&file.columns, layout)
            {
                refuse(
                    "only `layout: columns` has `columns:`",
                    columns.at,
                    "remove the key",
                );
            }
            if let (Some(sync), Layout::Stacked | Layout::Single) = (&file.sync, layout) {
                refuse(
                    "`sync:` is for languages side by side",
                    sync.at,
                    "remove the key, or say `layout: facing` or `layout: columns`",
                );
            }
            if let (Some(balance), Layout::Columns | Layout::Stacked | Layout::Single) =
                (&file.balance, layout)
            {
                let hint = match layout {
                    Layout::Columns => "remove the key: columns are fitted by their widths",
                    Layout::Facing | Layout::Stacked | Layout::Single => "remove the key",
                };
                refuse("only `layout: facing` has `balance:`", balance.at, hint);
            }
            let sync = match file.sync.as_ref().and_then(|at| at.value) {
                None | Some(SyncFile::Strict) => Sync::Strict,
                Some(SyncFile::Start) => Sync::Start,
            };
            let balance = match file.balance.as_ref().and_then(|at| at.value) {
                None | Some(BalanceFile::None) => Balance::None,
                Some(BalanceFile::Size) => Balance::Size,
            };
            Form::Pdf {
                layout,
                page: page(file, layout, diagnostics),
                binding: binding(file, layout, diagnostics),
                columns: columns(file, diagnostics),
                sync,
                balance,
                aids: aids::read(file, diagnostics),
            }
        }
    };
    Some(Edition {
        name: name.to_owned(),
        languages: chosen,
        form,
    })
}

fn chosen_languages(
    file: &EditionFile,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Option<Languages> {
    let Some(list) = file.languages.as_ref() else {
        return Some(match file.format.value? {
            FormatFile::Pdf => Languages::Both { lead: Side::A },
            FormatFile::Epub => Languages::Only(Side::A),
        });
    };
    let mut sides = Vec::new();
    for at in list.value.as_ref()? {
        let tag = at.value.as_ref()?;
        match side_of(tag, languages) {
            Some(side) => sides.push(side),
            None => diagnostics.push(foreign(tag, at.at, languages)),
        }
    }
    match sides.as_slice() {
        _ if sides.len() < list.value.as_ref()?.len() => None,
        [side] => Some(Languages::Only(*side)),
        [lead, second] if lead != second => Some(Languages::Both { lead: *lead }),
        _ => {
            diagnostics.push(
                Diagnostic::new(
                    Code::EditionInvalid,
                    "an edition is in one or both of the book's languages",
                )
                .at(list.at)
                .hint(format!("for example `languages: [{}]`", languages.a)),
            );
            None
        }
    }
}

fn binding(file: &EditionFile, layout: Layout, diagnostics: &mut Diagnostics) -> Binding {
    let mut binding = Binding::default();
    let Some(page) = file.page.as_ref().and_then(|at| at.value.as_ref()) else {
        return binding;
    };
    if let Some(at) = &page.gutter
        && let Some(text) = &at.value
        && text != "auto"
    {
        binding.gutter = millimetres(text).filter(|gutter| (3.0..=60.0).contains(gutter));
        if binding.gutter.is_none() {
            diagnostics.push(invalid(
                at,
                format!("`{text}` is no gutter"),
                "`auto`, or a length between 3mm and 60mm such as `15mm` or `0.6in`",
            ));
        }
    }
    if let Some(at) = &page.bleed
        && let Some(text) = &at.value
    {
        match millimetres(text).filter(|bleed| (0.0..=10.0).contains(bleed)) {
            Some(bleed) => binding.bleed = bleed,
            None => diagnostics.push(invalid(
                at,
                format!("`{text}` is no bleed"),
                "a length of up to 10mm, such as `3mm` or `0.125in`",
            )),
        }
    }
    if let Some(OpeningFile::Any) = page.opening.as_ref().and_then(|at| at.value) {
        binding.opening = Opening::Any;
    }
    if let Some(at) = &page.opening
        && layout == Layout::Facing
    {
        diagnostics.push(
            Diagnostic::new(Code::EditionInvalid, "facing pages open on spreads")
                .at(at.at)
                .hint("remove `opening:`"),
        );
    }
    if let Some(at) = &page.multiple
        && let Some(multiple) = at.value
    {
        if [1, 2, 4, 8, 16].contains(&multiple) {
            binding.multiple = multiple as usize;
        } else {
            diagnostics.push(
                Diagnostic::new(
                    Code::YamlValue,
                    format!("no press folds sheets of {multiple} pages"),
                )
                .at(at.at)
                .hint("1, 2, 4, 8 or 16"),
            );
        }
    }
    binding
}

fn page(file: &EditionFile, layout: Layout, diagnostics: &mut Diagnostics) -> Page {
    let page = file.page.as_ref().and_then(|at| at.value.as_ref());
    let Some(at) = page.and_then(|page| page.trim.as_ref()) else {
        return layout.page();
    };
    let Some(trim) = &at.value else {
        return layout.page();
    };
    Page::parse(trim).unwrap_or_else(|| {
        diagnostics.push(invalid(
            at,
            format!("`{trim}` is no trim size"),
            &format!(
                "a name ({}) or a measure such as `6x9in` or `185x260mm`, sides between 50 and 1000 mm",
                Page::names().collect::<Vec<_>>().join(", ")
            ),
        ));
        layout.page()
    })
}

/// `40:60`, two parts of the width, neither below a fifth.
fn columns(file: &EditionFile, diagnostics: &mut Diagnostics) -> Option<(f64, f64)> {
    let at = file.columns.as_ref()?;
    let text = at.value.as_ref()?;
    let part = |text: &str| text.trim().parse::<f64>().ok().filter(|part| *part > 0.0);
    let parts = text
        .split_once(':')
        .and_then(|(left, right)| Some((part(left)?, part(right)?)));
    match parts {
        Some((left, right)) if (0.2..=0.8).contains(&(left / (left + right))) => {
            Some((left, right))
        }
        _ => {
            diagnostics.push(invalid(
                at,
                format!("`{text}` is no ratio of columns"),
                "two numbers such as `\"40:60\"`, neither below a fifth of the sum",
            ));
            None
        }
    }
}
