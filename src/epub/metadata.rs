//! The metadata of the package document: titles, creators, languages, accessibility.

use super::xml::El;
use super::{Provenance, variant};
use crate::accessibility::{self, Access};
use crate::book::{Exemption, Role, Text};
use crate::edition::{Languages, Variant};
use crate::lang::{Lang, Pair, Side};
use crate::manuscript::Manuscript;
use crate::pagination::Pagination;

/// All metadata except the title, the unique identifier and the modification time, which the packer writes.
pub fn metadata(
    manuscript: &Manuscript<'_>,
    printed: Option<&Pagination>,
    provenance: &Provenance,
    has_faces: bool,
) -> Vec<El> {
    let mut record = Record {
        manuscript,
        elements: Vec::new(),
    };
    record.titles();
    record.creators();
    record.series();
    record.edition();
    record.accessibility(Access::of(manuscript, printed.is_some()));
    if let Some(printed) = printed {
        record.pages_of(printed);
    }
    if has_faces {
        record.meta(None, "ibooks:specified-fonts", "true");
    }
    let generator = El::new("meta").attr("name", "generator");
    record.add(generator.attr("content", provenance.generator.as_str()));
    record.elements
}

struct Record<'r, 'm> {
    manuscript: &'r Manuscript<'m>,
    elements: Vec<El>,
}

impl Record<'_, '_> {
    fn add(&mut self, element: El) {
        self.elements.push(element);
    }

    /// Adds a `meta` element about the whole book, or about the element with the id `about`.
    fn meta(&mut self, about: Option<&str>, property: &str, value: impl Into<String>) {
        let mut meta = El::new("meta");
        if let Some(id) = about {
            meta = meta.attr("refines", format!("#{id}"));
        }
        self.add(meta.attr("property", property).with(value.into()));
    }

    /// The edition's lead language, and the other.
    fn sides(&self) -> (Side, Side) {
        match self.manuscript.edition.languages {
            Languages::Both { lead: Side::A } | Languages::Only(Side::A) => (Side::A, Side::B),
            Languages::Both { lead: Side::B } | Languages::Only(Side::B) => (Side::B, Side::A),
        }
    }

    /// Adds a name's form in the book's other language, so that it is found by that too.
    fn alternate(&mut self, id: &str, name: &Pair<Text>) {
        let (lead, other) = self.sides();
        let (lead, said) = (name.get(lead).plain(), name.get(other).plain());
        if lead != said {
            let lang = self.manuscript.book.languages.get(other);
            let meta = El::new("meta")
                .attr("refines", format!("#{id}"))
                .attr("property", "alternate-script")
                .attr("xml:lang", lang.tag());
            self.add(meta.with(said));
        }
    }

    fn titles(&mut self) {
        let book = self.manuscript.book;
        self.meta(Some("title"), "title-type", "main");
        self.alternate("title", &book.title);
        let (lead, _) = self.sides();
        if let Some(key) = book.title_sort(lead) {
            self.meta(Some("title"), "file-as", key);
        }
        if let Some(subtitle) = &book.subtitle {
            let (lead, _) = self.sides();
            let title = El::new("dc:title").id("subtitle");
            self.add(title.with(subtitle.get(lead).plain()));
            self.meta(Some("subtitle"), "title-type", "subtitle");
            self.alternate("subtitle", subtitle);
        }
    }

    fn creators(&mut self) {
        let (lead, _) = self.sides();
        let book = self.manuscript.book;
        // With an author, all others are contributors; without one, all are creators.
        let is_author = |role| role == Role::Author;
        let has_author = book.creators.iter().any(|one| is_author(one.role));
        for (index, creator) in book.creators.iter().enumerate() {
            let id = format!("creator-{}", index + 1);
            let name = El::new(if has_author && !is_author(creator.role) {
                "dc:contributor"
            } else {
                "dc:creator"
            });
            let name = name.id(&id);
            self.add(name.with(creator.name.get(lead).plain()));
            let role = El::new("meta")
                .attr("refines", format!("#{id}"))
                .attr("property", "role")
                .attr("scheme", "marc:relators");
            self.add(role.with(creator.role.marc()));
            if let Some(key) = book.file_as(creator, lead) {
                self.meta(Some(&id), "file-as", key);
            }
            self.alternate(&id, &creator.name);
        }
    }

    fn series(&mut self) {
        let Some(series) = &self.manuscript.book.series else {
            return;
        };
        let (lead, _) = self.sides();
        let collection = El::new("meta")
            .attr("property", "belongs-to-collection")
            .id("series");
        self.add(collection.with(series.name.get(lead).plain()));
        self.meta(Some("series"), "collection-type", "series");
        if let Some(number) = &series.number {
            self.meta(Some("series"), "group-position", number.as_str());
        }
        self.alternate("series", &series.name);
    }

