//! Metadata for bookshops and libraries in ONIX for Books 3.0, with reference tags: one product for each edition,
//! its elements in the order of the schema. The codes are from the code lists of `EDItEUR`, whose numbers are given
//! in comments.

mod supply;

use crate::accessibility::Access;
use crate::book::{
    Audience, Book, Creator, Date, Exemption, Role, SubjectCode, SubjectScheme, Text,
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Edition, Form, Handouts, Languages, Page, Print, Trade};
use crate::lang::{Lang, Pair, Side};
use crate::manuscript::Manuscript;
use crate::message::message;
use crate::xml::{self, El};

/// A built edition.
pub struct Product<'p> {
    pub manuscript: &'p Manuscript<'p>,
    pub access: Access,
    /// The number of pages of a PDF; `None` for an EPUB.
    pub pages: Option<usize>,
    /// The size of the file.
    pub bytes: usize,
}

/// A whole ONIX message with some of the book's editions. `editions` are all of them, for cross-references; `sent` is
/// the date of the message, which comes from the book or the caller and never from the clock.
///
/// # Errors
/// None in practice, since it is written to memory.
pub fn message(
    products: &[Product<'_>],
    editions: &[Manuscript<'_>],
    sent: jiff::Timestamp,
) -> std::io::Result<Vec<u8>> {
    let sender = products.first().map(|product| {
        let book = product.manuscript.book;
        let (lead, _) = sides(product.manuscript.edition);
        publisher(book).map(|name| name.get(lead).plain())
    });
    // A message must name its sender; if the book names nobody, it is diglot.
    let sender = sender.flatten().unwrap_or_else(|| "diglot".to_owned());
    let header = El::new("Header")
        .with(El::new("Sender").with(field("SenderName", sender)))
        .with(field(
            "SentDateTime",
            sent.strftime("%Y%m%dT%H%M%SZ").to_string(),
        ));
    let message = El::new("ONIXMessage")
        .attr("release", "3.0")
        .attr("xmlns", "http://ns.editeur.org/onix/3.0/reference")
        .with(header)
        .with_all(products.iter().map(|one| product(one, editions)));
    xml::xml(&message)
}

fn field(name: &'static str, value: impl Into<String>) -> El {
    El::new(name).with(value.into())
}

/// A field with the `language` of its text.
fn said(name: &'static str, text: String, lang: &Lang) -> El {
    El::new(name).attr("language", lang.iso_639_2()).with(text)
}

/// A title or a name with its `language`, and with its `textscript` if the language has several scripts.
fn named(name: &'static str, text: String, lang: &Lang) -> El {
    let field = said(name, text, lang);
    match lang.named_script() {
        Some(script) => field.attr("textscript", script),
        None => field,
    }
}

fn sides(edition: &Edition) -> (Side, Side) {
    match edition.languages {
        Languages::Both { lead: Side::A } | Languages::Only(Side::A) => (Side::A, Side::B),
        Languages::Both { lead: Side::B } | Languages::Only(Side::B) => (Side::B, Side::A),
    }
}

fn product(product: &Product<'_>, all: &[Manuscript<'_>]) -> El {
    let manuscript = product.manuscript;
    El::new("Product")
        .with(field(
            "RecordReference",
            manuscript.uuid().urn().to_string(),
        ))
        .with(field("NotificationType", supply::notification(manuscript)))
        .with_all(identifiers(manuscript))
        .with(descriptive(product))
        .with_all(collateral(manuscript))
        .with_all(publishing(manuscript))
        .with_all(related(product, all))
        .with_all(supply::product_supply(manuscript))
}

/// The ISBN, or else the UUID that diglot derives, which never changes.
fn identifiers(manuscript: &Manuscript<'_>) -> Vec<El> {
    let id = |kind: &str| El::new("ProductIdentifier").with(field("ProductIDType", kind));
    match manuscript.book.identifiers.get(&manuscript.edition.name) {
        Some(isbn) => {
            // List 5: GTIN-13 and ISBN-13.
            let of_kind = |kind| id(kind).with(field("IDValue", isbn.digits()));
            vec![of_kind("03"), of_kind("15")]
        }
        None => vec![
            id("01")
                .with(field("IDTypeName", "diglot"))
                .with(field("IDValue", manuscript.uuid().urn().to_string())),
        ],
    }
}

fn descriptive(product: &Product<'_>) -> El {
    let manuscript = product.manuscript;
    let book = manuscript.book;
    let form = &manuscript.edition.form;
    let mut out = El::new("DescriptiveDetail")
        // List 2: a single item.
        .with(field("ProductComposition", "00"))
        .with_all(product_form(form));
    let is_printed = printed(form).is_some();
    if !is_printed {
        out = out.with_all(accessibility(product));
    }
    // List 81: text, and the pictures and formulas in it.
    out = out.with(field("PrimaryContentType", "10"));
    if product.access.has_pictures {
        out = out.with(field("ProductContentType", "07"));
    }
    if product.access.has_formulas {
        out = out.with(field("ProductContentType", "48"));
    }
    match printed(form) {
        Some((_, page)) => out = out.with_all(measures(page)),
        // List 144: no technical protection.
        None => out = out.with(field("EpubTechnicalProtection", "00")),
    }
    if let Some(licence) = licence(manuscript).filter(|_| !is_printed) {
        out = out.with(licence);
    }
    out.with_all(series(manuscript))
        .with_all(titles(manuscript))
        .with_all(contributors(manuscript))
        .with_all(
            book.trade
                .edition
                .map(|number| field("EditionNumber", number.to_string())),
        )
        .with_all(manuscript.languages.iter().map(|lang| language(lang)))
        .with_all(extents(product, is_printed))
        .with_all(subject_codes(book))
        .with_all(book.subjects.iter().flat_map(|subject| {
            let chosen = manuscript.edition.languages.choose(subject);
            let each = manuscript.languages.zip(chosen);
            let keywords = each.iter().map(|(lang, text)| {
                El::new("Subject")
                    // List 27: keywords.
                    .with(field("SubjectSchemeIdentifier", "20"))
                    .with(said("SubjectHeadingText", text.plain(), lang))
            });
            keywords.collect::<Vec<_>>()
        }))
        .with_all(book.trade.audiences.iter().map(|audience| {
            // List 29: ONIX audience codes.
            El::new("Audience")
                .with(field("AudienceCodeType", "01"))
                .with(field("AudienceCodeValue", audience_code(*audience)))
        }))
}

/// The subjects in classifications, of which the first of each is the main one.
fn subject_codes(book: &Book) -> Vec<El> {
    let mut schemes = Vec::new();
    let each = book.trade.codes.iter().map(|subject| {
        let scheme = scheme(subject);
        // A qualifier of Thema is no subject by itself.
        let is_main = matches!(scheme, "10" | "88" | "93") && !schemes.contains(&scheme);
        schemes.push(scheme);
        El::new("Subject")
            .with_all(is_main.then(|| El::new("MainSubject")))
            .with(field("SubjectSchemeIdentifier", scheme))
            .with(field("SubjectCode", subject.code.as_str()))
    });
    each.collect()
}

/// List 27. Each kind of Thema qualifier is a scheme of its own.
fn scheme(subject: &SubjectCode) -> &'static str {
    match subject.scheme {
        SubjectScheme::Bisac => "10",
        SubjectScheme::Clc => "88",
        SubjectScheme::Thema => match subject.code.as_bytes().first() {
            Some(b'1') => "94",
            Some(b'2') => "95",
            Some(b'3') => "96",
            Some(b'4') => "97",
            Some(b'5') => "98",
            Some(b'6') => "99",
            _ => "93",
        },
    }
}

