//! Handout sheets.

use super::{Writer, number_argument, pair, string, whole};
use crate::book::Points;
use crate::edition::Audience;
use crate::lang::{Labels, fill};
use crate::manuscript::{
    Asked, AskedQuiz, InPlace, Localized, LocalizedText, Passage, PieceKind, Sheet, SheetSection,
    TeacherView, VocabularyEntry,
};
use crate::typeset::{inline, settings};

impl<'a> Writer<'a> {
    /// Writes a complete sheet.
    pub(super) fn sheet(&mut self, sheet: &Sheet<'a>) {
        sheet.id.clone_into(&mut self.note_prefix);
        if !matches!(sheet.sections.as_slice(), [SheetSection::Cards(_)]) {
            self.head(sheet);
        }
        for (index, section) in sheet.sections.iter().enumerate() {
            match section {
                SheetSection::Points(points) => {
                    let anchor = format!("{}-points", sheet.id);
                    self.call("points", &[string(&anchor), self.lines(points)]);
                }
                SheetSection::Vocabulary(words) => {
                    self.section(sheet, "words", |labels| labels.sheet.vocabulary.to_owned());
                    for word in words {
                        self.word(word);
                    }
                }
                SheetSection::Cards(cards) => {
                    let cards: Vec<String> = cards.iter().map(|card| self.card(card)).collect();
                    self.call("cards", &[format!("({},)", cards.join(", "))]);
                }
                SheetSection::Figures(pieces) => self.pieces(pieces),
                SheetSection::Text(pieces) => {
                    if index > 0 {
                        self.section(sheet, "body", |labels| labels.body.to_owned());
                    }
                    self.pieces(pieces);
                }
                SheetSection::Translation(passages) => {
                    self.section(sheet, "reading", |labels| labels.sheet.reading.to_owned());
                    for passage in passages {
                        self.passage(passage);
                    }
                }
                SheetSection::Quizzes(quizzes) => self.quizzes(sheet, quizzes),
            }
        }
    }

