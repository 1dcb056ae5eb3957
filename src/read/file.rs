//! The file format as types: what may stand in book.yaml, a chapter and the glossary. Serde reads
//! them, schemars describes them to editors, so that neither can know a key that the other does not.

mod displays;
mod editions;
mod gloss;
mod lists;
mod quiz;
mod speech;
mod trade;

use schemars::JsonSchema;
use serde::Deserialize;

use super::labels::LabelsFile;
use super::shape::{At, Keyed, RawText, RawTextWith, Several, or};
pub use displays::{
    AlignFile, CodeFile, FigureFile, ImageFile, PlaceFile, RowOfCellsFile, TableFile,
};
pub use editions::{
    AnswersFile, AudienceFile, BalanceFile, EditionFile, FacesFile, FormatFile, ListedFile,
    NotePlaceFile, OpeningFile, PageFile, PairsFile, ScopeFile, SyncFile, Takes, TradeFile,
    VariantFile,
};
pub use gloss::GlossFile;
pub use lists::{ItemFile, ListFile};
pub use quiz::{
    BlankFile, ClassFile, DifficultyFile, LengthFile, OptionFile, QuestionFile, QuizFile, RowFile,
};
pub use speech::{DialogueFile, QuoteFile, SignaturesFile, TextFile, TurnFile};
pub use trade::{
    AvailabilityFile, ExemptionFile, PriceFile, ReadersFile, SupplierFile, SupplierRoleFile,
    SupplyFile, TaxFile, TradeMetadataFile,
};

/// A book: its metadata, languages, chapters and editions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookFile {
    /// The name of the output files: lower-case letters, digits and hyphens.
    pub id: At<String>,
    /// The two languages as BCP 47 tags, the main one first.
    pub languages: At<Vec<At<String>>>,
    /// The title.
    pub title: At<RawText>,
    /// The subtitle.
    pub subtitle: Option<At<RawText>>,
    /// How catalogues file the title. Needed only where the pinyin, or the title without its article, is not right.
    pub sort: Option<At<RawText>>,
    /// The series that the book belongs to.
    pub series: Option<At<SeriesFile>>,
    /// Who certifies that the book is accessible; the EPUBs then claim it.
    pub certifier: Option<At<CertifierFile>>,
    /// What bookshops and libraries are told beside the above: subject codes, edition, audience, accessibility, prices.
    pub trade: Option<At<TradeMetadataFile>>,
    /// The people and organisations that made the book.
    pub creators: Option<At<Vec<At<CreatorFile>>>>,
    /// The publisher.
    pub publisher: Option<At<RawText>>,
    /// The date of publication, `YYYY-MM-DD`.
    pub date: Option<At<String>>,
    /// The copyright or licence notice.
    pub rights: Option<At<RawText>>,
    /// The lines of the Chinese cataloguing record (图书在版编目数据) on the copyright page, by language.
    pub cip: Option<At<Keyed<Lines>>>,
    /// Further lines of the copyright page, such as edition, impression and price (版次、印次、定价), by language.
    pub imprint: Option<At<Keyed<Lines>>>,
    /// What the book is about, for bookshops and catalogues.
    pub description: Option<At<RawText>>,
    /// Subjects or keywords, for bookshops and catalogues.
    pub subjects: Option<At<Vec<At<RawText>>>>,
    /// An ISBN for each edition, by the name of the edition.
    pub identifiers: Option<At<Keyed<String>>>,
    /// A picture for the covers of the EPUBs. Without one, a cover of type is made.
    pub cover: Option<At<String>>,
    /// The chapter files, in reading order.
    pub chapters: At<Vec<At<String>>>,
    /// The glossary file.
    pub glossary: Option<At<String>>,
    /// The works that texts cite.
    pub bibliography: Option<At<BibliographyFile>>,
    /// What to do where a translation is missing. Default: `error`.
    pub missing: Option<At<MissingFile>>,
    /// Whether half-width marks between Han characters are set full-width, by language.
    pub punctuation: Option<At<Keyed<PunctuationFile>>>,
    /// How findings of the copy editor are taken, by the name of the rule.
    pub rules: Option<At<Keyed<LevelFile>>>,
    /// What rules of the copy editor do not find: words, or places as `#anchor`, by the name of the rule.
    pub exceptions: Option<At<Keyed<Several<String>>>>,
    /// Words that diglot itself prints (`contents: Sommaire`), by language: for a language that it does not know, or
    /// in place of its own.
    pub labels: Option<At<Keyed<LabelsFile>>>,
    /// A folder of Typst templates, which replace those of the same name.
    pub templates: Option<At<String>>,
    /// A folder of further fonts.
    pub fonts: Option<At<String>>,
    /// Colours, type sizes and font families.
    pub style: Option<At<StyleFile>>,
    /// The editions, by name. Without them: `parallel`, `facing`, `stacked`, an EPUB in each language and one in both,
    /// and `handouts`.
    pub editions: Option<At<Keyed<EditionFile>>>,
}

