//! What a `.bib` file calls kinds of works and their fields, and how these are completed before the library takes them.

use biblatex::{Chunk, Chunks, ChunksExt, Entry, EntryType, PermissiveType, RawEntry, Spanned};

use super::latex::Fault;
use crate::lang::{Lang, is_wide};
use crate::message::message;
use crate::read::names::nearest;

/// The kinds of works of BibLaTeX and BibTeX, its own and those that it leaves to styles.
const KINDS: [&str; 60] = [
    "article",
    "artwork",
    "audio",
    "bibnote",
    "book",
    "bookinbook",
    "booklet",
    "collection",
    "commentary",
    "conference",
    "customa",
    "customb",
    "customc",
    "customd",
    "custome",
    "customf",
    "dataset",
    "electronic",
    "image",
    "inbook",
    "incollection",
    "inproceedings",
    "inreference",
    "jurisdiction",
    "legal",
    "legislation",
    "letter",
    "manual",
    "mastersthesis",
    "misc",
    "movie",
    "music",
    "mvbook",
    "mvcollection",
    "mvproceedings",
    "mvreference",
    "newspaper",
    "online",
    "patent",
    "performance",
    "periodical",
    "phdthesis",
    "presentation",
    "proceedings",
    "reference",
    "report",
    "review",
    "set",
    "software",
    "standard",
    "suppbook",
    "suppcollection",
    "suppperiodical",
    "techreport",
    "thesis",
    "unpublished",
    "video",
    "webpage",
    "www",
    "xdata",
];

/// The fields that are printed.
const PRINTED: [&str; 54] = [
    "address",
    "afterword",
    "annotator",
    "author",
    "bookauthor",
    "booksubtitle",
    "booktitle",
    "booktitleaddon",
    "chapter",
    "commentator",
    "edition",
    "editor",
    "editora",
    "editorb",
    "editorc",
    "eventtitle",
    "eventtitleaddon",
    "foreword",
    "holder",
    "howpublished",
    "institution",
    "introduction",
    "issue",
    "issuesubtitle",
    "issuetitle",
    "journal",
    "journalsubtitle",
    "journaltitle",
    "location",
    "mainsubtitle",
    "maintitle",
    "maintitleaddon",
    "note",
    "number",
    "organization",
    "origlocation",
    "origpublisher",
    "origtitle",
    "part",
    "publisher",
    "reprinttitle",
    "school",
    "series",
    "shortauthor",
    "shorteditor",
    "shortjournal",
    "shortseries",
    "shorttitle",
    "subtitle",
    "title",
    "titleaddon",
    "translator",
    "type",
    "venue",
];

/// Fields whose names are known, besides those that are printed.
const OTHER_FIELDS: [&str; 66] = [
    "abstract",
    "addendum",
    "annotation",
    "annote",
    "authortype",
    "bookpagination",
    "crossref",
    "date",
    "day",
    "doi",
    "editoratype",
    "editorbtype",
    "editorctype",
    "editortype",
    "eid",
    "entryset",
    "entrysubtype",
    "eprint",
    "eprintclass",
    "eprinttype",
    "eventdate",
    "execute",
    "file",
    "gender",
    "ids",
    "indextitle",
    "isan",
    "isbn",
    "ismn",
    "isrn",
    "issn",
    "iswc",
    "key",
    "keywords",
    "label",
    "langid",
    "langidopts",
    "language",
    "library",
    "month",
    "nameaddon",
    "options",
    "origdate",
    "origlanguage",
    "pages",
    "pagetotal",
    "pagination",
    "pdf",
    "presort",
    "primaryclass",
    "pubstate",
    "related",
    "relatedoptions",
    "relatedtype",
    "shorthand",
    "sortkey",
    "sortname",
    "sorttitle",
    "sortyear",
    "url",
    "urldate",
    "version",
    "volume",
    "volumes",
    "xref",
    "year",
];

/// The titles in which styles change capitals, each with the title that follows it.
const TITLES: [(&str, &str); 7] = [
    ("title", "subtitle"),
    ("booktitle", "booksubtitle"),
    ("maintitle", "mainsubtitle"),
    ("journaltitle", "journalsubtitle"),
    ("journal", "journalsubtitle"),
    ("issuetitle", "issuesubtitle"),
    ("shorttitle", ""),
];

