//! An edition as EPUB 3: pages of XHTML made from the manuscript, packed with what readers need to
//! find their way. Start with [`write()`].

mod archive;
mod chapter;
mod code;
mod faces;
mod formula;
mod formula_images;
mod front;
mod glossary;
mod inline;
mod kobo;
mod metadata;
mod nav;
mod package;
mod page;
mod page_list;
mod pictures;
mod places;
mod quiz;
mod scribe;
mod spoken;
mod table;
#[cfg(test)]
mod tests;

use rayon::iter::ParallelIterator;

use crate::archive::Packed;
use crate::edition::{Faces, Variant};
use crate::font_subset::{Face, Need};
use crate::formula_image::{FormulaImage, Subject};
use crate::lang::Emphasis;
use crate::manuscript::Manuscript;
use crate::pagination::Pagination;
use crate::picture::{Assets, Encoded};
use crate::xml;
use formula_images::FormulaImages;
use package::Listed;
use pictures::Pictures;

/// What an edition's file says of its own making.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// The program and its version: `diglot 0.1.0`.
    pub generator: String,
    /// When the content was last changed. Never the time of the build, so that building again
    /// changes no byte.
    pub modified: jiff::Timestamp,
}

/// An edition but for its cover, its fonts and the pictures of its formulas.
pub struct Draft<'m> {
    manuscript: &'m Manuscript<'m>,
    provenance: &'m Provenance,
    printed: Option<&'m Pagination>,
    pictures: Pictures<'m>,
    /// Formulas that are pictures.
    formula_images: FormulaImages<'m>,
    needs: Vec<Need>,
    /// The room for its tables.
    tables: table::Needs,
    /// In reading order, without the cover and the contents.
    pages: Vec<Listed>,
    /// What needs none of these, packed already.
    packed: Vec<Packed>,
}

/// Writes the pages of an edition, and packs them; with the page list of a print edition where one is given.
///
/// # Errors
/// Only by a mistake of this program: a picture that was not read, or a failure of the packer.
pub fn write<'m>(
    manuscript: &'m Manuscript<'m>,
    assets: &'m Assets,
    printed: Option<&'m Pagination>,
    provenance: &'m Provenance,
) -> anyhow::Result<Draft<'m>> {
    let pictures = Pictures::gather(manuscript, assets)?;
    let urn = manuscript.uuid().urn().to_string();

    let mut pages = vec![front::title_page(manuscript)];
    let chapters = manuscript.chapters.iter();
    let chapters = chapters.map(|section| chapter::write(manuscript, section, &pictures));
    let back = glossary::write(manuscript)
        .into_iter()
        .chain(quiz::key(manuscript))
        .chain([front::colophon(manuscript, provenance)]);
    let mut stops = Vec::new();
    for (page, stop) in chapters.chain(back) {
        pages.push(page);
        stops.push(stop);
    }

    let breaks = printed.map(|printed| page_list::mark(&mut pages, manuscript.languages, printed));
    let breaks = breaks.unwrap_or_default();
    if variant(manuscript) == Variant::Kobo {
        for page in &mut pages {
            kobo::mark(&mut page.root);
        }
    }
    let formula_images = if variant(manuscript).draws_formulas() {
        FormulaImages::place(manuscript, pages.iter_mut().map(|page| &mut page.root))?
    } else {
        FormulaImages::default()
    };
    let ncx = nav::ncx(manuscript, &stops, &breaks.list, &urn);
    let contents = nav::contents(manuscript, &stops, breaks);
    let ebook = manuscript.edition.ebook();
    let needs = match ebook.map_or(Faces::OfReader, |ebook| ebook.fonts) {
        Faces::OfReader => Vec::new(),
        Faces::Subset => {
            let languages: Vec<_> = manuscript.languages.iter().copied().collect();
            faces::needs(pages.iter().chain([&contents]), &languages)
        }
    };
    let tables = table::Needs::of(pages.iter().map(|page| &page.root));
    let (pages, mut packed) = package::pages(pages, provenance.modified)?;
    let rest = package::parts(&contents, &ncx, pictures.files(), provenance.modified);
    packed.extend(rest?);
    Ok(Draft {
        manuscript,
        provenance,
        printed,
        pictures,
        formula_images,
        needs,
        tables,
        pages,
        packed,
    })
}

