//! Questions, and their answers in the key.

use super::{Writer, pair, phrase, string, title, whole};
use crate::lang::Labels;
use crate::manuscript::{Item, KeyItem, KeySection, Line, Solution, Task};

impl<'a> Writer<'a> {
    pub(super) fn question(&mut self, question: &Item<'a>) {
        let mut arguments = vec![
            string(&question.id),
            question
                .answer
                .as_ref()
                .map_or("none".to_owned(), |answer| string(answer.id())),
            question.number.to_string(),
        ];
        let remarks = self.languages.map(|lang| question.remark(lang));
        if !remarks.lead().is_empty() {
            let remarks = remarks.map(|remark| string(remark));
            arguments.push(format!("remark: {}", pair(&remarks)));
        }
        let options = self.options(&question.task);
        if !options.is_empty() {
            let options = options
                .iter()
                .map(|(mark, text)| format!("({}, {text})", string(mark)));
            let options: Vec<String> = options.collect();
            arguments.push(format!("options: ({},)", options.join(", ")));
        }
        let lines = texts(question).into_iter();
        arguments.extend(whole(
            self.setting.gauge.is_short(lines, self.setting.widths),
        ));
        arguments.push(self.body(&question.prompt));
        self.call("question", &arguments);
    }

    /// What a question offers, each with its mark.
    pub(super) fn options(&self, task: &Task<'a>) -> Vec<(String, String)> {
        let lettered =
            |(letter, line): &(char, Line<'a>)| (format!("{letter}."), title(&line.text));
        match task {
            Task::Choice { options, .. } | Task::Order(options) => {
                options.iter().map(lettered).collect()
            }
            Task::Truth => {
                let word = |say: fn(&Labels) -> &'static str| {
                    let words = self.languages.map(|lang| string(say(lang.labels())));
                    ("□".to_owned(), pair(&words))
                };
                vec![word(|labels| labels.holds), word(|labels| labels.fails)]
            }
            Task::Match { left, right } => {
                let left = left.iter();
                let left = left.map(|(number, line)| (format!("{number}."), title(&line.text)));
                left.chain(right.iter().map(lettered)).collect()
            }
            Task::Blanks | Task::Open { .. } => Vec::new(),
        }
    }

    pub(super) fn key(&mut self, section: &KeySection<'a>) {
        self.note_prefix.clone_from(&section.id);
        let mut arguments = vec![string(&section.id)];
        if let Some(number) = section.number {
            arguments.push(format!("number: {number}"));
        }
        arguments.push(phrase::quoted(&section.title.text));
        self.call("part", &arguments);
        self.answers(section);
    }

    pub(super) fn answers(&mut self, section: &KeySection<'a>) {
        for answer in &section.answers {
            self.answer(answer);
        }
    }

    fn answer(&mut self, answer: &KeyItem<'a>) {
        let said = answer.solution.said();
        let first = said
            .first()
            .map(|(_, line)| line)
            .or(answer.explanation.as_ref());
        if let Some(at) = first.and_then(|line| line.text.lead().at) {
            self.marks.push((self.line, at));
        }
        let mut arguments = vec![
            string(&answer.id),
            string(&answer.question_id),
            answer.number.to_string(),
        ];
        let short = self
            .languages
            .map(|lang| answer.solution.short(lang).unwrap_or_default());
        if !short.lead().is_empty() {
            let short = short.map(|words| string(words));
            arguments.push(format!("short: {}", pair(&short)));
        }
        if let Some(explanation) = &answer.explanation {
            arguments.push(format!("explanation: {}", self.body(explanation)));
        }
        arguments.push(self.right(&answer.solution));
        self.call("answer", &arguments);
    }

    /// The texts of an answer, each after its mark or none.
    pub(super) fn right(&self, solution: &Solution<'a>) -> String {
        let said = solution.said();
        // Letters stand in front, before all texts.
        let is_numbered = matches!(solution, Solution::Blanks(_));
        // Of several texts each is followed by a mark, which must not be parted from its end.
        let is_one = said.len() == 1;
        let each = said.iter().map(|(mark, line)| {
            let mark = mark.as_ref().filter(|_| is_numbered);
            let mark = mark.map_or("none".to_owned(), |mark| string(mark));
            let texts = if is_one {
                self.body(line)
            } else {
                title(&line.text)
            };
            format!("({mark}, {texts}),")
        });
        let each: Vec<String> = each.collect();
        format!("({})", each.join(" "))
    }
}

/// The texts of a question: its prompt, and what it offers.
pub fn texts<'q, 'a>(item: &'q Item<'a>) -> Vec<&'q Line<'a>> {
    let mut lines = vec![&item.prompt];
    match &item.task {
        Task::Choice { options, .. } | Task::Order(options) => {
            lines.extend(options.iter().map(|(_, line)| line));
        }
        Task::Match { left, right } => {
            lines.extend(left.iter().map(|(_, line)| line));
            lines.extend(right.iter().map(|(_, line)| line));
        }
        Task::Truth | Task::Blanks | Task::Open { .. } => {}
    }
    lines
}