    fn quizzes(&mut self, sheet: &Sheet<'a>, quizzes: &[AskedQuiz<'a>]) {
        for (index, quiz) in quizzes.iter().enumerate() {
            let is_key = sheet.audience == Some(Audience::Key);
            let title = quiz.head.title.as_ref();
            // Quizzes without titles follow each other under one heading.
            let follows = |before: usize| {
                let before = quizzes.get(before);
                before.is_some_and(|quiz| quiz.head.title.is_some())
            };
            if title.is_some() || index == 0 && !is_key || index > 0 && follows(index - 1) {
                let anchor = sheet.quiz_anchor(index);
                self.alone(quiz.head.only, |writer| {
                    let title = match title {
                        Some(title) => writer.heading(1, &title.text),
                        None => pair(
                            &writer
                                .languages
                                .map(|lang| inline::own(lang, |labels| labels.quiz.to_owned())),
                        ),
                    };
                    writer.call("section", &[string(&anchor), "1".to_owned(), title]);
                });
            }
            if is_key {
                for asked in &quiz.questions {
                    self.alone(asked.item.only, |writer| writer.solution(asked, true));
                }
            } else {
                self.alone(quiz.head.only, |writer| writer.before_questions(&quiz.head));
                for asked in &quiz.questions {
                    self.alone(asked.item.only, |writer| writer.asked(asked));
                }
            }
        }
    }

    /// Writes those pieces of a sheet that are set as in the book; used for measuring texts with notes.
    pub(super) fn running_pieces(&mut self, sheet: &Sheet<'a>) {
        for section in &sheet.sections {
            match section {
                SheetSection::Points(points) => {
                    self.mark(points.first().and_then(|point| point.text.lead().at));
                    let points = self.lines(points);
                    self.call("points", &[string(""), points]);
                }
                SheetSection::Figures(pieces) | SheetSection::Text(pieces) => self.pieces(pieces),
                SheetSection::Translation(passages) => {
                    let passages = passages.iter().filter(|passage| !passage.covered);
                    passages.for_each(|passage| self.piece(&passage.piece));
                }
                SheetSection::Quizzes(quizzes) => {
                    for quiz in quizzes {
                        self.alone(quiz.head.only, |writer| writer.before_questions(&quiz.head));
                        for asked in &quiz.questions {
                            asked.item.inside().for_each(|piece| self.piece(piece));
                        }
                    }
                }
                SheetSection::Vocabulary(_) | SheetSection::Cards(_) => {}
            }
        }
    }

    /// Writes a section title made of a label.
    fn section(&mut self, sheet: &Sheet<'a>, name: &str, say: fn(&Labels<'_>) -> String) {
        let words = self.languages.map(|lang| inline::own(lang, say));
        let anchor = format!("{}-{name}", sheet.id);
        self.call("section", &[string(&anchor), "1".to_owned(), pair(&words)]);
    }

    fn head(&mut self, sheet: &Sheet<'a>) {
        self.mark(sheet.title.text.lead().at);
        let mut arguments = vec![string(sheet.id)];
        arguments.extend(number_argument(sheet.number));
        if sheet.audience == Some(Audience::Student) {
            let fields: [fn(&Labels<'_>) -> String; 3] = [
                |labels| labels.sheet.name.to_owned(),
                |labels| labels.sheet.class.to_owned(),
                |labels| labels.sheet.day.to_owned(),
            ];
            let fields = fields.map(|say| pair(&self.languages.map(|lang| inline::own(lang, say))));
            arguments.push(format!("fields: ({},)", fields.join(", ")));
        }
        arguments.extend(self.spoken("facts", |_, labels| facts(sheet, labels)));
        arguments.push(self.heading(0, &sheet.title.text));
        self.call("sheet-head", &arguments);
    }

    fn word(&mut self, word: &VocabularyEntry<'a>) {
        self.mark(word.entry.term.text.lead().at);
        let mut arguments = Vec::new();
        arguments.extend(self.about_term(&word.entry));
        // A term that is the same in both languages is printed only once.
        let term = word.entry.term.text.lead().plain();
        let has_other_name = word.abroad.is_some_and(|(_, other)| other.plain() != term);
        let abroad = abroad(word, *self.setting.rooms.text.lead());
        if let Some(abroad) = abroad.filter(|_| has_other_name) {
            arguments.push(format!("abroad: {abroad}"));
        }
        arguments.push(self.title(&word.entry.term.text));
        self.call("word", &arguments);
    }

    fn passage(&mut self, passage: &Passage<'a>) {
        let PieceKind::Text(line) = &passage.piece.kind else {
            self.piece(&passage.piece);
            return;
        };
        if !passage.covered {
            self.piece(&passage.piece);
            return;
        }
        self.mark(Some(passage.piece.at));
        let room = self.setting.gauge.second_lines(line, self.setting.widths);
        // Only the first text is written; the student supplies the second.
        let lead = LocalizedText {
            text: Localized::Solo(*line.text.lead()),
            notes_before: line.notes_before,
        };
        let languages = Localized::Solo(*self.languages.lead());
        let context = inline::TextContext {
            languages,
            alone: None,
            is_whole: false,
            rooms: Localized::Solo(*self.setting.rooms.text.lead()),
            prefix: &self.note_prefix,
            lines: self.setting.lines,
            arrangement: self.setting.layout.arrangement,
            notes: self.notes,
            pages: None,
        };
        let text = inline::body(&lead, &context);
        let mut arguments = vec![string(passage.piece.id), room.to_string()];
        // Twice the lines: with stacked languages the text takes as many again, and ruled lines beside a text are spaced
        // about twice as far apart as its own.
        arguments.extend(whole(self.setting.gauge.keeps_lines(room * 2)));
        arguments.push(text);
        self.call("covered", &arguments);
    }

    fn asked(&mut self, asked: &Asked<'a>) {
        let item = &asked.item;
        self.mark(item.prompt.text.lead().at);
        let mut arguments = vec![
            string(&item.id),
            string(&item.number),
            string(item.task.kind),
        ];
        arguments.extend(self.shown(item));
        let mut ticked = Vec::new();
        if let Some(for_teacher) = &asked.for_teacher {
            arguments.push("answered: true".to_owned());
            let solution = for_teacher.key.answer.solution();
            if let Some(entries) = &solution.in_place {
                arguments.push(self.in_place(entries));
            }
            if let Some(InPlace::Ticked(letters)) = solution.in_place {
                ticked = letters;
            }
        }
        let space = if asked.for_teacher.is_some() {
            0
        } else {
            item.task.space
        };
        if space > 0 {
            arguments.push(format!("room: {space}"));
        }
        let (gauge, widths) = (self.setting.gauge, self.setting.widths);
        arguments.extend(whole(
            item.inside().next().is_none() && gauge.keeps(item.lines(), space, widths, self.alone),
        ));
        arguments.extend(super::quiz::once(&item.prompt));
        arguments.push(self.body(&item.prompt));
        self.with_pieces("asked", &arguments, item, &ticked);
        self.solution(asked, false);
    }

    /// Writes the solution that a teacher sees below a question, or in its place on a key.
    fn solution(&mut self, asked: &Asked<'a>, is_key: bool) {
        let Some(for_teacher) = &asked.for_teacher else {
            return;
        };
        self.mark(asked.item.prompt.text.lead().at);
        let mut arguments = Vec::new();
        if is_key {
            arguments.push(format!("number: {}", string(&asked.item.number)));
        }
        let solution = for_teacher.key.answer.solution();
        arguments.extend(self.short(&solution));
        arguments.extend(self.spoken("about", |_, labels| {
            about(asked, for_teacher, labels, is_key)
        }));
        let explanation = &for_teacher.key.explanation;
        for (name, line) in [("explanation", explanation), ("guide", &for_teacher.guide)] {
            if let Some(line) = line {
                arguments.push(format!("{name}: {}", self.body(line)));
            }
        }
        arguments.extend(self.feedback(&solution));
        arguments.push(self.right(&solution));
        self.call("solution", &arguments);
    }

    /// What the question itself shows of its answer, as an argument.
    fn in_place(&self, entries: &InPlace<'a>) -> String {
        match entries {
            InPlace::Ticked(letters) => {
                let marks = letters.iter().map(|letter| string(&format!("{letter}.")));
                let marks: Vec<String> = marks.map(|mark| format!("{mark},")).collect();
                format!("ticked: ({})", marks.join(" "))
            }
            InPlace::Judged(holds) => format!("holds: {holds}"),
            InPlace::Filled(blanks) => {
                let fills = blanks.iter().map(|(name, answer)| {
                    format!("({}, {}),", string(name), self.title(&answer.text))
                });
                format!("fills: ({})", fills.collect::<Vec<_>>().join(" "))
            }
            InPlace::Written(answers) => {
                let each = answers
                    .iter()
                    .map(|(mark, answer)| format!("{}: {},", string(mark), string(answer)));
                format!("written: ({})", each.collect::<Vec<_>>().join(" "))
            }
        }
    }

    /// A term as a card: the term, its definition, and the term in the language that the edition leaves out.
    fn card(&self, word: &VocabularyEntry<'a>) -> String {
        let rooms = self.setting.rooms.card;
        let mut fields = self.about_term(&word.entry);
        fields.extend(abroad(word, *rooms.lead()).map(|abroad| format!("abroad: {abroad}")));
        fields.extend(
            word.abroad
                .zip(word.read_abroad)
                .map(|((lang, _), reading)| {
                    let reading = super::inline::words(reading, lang, *rooms.lead());
                    format!("read-abroad: {reading}")
                }),
        );
        let term = super::inline::title(&word.entry.term.text, self.languages, rooms, 0);
        fields.push(format!("term: {term}"));
        format!("({})", fields.join(", "))
    }
}