/// A person or an organisation that made the book.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatorFile {
    /// The name.
    pub name: At<RawText>,
    /// What they did for the book. Default: `author`.
    pub role: Option<At<RoleFile>>,
    /// A person or an organisation. Default: `person`.
    pub kind: Option<At<KindFile>>,
    /// How catalogues file the name (`Li, Ming`). Needed only where the surname or its reading is not recognised.
    pub sort: Option<At<RawText>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KindFile {
    /// One person.
    Person,
    /// A company, an institution or a group.
    Organisation,
}

/// The series that the book belongs to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesFile {
    /// The name of the series.
    pub name: At<RawText>,
    /// The place of the book in the series; `2.5` is between the second and the third.
    pub number: Option<At<f64>>,
}

/// The works that texts cite, and how.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BibliographyFile {
    /// A file with the works, in BibLaTeX or BibTeX.
    pub file: At<String>,
    /// The citation style, such as `apa`, for both languages or for each. Default: `gb-7714-2015-numeric` for a book with
    /// Chinese, else `chicago-author-date`.
    pub style: Option<At<RawText>>,
    /// Which works are listed. Default: `cited`.
    pub entries: Option<At<BibliographyEntriesFile>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BibliographyEntriesFile {
    /// Those that texts cite.
    Cited,
    /// All works of the file.
    All,
}