/// List 28.
fn audience_code(audience: Audience) -> &'static str {
    match audience {
        Audience::General => "01",
        Audience::Children => "02",
        Audience::Teenage => "03",
        Audience::Schools => "04",
        Audience::HigherEducation => "05",
        Audience::Professional => "06",
        Audience::AdultEducation => "08",
        Audience::LanguageLearning => "09",
    }
}

fn printed(form: &Form) -> Option<(Trade, Page)> {
    match form {
        Form::Print(Print { setup, .. }) | Form::Handouts(Handouts { setup, .. }) => {
            setup.binding().trade.map(|trade| (trade, setup.page()))
        }
        Form::Ebook(_) => None,
    }
}

/// The form of the product, from lists 150 and 175.
fn product_form(form: &Form) -> Vec<El> {
    let detail = |code: &str| field("ProductFormDetail", code);
    match (form, printed(form)) {
        (_, Some((Trade::Paperback, _))) => vec![field("ProductForm", "BC")],
        (_, Some((Trade::Hardcover, _))) => vec![field("ProductForm", "BB")],
        (Form::Print(_) | Form::Handouts(_), None) => {
            vec![field("ProductForm", "ED"), detail("E107")]
        }
        // Reflowable EPUB.
        (Form::Ebook(_), None) => vec![field("ProductForm", "ED"), detail("E101"), detail("E200")],
    }
}

