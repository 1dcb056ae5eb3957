//! The file format as types: what may stand in book.yaml, a chapter and the glossary. Serde reads
//! them, schemars describes them to editors, so that neither can know a key that the other does not.

use schemars::JsonSchema;
use serde::Deserialize;

use super::labels::LabelsFile;
use super::shape::{At, Keyed, LayoutFile, Worded, Words, or};

/// A book: its metadata, languages, chapters and editions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookFile {
    /// Names the output files: lower-case letters, digits and hyphens.
    pub id: At<String>,
    /// The two languages as BCP 47 tags; the first is the primary one.
    pub languages: At<Vec<At<String>>>,
    pub title: At<Words>,
    pub subtitle: Option<At<Words>>,
    /// How catalogues file the title, in the languages where pinyin or the title without its article is not right.
    pub sort: Option<At<Words>>,
    pub series: Option<At<SeriesFile>>,
    /// Who answers for the book being open to all readers; the EPUBs claim it then.
    pub certifier: Option<At<CertifierFile>>,
    pub creators: Option<At<Vec<At<CreatorFile>>>>,
    pub publisher: Option<At<Words>>,
    /// The day of publication, `YYYY-MM-DD`.
    pub date: Option<At<String>>,
    pub rights: Option<At<Words>>,
    /// The lines of the cataloguing record that the copyright page prints (图书在版编目数据), by language.
    pub cip: Option<At<Keyed<Lines>>>,
    /// Further lines of the copyright page, such as 版次, 印次 and 定价, by language.
    pub imprint: Option<At<Keyed<Lines>>>,
    pub description: Option<At<Words>>,
    pub subjects: Option<At<Vec<At<Words>>>>,
    /// An ISBN for each edition, by the edition's name.
    pub identifiers: Option<At<Keyed<String>>>,
    /// A picture for the covers of the EPUBs; without it a typographic cover is made.
    pub cover: Option<At<String>>,
    /// The chapter files in reading order.
    pub chapters: At<Vec<At<String>>>,
    /// The glossary file.
    pub glossary: Option<At<String>>,
    /// What a missing translation does.
    pub missing: Option<At<MissingFile>>,
    /// `full` sets half-width marks between Han characters full-width, by language.
    pub punctuation: Option<At<Keyed<PunctuationFile>>>,
    /// Words that the program prints itself (`contents: Sommaire`), by language: for languages that it does not speak, or
    /// in place of its own.
    pub labels: Option<At<Keyed<LabelsFile>>>,
    /// A folder whose files replace the templates of the same names.
    pub templates: Option<At<String>>,
    /// A folder of further fonts.
    pub fonts: Option<At<String>>,
    pub style: Option<At<StyleFile>>,
    /// The editions by name; without them `parallel`, `facing` and `stacked`, an EPUB in each language and
    /// one in both, and `handouts`.
    pub editions: Option<At<Keyed<EditionFile>>>,
}

/// Someone who made the book.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatorFile {
    pub name: At<Words>,
    /// `author` where nothing is said.
    pub role: Option<At<RoleFile>>,
    /// `person` where nothing is said.
    pub kind: Option<At<KindFile>>,
    /// How catalogues file the name (`Li, Ming`), in the languages where the surname or its reading is not found.
    pub sort: Option<At<Words>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KindFile {
    Person,
    Organisation,
}

/// The series that the book is part of.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesFile {
    pub name: At<Words>,
    /// The book's place in it, from 1.
    pub number: Option<At<u32>>,
}

