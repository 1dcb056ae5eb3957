//! Questions and their answers.

use super::Lower;
use super::words::Place;
use crate::book::{Answer, Choice, Question};
use crate::read::file::{OptionFile, QuestionFile};
use crate::read::shape::{At, Worded};
use crate::report::{Code as Complaint, Diagnostic};
use crate::source::Span;

impl Lower<'_> {
    pub(super) fn question(
        &mut self,
        chapter: &str,
        question: &At<QuestionFile>,
    ) -> Option<Question> {
        let at = question.at;
        let question = question.value.as_ref()?;
        let id = self.slug(&question.id);
        if self.take(&format!("{chapter}-{id}"), &id, question.id.at) {
            self.take(&format!("key-{chapter}-{id}"), &id, question.id.at);
        }
        let answer = self.answer(question, at);
        Some(Question {
            id,
            prompt: self.words(&question.prompt, Place::Body),
            answer,
            explanation: question
                .explanation
                .as_ref()
                .map(|words| self.words(words, Place::Body)),
            points: question.points.as_ref().and_then(|points| points.value),
        })
    }

    fn answer(&mut self, question: &QuestionFile, at: Span) -> Answer {
        let at = if question.id.value.is_some() {
            question.id.at
        } else {
            at
        };
        let mut complain = |message: &str, at: Span, hint: &str| {
            self.diagnostics.push(
                Diagnostic::new(Complaint::QuizAnswer, message)
                    .at(at)
                    .hint(hint),
            );
        };
        if let (Some(_), Some(answer)) = (&question.options, &question.answer) {
            complain(
                "a question with both `options` and `answer`",
                answer.at,
                "mark the right option with `correct: true`, or keep the answer alone",
            );
        }
        if let (Some(_), Some(space)) = (&question.options, &question.space) {
            complain(
                "`space` in a question that is answered by choosing",
                space.at,
                "remove it: lines to write on belong to an open question",
            );
        }
        let Some(options) = &question.options else {
            let Some(answer) = &question.answer else {
                complain(
                    "a question without an answer",
                    at,
                    "give it `options:` of which one is correct, or an `answer:`",
                );
                return Answer::Choice(Vec::new());
            };
            return Answer::Open {
                answer: self.words(answer, Place::Body),
                space: question.space.as_ref().and_then(|at| at.value).unwrap_or(3),
            };
        };
        let is_correct = |option: &At<Worded<OptionFile>>| {
            let rest = option.value.as_ref().map(|option| &option.rest);
            rest.and_then(|rest| rest.correct.as_ref()?.value) == Some(true)
        };
        let list = options.value.as_deref().unwrap_or_default();
        if options.value.is_some() && !(2..=26).contains(&list.len()) {
            complain(
                &match list.len() {
                    1 => "a question with one option".to_owned(),
                    number => format!("a question with {number} options"),
                },
                options.at,
                "give it two options or more, 26 at most, or an `answer:` in words",
            );
        }
        let is_readable = list.iter().all(|option| option.value.is_some());
        if is_readable && !list.is_empty() && !list.iter().any(is_correct) {
            complain(
                "none of the options is correct",
                at,
                "mark at least one with `correct: true`",
            );
        }
        Answer::Choice(
            list.iter()
                .filter_map(|option| {
                    let worded = option.value.as_ref()?;
                    Some(Choice {
                        text: self.pair(option.at, &worded.words, Place::Title),
                        correct: is_correct(option),
                    })
                })
                .collect(),
        )
    }
}