impl<'m> Draft<'m> {
    /// The characters that the pages set, for fonts to be found for them; none where readers bring the fonts.
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The formulas that are to be drawn; none where they are MathML.
    pub fn subjects(&self) -> Vec<Subject<'m>> {
        self.formula_images.subjects()
    }

    /// Makes the EPUB file, with this cover, these fonts or none, and what was drawn of
    /// [`subjects()`](Self::subjects).
    ///
    /// # Errors
    /// Only by a failure of the packer, which is a mistake of this program.
    pub fn bind(
        mut self,
        cover: &Encoded,
        faces: &[Face],
        drawn: &[FormulaImage],
    ) -> anyhow::Result<Vec<u8>> {
        let cover_file = format!("images/cover.{}", cover.format.extension());
        let mut cover_page = front::cover(self.manuscript, &cover_file);
        if variant(self.manuscript) == Variant::Kobo {
            kobo::mark(&mut cover_page.root);
        }
        let metadata = metadata::metadata(
            self.manuscript,
            self.printed,
            self.provenance,
            !faces.is_empty(),
        );
        let formulas = self.formula_images.files(drawn);
        let packed = package::pictures(&formulas, self.provenance.modified);
        self.packed
            .extend(packed.collect::<anyhow::Result<Vec<_>>>()?);
        let pictures = [self.pictures.files(), formulas.as_slice()].concat();
        let content = package::Content {
            style: self.style(faces, drawn),
            queries: format!("{}{}", include_str!("queries.css"), self.tables.rules()),
            pictures: &pictures,
            cover: &(cover_file, cover),
            metadata,
            cover_page: &cover_page,
            pages: &self.pages,
            faces,
        };
        package::pack(self.manuscript, self.provenance, &content, self.packed)
    }

    /// The style sheet with what belongs to this book: its fonts, the sizes of its pictures, its colour.
    fn style(&self, faces: &[Face], drawn: &[FormulaImage]) -> String {
        let accent = self.manuscript.book.style.colours.get("accent");
        let accent = accent.map(|colour| format!(".callout {{ border-color: {colour}; }}\n"));
        // A Kindle shuts its menu of fonts for a book that names any.
        let code = match variant(self.manuscript) {
            Variant::Kindle => "",
            Variant::Standard | Variant::Kobo => "code {\n  font-family: monospace;\n}\n\n",
        };
        format!(
            "{}{}{}{code}{}{}{}",
            include_str!("style.css").replace("/* FURTHER LANGUAGES */\n", &self.indents()),
            self.language_rules(),
            faces::rules(faces),
            self.pictures.rules(),
            self.formula_images.rules(drawn),
            accent.unwrap_or_default()
        )
    }

    /// The indents of languages that indent every paragraph and that the style sheet does not name.
    fn indents(&self) -> String {
        const NAMED: [&str; 7] = ["zh", "yue", "lzh", "wuu", "nan", "ja", "ko"];
        let languages = self.manuscript.languages;
        let rules = languages.iter().filter_map(|lang| {
            let name = lang.primary();
            let indent = lang.typography().indent?;
            (!NAMED.contains(&name)).then(|| {
                format!(
                    "p:lang({name}) {{\n  text-indent: {indent}em;\n  line-break: strict;\n}}\n\n\
                     blockquote p:lang({name}) {{\n  text-indent: 0;\n}}\n\n"
                )
            })
        });
        rules.collect::<Vec<_>>().concat()
    }

    /// The rules of languages that the style sheet does not name: those whose scripts have no italics and stress by
    /// weight, and those that are written as Chinese is.
    fn language_rules(&self) -> String {
        let languages = self.manuscript.languages;
        let rules = languages.iter().map(|lang| {
            let name = lang.primary();
            match lang.emphasis() {
                Emphasis::Bold => {
                    format!(
                        "em:lang({name}) {{\n  font-style: normal;\n  font-weight: bold;\n}}\n\n"
                    )
                }
                Emphasis::DotsBelow if name != "zh" => {
                    let dots = ["-epub-", "-webkit-", ""].map(|prefix| {
                        let position = match prefix {
                            "" => "under right",
                            _ => "under",
                        };
                        format!(
                            "  {prefix}text-emphasis: filled dot;\n  \
                             {prefix}text-emphasis-position: {position};\n"
                        )
                    });
                    format!(
                        "em:lang({name}) {{\n  font-style: normal;\n{}}}\n\n\
                         p.source:lang({name})::before {{\n  content: \"{}\";\n}}\n\n",
                        dots.concat(),
                        lang.labels().leading_dash()
                    )
                }
                Emphasis::DotsBelow | Emphasis::DotsAbove | Emphasis::Italic => String::new(),
            }
        });
        rules.collect::<Vec<_>>().concat()
    }
}

fn variant(manuscript: &Manuscript<'_>) -> Variant {
    let ebook = manuscript.edition.ebook();
    ebook.map_or(Variant::Standard, |ebook| ebook.variant)
}
