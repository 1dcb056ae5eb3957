//! Moodle XML (<https://docs.moodle.org/en/Moodle_XML_format>), as Moodle's own importer, `qformat_xml`, and the
//! importers of its question types read it.

use std::fmt::Write as _;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::blocks::BlockWriter;
use super::gift::{level, shares};
use super::pictures::Pictures;
use super::text::{Blanks, Dialect, TextWriter, silent};
use super::{Export, remark, tags};
use crate::book::{Length, Points};
use crate::manuscript::{
    AcceptedAnswers, AssembledAnswer, Exam, ExamPart, Filling, LocalizedText, Piece, Pool, Posed,
};
use crate::message::{Message, message};
use crate::picture::Assets;
use crate::xml::{El, Node, fragment, xml};

/// Where Moodle keeps the files of a text.
const FILES: &str = "@@PLUGINFILE@@/";

/// Writes every question, in a category for each chapter.
pub fn write(exam: &Exam<'_>, assets: &Assets) -> anyhow::Result<Export> {
    let texts = TextWriter {
        languages: exam.languages,
        dialect: Dialect::Html,
    };
    let pictures = Pictures::gather(exam, assets);
    let writer = Writer {
        texts: &texts,
        pictures: &pictures,
    };
    let mut questions = Vec::new();
    for part in &exam.parts {
        questions.push(category(exam, part, &texts));
        for pool in &part.pools {
            questions.extend(writer.passage(pool)?);
            for posed in &pool.questions {
                let texts = texts.within(posed.item.only);
                let writer = Writer {
                    texts: &texts,
                    pictures: &pictures,
                };
                questions.push(writer.question(posed)?);
            }
        }
    }
    Ok(Export {
        bytes: xml(&El::new("quiz").with_all(questions))?,
        remarks: remarks(exam),
    })
}

/// The category of the questions that follow: the chapter within the book.
fn category(exam: &Exam<'_>, part: &ExamPart<'_>, texts: &TextWriter<'_>) -> El {
    let number = part.chapter.number.map(|number| format!("{number} "));
    let chapter = number.unwrap_or_default() + &texts.plain(&part.title());
    let path = format!(
        "$course$/top/{}/{}",
        level(&texts.plain(&exam.title)),
        level(&chapter)
    );
    El::new("question")
        .attr("type", "category")
        .with(El::new("category").with(text(path)))
}

fn text(said: impl Into<Node>) -> El {
    El::new("text").with(said)
}

fn valued(name: &'static str, value: &str) -> El {
    El::new(name).with(value)
}

struct Writer<'w, 'a> {
    texts: &'w TextWriter<'a>,
    pictures: &'w Pictures<'a>,
}

/// The parts of a question that depend on its kind.
struct Parts {
    kind: &'static str,
    /// The elements of the question type, and its answers.
    own: Vec<El>,
}