/// The line under the title of a sheet: its audience, its version, its points and its time.
fn facts(sheet: &Sheet<'_>, labels: &Labels<'_>) -> String {
    let all = labels;
    let labels = all.sheet;
    let audience = match sheet.audience {
        Some(Audience::Teacher) => Some(labels.teacher.to_owned()),
        Some(Audience::Key) => Some(labels.key.to_owned()),
        Some(Audience::Student) | None => None,
    };
    let version = sheet.version.map(|version| fill(labels.version, version));
    let worth = sheet.worth();
    let worth = (worth > Points::default()).then(|| all.points(&labels.worth, worth));
    let minutes = sheet.minutes().map(|minutes| labels.minutes.fill(minutes));
    let parts: Vec<String> = [audience, version, worth, minutes]
        .into_iter()
        .flatten()
        .collect();
    parts.join(" · ")
}

/// What a teacher may want to know about a question besides its answer.
fn about(
    asked: &Asked<'_>,
    for_teacher: &TeacherView<'_>,
    labels: &Labels<'_>,
    is_key: bool,
) -> String {
    // If the question is printed, it already shows its points.
    let points = asked.item.points.filter(|_| is_key);
    let points = points.map(|points| {
        let worth = labels.points(&labels.points, points);
        worth.trim_matches(['（', '）', '(', ')']).to_owned()
    });
    let minutes = for_teacher
        .minutes
        .map(|minutes| labels.sheet.minutes.fill(minutes));
    let difficulty = for_teacher
        .difficulty
        .map(|difficulty| labels.sheet.difficulties[difficulty as usize].to_owned());
    let parts: Vec<String> = [points, minutes, difficulty]
        .into_iter()
        .flatten()
        .collect();
    parts.join(" · ")
}

/// The term in the language that the edition leaves out, with that language's code and region.
fn abroad(word: &VocabularyEntry<'_>, room: f64) -> Option<String> {
    let (lang, text) = word.abroad?;
    let text = super::inline::title(
        &Localized::Solo(text),
        Localized::Solo(lang),
        Localized::Solo(room),
        0,
    );
    let region = settings::region(lang);
    Some(format!(
        "({}, {region}, {text}.first())",
        string(lang.primary())
    ))
}
