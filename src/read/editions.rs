//! `editions:` in `book.yaml`, and the default editions of a book without it.

use super::aids;
use super::file::{
    AnswersFile, BalanceFile, BookFile, EditionFile, FacesFile, FormatFile, NotePlaceFile,
    OpeningFile, PageFile, SyncFile, Takes, TradeFile, VariantFile,
};
use super::handouts;
use super::names::near;
use super::pages::{self, NONE};
use super::readings;
use super::settings::{foreign, invalid};
use super::shape::{At, LayoutFile};
use super::solutions;
use crate::book::Readings;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{
    Aids, Answers, Arrangement, Balance, Binding, CONTENTS_DEPTH, DEEPEST_CONTENTS, Ebook, Edition,
    Faces, Form, Handouts, LAYOUTS, Languages, Layout, NotePlace, Opening, Page, PageSetup,
    PairSync, Print, Trade, Unfit, Variant, millimetres,
};
use crate::lang::{Lang, Pair, Side};
use crate::message::{Argument, Message, either, list, message};
use crate::source::Span;

/// The editions that the book lists, or the default ones.
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
                        message!("`{}` cannot name an edition", name),
                    )
                    .at(key)
                    .hint(message!("`none` has a meaning of its own in `pages: none`; choose another name")),
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
                        message!("`{}` cannot name an edition", name),
                    )
                    .at(key)
                    .hint(message!("the name becomes part of a file name; use letters, digits and hyphens, 64 at most")),
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

/// The languages of an edition without `languages:`.
const BOTH: Languages = Languages::Both { lead: Side::A };