impl<'a> Writer<'_, 'a> {
    /// The title, the instructions and the passage of a quiz as a description, which is Moodle's item without a question.
    fn passage(&self, pool: &Pool<'a>) -> anyhow::Result<Option<El>> {
        let Some(first) = pool.questions.first().filter(|_| !pool.head.is_empty()) else {
            return Ok(None);
        };
        let said = self.blocks(None).introduction(&pool.head);
        let question = El::new("question")
            .attr("type", "description")
            .with(El::new("name").with(text(first.number())))
            .with(self.html("questiontext", said, &pool.head.passage)?)
            .with(self.html("generalfeedback", Vec::new(), &[])?)
            .with(valued("defaultgrade", "0"))
            .with(valued("idnumber", &format!("{}.passage", first.id)));
        Ok(Some(question))
    }

    fn blocks<'t>(&'t self, blanks: Blanks<'t>) -> BlockWriter<'a, 't> {
        BlockWriter {
            texts: self.texts,
            pictures: Some((self.pictures, FILES)),
            blanks,
        }
    }

    /// A text in HTML, with the files of the pictures among `pieces`.
    fn html(&self, name: &'static str, said: Vec<El>, pieces: &[Piece<'a>]) -> anyhow::Result<El> {
        self.html_with_gaps(name, said, pieces, None)
    }

    /// The same for a text in which `opens` begins a gap.
    fn html_with_gaps(
        &self,
        name: &'static str,
        said: Vec<El>,
        pieces: &[Piece<'a>],
        opens: Option<char>,
    ) -> anyhow::Result<El> {
        let nodes: Vec<Node> = said.into_iter().map(Node::from).collect();
        Ok(El::new(name)
            .attr("format", "html")
            .with(text(unmasked(&fragment(&nodes)?, opens)))
            .with_all(self.files(pieces)))
    }

    /// The files of the pictures among some pieces.
    fn files(&self, pieces: &[Piece<'a>]) -> Vec<El> {
        let files = self.pictures.of(pieces.iter()).into_iter();
        let files = files.map(|(name, picture)| {
            El::new("file")
                .attr("name", name)
                .attr("path", "/")
                .attr("encoding", "base64")
                .with(BASE64_STANDARD.encode(&picture.bytes))
        });
        files.collect()
    }

    fn question(&self, posed: &Posed<'a>) -> anyhow::Result<El> {
        let Parts { kind, own } = self.parts(posed)?;
        let AssembledAnswer::Blanks { filled, .. } = &posed.key.answer else {
            return self.assembled(posed, kind, None, own);
        };
        let of_bank: Vec<Option<usize>> = filled.iter().map(|one| letter_index(one)).collect();
        let blank = |name: &str| -> Option<Vec<Node>> {
            let index = filled.iter().position(|filling| filling.name == name)?;
            let filling = filled.get(index)?;
            let number = filling.number.map(|number| format!("({number})\u{a0}"));
            let number = number.filter(|_| self.texts.languages.iter().count() > 1);
            let gap = match of_bank.get(index).copied().flatten() {
                Some(place) if kind == GAPS => format!("{GAP}{GAP}{}]]", place + 1),
                _ => embedded(posed, filling, filled.len(), self.texts),
            };
            Some(
                number
                    .into_iter()
                    .map(Node::from)
                    .chain([gap.into()])
                    .collect(),
            )
        };
        self.assembled(posed, kind, Some(&blank), own)
    }

    fn assembled(
        &self,
        posed: &Posed<'a>,
        kind: &'static str,
        blanks: Blanks<'_>,
        own: Vec<El>,
    ) -> anyhow::Result<El> {
        // Moodle shows its own instructions, but does not say when several options are right.
        let is_choice = matches!(posed.key.answer, AssembledAnswer::Choice(_));
        let instruction = posed.item.task.instruction.filter(|_| is_choice);
        let prompt = self.texts.with_blanks(
            &posed.item.prompt,
            |lang| instruction.map_or("", |say| say(&lang.labels())).to_owned(),
            blanks,
        );
        let blocks = BlockWriter {
            texts: self.texts,
            pictures: Some((self.pictures, FILES)),
            blanks,
        };
        let asked = prompt.into_iter().chain(blocks.all(&posed.item.pieces));
        let tags = tags(posed.question);
        let tags = (!tags.is_empty()).then(|| {
            let each = tags
                .iter()
                .map(|tag| El::new("tag").with(text(tag.as_str())));
            El::new("tags").with_all(each)
        });
        Ok(El::new("question")
            .attr("type", kind)
            .with(El::new("name").with(text(posed.name.as_str())))
            .with(self.html_with_gaps(
                "questiontext",
                asked.collect(),
                &posed.item.pieces,
                match kind {
                    GAPS => Some('['),
                    CLOZE => Some('{'),
                    _ => None,
                },
            )?)
            .with(self.html("generalfeedback", self.feedback(posed), &[])?)
            .with(valued(
                "defaultgrade",
                &posed.item.points.unwrap_or(Points::whole(1)).to_string(),
            ))
            .with(valued("idnumber", &posed.id))
            .with_all(own)
            .with_all(tags))
    }

    /// What everybody is shown after answering.
    fn feedback(&self, posed: &Posed<'a>) -> Vec<El> {
        let model = posed.key.answer.model();
        let lines = model.into_iter().chain(&posed.key.explanation);
        lines
            .flat_map(|line| self.texts.paragraphs(line, silent))
            .collect()
    }

    /// An answer, worth so many per cent, with what those who give it are told.
    fn answer(
        &self,
        fraction: &str,
        said: &[Node],
        feedback: Option<&LocalizedText<'a>>,
    ) -> anyhow::Result<El> {
        let feedback = feedback.map_or_else(Vec::new, |line| self.texts.phrase(line));
        Ok(El::new("answer")
            .attr("fraction", fraction)
            .attr("format", "html")
            .with(text(fragment(said)?))
            .with(
                El::new("feedback")
                    .attr("format", "html")
                    .with(text(fragment(&feedback)?)),
            ))
    }

    /// What belongs together, as Moodle's matching questions have it.
    fn matching<'t>(
        &self,
        pairs: impl Iterator<Item = (&'t LocalizedText<'a>, &'t LocalizedText<'a>)>,
    ) -> anyhow::Result<Vec<El>>
    where
        'a: 't,
    {
        let mut own = vec![valued("shuffleanswers", "true")];
        for (left, right) in pairs {
            let left = fragment(&self.texts.phrase(left))?;
            own.push(
                El::new("subquestion")
                    .attr("format", "html")
                    .with(text(left))
                    .with(El::new("answer").with(text(self.texts.plain(right)))),
            );
        }
        Ok(own)
    }

    fn parts(&self, posed: &Posed<'a>) -> anyhow::Result<Parts> {
        let texts = self.texts;
        let parts = |kind, own| Ok(Parts { kind, own });
        match &posed.key.answer {
            AssembledAnswer::Choice(options) => {
                let right = options.iter().filter(|option| option.correct).count();
                let mut gains = shares(right);
                // Wrong options cost as much in total as right ones earn, so that ticking everything earns nothing.
                let mut losses = shares(options.len() - right);
                let mut own = vec![
                    valued("single", if right == 1 { "true" } else { "false" }),
                    // Moodle cannot keep one option in its place.
                    valued(
                        "shuffleanswers",
                        if options.iter().any(|option| option.fixed) {
                            "false"
                        } else {
                            "true"
                        },
                    ),
                    valued("answernumbering", "ABCD"),
                ];
                for (place, option) in options.iter().enumerate() {
                    let fraction = match (right, option.correct) {
                        (_, true) => gains.next().unwrap_or_default(),
                        (1, false) => "0".to_owned(),
                        (_, false) => format!("-{}", losses.next().unwrap_or_default()),
                    };
                    let said = self.blocks(None).option(&posed.item, place);
                    let answer = self.answer(&fraction, &said, option.feedback.as_ref())?;
                    let pieces = posed.item.in_options.get(place);
                    own.push(answer.with_all(self.files(pieces.map_or(&[], Vec::as_slice))));
                }
                parts("multichoice", own)
            }
            AssembledAnswer::Truth(holds) => {
                let each = [true, false].map(|word| {
                    El::new("answer")
                        .attr("fraction", if word == *holds { "100" } else { "0" })
                        .attr("format", "moodle_auto_format")
                        .with(text(word.to_string()))
                });
                parts("truefalse", each.into())
            }
            AssembledAnswer::Blanks { bank, .. } if !bank.is_empty() => {
                let options = bank.iter().map(|line| {
                    El::new("selectoption")
                        .with(text(texts.plain(line)))
                        .with(valued("group", "1"))
                });
                let shuffles = valued("shuffleanswers", "0");
                parts(GAPS, std::iter::once(shuffles).chain(options).collect())
            }
            AssembledAnswer::Blanks { .. } => parts(CLOZE, Vec::new()),
            AssembledAnswer::Match(rows) => {
                let pairs = rows.iter().map(|row| (&row.left, &row.right));
                parts("matching", self.matching(pairs)?)
            }
            AssembledAnswer::Classes(classes) => {
                let pairs = classes.iter().flat_map(|class| {
                    let items = class.items.iter();
                    items.map(|(_, item)| (item, &class.name))
                });
                parts("matching", self.matching(pairs)?)
            }
            AssembledAnswer::Order(steps) => {
                let mut own = vec![
                    valued("layouttype", "VERTICAL"),
                    valued("selecttype", "ALL"),
                    valued("selectcount", "0"),
                    valued("gradingtype", "ALL_OR_NOTHING"),
                    valued("showgrading", "SHOW"),
                    valued("numberingstyle", "none"),
                ];
                for ((_, step), place) in steps.iter().zip(1..) {
                    let place: usize = place;
                    own.push(self.answer(&place.to_string(), &texts.phrase(step), None)?);
                }
                parts("ordering", own)
            }
            AssembledAnswer::Open {
                answer,
                accepted,
                length,
                space,
            } => match (accepted.number, length) {
                (Some(number), _) => {
                    let answers = number.values.iter().map(|value| {
                        El::new("answer")
                            .attr("fraction", "100")
                            .attr("format", "moodle_auto_format")
                            .with(text(value.as_str()))
                            .with(valued("tolerance", &number.tolerance.to_string()))
                    });
                    // A unit may be typed after the number or left out.
                    let units = accepted.unit.as_ref().map(|unit| {
                        let each = texts.answers(unit).into_iter().map(|unit| {
                            El::new("unit")
                                .with(valued("multiplier", "1"))
                                .with(valued("unit_name", &unit))
                        });
                        El::new("units").with_all(each)
                    });
                    let shows = if units.is_some() { "0" } else { "3" };
                    let grading = [valued("unitgradingtype", "0"), valued("showunits", shows)];
                    parts("numerical", answers.chain(units).chain(grading).collect())
                }
                (None, Length::Short) => {
                    let each = short(answer, accepted, texts).into_iter().map(|said| {
                        El::new("answer")
                            .attr("fraction", "100")
                            .attr("format", "moodle_auto_format")
                            .with(text(said))
                    });
                    let case = valued("usecase", "0");
                    parts("shortanswer", std::iter::once(case).chain(each).collect())
                }
                (None, Length::Long) => {
                    let lines = std::iter::once(&accepted.printed).chain(&posed.guide);
                    let said = lines.flat_map(|line| texts.paragraphs(line, silent));
                    let grader = self.html("graderinfo", said.collect(), &[])?;
                    parts(
                        "essay",
                        vec![
                            valued("responseformat", "editor"),
                            valued("responserequired", "1"),
                            valued("responsefieldlines", &(*space).max(MIN_LINES).to_string()),
                            valued("attachments", "0"),
                            grader,
                        ],
                    )
                }
            },
        }
    }
}

