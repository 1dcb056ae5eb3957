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
    /// The name of the output files: lower-case letters, digits and hyphens.
    pub id: At<String>,
    /// The two languages as BCP 47 tags, the main one first.
    pub languages: At<Vec<At<String>>>,
    /// The title.
    pub title: At<Words>,
    /// The subtitle.
    pub subtitle: Option<At<Words>>,
    /// How catalogues file the title. Needed only where the pinyin, or the title without its article, is not right.
    pub sort: Option<At<Words>>,
    /// The series that the book belongs to.
    pub series: Option<At<SeriesFile>>,
    /// Who certifies that the book is accessible; the EPUBs then claim it.
    pub certifier: Option<At<CertifierFile>>,
    /// The people and organisations that made the book.
    pub creators: Option<At<Vec<At<CreatorFile>>>>,
    /// The publisher.
    pub publisher: Option<At<Words>>,
    /// The date of publication, `YYYY-MM-DD`.
    pub date: Option<At<String>>,
    /// The copyright or licence notice.
    pub rights: Option<At<Words>>,
    /// The lines of the Chinese cataloguing record (图书在版编目数据) on the copyright page, by language.
    pub cip: Option<At<Keyed<Lines>>>,
    /// Further lines of the copyright page, such as edition, impression and price (版次、印次、定价), by language.
    pub imprint: Option<At<Keyed<Lines>>>,
    /// What the book is about, for bookshops and catalogues.
    pub description: Option<At<Words>>,
    /// Subjects or keywords, for bookshops and catalogues.
    pub subjects: Option<At<Vec<At<Words>>>>,
    /// An ISBN for each edition, by the name of the edition.
    pub identifiers: Option<At<Keyed<String>>>,
    /// A picture for the covers of the EPUBs. Without one, a cover of type is made.
    pub cover: Option<At<String>>,
    /// The chapter files, in reading order.
    pub chapters: At<Vec<At<String>>>,
    /// The glossary file.
    pub glossary: Option<At<String>>,
    /// What to do where a translation is missing. Default: `error`.
    pub missing: Option<At<MissingFile>>,
    /// Whether half-width marks between Han characters are set full-width, by language.
    pub punctuation: Option<At<Keyed<PunctuationFile>>>,
    /// Words that diglot itself prints (`contents: Sommaire`), by language: for a language that it does not speak, or
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
    pub name: At<Words>,
    /// What they did for the book. Default: `author`.
    pub role: Option<At<RoleFile>>,
    /// A person or an organisation. Default: `person`.
    pub kind: Option<At<KindFile>>,
    /// How catalogues file the name (`Li, Ming`). Needed only where the surname or its reading is not recognised.
    pub sort: Option<At<Words>>,
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
    pub name: At<Words>,
    /// The place of the book in the series, from 1.
    pub number: Option<At<u32>>,
}

/// Who certifies that the book meets EPUB Accessibility 1.1 and WCAG 2.1 AA.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertifierFile {
    /// The name.
    pub name: At<Words>,
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

