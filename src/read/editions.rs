//! What book.yaml says of editions, and the editions of a book that says nothing.

use super::aids;
use super::file::{
    AnswersFile, BalanceFile, BookFile, EditionFile, FacesFile, FormatFile, OpeningFile, SyncFile,
    TradeFile, VariantFile,
};
use super::handouts;
use super::names::near;
use super::pages::{self, NONE};
use super::settings::{foreign, invalid, side_of};
use super::shape::{At, LayoutFile};
use super::solutions;
use crate::edition::{
    Aids, Answers, Balance, Binding, Ebook, Edition, Faces, Form, LAYOUTS, Languages, Layout,
    Opening, Page, Stands, Sync, Trade, Variant, millimetres,
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
    let mut editions: Vec<Edition> = entries
        .iter()
        .filter_map(|(name, key, at)| {
            if name == NONE {
                diagnostics.push(
                    Diagnostic::new(
                        Code::EditionInvalid,
                        format!("`{name}` cannot name an edition"),
                    )
                    .at(key)
                    .hint("`pages: none` would name it; call it something else"),
                );
            }
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
        .collect();
    let asked: Vec<(&str, Option<&At<String>>)> = entries
        .iter()
        .filter_map(|(name, _, at)| Some((name, at.value.as_ref()?.pages.as_ref())))
        .collect();
    pages::resolve(&mut editions, &asked, languages, diagnostics);
    solutions::with(editions, entries, diagnostics)
}

fn defaults(languages: &Pair<Lang>) -> Vec<Edition> {
    let print = LAYOUTS.iter().filter_map(|layout| {
        Some(Edition {
            name: layout.edition?.to_owned(),
            languages: Languages::Both { lead: Side::A },
            answers: Answers::default(),
            solves: None,
            form: Form::Pdf {
                layout,
                page: layout.page,
                binding: Binding::default(),
                columns: None,
                sync: Sync::Strict,
                balance: Balance::None,
                aids: Aids::default(),
                handouts: None,
            },
        })
    });
    let mut editions: Vec<Edition> = print.collect();
    let (a, b) = (languages.a.tag(), languages.b.tag());
    let epubs = [
        (a.to_owned(), Languages::Only(Side::A)),
        (b.to_owned(), Languages::Only(Side::B)),
        (format!("{a}-{b}"), Languages::Both { lead: Side::A }),
    ];
    editions.extend(epubs.into_iter().map(|(name, languages)| Edition {
        name,
        languages,
        answers: Answers::default(),
        solves: None,
        form: Form::Epub(Ebook::default()),
    }));
    editions.push(Edition {
        name: "handouts".to_owned(),
        languages: Languages::Both { lead: Side::A },
        answers: Answers::default(),
        solves: None,
        form: handouts::usual(),
    });
    pages::resolve(&mut editions, &[], languages, &mut Diagnostics::default());
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
            let print_only = print_only.into_iter().chain(handouts::keys(file));
            for (key, at) in print_only {
                if let Some(at) = at {
                    refuse(
                        &format!("an EPUB has no `{key}`"),
                        at,
                        "remove the key, or say `format: pdf`",
                    );
                }
            }
            let ebook = ebook(file);
            if let (Some(fonts), Variant::Kindle, Faces::Subset) =
                (&file.fonts, ebook.variant, ebook.fonts)
            {
                refuse(
                    "a Kindle book is set in the fonts of the Kindle",
                    fonts.at,
                    "remove `fonts:`; another edition without `variant: kindle` may bring its own",
                );
            }
            Form::Epub(ebook)
        }
        FormatFile::Pdf => {
            if let Some(at) = &file.pages {
                refuse(
                    "a PDF has no `pages`: it has pages of its own",
                    at.at,
                    "remove the key, or say `format: epub`",
                );
            }
            let ebook_only = [
                ("variant", file.variant.as_ref().map(|at| at.at)),
                ("fonts", file.fonts.as_ref().map(|at| at.at)),
            ];
            for (key, at) in ebook_only {
                if let Some(at) = at {
                    refuse(
                        &format!("a PDF has no `{key}`"),
                        at,
                        "remove the key, or say `format: epub`",
                    );
                }
            }
            let named = file.layout.as_ref().and_then(|at| at.value);
            if named == Some(LayoutFile::Handout) {
                return Some(Edition {
                    name: name.to_owned(),
                    languages: chosen,
                    answers: Answers::default(),
                    solves: None,
                    form: handouts::form(name, file, chosen, diagnostics),
                });
            }
            for (key, at) in handouts::keys(file) {
                let Some(at) = at else { continue };
                refuse(
                    &format!("only handouts have `{key}`"),
                    at,
                    "remove the key, or say `layout: handout`",
                );
            }
            let layout = match named {
                Some(LayoutFile::Named(layout)) => layout,
                None | Some(LayoutFile::Handout) => &LAYOUTS[0],
            };
            let stands = layout.stands;
            let at = file.layout.as_ref().map_or(file.format.at, |at| at.at);
            match chosen {
                Languages::Only(_) if stands != Stands::Alone => refuse(
                    &format!("`{}` needs both languages", layout.name),
                    at,
                    &format!(
                        "name both under `languages:`, or leave it out; one language has {}",
                        those(|stands| stands == Stands::Alone)
                    ),
                ),
                Languages::Both { .. } if stands == Stands::Alone => refuse(
                    &format!("`{}` is for one language", layout.name),
                    at,
                    &format!("say which: `languages: [{}]`", languages.a),
                ),
                Languages::Only(_) | Languages::Both { .. } => {}
            }
            if let Some(columns) = &file.columns
                && stands != Stands::Columns
            {
                let those = those(|stands| stands == Stands::Columns);
                refuse(
                    &format!("only {those} has `columns:`"),
                    columns.at,
                    "remove the key",
                );
            }
            if let Some(sync) = &file.sync
                && !stands.is_beside()
            {
                refuse(
                    "`sync:` is for languages side by side",
                    sync.at,
                    &format!("remove the key, or say {}", those(Stands::is_beside)),
                );
            }
            if let Some(balance) = &file.balance
                && stands != Stands::Pages
            {
                let hint = match stands {
                    Stands::Columns => "remove the key: columns are fitted by their widths",
                    Stands::Pages | Stands::Stacked | Stands::Alone => "remove the key",
                };
                let those = those(|stands| stands == Stands::Pages);
                refuse(&format!("only {those} has `balance:`"), balance.at, hint);
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
                handouts: None,
            }
        }
    };
    Some(Edition {
        name: name.to_owned(),
        languages: chosen,
        answers: match file.answers.as_ref().and_then(|at| at.value) {
            None | Some(AnswersFile::Appendix) => Answers::Appendix,
            Some(AnswersFile::Chapter) => Answers::Chapter,
            Some(AnswersFile::None | AnswersFile::Separate) => Answers::Nowhere,
        },
        solves: None,
        form,
    })
}