/// The least height of a field for an essay that Moodle offers, in lines.
const MIN_LINES: u32 = 5;

/// Moodle's question type for a text whose gaps share a list of choices, “Select missing words”.
const GAPS: &str = "gapselect";

/// Moodle's question type for a text with questions in it, “Embedded answers”.
const CLOZE: &str = "cloze";

/// The index of the answer in its bank or among its options.
fn letter_index(filling: &Filling<'_>) -> Option<usize> {
    let letter = filling.letter?;
    ('A'..='Z').position(|one| one == letter)
}

/// The texts that a short answer is compared with; `*` is a wildcard there.
fn short(
    answer: &LocalizedText<'_>,
    accepted: &AcceptedAnswers<'_>,
    texts: &TextWriter<'_>,
) -> Vec<String> {
    let all = texts.all_answers(answer, accepted).into_iter();
    all.map(|said| said.replace('*', "\\*")).collect()
}

/// A question within a text, in the notation of Moodle's “Embedded answers”: `{1:SHORTANSWER:=colour~=color}`.
fn embedded(posed: &Posed<'_>, filling: &Filling<'_>, of: usize, texts: &TextWriter<'_>) -> String {
    let weight = weight(posed, of).unwrap_or(1);
    if filling.options.is_empty() {
        let each = short(&filling.answer, &filling.accepted, texts).into_iter();
        let each: Vec<String> = each.map(|said| format!("={}", masked(&said))).collect();
        return format!("{GAP}{weight}:SHORTANSWER:{}}}", each.join("~"));
    }
    let right = letter_index(filling);
    let each = filling.options.iter().enumerate().map(|(index, option)| {
        let mark = if right == Some(index) { "=" } else { "" };
        format!("{mark}{}", masked(&texts.plain(option)))
    });
    let each: Vec<String> = each.collect();
    format!("{GAP}{weight}:MULTICHOICE:{}}}", each.join("~"))
}

