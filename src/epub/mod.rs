//! Writes an edition as EPUB 3: XHTML pages made from the manuscript, packed with the navigation documents and
//! metadata that reading systems need. Start with [`write()`].

mod archive;
mod chapter;
mod code;
mod endnotes;
mod faces;
mod formula;
mod formula_images;
mod front;
mod gloss;
mod glossary;
mod index;
mod inline;
mod kobo;
mod list;
mod localized_nodes;
mod metadata;
mod nav;
mod package;
mod page;
mod page_list;
mod pictures;
mod quiz;
mod speech;
mod table;
#[cfg(test)]
mod tests;
mod text_index;
mod text_writer;
mod together;
mod verse;

use rayon::iter::ParallelIterator;

use crate::archive::Packed;
use crate::book::SceneBreak;
use crate::edition::{Faces, Variant};
use crate::font_subset::{Face, Need};
use crate::formula_image::{FormulaImage, Subject};
use crate::lang::Emphasis;
use crate::manuscript::Manuscript;
use crate::pagination::Pagination;
use crate::picture::{Assets, Encoded};
use crate::xml;
use formula_images::FormulaImages;
use package::ManifestPage;
use pictures::Pictures;

/// Which program made the file, and the date that it carries.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// The program and its version: `diglot 0.1.0`.
    pub generator: String,
    /// When the content was last changed. Never the time of the build, so that rebuilding gives the same bytes.
    pub modified: jiff::Timestamp,
}

/// An edition whose pages are written and packed; only the cover, the fonts and the images of formulas are missing.
pub struct Draft<'m> {
    manuscript: &'m Manuscript<'m>,
    provenance: &'m Provenance,
    printed: Option<&'m Pagination>,
    pictures: Pictures<'m>,
    /// Formulas that are shown as images.
    formula_images: FormulaImages<'m>,
    needs: Vec<Need>,
    /// The widths that its tables need.
    tables: table::TableWidths,
    /// In reading order, without the cover and the contents page.
    pages: Vec<ManifestPage>,
    /// The files that depend on none of the missing parts.
    packed: Vec<Packed>,
}