/// Who certifies that the book meets EPUB Accessibility 1.1 and WCAG 2.1 AA.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertifierFile {
    /// The name.
    pub name: At<RawText>,
    /// What entitles them to certify.
    pub credential: Option<At<String>>,
    /// The address of their report, `https://…`.
    pub report: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleFile {
    /// The author.
    Author,
    /// The translator.
    Translator,
    /// The editor.
    Editor,
    /// The illustrator.
    Illustrator,
    /// The author of the foreword.
    Foreword,
    /// The compiler.
    Compiler,
    /// The photographer.
    Photographer,
    /// The designer of the cover.
    Designer,
    /// Someone who contributed in another way.
    Contributor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MissingFile {
    /// The book is not built.
    Error,
    /// A mark fills the gap.
    Mark,
    /// The text of the other language fills the gap.
    Fallback,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PunctuationFile {
    /// As typed.
    Typed,
    /// Full-width between Han characters.
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LevelFile {
    /// There are none.
    Off,
    /// They are reported.
    Warning,
    /// They prevent a build.
    Error,
}

/// Colours, type sizes and font families.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StyleFile {
    /// The colours of text, accents and boxes.
    pub colours: Option<At<ColoursFile>>,
    /// Type sizes such as `10pt`, by language tag; `code` for listings; `pitch` is the distance between baselines.
    pub sizes: Option<At<Keyed<String>>>,
    /// Lists of font families, by language tag; `headings` and `code` have their own.
    pub families: Option<At<Keyed<Names>>>,
    /// How a change of scene (`break: scene`) is shown. Default: `stars`.
    #[serde(rename = "scene-break")]
    pub scene_break: Option<At<SceneBreakFile>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SceneBreakFile {
    /// Three asterisks.
    Stars,
    /// Three lozenges.
    Diamonds,
    /// A short rule.
    Rule,
    /// A blank line.
    Blank,
}

/// Lines of text, first to last.
type Lines = Vec<At<String>>;

/// Font families, first to last.
type Names = Vec<At<String>>;

/// Colours as CSS writes them: `#9a3b26`, `teal`, `rgb(20 30 40)`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColoursFile {
    /// The text.
    pub ink: Option<At<String>>,
    /// Rules, numbers and links.
    pub accent: Option<At<String>>,
    /// The background of boxes.
    pub tint: Option<At<String>>,
}

/// A chapter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChapterFile {
    /// The name of the chapter in links and file names: lower-case letters, digits and hyphens.
    pub id: At<String>,
    /// The number of the chapter.
    pub number: Option<At<u32>>,
    /// What the chapter is in the book: its place, its page numbers and its name in e-readers depend on it. Default:
    /// `chapter`.
    pub role: Option<At<ChapterRoleFile>>,
    /// What a part is called before its title: `Part One`, `第一编`.
    pub label: Option<At<RawText>>,
    /// The only language of the chapter, where the other one has none.
    pub only: Option<At<String>>,
    /// The title of the chapter.
    pub title: At<RawText>,
    /// What the chapter consists of, in order.
    pub blocks: At<Vec<At<BlockFile>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChapterRoleFile {
    /// Whom the book is for: on a page of its own before the contents, without its title.
    Dedication,
    /// A motto, on a page of its own before the contents, without its title.
    Epigraph,
    /// Written by someone else, before the text.
    Foreword,
    /// By the author, before the text.
    Preface,
    /// Leads into the text, before it.
    Introduction,
    /// Thanks, before the text.
    Acknowledgements,
    /// The title of a part, on a page of its own; the chapters after it belong to the part.
    Part,
    /// A chapter of the text.
    Chapter,
    /// After the text, with a letter in place of a number.
    Appendix,
    /// After the text.
    Afterword,
    /// About the author, after the text.
    AboutAuthor,
    /// Other books by the author, after the text.
    AlsoBy,
    /// How the book was made, after the text.
    Colophon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RubyFile {
    /// As typed.
    Typed,
    /// None.
    None,
    /// Pinyin above each Chinese character.
    Pinyin,
    /// Bopomofo at the right of each Chinese character.
    Bopomofo,
}

/// A block: one key, its kind.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(transform = one_key)]
pub enum BlockFile {
    /// The opening abstract of a chapter.
    Lead(At<RawTextWith<AnchorFile>>),
    /// A paragraph.
    Text(At<RawTextWith<TextFile>>),
    /// A section, with `level: 2` a subsection, with `level: 3` a part of one.
    Heading(At<RawTextWith<HeadingFile>>),
    /// A list: the items alone, or the long form.
    List(At<ListFile>),
    /// A quotation.
    Quote(At<RawTextWith<QuoteFile>>),
    /// What several people say: the name of each before it.
    Dialogue(At<DialogueFile>),
    /// Verse: each line of the text below a `|` is a line, and an empty one ends a stanza.
    Verse(At<RawTextWith<VerseFile>>),
    /// An example with a gloss below each word.
    Gloss(At<GlossFile>),
    /// A picture with its caption.
    Figure(At<FigureFile>),
    /// A table.
    Table(At<TableFile>),
    /// A program listing.
    Code(At<CodeFile>),
    /// A formula on a line of its own, in TeX.
    Math(At<FormulaFile>),
    /// What parts the blocks before and after it.
    Break(At<BreakFile>),
    /// A box.
    Callout(At<CalloutFile>),
    /// Lines on which somebody signs.
    Signatures(At<SignaturesFile>),
    /// The key points of the chapter.
    Summary(At<SummaryFile>),
    /// Questions.
    Quiz(At<QuizFile>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BreakFile {
    /// A change of scene or subject: asterisks, or what `scene-break` in the book’s `style:` says.
    Scene,
    /// A new page in print, or a new spread; in e-books, a new screen.
    Page,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnchorFile {
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the block, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the block in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadingFile {
    /// 1 for a section, 2 for a subsection, 3 for a part of one. Default: 1.
    pub level: Option<At<u8>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The id of the heading in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerseFile {
    /// The title of the poem, which is not in the contents.
    pub title: Option<At<RawText>>,
    /// Who wrote it, and where.
    pub source: Option<At<RawText>>,
    /// Every how many lines one is numbered in the margin, such as 5.
    pub numbers: Option<At<u8>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the verse, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the verse in every edition.
    pub anchor: Option<At<String>>,
}

/// A formula: its TeX alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_text)]
pub struct FormulaFile {
    /// The formula in TeX, the same in every language.
    pub text: At<String>,
    /// The id of the formula in every edition.
    pub anchor: Option<At<String>>,
}

/// Allows the text alone too.
fn or_text(schema: &mut schemars::Schema) {
    or(schema, "string");
}

/// Allows the items alone too.
fn or_items(schema: &mut schemars::Schema) {
    let items = schema.pointer("/properties/items/items").cloned();
    or(schema, "array");
    schema.insert("items".into(), items.unwrap_or_default());
}

/// Makes one schema of those of all kinds: a block has one key, its kind.
fn one_key(schema: &mut schemars::Schema) {
    let kinds = schema.remove("oneOf").unwrap_or_default();
    let mut properties = serde_json::Map::new();
    for kind in kinds.as_array().into_iter().flatten() {
        let about = kind.get("description");
        let of_kind = kind
            .get("properties")
            .and_then(|of_kind| of_kind.as_object());
        for (name, value) in of_kind.into_iter().flatten() {
            let mut value = value.clone();
            if let (Some(about), Some(value)) = (about, value.as_object_mut()) {
                value.insert("description".into(), about.clone());
            }
            properties.insert(name.clone(), value);
        }
    }
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    schema.insert("additionalProperties".into(), false.into());
    schema.insert("minProperties".into(), 1.into());
    schema.insert("maxProperties".into(), 1.into());
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalloutFile {
    /// The kind of box.
    pub kind: At<CalloutKindFile>,
    /// The title. Default: the name of the kind.
    pub title: Option<At<RawText>>,
    /// A single paragraph.
    pub text: Option<At<RawText>>,
    /// Several blocks, in place of `text`.
    pub blocks: Option<At<Vec<At<BlockFile>>>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the box, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the box in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CalloutKindFile {
    /// Something to take away.
    Insight,
    /// A remark.
    Note,
    /// A piece of advice.
    Tip,
    /// Something to beware of.
    Warning,
    /// What the chapter is going to do.
    Roadmap,
}

/// Key points: the items alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_items)]
pub struct SummaryFile {
    /// The key points.
    pub items: At<Vec<At<RawText>>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The id of the block in every edition.
    pub anchor: Option<At<String>>,
}

/// The glossary.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlossaryFile {
    /// The terms.
    pub terms: At<Vec<At<TermFile>>>,
}

/// A term: `[[id]]` in a text stands for it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermFile {
    /// What texts call the term, as in `[[id]]`.
    pub id: At<String>,
    /// The term in each language.
    pub term: At<RawText>,
    /// How glossary and index file the term, where its reading is in doubt: Chinese by pinyin (`chóng fù`), Japanese by
    /// kana.
    pub sort: Option<At<RawText>>,
    /// How the term is read, by language: pinyin, kana, phonetic signs.
    pub reading: Option<At<RawText>>,
    /// The part of speech.
    pub pos: Option<At<RawText>>,
    /// A sentence in which the term is used.
    pub example: Option<At<RawText>>,
    /// What the term means.
    pub definition: Option<At<RawText>>,
}