/// The points for each of `of` blanks, if they are a whole number.
fn weight(posed: &Posed<'_>, of: usize) -> Option<u32> {
    match posed.item.points {
        Some(points) => points.shared(of),
        None => Some(1),
    }
}

/// What is special in embedded answers. Moodle resolves only some of these after a backslash, but all as numeric
/// character references. Until the text is HTML, where a reference would be escaped, a character for private use, which
/// no book contains, stands for each.
const SPECIAL: [(char, char); 9] = [
    ('}', '\u{E000}'),
    ('#', '\u{E001}'),
    ('~', '\u{E002}'),
    ('/', '\u{E003}'),
    ('"', '\u{E004}'),
    ('\\', '\u{E005}'),
    ('=', '\u{E006}'),
    ('%', '\u{E007}'),
    ('{', '\u{E008}'),
];

/// Stands for the character that begins a gap, of which the author may have written some too.
const GAP: char = '\u{E009}';

/// A text for an embedded answer, with a mask for whatever is special there.
fn masked(said: &str) -> String {
    let masked = said.chars().map(|c| {
        let found = SPECIAL.iter().find(|(special, _)| *special == c);
        found.map_or(c, |(_, mask)| *mask)
    });
    masked.collect()
}

/// HTML with the masks replaced by character references. If a text has gaps, which begin with `opens`, so is every
/// other such character.
fn unmasked(html: &str, opens: Option<char>) -> String {
    let mut out = String::new();
    for c in html.chars() {
        let special = SPECIAL.iter().find(|(_, mask)| *mask == c);
        let special = special.map(|(special, _)| *special);
        match (special.or(opens.filter(|opens| *opens == c)), opens) {
            (Some(special), _) => {
                let _ = write!(out, "&#{};", u32::from(special));
            }
            (None, Some(opens)) if c == GAP => out.push(opens),
            (None, _) => out.push(c),
        }
    }
    out
}