/// The accessibility features, from lists 79 and 196.
fn accessibility(product: &Product<'_>) -> Vec<El> {
    let feature = |code: &str| {
        El::new("ProductFormFeature")
            .with(field("ProductFormFeatureType", "09"))
            .with(field("ProductFormFeatureValue", code))
    };
    let manuscript = product.manuscript;
    let mut out = Vec::new();
    if manuscript.edition.ebook().is_some() {
        let mut summary = feature("00");
        for lang in manuscript.languages.iter() {
            let words = product.access.summary(lang);
            summary = summary.with(said("ProductFormFeatureDescription", words, lang));
        }
        out.push(summary);
    }
    out.extend(
        product
            .access
            .onix(&manuscript.edition.form)
            .into_iter()
            .map(feature),
    );
    let trade = &manuscript.book.trade;
    out.extend(trade.exemption.map(|exemption| {
        feature(match exemption {
            Exemption::MicroEnterprise => "75",
            Exemption::DisproportionateBurden => "76",
            Exemption::FundamentalAlteration => "77",
        })
    }));
    // The publisher's contact for questions about accessibility.
    out.extend(trade.contact.iter().map(|address| {
        feature("99").with(field("ProductFormFeatureDescription", address.as_str()))
    }));
    out
}

/// The page's height and width in millimetres.
fn measures(page: Page) -> Vec<El> {
    // List 48.
    let measures = [("01", page.height), ("02", page.width)];
    let measure = |(kind, length): (&str, f64)| {
        El::new("Measure")
            .with(field("MeasureType", kind))
            .with(field("Measurement", format!("{}", length.round())))
            .with(field("MeasureUnitCode", "mm"))
    };
    measures.into_iter().map(measure).collect()
}

/// The licence of a book under Creative Commons.
fn licence(manuscript: &Manuscript<'_>) -> Option<El> {
    let rights = manuscript.book.rights.as_ref()?;
    let is_open = rights.iter().any(|text| {
        let text = text.plain();
        text.contains("Creative Commons") || text.contains("CC BY") || text.contains("CC0")
    });
    let chosen = manuscript
        .languages
        .zip(manuscript.edition.languages.choose(rights));
    let names = chosen
        .iter()
        .map(|(lang, text)| said("EpubLicenseName", text.plain(), lang));
    is_open.then(|| El::new("EpubLicense").with_all(names.collect::<Vec<_>>()))
}

fn series(manuscript: &Manuscript<'_>) -> Option<El> {
    let series = manuscript.book.series.as_ref()?;
    let (lead, _) = sides(manuscript.edition);
    let lang = manuscript.languages.lead();
    // List 148: a publisher's collection. List 197: title order. List 149: the level of a collection.
    let mut collection = El::new("Collection").with(field("CollectionType", "10"));
    if let Some(number) = &series.number {
        collection = collection.with(
            El::new("CollectionSequence")
                .with(field("CollectionSequenceType", "02"))
                .with(field("CollectionSequenceNumber", number.as_str())),
        );
    }
    let mut element = El::new("TitleElement").with(field("TitleElementLevel", "02"));
    if let Some(number) = &series.number {
        element = element.with(field("PartNumber", number.as_str()));
    }
    let element = element.with(named("TitleText", series.name.get(lead).plain(), lang));
    Some(
        collection.with(
            El::new("TitleDetail")
                .with(field("TitleType", "01"))
                .with(element),
        ),
    )
}

