//! Questions in their chapters and the answer key, linked to one another. The id is on the whole answer, because Kobo
//! shows the target of a link in a pop-up.

use super::localized_nodes::{self, LocalizedNodes};
use super::page::{self, Page, TocEntry};
use super::text_writer::TextWriter;
use super::xml::{El, href};
use crate::lang::{Labels, fill};
use crate::manuscript::{
    AnswerAt, KeyItem, KeySection, LocalizedText, Manuscript, Mark, Offers, QuestionItem, Solution,
    Solved,
};

/// What a question holds besides its texts.
pub struct Inside {
    /// What follows the prompt.
    pub after_prompt: Vec<El>,
    /// What follows the text of each option; none if no option holds anything.
    pub in_options: Vec<Vec<El>>,
}

/// A question with a link to its answer; `file` is the chapter's.
pub fn question<'m>(
    texts: &mut TextWriter<'m>,
    file: &str,
    item: &'m QuestionItem<'m>,
    inside: Inside,
) -> El {
    let prompt = texts
        .line(item.prompt)
        .labelled(|_| format!("{}. ", item.number))
        .map(|lang, mut text| {
            let say = |labels: &Labels<'_>| item.remark(labels);
            if !say(&lang.labels()).is_empty() {
                let space = lang.labels().space;
                if !space.is_empty() {
                    text.push(space.into());
                }
                let remark = El::new("span").class("remark");
                text.push(localized_nodes::words(remark, lang, say).into());
            }
            text
        });
    let mut in_options = inside.in_options.into_iter();
    let lists = item.task.offers.iter();
    let lists: Vec<El> = lists
        .map(|offers| list(texts, offers, &mut in_options))
        .collect();
    El::new("div")
        .class("question")
        .id(&item.id)
        .with(prompt.block("p", "prompt"))
        .with_all(inside.after_prompt)
        .with_all(lists)
        .with_all(to_answer(texts, file, item))
}

/// The options of a question as a list with letters or numbers, each with what follows its text.
fn list<'m>(
    texts: &mut TextWriter<'m>,
    offers: &'m Offers<'m>,
    inside: &mut impl Iterator<Item = Vec<El>>,
) -> El {
    let items = |texts: &mut TextWriter<'m>, lines: &'m [LocalizedText<'m>]| -> Vec<El> {
        let lines = lines.iter();
        lines
            .map(|text| {
                let said = (!text.is_empty()).then(|| texts.short(*text).inline());
                El::new("li").with_all(said.unwrap_or_default())
            })
            .collect()
    };
    match offers {
        Offers::Lettered(lines) => {
            let options = items(texts, lines).into_iter();
            let options = options.map(|option| option.with_all(inside.next().unwrap_or_default()));
            El::new("ol")
                .class("options")
                .attr("type", "A")
                .with_all(options.collect::<Vec<_>>())
        }
        Offers::Numbered(lines) => El::new("ol").class("options").with_all(items(texts, lines)),
        Offers::Row { number, lines } => {
            let row = El::new("ol")
                .class("options row")
                .attr("type", "A")
                .with_all(items(texts, lines));
            match number {
                Some(number) => El::new("div")
                    .class("options-of-blank")
                    .with(El::new("span").class("label").with(format!("({number})")))
                    .with(row),
                None => row,
            }
        }
        Offers::TrueOrFalse => {
            let words: [fn(&Labels<'_>) -> String; 2] = [
                |labels| labels.judged_true.to_owned(),
                |labels| labels.judged_false.to_owned(),
            ];
            let items = words.map(|say| El::new("li").with_all(texts.words(say).inline()));
            El::new("ul").class("options truth").with_all(items)
        }
    }
}

/// The link to the answer. Its accessible name includes the question's number, to distinguish it from the other
/// links on the page.
fn to_answer(texts: &TextWriter<'_>, file: &str, item: &QuestionItem<'_>) -> Option<El> {
    let target = match item.answer.as_ref()? {
        AnswerAt::Appendix(id) => href(page::ANSWERS, id),
        AnswerAt::Chapter(id) => href(file, id),
    };
    let link = texts.words(|labels| labels.see_answer.to_owned());
    let link = link.map(|lang, words| {
        let labels = lang.labels();
        let question = fill(labels.question, &item.number);
        let name = format!("{question}{}{}", labels.colon, labels.see_answer);
        let link = El::new("a").attr("href", target.as_str());
        vec![link.attr("aria-label", name).with_all(words).into()]
    });
    Some(link.block("p", "to-answer"))
}

/// The answer key as a page, if the edition has one.
pub fn key<'m>(manuscript: &'m Manuscript<'m>) -> Option<(Page, TocEntry<'m>)> {
    if manuscript.key.is_empty() {
        return None;
    }
    let parts = manuscript.key.iter().map(|part| chapter(manuscript, part));
    let words = |labels: &Labels<'_>| labels.answers.to_owned();
    Some(page::back(
        manuscript.languages,
        page::ANSWERS,
        "appendix",
        words,
        parts,
    ))
}

fn chapter<'m>(manuscript: &Manuscript<'m>, part: &'m KeySection<'m>) -> El {
    let title = page::numbered(manuscript.languages, part.number, part.title);
    let texts = TextWriter::new(
        manuscript.languages,
        &manuscript.book.languages,
        part.chapter_id,
    );
    answers(texts, part, LocalizedNodes::plain(&title))
}