/// An edition: a PDF, an EPUB or handouts made of the book.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionFile {
    /// The kind of file.
    pub format: At<FormatFile>,
    /// PDF: how the languages share the pages. Default: `columns`.
    pub layout: Option<At<LayoutFile>>,
    /// One or both of the languages, in reading order. Default: both, in the order of the book.
    pub languages: Option<At<Vec<At<String>>>>,
    /// PDF: the size of the page and how it is bound.
    pub page: Option<At<PageFile>>,
    /// Where the answers of quizzes go. Default: `appendix`.
    pub answers: Option<At<AnswersFile>>,
    /// EPUB: the name of the PDF edition whose page numbers it lists, or `none`. Default: the first PDF in the same
    /// languages.
    pub pages: Option<At<String>>,
    /// PDF in columns: the widths of the columns to one another, such as `40:60`. Default: fitted to the text.
    pub columns: Option<At<String>>,
    /// PDF in columns or on facing pages: where the two languages are level. Default: `strict`.
    pub sync: Option<At<SyncFile>>,
    /// PDF on facing pages: what may change so that less of a page stays white where one language is longer. Default:
    /// `none`.
    pub balance: Option<At<BalanceFile>>,
    /// EPUB: the shop or device that it is for. Default: `standard`.
    pub variant: Option<At<VariantFile>>,
    /// EPUB: whose fonts it is set in. Default: `none`.
    pub fonts: Option<At<FacesFile>>,
    /// PDF: lists of captioned figures, tables and listings, after the contents.
    pub lists: Option<At<Vec<At<ListedFile>>>>,
    /// PDF: whether it ends with an index of the glossary terms.
    pub index: Option<At<bool>>,
    /// Handouts: how the two languages stand on a sheet. Default: `columns`.
    pub pairs: Option<At<PairsFile>>,
    /// Handouts: whom the sheets are for. Default: a sheet for each of the three.
    pub audience: Option<At<AudienceFile>>,
    /// Handouts: what a sheet holds. Default: `chapter`.
    pub scope: Option<At<ScopeFile>>,
    /// Handouts: whether the pictures of the chapter are on the sheet, too.
    pub figures: Option<At<bool>>,
    /// Handouts: the number of versions, lettered from A, each with questions and options in its own order.
    pub versions: Option<At<u32>>,
    /// Handouts: any number; it decides the order and the choice of questions. The same number makes the same sheets.
    pub seed: Option<At<u32>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListedFile {
    /// A list of figures.
    Figures,
    /// A list of tables.
    Tables,
    /// A list of program listings.
    Listings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SyncFile {
    /// Every pair starts level.
    Strict,
    /// Every stretch of running text starts level; inside it, each language fills its own pages.
    Start,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BalanceFile {
    /// Nothing: the sizes of the design stand.
    None,
    /// The type sizes, within a tenth of the design’s and in quarter points, and the line pitch in proportion.
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
    /// The terms of the chapter.
    Glossary,
    /// The text of the chapter, every other paragraph in one language alone, with room to translate.
    Reading,
    /// The terms of the chapter as cards to cut out.
    Cards,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnswersFile {
    /// In an answer key after the chapters.
    Appendix,
    /// At the end of each chapter.
    Chapter,
    /// Nowhere in the file.
    None,
    /// In a solutions book, a file of the same kind beside the edition’s own.
    Separate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VariantFile {
    /// For every reader of EPUB 3.
    Standard,
    /// To upload to Amazon, which makes a Kindle book of it; formulas are pictures.
    Kindle,
    /// With Kobo’s own marks, as `.kepub.epub`.
    Kobo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FacesFile {
    /// The reader’s.
    None,
    /// The book’s own, with the glyphs that it uses.
    Subset,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormatFile {
    /// PDF.
    Pdf,
    /// EPUB 3.
    Epub,
}

/// The page of a PDF.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageFile {
    /// The size after trimming: a name such as `A5`, `JIS-B5`, `16开` or `6x9`, or a measure such as `6x9in`. Default:
    /// A4 for columns and handouts, else A5.
    pub trim: Option<At<String>>,
    /// The inner margin, such as `15mm`. Default: by the number of pages.
    pub gutter: Option<At<String>>,
    /// How far the page is printed beyond the trim, such as `3mm`. Default: none.
    pub bleed: Option<At<String>>,
    /// How many sides bleed: 3, all but the spine, or 4. Default: 3.
    #[serde(rename = "bleed-sides")]
    pub sides: Option<At<u32>>,
    /// Where chapters open. Default: `recto`.
    pub opening: Option<At<OpeningFile>>,
    /// Fill the last sheet: blank pages at the end make the number of pages a multiple of 2, 4, 8 or 16.
    pub multiple: Option<At<u32>>,
    /// How the printed book is bound, for the records of bookshops. Without it, the PDF itself is what is sold.
    pub binding: Option<At<TradeFile>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TradeFile {
    /// A paperback.
    Paperback,
    /// A hardcover.
    Hardcover,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OpeningFile {
    /// On the next page.
    Any,
    /// On a right-hand page, after a blank page where needed.
    Recto,
}

/// A chapter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChapterFile {
    /// The name of the chapter in links and file names: lower-case letters, digits and hyphens.
    pub id: At<String>,
    /// The number of the chapter.
    pub number: Option<At<u32>>,
    /// The title of the chapter.
    pub title: At<Words>,
    /// What the chapter consists of, in order.
    pub blocks: At<Vec<At<BlockFile>>>,
}

/// A block: one key, its kind.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(transform = one_key)]
pub enum BlockFile {
    /// The opening abstract of a chapter.
    Lead(At<Worded<AnchorFile>>),
    /// A paragraph.
    Text(At<Worded<AnchorFile>>),
    /// A section, or with `level: 2` a subsection.
    Heading(At<Worded<HeadingFile>>),
    /// A list: the items alone, or the long form.
    List(At<ListFile>),
    /// A quotation.
    Quote(At<Worded<QuoteFile>>),
    /// A picture with its caption.
    Figure(At<FigureFile>),
    /// A table.
    Table(At<TableFile>),
    /// A program listing.
    Code(At<CodeFile>),
    /// A formula on a line of its own, in TeX.
    Math(At<FormulaFile>),
    /// A box.
    Callout(At<CalloutFile>),
    /// The key points of the chapter.
    Summary(At<SummaryFile>),
    /// Questions.
    Quiz(At<QuizFile>),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnchorFile {
    /// The id of the block in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadingFile {
    /// 1 for a section, 2 for a subsection. Default: 1.
    pub level: Option<At<u8>>,
    /// The id of the heading in every edition.
    pub anchor: Option<At<String>>,
}

/// A list: the items alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_items)]
pub struct ListFile {
    /// The items.
    pub items: At<Vec<At<Words>>>,
    /// Whether the items are numbered.
    pub ordered: Option<At<bool>>,
    /// The id of the list in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteFile {
    /// Who said it, and where.
    pub source: Option<At<Words>>,
    /// The id of the quotation in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpanFile {
    /// One page; where each language has pages of its own, the picture is on both.
    Page,
    /// A spread: on facing pages one picture lies across the fold. Elsewhere the same as `page`.
    Spread,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureFile {
    /// The path of the picture in the folder of the book.
    pub image: At<String>,
    /// What the picture shows, for readers who cannot see it.
    pub alt: At<Words>,
    /// The caption.
    pub caption: Option<At<Words>>,
    /// A part of the width of the text, such as `80%`.
    pub width: Option<At<String>>,
    /// What the picture is as wide as. Default: `page`.
    pub span: Option<At<SpanFile>>,
    /// The id of the figure in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableFile {
    /// The caption.
    pub caption: Option<At<Words>>,
    /// The heads of the columns.
    pub header: Option<At<Vec<At<Words>>>>,
    /// The rows, each a list of cells.
    pub rows: At<Vec<At<Vec<At<Words>>>>>,
    /// The id of the table in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeFile {
    /// The programming language, for the colours.
    pub lang: Option<At<String>>,
    /// The program, the same in every language.
    pub text: At<String>,
    /// The caption. Without one, the listing has no number.
    pub caption: Option<At<Words>>,
    /// The id of the listing in every edition.
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
    pub title: Option<At<Words>>,
    /// A single paragraph.
    pub text: Option<At<Words>>,
    /// Several blocks, in place of `text`.
    pub blocks: Option<At<Vec<At<BlockFile>>>>,
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
    pub items: At<Vec<At<Words>>>,
    /// The id of the block in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuizFile {
    /// The questions.
    pub questions: At<Vec<At<QuestionFile>>>,
    /// How many of the questions a handout asks, drawn anew for each version.
    pub pick: Option<At<u32>>,
    /// The id of the quiz in every edition.
    pub anchor: Option<At<String>>,
}

/// A question and one way to answer it: `options`, `truth`, `blanks`, `match`, `order` or an open `answer`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    /// The name of the question in links and exports: lower-case letters, digits and hyphens.
    pub id: At<String>,
    /// What is asked.
    pub prompt: At<Words>,
    /// Multiple choice: the options, one or several of them `correct: true`.
    pub options: Option<At<Vec<At<Worded<OptionFile>>>>>,
    /// True or false: whether the prompt is true.
    pub truth: Option<At<bool>>,
    /// Fill in the blanks: what fills each `{{name}}` of the prompt, by name.
    pub blanks: Option<At<Keyed<Words>>>,
    /// Matching: rows of what belongs together. The right sides are printed in another order.
    #[serde(rename = "match")]
    pub rows: Option<At<Vec<At<RowFile>>>>,
    /// Ordering: the steps in the right order. They are printed in another one.
    pub order: Option<At<Vec<At<Words>>>>,
    /// Open question: the answer.
    pub answer: Option<At<Words>>,
    /// Open question: how much it asks for.
    pub length: Option<At<LengthFile>>,
    /// Open question: the number of lines to write on that a handout leaves.
    pub space: Option<At<u32>>,
    /// Why the answer is right.
    pub explanation: Option<At<Words>>,
    /// How to grade the answer, for teachers.
    pub guide: Option<At<Words>>,
    /// What the question is worth.
    pub points: Option<At<u32>>,
    /// How many minutes the question takes.
    pub minutes: Option<At<u32>>,
    /// How hard the question is.
    pub difficulty: Option<At<DifficultyFile>>,
    /// Keywords by which to find the question.
    pub tags: Option<At<Vec<At<String>>>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionFile {
    /// Whether the option is right.
    pub correct: Option<At<bool>>,
    /// Whether the option keeps its place where options are shuffled, as “none of these” should.
    pub fixed: Option<At<bool>>,
}

/// Two things that belong together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowFile {
    /// The left side.
    pub left: Option<At<Words>>,
    /// What belongs to it.
    pub right: Option<At<Words>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LengthFile {
    /// A word or a number.
    Short,
    /// Sentences.
    Long,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DifficultyFile {
    /// Easy.
    Easy,
    /// Medium.
    Medium,
    /// Hard.
    Hard,
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
    pub term: At<Words>,
    /// How glossary and index file the term, where its reading is in doubt: Chinese by pinyin (`chóng fù`), Japanese by
    /// kana.
    pub sort: Option<At<Words>>,
    /// What the term means.
    pub definition: Option<At<Words>>,
}