/// List 15: the title, and the title in the book's other language unless that is the same.
fn titles(manuscript: &Manuscript<'_>) -> Vec<El> {
    let book = manuscript.book;
    let (lead, other) = sides(manuscript.edition);
    let title = |kind: &str, side: Side| {
        let lang = book.languages.get(side);
        let words = book.title.get(side).plain();
        let mut text = named("TitleText", words, lang);
        if let Some(key) = book.title_sort(side) {
            text = text.attr("collationkey", key);
        }
        let element = El::new("TitleElement")
            .with(field("TitleElementLevel", "01"))
            .with(text);
        let subtitle = book.subtitle.as_ref();
        let subtitle = subtitle.map(|pair| named("Subtitle", pair.get(side).plain(), lang));
        El::new("TitleDetail")
            .with(field("TitleType", kind))
            .with(element.with_all(subtitle))
    };
    let is_same = book.title.a.plain() == book.title.b.plain();
    let mut titles = vec![title("01", lead)];
    titles.extend((!is_same).then(|| title("06", other)));
    titles
}

fn contributors(manuscript: &Manuscript<'_>) -> Vec<El> {
    let creators = manuscript.book.creators.iter().enumerate();
    let mut out: Vec<El> = creators
        .map(|(index, creator)| contributor(manuscript, index, creator))
        .collect();
    if out.is_empty() {
        out.push(El::new("NoContributor"));
    }
    out
}

fn contributor(manuscript: &Manuscript<'_>, index: usize, creator: &Creator) -> El {
    let book = manuscript.book;
    let (lead, other) = sides(manuscript.edition);
    let names = |side: Side| {
        let lang = book.languages.get(side);
        let name = creator.name.get(side).plain();
        if creator.is_organisation {
            return vec![named("CorporateName", name, lang)];
        }
        let inverted = book.file_as(creator, side);
        let inverted = inverted.map(|sort| field("PersonNameInverted", sort));
        let mut names = vec![named("PersonName", name, lang)];
        names.extend(inverted);
        names
    };
    let mut out = El::new("Contributor")
        .with(field("SequenceNumber", (index + 1).to_string()))
        .with(field("ContributorRole", role(creator.role)))
        .with_all(names(lead));
    if creator.name.a.plain() != creator.name.b.plain() {
        // List 18: translated or transliterated.
        out = out.with(
            El::new("AlternativeName")
                .with(field("NameType", "05"))
                .with_all(names(other)),
        );
    }
    out
}

/// The code of a contributor's role, from list 17.
fn role(role: Role) -> &'static str {
    match role {
        Role::Author => "A01",
        Role::Translator => "B06",
        Role::Editor => "B01",
        Role::Illustrator => "A12",
        Role::Foreword => "A23",
        Role::Compiler => "C01",
        Role::Photographer => "A13",
        Role::Designer => "A36",
        Role::Contributor => "A32",
    }
}

/// List 22: the language of the text.
fn language(lang: &Lang) -> El {
    let script = lang
        .named_script()
        .map(|script| field("ScriptCode", script));
    El::new("Language")
        .with(field("LanguageRole", "01"))
        .with(field("LanguageCode", lang.iso_639_2()))
        .with_all(script)
}

