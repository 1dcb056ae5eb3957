//! A question as a QTI item: the prompt, the correct response, the scoring and the feedback.

use super::root;
use crate::book::{Length, Points};
use crate::export::quiz::blocks::BlockWriter;
use crate::export::quiz::pictures::Pictures;
use crate::export::quiz::text::{Blanks, TextWriter, silent};
use crate::manuscript::{AcceptedAnswers, AssembledAnswer, LocalizedText, Posed};
use crate::xml::{El, Node};

/// The response variable, and the prefix of the variables of several blanks.
const RESPONSE: &str = "RESPONSE";
/// The outcome that shows the feedback, and its only value.
const FEEDBACK: &str = "FEEDBACK";
const EXPLANATION: &str = "explanation";
/// The outcome that shows the feedback to the chosen options.
const CHOSEN: &str = "CHOSEN";

/// The folder of the pictures, relative to the items.
const PICTURES: &str = "../pictures/";

/// How an item is scored.
enum Scoring {
    /// All or nothing.
    Match,
    /// Points for each answer.
    Map,
    /// All for a number this near to one of the right ones.
    Near(Vec<String>, f64),
    /// By a person.
    Hand,
}

/// The parts of an item that depend on the kind of question.
struct ItemParts {
    /// The response variables with their correct values.
    responses: Vec<El>,
    scoring: Scoring,
    /// The prompt and the interactions.
    body: Vec<El>,
}

/// The file of a question.
pub fn item(posed: &Posed<'_>, texts: &TextWriter<'_>, pictures: &Pictures<'_>) -> El {
    let worth = posed.item.points.map_or(1.0, Points::number);
    let ItemParts {
        responses,
        scoring,
        body,
    } = item_parts(posed, worth, texts, pictures);
    let explanation = posed.key.explanation.as_ref();
    let comments = match &posed.key.answer {
        AssembledAnswer::Choice(options) => {
            let said = options.iter().any(|option| option.feedback.is_some());
            said.then(|| options.iter().filter(|option| option.correct).count() > 1)
        }
        AssembledAnswer::Truth(_)
        | AssembledAnswer::Blanks { .. }
        | AssembledAnswer::Match(_)
        | AssembledAnswer::Order(_)
        | AssembledAnswer::Classes(_)
        | AssembledAnswer::Open { .. } => None,
    };
    // The feedback to an option is shown if the outcome contains its letter.
    let chosen = comments.map(|several| {
        El::new("outcomeDeclaration")
            .attr("identifier", CHOSEN)
            .attr("cardinality", if several { "multiple" } else { "single" })
            .attr("baseType", "identifier")
    });
    let processing = processing(
        &responses,
        &scoring,
        worth,
        explanation.is_some(),
        chosen.is_some(),
    );
    let feedback = explanation.map(|line| {
        El::new("modalFeedback")
            .attr("outcomeIdentifier", FEEDBACK)
            .attr("identifier", EXPLANATION)
            .attr("showHide", "show")
            .with_all(texts.paragraphs(line, silent))
    });
    let outcome = explanation.map(|_| {
        El::new("outcomeDeclaration")
            .attr("identifier", FEEDBACK)
            .attr("cardinality", "single")
            .attr("baseType", "identifier")
    });
    let lang = texts.languages.lead().tag();
    root("assessmentItem", &posed.id, &posed.name)
        .attr("xml:lang", lang)
        .attr("adaptive", "false")
        .attr("timeDependent", "false")
        .with_all(responses)
        .with(score(Some(worth)))
        .with_all(outcome)
        .with_all(chosen)
        .with(
            El::new("itemBody")
                .with_all(body)
                .with_all(rubric(posed, texts)),
        )
        .with_all(processing)
        .with_all(feedback)
}

/// The outcome `SCORE`, with the maximum if there is one.
pub fn score(worth: Option<f64>) -> El {
    let score = El::new("outcomeDeclaration")
        .attr("identifier", "SCORE")
        .attr("cardinality", "single")
        .attr("baseType", "float");
    let score = match worth {
        Some(worth) => score.attr("normalMaximum", worth.to_string()),
        None => score,
    };
    score.with(El::new("defaultValue").with(El::new("value").with("0")))
}