/// BibLaTeX's keys for kinds of theses and reports, and what English, Chinese, German and French call them.
const TYPES: [(&str, [&str; 4]); 7] = [
    (
        "phdthesis",
        [
            "PhD thesis",
            "博士学位论文",
            "Dissertation",
            "thèse de doctorat",
        ],
    ),
    (
        "mathesis",
        [
            "Master’s thesis",
            "硕士学位论文",
            "Masterarbeit",
            "mémoire de master",
        ],
    ),
    (
        "mastersthesis",
        [
            "Master’s thesis",
            "硕士学位论文",
            "Masterarbeit",
            "mémoire de master",
        ],
    ),
    (
        "bathesis",
        [
            "Bachelor’s thesis",
            "学士学位论文",
            "Bachelorarbeit",
            "mémoire de licence",
        ],
    ),
    (
        "candthesis",
        [
            "Candidate thesis",
            "副博士学位论文",
            "Kandidatenarbeit",
            "thèse de candidature",
        ],
    ),
    (
        "techreport",
        [
            "Technical report",
            "技术报告",
            "Technischer Bericht",
            "rapport technique",
        ],
    ),
    (
        "resreport",
        [
            "Research report",
            "研究报告",
            "Forschungsbericht",
            "rapport de recherche",
        ],
    ),
];

/// Whether a field is printed, so that its markup matters.
pub fn is_printed(field: &str) -> bool {
    PRINTED.contains(&field.to_ascii_lowercase().as_str())
}

/// The names in an entry that nobody knows but that are nearly those of others.
pub fn misspelt(entry: &RawEntry<'_>, faults: &mut Vec<Fault>) {
    let kind = entry.kind.v.to_ascii_lowercase();
    if !KINDS.contains(&kind.as_str()) {
        faults.push(Fault {
            at: entry.kind.span.clone(),
            message: message!("`@{}` is not a kind of work known here", entry.kind.v),
            hint: match nearest(&kind, KINDS) {
                Some(known) => message!("did you mean `@{}`?", known),
                None => message!("write `@misc` or another kind of work that BibLaTeX has"),
            },
        });
    }
    for field in &entry.fields {
        let name = field.key.v.to_ascii_lowercase();
        let mut known = PRINTED.iter().chain(&OTHER_FIELDS).copied();
        // People keep all sorts of things in fields of their own.
        if name.len() > 3
            && !known.clone().any(|known| known == name)
            && let Some(meant) = known.find(|known| is_near(&name, known))
        {
            faults.push(Fault {
                at: field.key.span.clone(),
                message: message!("no field is called `{}`; it is left out", field.key.v),
                hint: message!("did you mean `{}`?", meant),
            });
        }
    }
}

/// Whether a name is another one but for a slip of the keyboard.
fn is_near(name: &str, known: &str) -> bool {
    known.len() > 3 && nearest(name, [known]).is_some() && name.len().abs_diff(known.len()) < 2 && {
        let slips = strsim::damerau_levenshtein(name, known);
        slips == 1 || slips == 2 && name.len() > 5
    }
}

/// What an entry says of its date in words, which are printed as they are; they are taken from the entry.
pub fn date_in_words(entry: &mut Entry) -> Option<String> {
    if let Ok(PermissiveType::Typed(_)) = entry.date() {
        return None;
    }
    let field = ["date", "year"]
        .into_iter()
        .find(|field| entry.fields.contains_key(*field))?;
    let words = entry.get(field)?.format_verbatim().trim().to_owned();
    if !words.contains(char::is_alphabetic) {
        return None;
    }
    for part in ["date", "year", "month", "day"] {
        entry.fields.remove(part);
    }
    let letters: String = words.chars().filter(|c| c.is_alphabetic()).collect();
    // Each style has words of its own for a work without a date.
    let is_undated =
        ["nd", "sd", "sa", "oj", "无日期", "日期不详"].contains(&letters.to_lowercase().as_str());
    (!is_undated).then_some(words)
}

/// Completes an entry with what the library leaves out: subtitles, institutions, the keys of kinds, and addresses without
/// a scheme.
pub fn complete(entry: &mut Entry, lang: &Lang, faults: &mut Vec<Fault>) {
    for (title, subtitle) in TITLES {
        if entry.fields.contains_key(title)
            && let Some(mut second) = entry.fields.remove(subtitle)
            && let Some(first) = entry.fields.get_mut(title)
        {
            first.push(unplaced(Chunk::Normal(colon(first, lang).to_owned())));
            first.append(&mut second);
        }
        if let Some(chunks) = entry.fields.get_mut(title) {
            *chunks = with_capitals(std::mem::take(chunks));
            // The library loses the space after what is kept at the beginning.
            if matches!(
                chunks.first().map(|chunk| &chunk.v),
                Some(Chunk::Verbatim(_))
            ) {
                chunks.insert(0, unplaced(Chunk::Normal(String::new())));
            }
        }
    }
    let may_lack_publisher = matches!(
        entry.entry_type,
        EntryType::Thesis
            | EntryType::PhdThesis
            | EntryType::MastersThesis
            | EntryType::Report
            | EntryType::TechReport
            | EntryType::Manual
            | EntryType::Online
    );
    if may_lack_publisher
        && !entry.fields.contains_key("publisher")
        && let Some(institution) = ["institution", "school", "organization"]
            .into_iter()
            .find_map(|field| entry.fields.get(field).cloned())
    {
        entry.fields.insert("publisher".to_owned(), institution);
    }
    kind_in_words(entry, lang);
    address(entry, faults);
}

