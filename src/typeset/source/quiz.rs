//! Questions, and their answers in the key.

use super::lists::step;
use super::{Writer, number_argument, pair, string, whole};
use crate::book::Text;
use crate::edition::Arrangement;
use crate::lang::{Labels, fill};
use crate::manuscript::{
    AnswerAt, FigureItem, KeyItem, KeySection, Localized, LocalizedText, Offers, QuestionItem,
    QuizHead, Solution, Solved, Task,
};
use crate::typeset::inline;

impl<'a> Writer<'a> {
    /// A question without its answer.
    pub(super) fn question(&mut self, question: &QuestionItem<'a>) {
        let setting = self.setting;
        let is_short = question.inside().next().is_none()
            && setting
                .gauge
                .is_short(question.lines(), setting.widths, self.alone);
        self.put_question(question, None, is_short);
    }

    /// The instructions and the passage of a quiz.
    pub(super) fn before_questions(&mut self, head: &QuizHead<'a>) {
        if let Some(instructions) = &head.instructions {
            self.mark(instructions.text.lead().at);
            let mut arguments: Vec<String> = once(instructions).into_iter().collect();
            arguments.push(self.body(instructions));
            self.call("instructions", &arguments);
        }
        match (head.line_numbers, head.passage.first()) {
            (Some(every), Some(first)) => {
                let arguments = [string(first.id), every.to_string()];
                let passage = |writer: &mut Self| writer.pieces(&head.passage);
                self.block("numbered-lines", &arguments, passage);
            }
            (_, None) | (None, Some(_)) => self.pieces(&head.passage),
        }
    }

    /// A question followed by its answer.
    pub(super) fn solved(&mut self, solved: &Solved<'a>) {
        let key = &solved.key;
        let solution = key.answer.solution();
        let said = solution.said.iter().map(|(_, line)| line);
        let lines = solved.item.lines().chain(said).chain(&key.explanation);
        let setting = self.setting;
        let is_short = solved.item.inside().next().is_none()
            && setting.gauge.is_short(lines, setting.widths, self.alone);
        self.put_question(&solved.item, Some("solved: true".to_owned()), is_short);
        let mut arguments = vec![string(&key.id)];
        arguments.extend(self.short(&solution));
        if let Some(explanation) = &key.explanation {
            arguments.push(format!("explanation: {}", self.body(explanation)));
        }
        arguments.extend(self.feedback(&solution));
        let printed = setting.printed;
        let labels = printed.and_then(|printed| printed.questions.get(&solved.item.id));
        arguments.extend(labels.and_then(|labels| {
            self.spoken("on", |place, words| {
                labels
                    .get(place)
                    .map_or_else(String::new, |label| fill(words.page, label))
            })
        }));
        arguments.push(self.right(&solution));
        self.call("solved", &arguments);
    }

    fn put_question(&mut self, question: &QuestionItem<'a>, more: Option<String>, is_short: bool) {
        let mut arguments = vec![
            string(&question.id),
            question
                .answer
                .as_ref()
                .map_or("none".to_owned(), |answer| string(answer.id())),
            string(&question.number),
        ];
        let answer = question.answer.as_ref().map(AnswerAt::id);
        arguments.extend(self.around.and_then(|around| around.pages(answer)));
        arguments.extend(more);
        arguments.extend(self.shown(question));
        arguments.extend(whole(is_short));
        arguments.extend(once(&question.prompt));
        arguments.push(self.body(&question.prompt));
        self.with_pieces("question", &arguments, question, &[]);
    }

    /// A call whose last argument is a block of what the question holds, if it holds anything: pieces, and options that
    /// hold some. Those with these letters are `ticked`.
    pub(super) fn with_pieces(
        &mut self,
        name: &str,
        arguments: &[String],
        question: &QuestionItem<'a>,
        ticked: &[char],
    ) {
        if question.inside().next().is_none() {
            self.call(name, arguments);
        } else {
            self.block(name, arguments, |writer| {
                writer.pieces(&question.pieces);
                writer.options_with_pieces(question, ticked);
            });
        }
    }