/// What only the person who marks the answer sees: a model answer, and how to grade.
fn rubric(posed: &Posed<'_>, texts: &TextWriter<'_>) -> Option<El> {
    let answer = posed.key.answer.model();
    let lines: Vec<&LocalizedText<'_>> = answer.into_iter().chain(&posed.guide).collect();
    (!lines.is_empty()).then(|| {
        let said = lines
            .into_iter()
            .flat_map(|line| texts.paragraphs(line, silent));
        El::new("rubricBlock").attr("view", "scorer").with_all(said)
    })
}

fn item_parts(
    posed: &Posed<'_>,
    worth: f64,
    texts: &TextWriter<'_>,
    pictures: &Pictures<'_>,
) -> ItemParts {
    let after_prompt = |blanks: Blanks<'_>| {
        let blocks = BlockWriter {
            texts,
            pictures: Some((pictures, PICTURES)),
            blanks,
        };
        blocks.all(&posed.item.pieces)
    };
    let prompt = || {
        let prompt = texts.paragraphs(&posed.item.prompt, silent);
        prompt
            .into_iter()
            .chain(after_prompt(None))
            .collect::<Vec<El>>()
    };
    match &posed.key.answer {
        AssembledAnswer::Choice(options) => {
            let right: Vec<String> = options
                .iter()
                .filter(|option| option.correct)
                .map(|option| option.letter.to_string())
                .collect();
            let several = right.len() > 1;
            let blocks = BlockWriter {
                texts,
                pictures: Some((pictures, PICTURES)),
                blanks: None,
            };
            let choices = options.iter().enumerate().map(|(place, option)| {
                let letter = option.letter.to_string();
                let feedback = option.feedback.as_ref().map(|line| {
                    El::new("feedbackInline")
                        .attr("outcomeIdentifier", CHOSEN)
                        .attr("identifier", letter.as_str())
                        .attr("showHide", "show")
                        .with_all(texts.phrase(line))
                });
                let said = blocks.option(&posed.item, place);
                let choice = choice(&letter, said).with_all(feedback);
                if option.fixed {
                    choice.attr("fixed", "true")
                } else {
                    choice
                }
            });
            let asked = interaction("choiceInteraction", true)
                .attr("maxChoices", if several { "0" } else { "1" })
                .with_all(choices);
            let prompt = texts.paragraphs(&posed.item.prompt, |lang| {
                let instruction = posed.item.task.instruction;
                instruction.map_or("", |say| say(&lang.labels())).to_owned()
            });
            let prompt = prompt.into_iter().chain(after_prompt(None));
            if !several {
                return ItemParts {
                    responses: vec![declared(RESPONSE, "single", "identifier", &right)],
                    scoring: Scoring::Match,
                    body: prompt.chain([asked]).collect(),
                };
            }
            let mut gains = parts(worth, right.len());
            // Wrong options cost as much in total as right ones earn, so that ticking everything earns nothing.
            let mut losses = parts(worth, options.len() - right.len());
            let each = options.iter().map(|option| {
                let part = if option.correct {
                    gains.next()
                } else {
                    losses.next().map(|loss| -loss)
                };
                entry(&option.letter.to_string(), part.unwrap_or_default())
            });
            let mapping = mapping(worth).with_all(each);
            ItemParts {
                responses: vec![declared(RESPONSE, "multiple", "identifier", &right).with(mapping)],
                scoring: Scoring::Map,
                body: prompt.chain([asked]).collect(),
            }
        }
        AssembledAnswer::Truth(holds) => {
            let asked = interaction("choiceInteraction", false)
                .attr("maxChoices", "1")
                .with(choice(
                    "true",
                    texts.label(|labels| labels.judged_true.to_owned()),
                ))
                .with(choice(
                    "false",
                    texts.label(|labels| labels.judged_false.to_owned()),
                ));
            ItemParts {
                responses: vec![declared(
                    RESPONSE,
                    "single",
                    "identifier",
                    &[holds.to_string()],
                )],
                scoring: Scoring::Match,
                body: prompt().into_iter().chain([asked]).collect(),
            }
        }
        AssembledAnswer::Blanks { filled, bank } => {
            let variable = |number: Option<usize>| match number {
                Some(number) => format!("{RESPONSE}_{number}"),
                None => RESPONSE.to_owned(),
            };
            let each = filled.iter().zip(parts(worth, filled.len()));
            let responses = each.map(|(filling, part)| {
                let variable = variable(filling.number);
                if let Some(letter) = filling.letter {
                    let right = letter.to_string();
                    let mapping = mapping(part).with(entry(&right, part));
                    declared(&variable, "single", "identifier", &[right]).with(mapping)
                } else {
                    let answers = texts.all_answers(&filling.answer, &filling.accepted);
                    worded(&variable, &answers, part)
                }
            });
            // If the prompt follows in another language, its blanks refer to these by number.
            let is_twice = texts.languages.iter().count() > 1;
            let blank = |name: &str| -> Option<Vec<Node>> {
                let filling = filled.iter().find(|filling| filling.name == name)?;
                let number = filling.number.filter(|_| is_twice);
                let number = number.map(|number| Node::from(format!("({number})\u{a0}")));
                let variable = variable(filling.number);
                let entry = match filling.letter {
                    Some(_) => {
                        let options = filling.options.iter().chain(bank);
                        inline_choice(&variable, options.map(|option| texts.plain(option)))
                    }
                    None => text_entry(&variable),
                };
                Some(number.into_iter().chain([entry.into()]).collect())
            };
            ItemParts {
                responses: responses.collect(),
                scoring: Scoring::Map,
                body: texts
                    .with_blanks(&posed.item.prompt, silent, Some(&blank))
                    .into_iter()
                    .chain(after_prompt(Some(&blank)))
                    .collect(),
            }
        }
        AssembledAnswer::Match(rows) => {
            let left = rows.iter().map(|row| (row_id(row.number), &row.left));
            let lettered = posed.item.task.lettered();
            let right: Vec<_> = lettered
                .map(|(letter, line)| (letter.to_string(), line))
                .collect();
            let pairs: Vec<String> = rows
                .iter()
                .map(|row| format!("{} {}", row_id(row.number), row.letter))
                .collect();
            let (response, asked) = associations(left.collect(), right, &pairs, worth, texts);
            ItemParts {
                responses: vec![response],
                scoring: Scoring::Map,
                body: prompt().into_iter().chain([asked]).collect(),
            }
        }
        AssembledAnswer::Classes(classes) => {
            let each = classes.iter();
            let each = each.flat_map(|class| class.items.iter().map(move |item| (class, item)));
            let mut left: Vec<_> = each
                .clone()
                .map(|(_, (letter, line))| (letter.to_string(), line))
                .collect();
            left.sort_by(|(one, _), (other, _)| one.cmp(other));
            let right = classes
                .iter()
                .map(|class| (row_id(class.number), &class.name));
            let pairs: Vec<String> = each
                .map(|(class, (letter, _))| format!("{letter} {}", row_id(class.number)))
                .collect();
            let (response, asked) = associations(left, right.collect(), &pairs, worth, texts);
            ItemParts {
                responses: vec![response],
                scoring: Scoring::Map,
                body: prompt().into_iter().chain([asked]).collect(),
            }
        }
        AssembledAnswer::Order(steps) => {
            let right: Vec<String> = steps.iter().map(|(letter, _)| letter.to_string()).collect();
            let choices = posed
                .item
                .task
                .lettered()
                .map(|(letter, line)| choice(&letter.to_string(), texts.phrase(line)));
            let asked = interaction("orderInteraction", true).with_all(choices);
            ItemParts {
                responses: vec![declared(RESPONSE, "ordered", "identifier", &right)],
                scoring: Scoring::Match,
                body: prompt().into_iter().chain([asked]).collect(),
            }
        }
        AssembledAnswer::Open {
            accepted:
                AcceptedAnswers {
                    number: Some(number),
                    ..
                },
            ..
        } => {
            let unit = posed.item.task.unit.as_ref();
            let unit = unit.map(|unit| format!("\u{a0}{}", texts.plain(unit)));
            let asked = El::new("p").with(text_entry(RESPONSE)).with_all(unit);
            ItemParts {
                responses: vec![declared(
                    RESPONSE,
                    "single",
                    "float",
                    number.values.get(..1).unwrap_or_default(),
                )],
                scoring: Scoring::Near(number.values.clone(), number.tolerance),
                body: prompt().into_iter().chain([asked]).collect(),
            }
        }
        AssembledAnswer::Open {
            answer,
            accepted,
            length,
            space,
        } => match length {
            Length::Short => {
                let answers = texts.all_answers(answer, accepted);
                let asked = El::new("p").with(text_entry(RESPONSE));
                ItemParts {
                    responses: vec![worded(RESPONSE, &answers, worth)],
                    scoring: Scoring::Map,
                    body: prompt().into_iter().chain([asked]).collect(),
                }
            }
            Length::Long => {
                let asked = El::new("extendedTextInteraction").attr("responseIdentifier", RESPONSE);
                let asked = if *space > 0 {
                    asked.attr("expectedLines", space.to_string())
                } else {
                    asked
                };
                ItemParts {
                    responses: vec![declared(RESPONSE, "single", "string", &[])],
                    scoring: Scoring::Hand,
                    body: prompt().into_iter().chain([asked]).collect(),
                }
            }
        },
    }
}