/// Writes the pages of an edition and packs them. If a print edition's pagination is given, its pages are marked
/// and listed.
///
/// # Errors
/// Only through a bug in diglot: a picture that was not read, or a failure of the packer.
pub fn write<'m>(
    manuscript: &'m Manuscript<'m>,
    assets: &'m Assets,
    printed: Option<&'m Pagination>,
    provenance: &'m Provenance,
) -> anyhow::Result<Draft<'m>> {
    let mut pictures = Pictures::gather(manuscript, assets)?;
    let urn = manuscript.uuid().urn().to_string();

    let mut pages = vec![front::title_page(manuscript)];
    let (chapters, closing) = manuscript.chapters.split_at(manuscript.before_closing());
    let write = |section| chapter::write(manuscript, section, &pictures);
    let back = glossary::write(manuscript)
        .into_iter()
        .chain(quiz::key(manuscript));
    let closing = closing.iter().map(write);
    let closing = closing.chain([front::colophon(manuscript, provenance)]);
    let mut toc = Vec::new();
    let before: Vec<_> = chapters.iter().map(write).chain(back).collect();
    let (after_chapters, mut count) = (pages.len() + chapters.len(), pages.len() + before.len());
    for (page, entry) in before.into_iter().chain(closing) {
        pages.push(page);
        toc.push(entry);
    }
    if let Some((page, entry)) = endnotes::moved(&mut pages, manuscript) {
        toc.insert(after_chapters - 1, entry);
        pages.insert(after_chapters, page);
        count += 1;
    }
    let places = index::mark(&mut pages, manuscript);
    if let Some((page, entry)) = index::write(manuscript, &places) {
        toc.insert(count - 1, entry);
        pages.insert(count, page);
    }
    for page in &mut pages {
        pictures.place(&mut page.root, assets)?;
    }

    let draws_formulas = variant(manuscript).draws_formulas();
    if !draws_formulas {
        for page in &mut pages {
            together::keep(&mut page.root);
        }
    }
    let breaks = printed.map(|printed| page_list::mark(&mut pages, manuscript.languages, printed));
    let breaks = breaks.unwrap_or_default();
    if variant(manuscript) == Variant::Kobo {
        for page in &mut pages {
            kobo::mark(&mut page.root);
        }
    }
    let formula_images = if draws_formulas {
        let roots = pages.iter_mut().map(|page| &mut page.root);
        let images = FormulaImages::place(manuscript, roots)?;
        // An image of a wide formula is inside its scrolling box.
        for page in &mut pages {
            together::keep(&mut page.root);
        }
        images
    } else {
        FormulaImages::default()
    };
    let landmarks = nav::landmarks(manuscript, &toc);
    let toc = nav::nested(manuscript, toc);
    let ncx = nav::ncx(manuscript, &toc, &breaks.list, &urn);
    let contents = nav::contents(manuscript, &toc, landmarks, breaks);
    let ebook = manuscript.edition.ebook();
    let needs = match ebook.map_or(Faces::OfReader, |ebook| ebook.fonts) {
        Faces::OfReader => Vec::new(),
        Faces::Subset => {
            let languages: Vec<_> = manuscript.languages.iter().copied().collect();
            faces::needs(pages.iter().chain([&contents]), &languages)
        }
    };
    let tables = table::TableWidths::of(pages.iter().map(|page| &page.root));
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
    /// The characters for which fonts have to be embedded; empty if the edition embeds none.
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The formulas to be drawn as images; empty if they are MathML.
    pub fn subjects(&self) -> Vec<Subject<'m>> {
        self.formula_images.subjects()
    }

    /// Makes the EPUB file. `drawn` are the images of [`subjects()`](Self::subjects), in the same order.
    ///
    /// # Errors
    /// Only if the packer fails, which is a bug in diglot.
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
        let content = package::PackageContent {
            style: self.style(faces, drawn),
            queries: format!("{}{}", include_str!("queries.css"), self.tables.rules()),
            pictures: &pictures,
            cover: &(cover_file, cover),
            metadata,
            cover_page: &cover_page,
            pages: &self.pages,
            before_contents: self.before_contents(),
            faces,
        };
        package::pack(self.manuscript, self.provenance, &content, self.packed)
    }

    /// The page that the contents page follows, as in print: the title page, or the last of the pages without a title.
    fn before_contents(&self) -> String {
        let mut chapters = self.manuscript.chapters.iter();
        let plate = chapters.rfind(|chapter| chapter.role.is_plate());
        plate.map_or_else(|| page::TITLE.to_owned(), |plate| page::chapter(plate.id))
    }

    /// The style sheet, completed with rules for this book: its fonts, the sizes of its pictures, its accent colour.
    fn style(&self, faces: &[Face], drawn: &[FormulaImage]) -> String {
        let accent = self.manuscript.book.style.colours.get("accent");
        let accent = accent.map(|colour| format!(".callout {{ border-color: {colour}; }}\n"));
        // A Kindle disables its font menu for a book that sets any `font-family`.
        let code = match variant(self.manuscript) {
            Variant::Kindle => "",
            Variant::Standard | Variant::Kobo => {
                "code {\n  font-family: monospace;\n}\n\nkbd {\n  font-family: inherit;\n}\n\n"
            }
        };
        format!(
            "{}{}{}{code}{}{}{}{}",
            include_str!("style.css").replace("/* FURTHER LANGUAGES */\n", &self.indents()),
            self.language_rules(),
            faces::rules(faces),
            self.scene_break(),
            self.pictures.rules(),
            self.formula_images.rules(drawn),
            accent.unwrap_or_default()
        )
    }

    /// The rule for changes of scene. Amazon's converter drops what a style sheet adds to an element, so a Kindle shows a
    /// short rule.
    fn scene_break(&self) -> String {
        let content = match self.manuscript.book.style.scene_break {
            SceneBreak::Stars => Some("*\\a0\\a0\\a0*\\a0\\a0\\a0*"),
            SceneBreak::Diamonds => Some("\\25c6\\a0\\a0\\25c6\\a0\\a0\\25c6"),
            SceneBreak::Rule => None,
            SceneBreak::Blank => {
                return ".scene-break {\n  height: 1em;\n}\n\n".to_owned();
            }
        };
        match (variant(self.manuscript), content) {
            (Variant::Standard | Variant::Kobo, Some(content)) => {
                format!(".scene-break::before {{\n  content: \"{content}\";\n}}\n\n")
            }
            (Variant::Kindle, _) | (_, None) => {
                ".scene-break {\n  width: 15%;\n  border-top: 1px solid;\n}\n\n".to_owned()
            }
        }
    }

    /// Rules for languages that indent every paragraph but are not in the style sheet itself.
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

    /// Rules for emphasis in languages that are not in the style sheet itself: those whose script has no italics and
    /// uses bold instead, and those that follow Chinese conventions.
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