/// The layouts whose languages stand in some way, as an author writes them.
fn those(stand: impl Fn(Stands) -> bool) -> String {
    let those = LAYOUTS.iter().filter(|layout| stand(layout.stands));
    let those: Vec<String> = those
        .map(|layout| format!("`layout: {}`", layout.name))
        .collect();
    those.join(" or ")
}

fn ebook(file: &EditionFile) -> Ebook {
    let variant = file.variant.as_ref().and_then(|at| at.value);
    let fonts = file.fonts.as_ref().and_then(|at| at.value);
    Ebook {
        variant: match variant {
            None | Some(VariantFile::Standard) => Variant::Standard,
            Some(VariantFile::Kindle) => Variant::Kindle,
            Some(VariantFile::Kobo) => Variant::Kobo,
        },
        fonts: match fonts {
            None | Some(FacesFile::None) => Faces::OfReader,
            Some(FacesFile::Subset) => Faces::Subset,
        },
        // Known when all editions are.
        pages: None,
    }
}

fn chosen_languages(
    file: &EditionFile,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Option<Languages> {
    let Some(list) = file.languages.as_ref() else {
        return Some(Languages::Both { lead: Side::A });
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

fn binding(file: &EditionFile, layout: &Layout, diagnostics: &mut Diagnostics) -> Binding {
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
    if let Some(at) = &page.sides
        && let Some(sides) = at.value
    {
        match sides {
            3 => {}
            4 => binding.bleeds_at_spine = true,
            _ => diagnostics.push(
                Diagnostic::new(Code::YamlValue, format!("no page bleeds on {sides} sides"))
                    .at(at.at)
                    .hint("3, all but the one at the spine, or 4"),
            ),
        }
        if binding.bleed <= 0.0 {
            diagnostics.push(
                Diagnostic::new(Code::EditionInvalid, "`bleed-sides:` without a bleed")
                    .at(at.at)
                    .hint("say how wide it is: `bleed: 3mm`"),
            );
        }
    }
    if let Some(OpeningFile::Any) = page.opening.as_ref().and_then(|at| at.value) {
        binding.opening = Opening::Any;
    }
    if let Some(at) = &page.opening
        && layout.stands == Stands::Pages
    {
        diagnostics.push(
            Diagnostic::new(Code::EditionInvalid, "facing pages open on spreads")
                .at(at.at)
                .hint("remove `opening:`"),
        );
    }
    binding.trade = page
        .binding
        .as_ref()
        .and_then(|at| at.value)
        .map(|trade| match trade {
            TradeFile::Paperback => Trade::Paperback,
            TradeFile::Hardcover => Trade::Hardcover,
        });
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

pub(super) fn page(file: &EditionFile, layout: &Layout, diagnostics: &mut Diagnostics) -> Page {
    let page = file.page.as_ref().and_then(|at| at.value.as_ref());
    let Some(at) = page.and_then(|page| page.trim.as_ref()) else {
        return layout.page;
    };
    let Some(trim) = &at.value else {
        return layout.page;
    };
    Page::parse(trim).unwrap_or_else(|| {
        const MEASURE: &str =
            "a measure such as `6x9in` or `185x260mm`, sides between 50 and 1000 mm";
        let near: Vec<String> = near(trim, Page::names())
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        diagnostics.push(invalid(
            at,
            format!("`{trim}` is no trim size"),
            &match near.as_slice() {
                [] => format!(
                    "a name ({}) or {MEASURE}",
                    Page::names().collect::<Vec<_>>().join(", ")
                ),
                near => format!("did you mean {}? Otherwise {MEASURE}", near.join(" or ")),
            },
        ));
        layout.page
    })
}

/// `40:60`, two parts of the width, neither below a fifth.
pub(super) fn columns(file: &EditionFile, diagnostics: &mut Diagnostics) -> Option<(f64, f64)> {
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