    fn edition(&mut self) {
        let book = self.manuscript.book;
        for lang in self.manuscript.languages.iter() {
            self.add(El::new("dc:language").with(tag(self.manuscript, lang)));
        }
        if let Some(isbn) = book.identifiers.get(&self.manuscript.edition.name) {
            self.add(El::new("dc:identifier").with(isbn.urn()));
        }
        if let Some(publisher) = &book.publisher {
            let (lead, _) = self.sides();
            self.add(El::new("dc:publisher").with(publisher.get(lead).plain()));
        }
        if let Some(date) = book.date {
            self.add(El::new("dc:date").with(date.to_string()));
        }
        for subject in &book.subjects {
            self.each("dc:subject", subject);
        }
        self.trade();
        if let Some(description) = &book.description {
            self.each("dc:description", description);
        }
        if let Some(rights) = &book.rights {
            self.each("dc:rights", rights);
        }
    }

    fn trade(&mut self) {
        let trade = &self.manuscript.book.trade;
        for (index, subject) in trade.codes.iter().enumerate() {
            let id = format!("subject-{}", index + 1);
            let element = El::new("dc:subject").id(&id);
            self.add(element.with(subject.code.as_str()));
            self.meta(Some(&id), "authority", subject.scheme.authority());
            self.meta(Some(&id), "term", subject.code.as_str());
        }
        if let Some(edition) = trade.edition {
            self.meta(None, "schema:bookEdition", edition.to_string());
        }
        for audience in &trade.audiences {
            self.meta(None, "dcterms:audience", audience.name());
        }
        // EPUB Accessibility 1.1, § 6 and its registry of exemptions.
        if let Some(exemption) = trade.exemption {
            let name = match exemption {
                Exemption::MicroEnterprise => "eaa-microenterprise",
                Exemption::DisproportionateBurden => "eaa-disproportionate-burden",
                Exemption::FundamentalAlteration => "eaa-fundamental-alteration",
            };
            self.meta(None, "a11y:exemption", name);
        }
    }

    /// Adds an element for each language of the edition.
    fn each(&mut self, name: &'static str, text: &Pair<Text>) {
        let said = self.manuscript.edition.languages.choose(text);
        for (lang, text) in self.manuscript.languages.zip(said).iter() {
            self.add(in_language(El::new(name), lang).with(text.plain()));
        }
    }

    /// Names the print edition that the page list refers to.
    fn pages_of(&mut self, printed: &Pagination) {
        if printed.identifier.starts_with("urn:isbn:") {
            self.add(El::new("dc:source").with(printed.identifier.as_str()));
        }
        self.meta(None, "pageBreakSource", printed.identifier.as_str());
    }

    /// Accessibility metadata, as schema.org defines it.
    fn accessibility(&mut self, found: Access) {
        for mode in found.modes() {
            self.meta(None, "schema:accessMode", mode);
        }
        // Text alone suffices: no picture is accepted without alternative text.
        self.meta(None, "schema:accessModeSufficient", "textual");
        if found.is_visual() {
            self.meta(None, "schema:accessModeSufficient", "textual,visual");
        }
        for feature in found.features() {
            self.meta(None, "schema:accessibilityFeature", feature);
        }
        self.meta(None, "schema:accessibilityHazard", "none");
        for lang in self.manuscript.languages.iter() {
            let meta = El::new("meta").attr("property", "schema:accessibilitySummary");
            self.add(in_language(meta, lang).with(found.summary(lang)));
        }
        self.conformance(found);
    }

    /// The claim of conformance, and who certifies it.
    fn conformance(&mut self, found: Access) {
        let Some(certifier) = &self.manuscript.book.certifier else {
            return;
        };
        if !found.conforms {
            return;
        }
        let (lead, _) = self.sides();
        let claim = El::new("meta").attr("property", "dcterms:conformsTo");
        self.add(claim.id("conformance").with(accessibility::STANDARD));
        let by = El::new("meta")
            .attr("refines", "#conformance")
            .attr("property", "a11y:certifiedBy");
        self.add(by.id("certifier").with(certifier.name.get(lead).plain()));
        if let Some(credential) = &certifier.credential {
            self.meta(
                Some("certifier"),
                "a11y:certifierCredential",
                credential.as_str(),
            );
        }
        if let Some(report) = &certifier.report {
            let link = El::new("link")
                .attr("refines", "#certifier")
                .attr("rel", "a11y:certifierReport")
                .attr("href", report.as_str());
            self.add(link);
        }
    }
}

/// A language's tag in the package: a Kindle uses its Chinese fonts only if the language is plain `zh`.
pub fn tag<'l>(manuscript: &Manuscript<'_>, lang: &'l Lang) -> &'l str {
    if variant(manuscript) == Variant::Kindle && lang.primary() == "zh" {
        lang.primary()
    } else {
        lang.tag()
    }
}

fn in_language(element: El, lang: &Lang) -> El {
    element.attr("xml:lang", lang.tag())
}