/// Remarks on what Moodle XML cannot hold.
fn remarks(exam: &Exam<'_>) -> Vec<Message> {
    let all = || exam.questions();
    let introduced = exam.pools().filter(|pool| !pool.head.is_empty());
    let uneven = all().filter(|posed| match &posed.key.answer {
        AssembledAnswer::Blanks { filled, bank } => {
            bank.is_empty() && weight(posed, filled.len()).is_none()
        }
        AssembledAnswer::Choice(_)
        | AssembledAnswer::Truth(_)
        | AssembledAnswer::Match(_)
        | AssembledAnswer::Order(_)
        | AssembledAnswer::Classes(_)
        | AssembledAnswer::Open { .. } => false,
    });
    let fixed = all().filter(|posed| match &posed.key.answer {
        AssembledAnswer::Choice(options) => options.iter().any(|option| option.fixed),
        AssembledAnswer::Truth(_)
        | AssembledAnswer::Blanks { .. }
        | AssembledAnswer::Match(_)
        | AssembledAnswer::Order(_)
        | AssembledAnswer::Classes(_)
        | AssembledAnswer::Open { .. } => false,
    });
    let timed = all().filter(|posed| posed.question.minutes.is_some());
    let is_essay = |posed: &&Posed<'_>| {
        matches!(
            posed.key.answer,
            AssembledAnswer::Open {
                length: Length::Long,
                accepted: AcceptedAnswers { number: None, .. },
                ..
            }
        )
    };
    let sorted = all().filter(|posed| matches!(posed.key.answer, AssembledAnswer::Classes(_)));
    let guided = all().filter(|posed| posed.guide.is_some() && !is_essay(posed));
    let ordered = all().filter(|posed| matches!(posed.key.answer, AssembledAnswer::Order(_)));
    let picked = exam.parts.iter().flat_map(|part| {
        let pools = part
            .pools
            .iter()
            .filter_map(|pool| Some((pool, pool.pick?)));
        pools.map(|(pool, pick)| {
            message!(
                "Moodle XML cannot pick questions at random: the export contains all {} questions of chapter {}, of which {} \
                 are to be picked",
                pool.questions.len(),
                part.chapter.call(),
                pick
            )
        })
    });
    [
        remark(
            &message!("Moodle XML has no titles, instructions or passages for several questions; a description precedes these"),
            introduced.flat_map(|pool| &pool.questions),
        ),
        remark(
            &message!("Moodle before 4.4 needs the plugin “Ordering” for these questions"),
            ordered,
        ),
        remark(
            &message!("Moodle XML has no questions that sort into classes; these match items with their classes"),
            sorted,
        ),
        remark(
            &message!("Moodle cannot keep one option in its place, so it shuffles none of these questions"),
            fixed,
        ),
        remark(
            &message!("Moodle gives whole points for each blank, so these questions are worth a point a blank"),
            uneven,
        ),
        remark(
            &message!("Moodle XML does not include the time for these questions"),
            timed,
        ),
        remark(
            &message!("Moodle XML does not include how to grade these questions"),
            guided,
        ),
    ]
    .into_iter()
    .flatten()
    .chain(picked)
    .collect()
}