fn defaults(languages: &Pair<Lang>) -> Vec<Edition> {
    let print = LAYOUTS.iter().filter_map(|layout| {
        Some(Edition {
            name: layout.edition?.to_owned(),
            languages: BOTH,
            answers: Answers::default(),
            contents_depth: CONTENTS_DEPTH,
            notes: NotePlace::Foot,
            readings: Readings::default(),
            solves: None,
            form: Form::Print(Print {
                setup: PageSetup::new(layout, BOTH).ok()?,
                aids: Aids::default(),
            }),
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
        contents_depth: CONTENTS_DEPTH,
        notes: NotePlace::Chapter,
        readings: Readings::default(),
        solves: None,
        form: Form::Ebook(Ebook::default()),
    }));
    editions.push(Edition {
        name: "handouts".to_owned(),
        languages: BOTH,
        answers: Answers::default(),
        contents_depth: CONTENTS_DEPTH,
        notes: NotePlace::Foot,
        readings: Readings::default(),
        solves: None,
        form: Form::Handouts(Handouts::new(handouts::setup(BOTH, Arrangement::Columns))),
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
    let layout = file.layout.as_ref().and_then(|at| at.value);
    let takes = match file.format.value? {
        FormatFile::Epub => Takes::Ebook,
        FormatFile::Pdf if layout == Some(LayoutFile::Handout) => Takes::Handouts,
        FormatFile::Pdf => Takes::Print,
    };
    refuse_keys(name, file, takes, diagnostics);
    let form = match takes {
        Takes::Ebook => Form::Ebook(ebook(name, file, diagnostics)),
        Takes::Handouts => Form::Handouts(handouts::read(name, file, chosen, diagnostics)),
        Takes::Print => Form::Print(print(name, file, chosen, languages, diagnostics)),
    };
    let answers = file.answers.as_ref().and_then(|at| at.value);
    Some(Edition {
        name: name.to_owned(),
        languages: chosen,
        answers: match answers.filter(|_| takes != Takes::Handouts) {
            None | Some(AnswersFile::Appendix) => Answers::Appendix,
            Some(AnswersFile::Chapter) => Answers::Chapter,
            Some(AnswersFile::None | AnswersFile::Separate) => Answers::Nowhere,
        },
        contents_depth: contents_depth(name, file, diagnostics),
        notes: notes(name, file, takes, diagnostics),
        readings: readings::of_edition(name, file.ruby.as_ref(), chosen, languages, diagnostics),
        solves: None,
        form,
    })
}

/// Where the notes are.
fn notes(name: &str, file: &EditionFile, takes: Takes, diagnostics: &mut Diagnostics) -> NotePlace {
    let usual = match takes {
        Takes::Print | Takes::Handouts => NotePlace::Foot,
        Takes::Ebook => NotePlace::Chapter,
    };
    let chosen = file.notes.as_ref().and_then(|at| Some((at.value?, at.at)));
    match (chosen, takes) {
        (None, _) | (Some(_), Takes::Handouts) => usual,
        (Some((NotePlaceFile::Foot, at)), Takes::Ebook) => {
            diagnostics.push(refusal(
                name,
                &message!("the pages of an e-book have no foot for notes"),
                at,
                message!(
                    "write `chapter`; most reading systems show such notes on a tap; or write `book`"
                ),
            ));
            usual
        }
        (Some((NotePlaceFile::Foot, _)), Takes::Print) => NotePlace::Foot,
        (Some((NotePlaceFile::Chapter, _)), _) => NotePlace::Chapter,
        (Some((NotePlaceFile::Book, _)), _) => NotePlace::Book,
    }
}

/// The number of levels of the contents.
fn contents_depth(name: &str, file: &EditionFile, diagnostics: &mut Diagnostics) -> u8 {
    let depth = file.contents_depth.as_ref();
    match depth.and_then(|at| Some((at.value?, at.at))) {
        None => CONTENTS_DEPTH,
        Some((depth, _)) if (1..=DEEPEST_CONTENTS).contains(&depth) => depth,
        Some((depth, at)) => {
            diagnostics.push(refusal(
                name,
                &message!("the contents cannot have {} levels", depth),
                at,
                message!(
                    "write 1 for chapters alone, 2 with their sections, 3 with subsections, 4 with all headings"
                ),
            ));
            CONTENTS_DEPTH
        }
    }
}

/// Refuses keys that the edition's form does not have.
fn refuse_keys(name: &str, file: &EditionFile, form: Takes, diagnostics: &mut Diagnostics) {
    let page = file.page.as_ref().and_then(|at| at.value.as_ref());
    let of_page = page.into_iter().flat_map(PageFile::keys);
    // For an EPUB `page:` itself is refused, so its keys need no errors of their own.
    let of_page = of_page.filter(|_| form != Takes::Ebook);
    for key in file.keys().chain(of_page) {
        if key.takes.contains(&form) {
            continue;
        }
        let (key, at, takes) = (key.name, key.at, key.takes);
        let (message, hint) = match (form, takes) {
            (Takes::Ebook, _) => (
                message!("`{}:` is not for EPUBs", key),
                message!("remove the key, or write `format: pdf`"),
            ),
            (_, [Takes::Ebook]) if key == "pages" => (
                message!("`pages:` is only for EPUBs; a PDF has pages of its own"),
                message!("remove the key, or write `format: epub`"),
            ),
            (_, [Takes::Ebook]) => (
                message!("`{}:` is only for EPUBs", key),
                message!("remove the key, or write `format: epub`"),
            ),
            (Takes::Print, _) => (
                message!("`{}:` is only for handouts", key),
                message!("remove the key, or write `layout: handout`"),
            ),
            (Takes::Handouts, _) => (
                message!("`{}:` is not for handouts", key),
                message!("remove the key; it is for whole books"),
            ),
        };
        diagnostics.push(refusal(name, &message, at, hint));
    }
}

/// A diagnostic about an edition.
pub(super) fn refusal(name: &str, message: &Message, at: Span, hint: Message) -> Diagnostic {
    Diagnostic::new(
        Code::EditionInvalid,
        message!("edition `{}`: {}", name, message),
    )
    .at(at)
    .hint(hint)
}

/// Reads the keys of a PDF of the whole book.
fn print(
    name: &str,
    file: &EditionFile,
    chosen: Languages,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Print {
    // Names every key, so that a new one does not compile until it is handled here. Of the ignored ones, `languages`,
    // `answers`, `notes` and `contents-depth` are read for every form alike, `page`, `lists`, `index` and `reference-pages` by functions of their own.
    let EditionFile {
        format,
        layout: named,
        languages: _,
        page: _,
        answers: _,
        contents_depth: _,
        notes: _,
        columns: widths,
        sync,
        balance,
        lists: _,
        index: _,
        reference_pages: _,
        ruby: _,
        pages: _,
        variant: _,
        fonts: _,
        pairs: _,
        audience: _,
        scope: _,
        figures: _,
        versions: _,
        seed: _,
    } = file;
    let layout = match named.as_ref().and_then(|at| at.value) {
        Some(LayoutFile::Named(layout)) => layout,
        None | Some(LayoutFile::Handout) => &LAYOUTS[0],
    };
    let at = named.as_ref().map_or(format.at, |at| at.at);
    let mut refuse =
        |message: Message, at, hint: Message| diagnostics.push(refusal(name, &message, at, hint));
    let mut fits = true;
    let mut setup = PageSetup::new(layout, chosen).unwrap_or_else(|unfit| {
        fits = false;
        let is_single = |arrangement| arrangement == Arrangement::Single;
        match unfit {
            Unfit::NeedsBoth => refuse(
                message!("the layout `{}` needs both languages", layout.name),
                at,
                message!(
                    "name both under `languages:`, or remove that key; for one language write {}",
                    those(is_single)
                ),
            ),
            Unfit::NeedsOne | Unfit::NotInColumns | Unfit::NotBeside | Unfit::NotFacing => refuse(
                message!("the layout `{}` is for one language", layout.name),
                at,
                message!("name it, as in `languages: [{}]`", languages.a.tag()),
            ),
        }
        PageSetup::for_languages(chosen, layout.arrangement)
    });
    if let Some(sync) = sync {
        let chosen = match sync.value {
            None | Some(SyncFile::Strict) => PairSync::Strict,
            Some(SyncFile::Start) => PairSync::Start,
        };
        if setup.set_sync(chosen).is_err() && fits {
            refuse(
                message!("`sync:` is only for languages side by side"),
                sync.at,
                message!("remove the key, or write {}", those(Arrangement::is_beside)),
            );
        }
    }
    if let Some(balance) = balance {
        let chosen = match balance.value {
            None | Some(BalanceFile::None) => Balance::None,
            Some(BalanceFile::Size) => Balance::Size,
        };
        if setup.set_balance(chosen).is_err() && fits {
            let hint = match layout.arrangement {
                Arrangement::Columns => {
                    message!("remove the key; columns are balanced by their widths")
                }
                Arrangement::Facing | Arrangement::Stacked | Arrangement::Single => {
                    message!("remove the key")
                }
            };
            let those = those(|arrangement| arrangement == Arrangement::Facing);
            refuse(
                message!("`balance:` is only for {}", those),
                balance.at,
                hint,
            );
        }
    }
    if let Some(widths) = widths
        && let Some(ratio) = columns(widths, diagnostics)
        && setup.set_columns(ratio).is_err()
        && fits
    {
        let those = those(|arrangement| arrangement == Arrangement::Columns);
        let message = message!("`columns:` is only for {}", those);
        diagnostics.push(refusal(
            name,
            &message,
            widths.at,
            message!("remove the key"),
        ));
    }
    Print {
        setup: setup.on(
            page(file, layout.page, diagnostics),
            binding(file, layout, diagnostics),
        ),
        aids: aids::read(file, diagnostics),
    }
}

/// The layouts with some arrangement of languages, as an author writes them: "`layout: a` or `layout: b`".
fn those(fits: impl Fn(Arrangement) -> bool) -> Argument {
    let those = LAYOUTS.iter().filter(|layout| fits(layout.arrangement));
    either(those.map(|layout| format!("`layout: {}`", layout.name)))
}

/// Reads the keys of an EPUB.
fn ebook(name: &str, file: &EditionFile, diagnostics: &mut Diagnostics) -> Ebook {
    // Names every key, so that a new one does not compile until it is handled here.
    let EditionFile {
        format: _,
        languages: _,
        answers: _,
        pages: _,
        variant,
        fonts,
        layout: _,
        page: _,
        columns: _,
        sync: _,
        balance: _,
        lists: _,
        // `aids::index` reads it.
        index: _,
        reference_pages: _,
        contents_depth: _,
        notes: _,
        ruby: _,
        pairs: _,
        audience: _,
        scope: _,
        figures: _,
        versions: _,
        seed: _,
    } = file;
    let ebook = Ebook {
        variant: match variant.as_ref().and_then(|at| at.value) {
            None | Some(VariantFile::Standard) => Variant::Standard,
            Some(VariantFile::Kindle) => Variant::Kindle,
            Some(VariantFile::Kobo) => Variant::Kobo,
        },
        fonts: match fonts.as_ref().and_then(|at| at.value) {
            None | Some(FacesFile::None) => Faces::OfReader,
            Some(FacesFile::Subset) => Faces::Subset,
        },
        // Set by `pages::resolve` once all editions are known.
        pages: None,
        index: aids::index(file),
    };
    if let (Some(fonts), Variant::Kindle, Faces::Subset) = (fonts, ebook.variant, ebook.fonts) {
        diagnostics.push(refusal(
            name,
            &message!("`fonts: subset` is not for Kindle editions"),
            fonts.at,
            message!("remove `fonts:`; a Kindle shows its own fonts"),
        ));
    }
    ebook
}

fn chosen_languages(
    file: &EditionFile,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Option<Languages> {
    let Some(list) = file.languages.as_ref() else {
        return Some(BOTH);
    };
    let mut sides = Vec::new();
    for at in list.value.as_ref()? {
        let tag = at.value.as_ref()?;
        match languages.side_of(tag) {
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
                    message!("an edition must have one or both of the book's languages, each once"),
                )
                .at(list.at)
                .hint(message!(
                    "write, for example, `languages: [{}]`",
                    languages.a.tag()
                )),
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
                message!("`{}` is not a valid gutter", text),
                message!(
                    "write `auto`, or a length between 3mm and 60mm such as `15mm` or `0.6in`"
                ),
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
                message!("`{}` is not a valid bleed", text),
                message!("write a length of at most 10mm, such as `3mm` or `0.125in`"),
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
                Diagnostic::new(
                    Code::YamlValue,
                    message!("a page cannot bleed on {} sides", sides),
                )
                .at(at.at)
                .hint(message!(
                    "write 3 for all sides but the one at the spine, or 4"
                )),
            ),
        }
        if binding.bleed <= 0.0 {
            diagnostics.push(
                Diagnostic::new(
                    Code::EditionInvalid,
                    message!("`bleed-sides:` needs a `bleed:`"),
                )
                .at(at.at)
                .hint(message!("give its width, as in `bleed: 3mm`")),
            );
        }
    }
    if let Some(OpeningFile::Any) = page.opening.as_ref().and_then(|at| at.value) {
        binding.opening = Opening::Any;
    }
    if let Some(at) = &page.opening
        && layout.arrangement == Arrangement::Facing
    {
        diagnostics.push(
            Diagnostic::new(
                Code::EditionInvalid,
                message!(
                    "`opening:` is not for facing pages, where every chapter begins on a spread"
                ),
            )
            .at(at.at)
            .hint(message!("remove the key")),
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
                    message!(
                        "`{}` is not a number of pages that a sheet folds into",
                        multiple
                    ),
                )
                .at(at.at)
                .hint(message!("write 1, 2, 4, 8 or 16")),
            );
        }
    }
    binding
}

/// The page of an edition: that of `trim:`, else the `usual` one.
pub(super) fn page(file: &EditionFile, usual: Page, diagnostics: &mut Diagnostics) -> Page {
    let page = file.page.as_ref().and_then(|at| at.value.as_ref());
    let Some(at) = page.and_then(|page| page.trim.as_ref()) else {
        return usual;
    };
    let Some(trim) = &at.value else {
        return usual;
    };
    Page::parse(trim).unwrap_or_else(|| {
        let near: Vec<String> = near(trim, Page::names())
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        diagnostics.push(invalid(
            at,
            message!("`{}` is not a valid trim size", trim),
            match near.as_slice() {
                [] => message!(
                    "write a measure such as `6x9in` or `185x260mm`, with sides between 50 and 1000 mm, or a name: {}",
                    list(Page::names())
                ),
                near => message!(
                    "did you mean {}? A measure such as `6x9in` or `185x260mm` is possible too",
                    either(near)
                ),
            },
        ));
        usual
    })
}

/// Parses a ratio of column widths such as `40:60`, of which neither may be below a fifth of the sum.
pub(super) fn columns(at: &At<String>, diagnostics: &mut Diagnostics) -> Option<(f64, f64)> {
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
                message!("`{}` is not a valid ratio of columns", text),
                message!(
                    "write two numbers such as `\"40:60\"`, neither below a fifth of their sum"
                ),
            ));
            None
        }
    }
}