/// Who has found that the book meets EPUB Accessibility 1.1 and WCAG 2.1 AA.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertifierFile {
    pub name: At<Words>,
    /// What entitles them to say so.
    pub credential: Option<At<String>>,
    /// The address of their report, `https://…`.
    pub report: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleFile {
    Author,
    Translator,
    Editor,
    Illustrator,
    /// Of a foreword.
    Foreword,
    Compiler,
    Photographer,
    /// Of the cover.
    Designer,
    Contributor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MissingFile {
    /// The book is not built.
    Error,
    /// A mark stands in the gap.
    Mark,
    /// The other language's text stands in the gap.
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

/// Colours, sizes and families.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StyleFile {
    pub colours: Option<At<ColoursFile>>,
    /// Type sizes (`10pt`) by language tag, for `code`, and the line pitch as `pitch`.
    pub sizes: Option<At<Keyed<String>>>,
    /// Lists of font families by language tag, for `headings` and for `code`.
    pub families: Option<At<Keyed<Names>>>,
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
    /// The ground of boxes.
    pub tint: Option<At<String>>,
}

/// One thing to make of the book.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionFile {
    pub format: At<FormatFile>,
    /// Of a PDF: how the languages share the page.
    pub layout: Option<At<LayoutFile>>,
    /// The languages in reading order; the book's where nothing is said.
    pub languages: Option<At<Vec<At<String>>>>,
    /// Of a PDF.
    pub page: Option<At<PageFile>>,
    /// Where the answers of quizzes stand; in an appendix where nothing is said.
    pub answers: Option<At<AnswersFile>>,
    /// Of an EPUB: the PDF edition whose pages it lists, by its name; the first one that has the EPUB's
    /// languages where nothing is said. `none` lists no pages.
    pub pages: Option<At<String>>,
    /// Of a PDF in columns: their widths to one another, `40:60`; fitted to the text where nothing is said.
    pub columns: Option<At<String>>,
    /// Of a PDF in columns or on facing pages: where the languages are level; `strict` where nothing is said.
    pub sync: Option<At<SyncFile>>,
    /// Of a PDF on facing pages: what is chosen so that little is white where one language is longer.
    pub balance: Option<At<BalanceFile>>,
    /// Of an EPUB: the shop or device that it is for.
    pub variant: Option<At<VariantFile>>,
    /// Of an EPUB: whose fonts it is set in.
    pub fonts: Option<At<FacesFile>>,
    /// Of a PDF: lists after the contents of what has a caption.
    pub lists: Option<At<Vec<At<ListedFile>>>>,
    /// Of a PDF: whether it ends with an index of the glossary's terms.
    pub index: Option<At<bool>>,
    /// Of handouts: how the two languages of a sheet stand, `columns` or `stacked`.
    pub pairs: Option<At<PairsFile>>,
    /// Of handouts: for whom sheets are made; for all three where nothing is said.
    pub audience: Option<At<AudienceFile>>,
    /// Of handouts: what of a chapter stands on a sheet.
    pub scope: Option<At<ScopeFile>>,
    /// Of handouts: whether the chapter's pictures stand on the sheet too.
    pub figures: Option<At<bool>>,
    /// Of handouts: how many sheets with questions and options in orders of their own, lettered from A.
    pub versions: Option<At<u32>>,
    /// Of handouts: any number, which draws orders and questions; the same one makes the same sheets.
    pub seed: Option<At<u32>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListedFile {
    Figures,
    Tables,
    Listings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SyncFile {
    /// Each pair starts level.
    Strict,
    /// Each stretch of running text starts level; inside it each language fills its pages.
    Start,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BalanceFile {
    /// The design's sizes stand.
    None,
    /// Type sizes within a tenth of the design's, in quarter points, and the line pitch in proportion.
    Size,
}

/// How languages stand on a handout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PairsFile {
    /// Side by side.
    Columns,
    /// The second under the first.
    Stacked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AudienceFile {
    /// Room to write, and no answers.
    Student,
    /// The same sheet with the answers in their places.
    Teacher,
    /// The answers alone.
    Key,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScopeFile {
    /// Key points, vocabulary and quiz.
    Chapter,
    /// The quiz alone.
    Quiz,
    /// Key points and vocabulary.
    Summary,
    /// The chapter's terms.
    Glossary,
    /// The chapter's text, every other paragraph in one language, with room for the other.
    Reading,
    /// The chapter's terms as cards to cut out.
    Cards,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnswersFile {
    /// In an answer key after the chapters.
    Appendix,
    /// At the end of the chapter that asks.
    Chapter,
    /// Nowhere in the file.
    None,
    /// In a file of their own beside the edition's: its solutions book, of the same form.
    Separate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VariantFile {
    /// For every reader of EPUB 3.
    Standard,
    /// To upload to Amazon, which makes a Kindle book of it: formulas are pictures.
    Kindle,
    /// With Kobo's own marks, as `.kepub.epub`.
    Kobo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FacesFile {
    /// The reader's own.
    None,
    /// The book's, with the glyphs that it uses.
    Subset,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormatFile {
    Pdf,
    Epub,
}

/// A page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageFile {
    /// The size after trimming: `A4`, `A5`, `B5`, `letter`, `JIS-B5`, `16开`, `6x9`, `trade` …, or a measure such as `6x9in`.
    pub trim: Option<At<String>>,
    /// The inner margin, such as `15mm`; where nothing is said, by the number of pages.
    pub gutter: Option<At<String>>,
    /// What is printed beyond the trim, such as `3mm`.
    pub bleed: Option<At<String>>,
    /// On how many sides: 3, all but the one at the spine, or 4; 3 where nothing is said.
    #[serde(rename = "bleed-sides")]
    pub sides: Option<At<u32>>,
    /// Where chapters open.
    pub opening: Option<At<OpeningFile>>,
    /// Blank pages at the end make the number of pages a multiple of this: 2, 4, 8, 16.
    pub multiple: Option<At<u32>>,
    /// Printed and bound so, for the records of bookshops; without it the PDF itself is sold.
    pub binding: Option<At<TradeFile>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TradeFile {
    Paperback,
    Hardcover,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OpeningFile {
    /// On the next page.
    Any,
    /// On a right-hand page, after a blank one where needed: what is done where nothing is said.
    Recto,
}

/// A chapter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChapterFile {
    /// Its name in links and file names: lower-case letters, digits and hyphens.
    pub id: At<String>,
    pub number: Option<At<u32>>,
    pub title: At<Words>,
    pub blocks: At<Vec<At<BlockFile>>>,
}

/// A block: one key, its kind.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(transform = one_key)]
pub enum BlockFile {
    /// The chapter's opening abstract.
    Lead(At<Worded<AnchorFile>>),
    /// A paragraph.
    Text(At<Worded<AnchorFile>>),
    /// A section, or with `level: 2` a subsection.
    Heading(At<Worded<HeadingFile>>),
    List(At<ListFile>),
    Quote(At<Worded<QuoteFile>>),
    Figure(At<FigureFile>),
    Table(At<TableFile>),
    Code(At<CodeFile>),
    /// A formula by itself, in TeX.
    Math(At<FormulaFile>),
    Callout(At<CalloutFile>),
    /// The chapter's key points.
    Summary(At<SummaryFile>),
    Quiz(At<QuizFile>),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnchorFile {
    /// The block's id in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadingFile {
    /// 1 for a section, 2 for a subsection.
    pub level: Option<At<u8>>,
    pub anchor: Option<At<String>>,
}

/// A list: the items alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_items)]
pub struct ListFile {
    pub items: At<Vec<At<Words>>>,
    pub ordered: Option<At<bool>>,
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteFile {
    /// Who said it, and where.
    pub source: Option<At<Words>>,
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpanFile {
    /// A page; where each language has pages of its own, the picture is on both.
    Page,
    /// A spread: on facing pages one picture lies across the fold. Elsewhere as wide as a page.
    Spread,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureFile {
    /// The picture's path in the book's folder.
    pub image: At<String>,
    /// What the picture shows, for those who do not see it.
    pub alt: At<Words>,
    pub caption: Option<At<Words>>,
    /// Part of the text's width: `80%`.
    pub width: Option<At<String>>,
    /// How wide the text is that `width` is a part of.
    pub span: Option<At<SpanFile>>,
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableFile {
    pub caption: Option<At<Words>>,
    pub header: Option<At<Vec<At<Words>>>>,
    pub rows: At<Vec<At<Vec<At<Words>>>>>,
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeFile {
    /// The programming language.
    pub lang: Option<At<String>>,
    pub text: At<String>,
    pub caption: Option<At<Words>>,
    pub anchor: Option<At<String>>,
}

/// A formula: its TeX alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_text)]
pub struct FormulaFile {
    /// The formula in TeX, the same in every language.
    pub text: At<String>,
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
    pub kind: At<CalloutKindFile>,
    pub title: Option<At<Words>>,
    /// One paragraph; or `blocks`.
    pub text: Option<At<Words>>,
    pub blocks: Option<At<Vec<At<BlockFile>>>>,
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CalloutKindFile {
    Insight,
    Note,
    Tip,
    Warning,
    Roadmap,
}

/// Key points: the items alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_items)]
pub struct SummaryFile {
    pub items: At<Vec<At<Words>>>,
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuizFile {
    pub questions: At<Vec<At<QuestionFile>>>,
    /// How many of the questions a sheet asks, drawn anew for each of its versions.
    pub pick: Option<At<u32>>,
    pub anchor: Option<At<String>>,
}

/// A question and one way to answer it: `options`, `truth`, `blanks`, `match`, `order` or an open `answer`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    pub id: At<String>,
    pub prompt: At<Words>,
    /// To choose from; one or several are `correct: true`.
    pub options: Option<At<Vec<At<Worded<OptionFile>>>>>,
    /// Whether the prompt is true.
    pub truth: Option<At<bool>>,
    /// What fills each `{{name}}` of the prompt, by its name.
    pub blanks: Option<At<Keyed<Words>>>,
    /// Rows of what belongs together; the right sides are printed in another order.
    #[serde(rename = "match")]
    pub rows: Option<At<Vec<At<RowFile>>>>,
    /// Steps in their right order; they are printed in another one.
    pub order: Option<At<Vec<At<Words>>>>,
    /// The answer of an open question.
    pub answer: Option<At<Words>>,
    /// How much an open question wants: `short`, a word or a number, or `long`, sentences.
    pub length: Option<At<LengthFile>>,
    /// Lines left to write on a handout.
    pub space: Option<At<u32>>,
    pub explanation: Option<At<Words>>,
    /// How a teacher is to grade the answer.
    pub guide: Option<At<Words>>,
    pub points: Option<At<u32>>,
    /// The time that the question takes.
    pub minutes: Option<At<u32>>,
    pub difficulty: Option<At<DifficultyFile>>,
    /// Names under which questions are found again.
    pub tags: Option<At<Vec<At<String>>>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionFile {
    pub correct: Option<At<bool>>,
    /// Whether it keeps its place where a sheet shuffles options, as "none of these" should.
    pub fixed: Option<At<bool>>,
}

/// Two things that belong together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowFile {
    pub left: Option<At<Words>>,
    pub right: Option<At<Words>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LengthFile {
    Short,
    Long,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DifficultyFile {
    Easy,
    Medium,
    Hard,
}

/// The glossary.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlossaryFile {
    pub terms: At<Vec<At<TermFile>>>,
}

/// A term: `[[id]]` in a text stands for it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermFile {
    pub id: At<String>,
    pub term: At<Words>,
    /// How glossary and index file the term, in the languages that need it: Chinese by its pinyin (`chóng fù`),
    /// Japanese by its kana.
    pub sort: Option<At<Words>>,
    pub definition: Option<At<Words>>,
}