    /// Options that are pictures alone, which stand in rows.
    fn options_of_pictures(&mut self, pictures: &[(char, &str, &FigureItem<'a>)], ticked: &[char]) {
        let each = pictures.iter().map(|(letter, id, picture)| {
            let mut arguments = vec![string(&format!("{letter}.")), string(id)];
            arguments.extend(self.picture(picture));
            arguments.push(ticked.contains(letter).to_string());
            format!("  ({}),\n", arguments.join(", "))
        });
        let each: String = each.collect();
        self.put(&format!("options-of-pictures((\n{each}))"));
    }

    /// Options that hold pieces, each followed by these.
    fn options_with_pieces(&mut self, question: &QuestionItem<'a>, ticked: &[char]) {
        if let Some(pictures) = question.pictures() {
            self.options_of_pictures(&pictures, ticked);
            return;
        }
        let steps = self.languages.map(|lang| step(lang));
        let steps = match self.setting.layout.arrangement {
            // One below the other, both languages are indented alike.
            Arrangement::Stacked => {
                let widest = steps.iter().copied().fold(0.0, f64::max);
                steps.map(|_| widest)
            }
            Arrangement::Columns | Arrangement::Facing | Arrangement::Single => steps,
        };
        for (letter, text, pieces) in question.options_with_pieces() {
            self.mark(text.text.lead().at.or(pieces.first().map(|piece| piece.at)));
            let mut arguments = vec![string(&format!("{letter}."))];
            if ticked.contains(&letter) {
                arguments.push("ticked: true".to_owned());
            }
            if text.is_empty() {
                arguments.push("once: true".to_owned());
            }
            if !pieces.is_empty() {
                arguments.push("sticky: true".to_owned());
            }
            arguments.push(self.title(&text.text));
            self.call("option", &arguments);
            let outer = std::mem::replace(&mut self.under, steps);
            for piece in pieces {
                self.piece(piece);
            }
            self.under = outer;
        }
    }

    /// What a question shows besides its prompt, as arguments: a remark and its options.
    pub(super) fn shown(
        &self,
        question: &QuestionItem<'a>,
    ) -> impl Iterator<Item = String> + use<'a> {
        let remark = self.spoken("remark", |_, labels| question.remark(labels));
        let options = if question.in_options.is_empty() {
            self.options(&question.task)
        } else {
            // They are among what the question holds.
            Vec::new()
        };
        let options: Vec<String> = options
            .iter()
            .map(|(mark, text)| format!("({}, {text}),", string(mark)))
            .collect();
        let options = (!options.is_empty()).then(|| format!("options: ({})", options.join(" ")));
        remark.into_iter().chain(options)
    }

    /// Text made of labels, in each language, as a named argument. `say` gets the position of the language in the
    /// edition. `None` if the text is empty.
    pub(super) fn spoken(
        &self,
        name: &str,
        say: impl Fn(usize, &Labels<'_>) -> String,
    ) -> Option<String> {
        let is_said = !say(0, &self.languages.lead().labels()).is_empty();
        let mut places = 0..;
        is_said.then(|| {
            let said = self.languages.map(|lang| {
                let place = places.next().unwrap_or_default();
                inline::own(lang, |labels| say(place, labels))
            });
            format!("{name}: {}", pair(&said))
        })
    }

    /// The options of a question, each with its mark.
    fn options(&self, task: &Task<'a>) -> Vec<(String, String)> {
        let of_list = |offers: &Offers<'a>| match offers {
            Offers::Lettered(_) | Offers::Numbered(_) => {
                let marked = offers.marked().into_iter();
                marked.map(|(mark, line)| (mark, self.body(line))).collect()
            }
            Offers::Row { number, .. } => {
                let marked = offers.marked().into_iter();
                let marked = marked.map(|(mark, line)| {
                    format!("({}, {}),", string(&mark), self.title(&line.text))
                });
                let row = format!("choices(({}))", marked.collect::<Vec<_>>().join(" "));
                let mark = number.map(|number| format!("({number})"));
                vec![(mark.unwrap_or_default(), row)]
            }
            Offers::TrueOrFalse => {
                let word = |say: fn(&Labels<'_>) -> String| {
                    let words = self.languages.map(|lang| inline::own(lang, say));
                    ("□".to_owned(), pair(&words))
                };
                vec![
                    word(|labels| labels.judged_true.to_owned()),
                    word(|labels| labels.judged_false.to_owned()),
                ]
            }
        };
        task.offers.iter().flat_map(of_list).collect()
    }

    /// A section of the answer key, with its title.
    pub(super) fn key(&mut self, section: &KeySection<'a>) {
        self.note_prefix.clone_from(&section.id);
        let mut arguments = vec![string(&section.id)];
        arguments.extend(number_argument(section.number));
        let rooms = self.setting.rooms.heading(1);
        let title = &section.title.text;
        arguments.push(inline::quoted(title, self.languages, rooms));
        self.call("part", &arguments);
        self.answers(section);
        self.notes_of_key(section);
    }

    /// The answers of a section, without a title.
    pub(super) fn answers(&mut self, section: &KeySection<'a>) {
        for answer in &section.answers {
            self.alone(answer.only, |writer| writer.answer(answer));
        }
    }

    fn answer(&mut self, key: &KeyItem<'a>) {
        let solution = key.answer.solution();
        let said = solution.said.iter().map(|(_, line)| line);
        let first = said.chain(&key.explanation).next();
        self.mark(first.and_then(|line| line.text.lead().at));
        let mut arguments = vec![
            string(&key.id),
            string(&key.question_id),
            string(&key.number),
        ];
        let question = [key.question_id.as_str()];
        arguments.extend(self.around.and_then(|around| around.pages(question)));
        arguments.extend(self.short(&solution));
        if let Some(explanation) = &key.explanation {
            arguments.push(format!("explanation: {}", self.body(explanation)));
        }
        arguments.extend(self.feedback(&solution));
        arguments.push(self.right(&solution));
        self.call("answer", &arguments);
    }

    /// What is said about options, each with its letter, as an argument.
    pub(super) fn feedback(&self, solution: &Solution<'a>) -> Option<String> {
        let each = solution.feedback.iter();
        let each: Vec<String> = each
            .map(|(letter, line)| {
                format!("({}, {}),", string(&format!("{letter}.")), self.body(line))
            })
            .collect();
        (!each.is_empty()).then(|| format!("feedback: ({})", each.join(" ")))
    }

    /// The short form of an answer, as an argument.
    pub(super) fn short(&self, solution: &Solution<'a>) -> Option<String> {
        self.spoken("short", |_, labels| {
            solution.short(labels).unwrap_or_default()
        })
    }

    /// The texts of an answer, each with its mark or `none`.
    pub(super) fn right(&self, solution: &Solution<'a>) -> String {
        // An option without a text is its letter alone.
        let is_said = |line: &LocalizedText<'a>| !(solution.is_short() && line.is_empty());
        let said = solution.said.iter().filter(|(_, line)| is_said(line));
        let said: Vec<_> = said.collect();
        // Where there are several texts, a mark follows each and must stay with the end of the text; so they are not
        // set in segments.
        let is_one = said.len() == 1;
        let each = said.iter().map(|(mark, line)| {
            // The short form shows the marks already.
            let mark = mark.as_ref().filter(|_| !solution.is_short());
            let mark = mark.map_or("none".to_owned(), |mark| string(&mark.to_string()));
            let texts = if is_one {
                self.body(line)
            } else {
                self.title(&line.text)
            };
            if line.text.iter().all(|text| ends_sentence(text)) {
                format!("({mark}, {texts}, true),")
            } else {
                format!("({mark}, {texts}),")
            }
        });
        let each: Vec<String> = each.collect();
        format!("({})", each.join(" "))
    }
}

/// The argument that sets a text once for all languages, if it is the same in each.
pub(super) fn once(line: &LocalizedText<'_>) -> Option<String> {
    let Localized::Duo { lead, second } = line.text else {
        return None;
    };
    let has_notes = super::running::have_notes(std::slice::from_ref(line));
    let is_same = lead.inlines == second.inlines && !has_notes;
    is_same.then(|| "once: true".to_owned())
}

/// Whether a text ends like a sentence.
fn ends_sentence(text: &Text) -> bool {
    let text = text.plain();
    text.trim_end_matches(['"', '”', '’', '」', '）', ')'])
        .ends_with(['.', '!', '?', '。', '．', '！', '？', '…', '؟'])
}