/// Lists 23 and 24: the number of pages, printed or digital, and the size of a file in bytes.
fn extents(product: &Product<'_>, is_printed: bool) -> Vec<El> {
    let extent = |kind: &str, value: usize, unit: &str| {
        El::new("Extent")
            .with(field("ExtentType", kind))
            .with(field("ExtentValue", value.to_string()))
            .with(field("ExtentUnit", unit))
    };
    let kind = if is_printed { "00" } else { "10" };
    let mut out: Vec<El> = product
        .pages
        .map(|pages| extent(kind, pages, "03"))
        .into_iter()
        .collect();
    if !is_printed {
        out.push(extent("22", product.bytes, "17"));
    }
    out
}

/// List 153: the description; list 154: for any audience.
fn collateral(manuscript: &Manuscript<'_>) -> Option<El> {
    let description = manuscript.book.description.as_ref()?;
    let mut content = El::new("TextContent")
        .with(field("TextType", "03"))
        .with(field("ContentAudience", "00"));
    let chosen = manuscript.edition.languages.choose(description);
    for (lang, text) in manuscript.languages.zip(chosen).iter() {
        content = content.with(said("Text", text.plain(), lang));
    }
    Some(El::new("CollateralDetail").with(content))
}

/// The publisher that a record names: the book's, or else its first creator, as for a self-published book.
fn publisher(book: &Book) -> Option<&Pair<Text>> {
    let creator = book.creators.first().map(|creator| &creator.name);
    book.publisher.as_ref().or(creator)
}

/// Warns if the records of a book lack a publisher, or name a creator in its place.
pub fn warn(book: &Book, diagnostics: &mut Diagnostics) {
    if book.publisher.is_some() {
        return;
    }
    let message = match publisher(book) {
        Some(creator) => message!(
            "the book names no publisher; its records name `{}` instead",
            creator.a.plain()
        ),
        None => message!("the book names no publisher; its records have no publishing details"),
    };
    diagnostics.push(Diagnostic::new(Code::OnixGap, message).hint(message!(
        "add `publisher:` to book.yaml; bookshops list a book under its publisher"
    )));
}

/// Publisher, status and date. The schema allows none of them without a publisher.
fn publishing(manuscript: &Manuscript<'_>) -> Option<El> {
    let book = manuscript.book;
    let publisher = publisher(book)?;
    let (lead, _) = sides(manuscript.edition);
    let name = |pair: &Pair<Text>| pair.get(lead).plain();
    let mut out = El::new("PublishingDetail").with(
        El::new("Publisher")
            // List 45: the publisher.
            .with(field("PublishingRole", "01"))
            .with(said(
                "PublisherName",
                name(publisher),
                manuscript.languages.lead(),
            )),
    );
    out = out.with(field("PublishingStatus", supply::status(manuscript)));
    let embargo = supply::embargo(manuscript);
    if let Some(date) = book.date {
        out = out.with(
            El::new("PublishingDate")
                // List 163: publication date. List 55: YYYYMMDD.
                .with(field("PublishingDateRole", "01"))
                .with(field("Date", day(date)).attr("dateformat", "00")),
        );
        out = out.with_all(embargo);
        let owner = book.publisher.as_ref().map(|publisher| {
            El::new("CopyrightOwner").with(field("CorporateName", name(publisher)))
        });
        out = out.with(
            El::new("CopyrightStatement")
                .with(field("CopyrightYear", format!("{:04}", date.year)))
                .with_all(owner),
        );
    } else {
        out = out.with_all(embargo);
    }
    Some(out)
}

fn day(date: Date) -> String {
    date.to_string().replace('-', "")
}

/// List 51: the other editions, as alternative formats of the same text or as other language versions.
fn related(product: &Product<'_>, all: &[Manuscript<'_>]) -> Option<El> {
    let own = product.manuscript.edition;
    let mut others = all
        .iter()
        .filter(|other| other.edition.name != own.name)
        .map(|other| {
            let is_same_text = other.edition.languages == own.languages;
            let relation = if is_same_text { "06" } else { "11" };
            El::new("RelatedProduct")
                .with(field("ProductRelationCode", relation))
                .with_all(identifiers(other))
        })
        .peekable();
    others.peek()?;
    Some(El::new("RelatedMaterial").with_all(others.collect::<Vec<_>>()))
}