/// The identifier of a numbered line.
fn row_id(number: usize) -> String {
    format!("row-{number}")
}

/// An interaction that associates each left side with a right side, and the variable for its response.
fn associations(
    left: Vec<(String, &LocalizedText<'_>)>,
    right: Vec<(String, &LocalizedText<'_>)>,
    pairs: &[String],
    worth: f64,
    texts: &TextWriter<'_>,
) -> (El, El) {
    // Right sides that may be shared take any number, so that it does not tell which are.
    let most = if right.len() < pairs.len() { "0" } else { "1" };
    let side = |choices: Vec<(String, &LocalizedText<'_>)>, most: &str| {
        let choices = choices.into_iter().map(|(id, line)| {
            El::new("simpleAssociableChoice")
                .attr("identifier", id)
                .attr("matchMax", most)
                .with_all(texts.phrase(line))
        });
        El::new("simpleMatchSet").with_all(choices.collect::<Vec<_>>())
    };
    let asked = interaction("matchInteraction", true)
        .attr("maxAssociations", pairs.len().to_string())
        .with(side(left, "1"))
        .with(side(right, most));
    let each = pairs.iter().zip(parts(worth, pairs.len()));
    let each = each.map(|(pair, part)| entry(pair, part));
    let mapping = mapping(worth).with_all(each);
    let response = declared(RESPONSE, "multiple", "directedPair", pairs).with(mapping);
    (response, asked)
}

/// The points for each of `of` answers. They are multiples of 1/65536, which floating-point numbers add up without
/// rounding, so that together they make exactly `points`.
fn parts(points: f64, of: usize) -> impl Iterator<Item = f64> {
    const UNIT: f64 = 65_536.0;
    let whole = points * UNIT;
    let count = f64::from(u32::try_from(of).unwrap_or(u32::MAX));
    let each = (whole / count).floor();
    let last = whole - each * (count - 1.0);
    (1..=of).map(move |number| if number == of { last } else { each } / UNIT)
}

/// A response variable with its correct value.
fn declared(id: &str, cardinality: &str, base: &str, right: &[String]) -> El {
    let values = right
        .iter()
        .map(|value| El::new("value").with(value.as_str()));
    let correct = (!right.is_empty()).then(|| El::new("correctResponse").with_all(values));
    El::new("responseDeclaration")
        .attr("identifier", id)
        .attr("cardinality", cardinality)
        .attr("baseType", base)
        .with_all(correct)
}

/// A response variable for text. Each of `answers` is right, in upper or lower case.
fn worded(id: &str, answers: &[String], worth: f64) -> El {
    let each = answers
        .iter()
        .map(|answer| entry(answer, worth).attr("caseSensitive", "false"));
    declared(id, "single", "string", answers.get(..1).unwrap_or_default())
        .with(mapping(worth).with_all(each))
}

fn mapping(worth: f64) -> El {
    El::new("mapping")
        .attr("lowerBound", "0")
        .attr("upperBound", worth.to_string())
        .attr("defaultValue", "0")
}

fn entry(key: &str, worth: f64) -> El {
    El::new("mapEntry")
        .attr("mapKey", key)
        .attr("mappedValue", worth.to_string())
}

fn interaction(name: &'static str, shuffles: bool) -> El {
    El::new(name)
        .attr("responseIdentifier", RESPONSE)
        .attr("shuffle", shuffles.to_string())
}

fn choice(id: &str, text: Vec<Node>) -> El {
    El::new("simpleChoice")
        .attr("identifier", id)
        .with_all(text)
}

/// A choice in place of a blank, lettered from `A`.
fn inline_choice(id: &str, options: impl Iterator<Item = String>) -> El {
    let options = ('A'..='Z').zip(options).map(|(letter, option)| {
        El::new("inlineChoice")
            .attr("identifier", letter.to_string())
            .with(option)
    });
    El::new("inlineChoiceInteraction")
        .attr("responseIdentifier", id)
        .attr("shuffle", "false")
        .with_all(options)
}

fn text_entry(id: &str) -> El {
    El::new("textEntryInteraction").attr("responseIdentifier", id)
}

/// The response processing; `None` for an item that is marked by a person and has no feedback.
fn processing(
    responses: &[El],
    scoring: &Scoring,
    worth: f64,
    explains: bool,
    comments: bool,
) -> Option<El> {
    let set = |id: &str, value: El| {
        El::new("setOutcomeValue")
            .attr("identifier", id)
            .with(value)
    };
    let base = |kind: &str, value: &str| El::new("baseValue").attr("baseType", kind).with(value);
    let score = match scoring {
        Scoring::Match | Scoring::Near(..) => {
            let response = || El::new("variable").attr("identifier", RESPONSE);
            let right = match scoring {
                Scoring::Near(values, tolerance) => {
                    // Rounding must not exclude a number that is exactly as far away as is allowed.
                    let most = tolerance + tolerance * 1e-9;
                    let each = values.iter().map(|value| {
                        El::new("equal")
                            .attr("toleranceMode", "absolute")
                            .attr("tolerance", format!("{most} {most}"))
                            .with(response())
                            .with(base("float", value))
                    });
                    El::new("or").with_all(each)
                }
                Scoring::Match | Scoring::Map | Scoring::Hand => El::new("match")
                    .with(response())
                    .with(El::new("correct").attr("identifier", RESPONSE)),
            };
            let full = set("SCORE", base("float", &worth.to_string()));
            let condition = El::new("responseIf").with(right).with(full);
            Some(El::new("responseCondition").with(condition))
        }
        Scoring::Map => {
            let names = responses.iter().filter_map(|one| one.value("identifier"));
            let each = names.map(|name| El::new("mapResponse").attr("identifier", name));
            Some(set("SCORE", El::new("sum").with_all(each)))
        }
        Scoring::Hand => None,
    };
    let feedback = explains.then(|| set(FEEDBACK, base("identifier", EXPLANATION)));
    let comments = comments.then(|| set(CHOSEN, El::new("variable").attr("identifier", RESPONSE)));
    let rules: Vec<El> = score.into_iter().chain(feedback).chain(comments).collect();
    (!rules.is_empty()).then(|| El::new("responseProcessing").with_all(rules))
}