fn colon(title: &Chunks, lang: &Lang) -> &'static str {
    let title = title.format_verbatim();
    match (
        title
            .trim_end()
            .ends_with(['?', '!', ':', '？', '！', '：']),
        lang.is_cjk(),
    ) {
        (true, true) => "",
        (true, false) => " ",
        (false, true) => "：",
        (false, false) => ": ",
    }
}

fn unplaced(chunk: Chunk) -> Spanned<Chunk> {
    Spanned::detached(chunk)
}

/// A title whose words with capitals inside, such as `O’Brien` and `DNA`, keep them, unless it is all in capitals.
fn with_capitals(chunks: Chunks) -> Chunks {
    let title = chunks.format_verbatim();
    if !title.contains(char::is_lowercase) {
        return chunks;
    }
    let mut kept = Chunks::new();
    for chunk in chunks {
        let Chunk::Normal(words) = &chunk.v else {
            kept.push(chunk);
            continue;
        };
        let is_gap = |c: char| " -–—/".contains(c);
        for part in words.split_inclusive(is_gap) {
            // The gap is not kept: the library takes what follows what is kept for the rest of a word.
            let word = part.trim_end_matches(is_gap);
            let gap = &part[word.len()..];
            let mut inner = word.chars().filter(|c| c.is_alphabetic()).skip(1);
            let is_kept = inner.any(char::is_uppercase) && !word.contains(is_wide);
            let normal = if is_kept {
                kept.push(Spanned::new(
                    Chunk::Verbatim(word.to_owned()),
                    chunk.span.clone(),
                ));
                gap
            } else {
                part
            };
            if let Some(Chunk::Normal(before)) = kept.last_mut().map(|last| &mut last.v) {
                before.push_str(normal);
            } else if !normal.is_empty() {
                kept.push(Spanned::new(
                    Chunk::Normal(normal.to_owned()),
                    chunk.span.clone(),
                ));
            }
        }
    }
    kept
}

/// Takes the title of the proceedings in which a paper is. The library would print it both as that of a book and as that
/// of a volume.
pub fn proceedings(entry: &mut Entry) -> Option<hayagriva::Entry> {
    if entry.entry_type == EntryType::InCollection {
        // The same, for which it has a kind without that fault.
        entry.entry_type = EntryType::InBook;
    }
    if entry.entry_type != EntryType::InProceedings {
        return None;
    }
    let title = entry.fields.remove("booktitle")?;
    let mut book = hayagriva::Entry::new(&entry.key, hayagriva::types::EntryType::Book);
    book.set_title(title.as_slice().into());
    Some(book)
}

/// Puts the key of a kind of thesis or report into words of the work's language.
fn kind_in_words(entry: &mut Entry, lang: &Lang) {
    let language = ["en", "zh", "de", "fr"]
        .into_iter()
        .position(|known| known == lang.primary());
    let named = entry
        .get("type")
        .map(|chunks| chunks.format_verbatim().trim().to_lowercase());
    let key = match (named, &entry.entry_type) {
        (Some(named), _) => named,
        // The library has English words for these.
        (None, EntryType::PhdThesis) if language > Some(0) => "phdthesis".to_owned(),
        (None, EntryType::MastersThesis) if language > Some(0) => "mathesis".to_owned(),
        (None, EntryType::TechReport) if language > Some(0) => "techreport".to_owned(),
        (None, _) => return,
    };
    if let Some((_, words)) = TYPES.iter().find(|(known, _)| *known == key) {
        let words = words[language.unwrap_or_default()];
        let chunk = unplaced(Chunk::Verbatim(words.to_owned()));
        entry.fields.insert("type".to_owned(), vec![chunk]);
    }
}

/// Completes an address that has no scheme.
fn address(entry: &mut Entry, faults: &mut Vec<Fault>) {
    let Some(chunks) = entry.fields.get_mut("url") else {
        return;
    };
    let at = chunks.span();
    let mut url = chunks.format_verbatim().trim().to_owned();
    for sign in ['_', '%', '#', '&', '~'] {
        url = url.replace(&format!("\\{sign}"), &sign.to_string());
    }
    if url.is_empty() {
        return;
    }
    if !url.contains("://") && !url.starts_with("mailto:") {
        let host = url.split(['/', '?', '#']).next().unwrap_or_default();
        let is_host = host.contains('.') && !host.contains(char::is_whitespace);
        let whole = format!("https://{url}");
        faults.push(if is_host {
            let fault = Fault {
                at,
                message: message!("the address `{}` lacks its `https://`", url.as_str()),
                hint: message!("write `{}`", whole.as_str()),
            };
            url = whole;
            fault
        } else {
            Fault {
                at,
                message: message!("`{}` is not an address; it is left out", url.as_str()),
                hint: message!("write it as `https://…`, or move it to `note`"),
            }
        });
    }
    *chunks = vec![Spanned::new(Chunk::Verbatim(url), chunks.span())];
}