/// The answers at a chapter's end, and their entry for the table of contents.
pub fn at_end<'m>(manuscript: &Manuscript<'m>, part: &'m KeySection<'m>) -> (El, TocEntry<'m>) {
    let languages = manuscript.languages;
    let title = languages.map(|lang| (*lang, lang.labels().answers.to_owned()));
    let heading = LocalizedNodes::words(languages, |labels| labels.answers.to_owned());
    let section = answers(
        TextWriter::new(languages, &manuscript.book.languages, &part.id),
        part,
        heading,
    );
    let entry = TocEntry {
        href: href(&page::chapter(part.chapter_id), &part.id),
        label: title,
        inner: Vec::new(),
    };
    (section, entry)
}

fn answers<'m>(
    mut texts: TextWriter<'m>,
    part: &'m KeySection<'m>,
    title: LocalizedNodes<'m>,
) -> El {
    let file = page::chapter(part.chapter_id);
    let answers = part.answers.iter();
    let answers: Vec<_> = answers
        .map(|item| {
            let languages = texts.languages;
            texts.languages = localized_nodes::only(languages, item.only);
            let answer = answer(&mut texts, &file, item);
            texts.languages = languages;
            localized_nodes::alone(answer, languages, item.only)
        })
        .collect();
    El::new("section")
        .class("key")
        .id(&part.id)
        .with(El::new("h2").with_all(title.inline()))
        .with_all(answers)
        .with_all(texts.notes())
}

/// A question followed by its answer, in a solutions book.
pub fn solved<'m>(
    texts: &mut TextWriter<'m>,
    file: &str,
    solved: &'m Solved<'m>,
    inside: Inside,
) -> El {
    let question = question(texts, file, &solved.item, inside);
    let key = &solved.key;
    let solution = key.answer.solution();
    // A single text has the label “Answer:” in front, so that no title is needed.
    let says_itself = matches!(solution.said.as_slice(), [(None, _)]);
    let title = (!says_itself).then(|| {
        let title = texts.words(|labels| labels.answer.to_owned());
        short(title, &solution).block("p", "answer-title")
    });
    let answer = El::new("div")
        .class("answer")
        .id(&key.id)
        .with_all(title)
        .with_all(said(texts, &solution, key.explanation));
    question.with(answer)
}

fn answer<'m>(texts: &mut TextWriter<'m>, file: &str, item: &'m KeyItem<'m>) -> El {
    let title = texts.words(|labels| fill(labels.question, &item.number));
    let solution = item.answer.solution();
    let title = short(title, &solution);
    let said = said(texts, &solution, item.explanation);
    let target = href(file, &item.question_id);
    let back = texts.words(|labels| fill(labels.back, &item.number));
    let back = back.map(|_, words| {
        let link = El::new("a").attr("role", "doc-backlink");
        vec![link.attr("href", target.as_str()).with_all(words).into()]
    });
    El::new("div")
        .class("answer")
        .id(&item.id)
        .with(title.block("p", "answer-title"))
        .with_all(said)
        .with(back.block("p", "back"))
}

/// A title, followed by the answer in letters or as a word if it has such a short form.
fn short<'m>(title: LocalizedNodes<'m>, solution: &Solution<'m>) -> LocalizedNodes<'m> {
    title.map(|lang, mut words| {
        let say = |labels: &Labels<'_>| solution.short(labels).unwrap_or_default();
        if !say(&lang.labels()).is_empty() {
            words.push(lang.labels().colon.into());
            words.push(localized_nodes::words(El::new("strong"), lang, say).into());
        }
        words
    })
}

/// The answer in the book's words, and its explanation.
fn said<'m>(
    texts: &mut TextWriter<'m>,
    solution: &Solution<'m>,
    explanation: Option<LocalizedText<'m>>,
) -> Vec<El> {
    // An option without a text is its letter alone, which the title has.
    let worded = solution.said.iter().filter(|(_, text)| !text.is_empty());
    let answers = worded.map(|(mark, text)| {
        // After the label “Answer:”, which differs, each language gives its answer even if both are the same.
        let said = match mark {
            Some(_) => texts.short(*text),
            None => texts.line(*text),
        };
        let said = match mark {
            Some(mark) => {
                let mark = match mark {
                    Mark::Letter(_) => format!("{mark}. "),
                    Mark::Match(..) | Mark::Class(..) | Mark::Blank(_) => format!("{mark} "),
                };
                said.map(|_, mut nodes| {
                    nodes.insert(0, mark.as_str().into());
                    nodes
                })
            }
            None => said.labelled(|labels| format!("{}{}", labels.answer, labels.colon)),
        };
        said.block("p", "right")
    });
    let answers: Vec<El> = answers.collect();
    let explanation = explanation.map(|text| {
        let said = texts.line(text);
        said.labelled(|labels| format!("{}{}", labels.explanation, labels.colon))
            .block("p", "explanation")
    });
    let feedback = solution.feedback.iter().map(|(letter, text)| {
        let said = texts.short(*text).map(|_, mut nodes| {
            nodes.insert(0, format!("{letter}. ").into());
            nodes
        });
        said.block("p", "feedback")
    });
    let feedback: Vec<El> = feedback.collect();
    let all = answers.into_iter().chain(explanation);
    all.chain(feedback).collect()
}
