//! Lost text: compares what the authors wrote, according to the model of the book, with the pages. Between the
//! authors' texts there may be only diglot's own labels, so that nothing is duplicated, misplaced or in the wrong
//! language.

use diglot::book::{
    Answer, Block, BlockKind, Book, Chapter, Inline, List, ListItem, Mark, Note, NoteKind,
    Question, Quiz, Signature, Text, Turn, right_sides,
};
use diglot::edition::{Answers, Edition, Languages};
use diglot::lang::{Labels, Lang, Pair, Side};
use diglot::{manuscript, walk};
use roxmltree::Node;

use super::archive::{Epub, is_element, is_type};
use super::books::BOOKS;
use super::links::chapters;
use crate::support::sorted_terms;

/// What the authors wrote for one page in one language, in the order of the book.
struct Written<'b> {
    side: Side,
    lang: &'b Lang,
    /// The edition's languages, or the one that alone has a block: text without markup, such as `alt`, is in all of
    /// them.
    languages: Languages,
    texts: Vec<String>,
    /// The texts of notes; one with a note inside is split in two.
    notes: Vec<String>,
    in_note: bool,
    /// Whether notes have keys, by which they may be in the order of the other language.
    has_keys: bool,
    /// The alternative texts of pictures.
    alts: Vec<String>,
    /// Those of pictures in lines.
    signs: Vec<String>,
    /// Listings, with their exact white space.
    listings: Vec<String>,
    /// The marks in front of items of lists.
    marks: Vec<String>,
    /// The ranges of texts that are not printed in the author's order.
    shuffled: Vec<std::ops::Range<usize>>,
}

impl<'b> Written<'b> {
    fn on(book: &'b Book, side: Side, edition: &Edition) -> Self {
        Self {
            side,
            lang: book.languages.get(side),
            languages: edition.languages,
            texts: Vec::new(),
            notes: Vec::new(),
            in_note: false,
            has_keys: false,
            alts: Vec::new(),
            signs: Vec::new(),
            listings: Vec::new(),
            marks: Vec::new(),
            shuffled: Vec::new(),
        }
    }

    fn say(&mut self, pair: &Pair<Text>) {
        self.say_text(pair.get(self.side));
    }

    fn say_text(&mut self, text: &Text) {
        self.say_after("", text);
    }

    /// A text after what is printed in front of it.
    fn say_after(&mut self, before: &str, text: &Text) {
        let mut out = format!("{before} ");
        self.run(&text.inlines, &mut out);
        self.texts.push(even(&out));
    }

    /// A repeated title, as plain text without ruby.
    fn say_plain(&mut self, pair: &Pair<Text>) {
        self.texts.push(even(&pair.get(self.side).plain()));
    }

    fn say_all<'a>(&mut self, pairs: impl IntoIterator<Item = &'a Pair<Text>>) {
        for pair in pairs {
            self.say(pair);
        }
    }

    fn run(&mut self, inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            match inline {
                Inline::Plain(text) | Inline::Code(text) => out.push_str(text),
                Inline::Formula(formula) => out.push_str(&formula.tex),
                Inline::Emph(inner)
                | Inline::Strong(inner)
                | Inline::Link { text: inner, .. }
                | Inline::Span { text: inner, .. }
                | Inline::Reference { text: inner, .. } => self.run(inner, out),
                // As reading systems without ruby show it.
                Inline::Ruby { base, reading } => out.extend([base, "(", reading, ")"]),
                Inline::Blank { number, width, .. } => {
                    let number = number.map(|number| format!("({number})\u{a0}"));
                    out.push_str(&number.unwrap_or_default());
                    out.extend(std::iter::repeat_n('_', *width));
                }
                Inline::Break => out.push('\n'),
                Inline::Picture(it) => self.signs.push(it.alt.clone()),
                Inline::Index(_) => {}
                Inline::Note(note) => {
                    self.has_keys |= note.key.is_some();
                    if self.in_note {
                        self.notes.push(even(out));
                        out.clear();
                    }
                    let was_in_note = std::mem::replace(&mut self.in_note, true);
                    let mut text = self.note_label(note);
                    self.run(&note.text, &mut text);
                    self.notes.push(even(&text));
                    self.in_note = was_in_note;
                }
            }
        }
    }

    /// What says that a note is not by the author. A label that a language lacks is in English, so not in the language.
    fn note_label(&self, note: &Note) -> String {
        let pick = |labels: &Labels<'_>| match note.kind {
            NoteKind::Author => String::new(),
            NoteKind::Translator => format!("{}{}", labels.translator_note, labels.colon),
            NoteKind::Editor => format!("{}{}", labels.editor_note, labels.colon),
        };
        if self.lang.falls_back(pick) {
            return String::new();
        }
        pick(&self.lang.labels())
    }

    /// The mark in front of an item, if the page has it as text. One that is the same in both languages is in front of
    /// the first alone, unless they share the text as well.
    fn mark(&self, list: &List, item: &ListItem) -> Option<String> {
        let (mark, is_same) = match &item.mark {
            Mark::Number(number) if list.has_pattern => {
                (number.get(self.side).clone(), number.a == number.b)
            }
            Mark::Check(true) => ("■".to_owned(), true),
            Mark::Check(false) => ("□".to_owned(), true),
            Mark::Number(_) | Mark::Bullet | Mark::Term(_) | Mark::Hanging => return None,
        };
        let is_shared = item.text.a.inlines == item.text.b.inlines;
        let is_first = self.languages.lead() == self.side;
        (!is_same || is_first || is_shared).then_some(mark)
    }

    fn item(&mut self, list: &List, item: &ListItem) {
        if let Mark::Term(term) = &item.mark {
            self.say(term);
        }
        let mark = self.mark(list, item);
        let before = mark.as_deref().unwrap_or_default();
        self.say_after(before, item.text.get(self.side));
        self.marks.extend(mark);
        self.blocks(&item.blocks);
    }

    fn chapter(&mut self, chapter: &Chapter) {
        if !chapter.role.is_plate() {
            self.say_all(&chapter.label);
            self.say(&chapter.title);
        }
        self.blocks(&chapter.blocks);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            let around = self.languages;
            // An edition of both languages has a list that reads the same in both only once.
            let only = match around {
                Languages::Both { lead } if block.says_the_same() => Some(lead),
                Languages::Both { .. } | Languages::Only(_) => block.only,
            };
            match only {
                Some(side) if side != self.side => continue,
                Some(side) => self.languages = Languages::Only(side),
                None => {}
            }
            self.block(block);
            self.languages = around;
        }
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Lead(text)
            | BlockKind::Text(text)
            | BlockKind::Aligned(text, _)
            | BlockKind::Heading { text, .. } => {
                self.say(text);
            }
            BlockKind::List(list) => {
                for item in &list.items {
                    self.item(list, item);
                }
            }
            BlockKind::Quote(quote) => {
                self.say_all(&quote.text);
                self.blocks(&quote.blocks);
                self.say_all(&quote.source);
            }
            BlockKind::Dialogue(turns) => {
                for Turn {
                    speaker,
                    time,
                    text,
                } in turns
                {
                    self.say_all(speaker);
                    let time = time.as_deref().unwrap_or_default();
                    self.say_after(time, text.get(self.side));
                }
            }
            BlockKind::Signatures(all) => {
                self.say_all(all.iter().flat_map(Signature::texts));
            }
            BlockKind::Verse(verse) => self.say_all(verse.texts()),
            BlockKind::Gloss(gloss) => self.say_all(gloss.texts()),
            BlockKind::Figure(figure) => {
                for part in &figure.parts {
                    let mut alts = Vec::new();
                    for alt in part.alt.iter().flat_map(|alt| {
                        self.languages
                            .choose(alt)
                            .iter()
                            .copied()
                            .collect::<Vec<_>>()
                    }) {
                        // As plain text, because an attribute cannot have ruby.
                        alts.push(alt.plain());
                    }
                    alts.dedup();
                    self.alts.push(alts.join(" / "));
                    self.say_all(&part.caption);
                }
                self.say_all(&figure.caption);
            }
            BlockKind::Table(table) => {
                self.say_all(&table.caption);
                self.say_all(table.cells().map(|cell| &cell.text));
            }
            BlockKind::Code(code) => {
                self.say_all(&code.caption);
                let text = &code.program.get(self.side).text;
                self.texts.push(even(text));
                self.listings.push(text.clone());
            }
            BlockKind::Formula(display) => self.texts.push(even(&display.formula.tex)),
            BlockKind::Break(_) => {}
            BlockKind::Callout(callout) => {
                self.say_all(&callout.title);
                self.blocks(&callout.blocks);
            }
            BlockKind::Summary(points) => self.say_all(points),
            BlockKind::Quiz(quiz) => {
                self.before_questions(quiz);
                self.questions(&quiz.questions, |written, question| {
                    written.say(&question.prompt);
                    written.blocks(&question.blocks);
                    written.offered(&question.answer);
                });
            }
        }
    }

    /// The questions that this language has, of which some have no other.
    fn questions<'q>(
        &mut self,
        questions: impl IntoIterator<Item = &'q Question>,
        mut say: impl FnMut(&mut Self, &'q Question),
    ) {
        for question in questions {
            let around = self.languages;
            match question.only {
                Some(side) if side != self.side => continue,
                Some(side) => self.languages = Languages::Only(side),
                None => {}
            }
            say(self, question);
            self.languages = around;
        }
    }

    /// What precedes the questions of a quiz.
    fn before_questions(&mut self, quiz: &Quiz) {
        self.say_all(&quiz.title);
        self.say_all(&quiz.instructions);
        self.blocks(&quiz.passage);
    }

    /// The options of a question.
    fn offered(&mut self, answer: &Answer) {
        match answer {
            Answer::Choice(choices) => {
                for choice in choices {
                    self.say(&choice.text);
                    self.blocks(&choice.blocks);
                }
            }
            Answer::Match(rows) => {
                self.say_all(rows.iter().map(|row| &row.left));
                let start = self.texts.len();
                self.say_all(right_sides(rows));
                self.shuffled.push(start..self.texts.len());
            }
            Answer::Classes(classes) => {
                let start = self.texts.len();
                self.say_all(classes.iter().flat_map(|class| &class.items));
                self.shuffled.push(start..self.texts.len());
                self.say_all(classes.iter().map(|class| &class.name));
            }
            Answer::Order(steps) => {
                let start = self.texts.len();
                self.say_all(steps);
                self.shuffled.push(start..self.texts.len());
            }
            Answer::Blanks { blanks, bank } => {
                for blank in blanks {
                    self.say_all(&blank.options);
                }
                if let Some(bank) = bank {
                    let start = self.texts.len();
                    self.say_all(blanks.iter().map(|blank| &blank.answer));
                    self.say_all(bank);
                    self.shuffled.push(start..self.texts.len());
                }
            }
            Answer::Truth(_) | Answer::Open { .. } => {}
        }
    }

    /// The texts, with the shuffled ones in the order of the page.
    fn in_order_of(&self, page: &str) -> Vec<String> {
        let mut texts = self.texts.clone();
        for range in &self.shuffled {
            // What stands before may stand elsewhere too, so each text is looked for after the one before it.
            let from = texts[..range.start].iter().fold(0, |from, text| {
                let at = page[from..].find(text.as_str());
                at.map_or(from, |at| from + at + text.len())
            });
            let mut rest = page[from..].to_owned();
            let mut found: Vec<_> = texts[range.clone()]
                .iter()
                .cloned()
                .map(|text| (0, text))
                .collect();
            // Longer texts first: a text may be a part of another.
            found.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
            for (at, text) in &mut found {
                *at = rest.find(text.as_str()).unwrap_or(usize::MAX);
                rest = rest.replacen(text.as_str(), &"\0".repeat(text.len()), 1);
            }
            found.sort();
            for (slot, (_, text)) in texts[range.clone()].iter_mut().zip(found) {
                *slot = text;
            }
        }
        texts
    }

    /// The section of the answer key for a chapter, if it has questions.
    fn key(&mut self, chapter: &Chapter) {
        // An answer need not have a text of the author's, as when a statement is true or false.
        let questions = walk::quizzes(&chapter.blocks).flat_map(|(_, quiz)| &quiz.questions);
        let mut all = questions.map(|question| question.only);
        if all.any(|only| only.is_none_or(|side| self.languages.shows(side))) {
            self.say_plain(&chapter.title);
            self.answers(&chapter.blocks);
        }
    }

    /// A chapter of a solutions book.
    fn solved(&mut self, chapter: &Chapter) {
        self.say(&chapter.title);
        for block in &chapter.blocks {
            let BlockKind::Quiz(quiz) = &block.kind else {
                panic!("{} is no quiz", block.id);
            };
            if block.only.is_some_and(|side| side != self.side) {
                continue;
            }
            self.before_questions(quiz);
            self.questions(&quiz.questions, |written, question| {
                written.say(&question.prompt);
                written.blocks(&question.blocks);
                written.offered(&question.answer);
                written.answer(question);
            });
        }
    }

    fn answers(&mut self, blocks: &[Block]) {
        let questions = walk::quizzes(blocks).flat_map(|(_, quiz)| &quiz.questions);
        self.questions(questions, Self::answer);
    }

    fn answer(&mut self, question: &Question) {
        match &question.answer {
            Answer::Choice(choices) => {
                let right = choices.iter().filter(|choice| choice.correct);
                self.say_all(right.map(|choice| &choice.text));
            }
            Answer::Truth(_) => {}
            Answer::Blanks { blanks, .. } => {
                self.say_all(blanks.iter().map(|blank| &blank.accepted.printed));
            }
            Answer::Match(rows) => self.say_all(rows.iter().map(|row| &row.right)),
            Answer::Order(steps) => self.say_all(steps),
            Answer::Classes(classes) => self.say_all(classes.iter().map(|class| &class.printed)),
            Answer::Open { accepted, .. } => self.say(&accepted.printed),
        }
        self.say_all(&question.explanation);
        if let Answer::Choice(choices) = &question.answer {
            self.say_all(choices.iter().flat_map(|choice| &choice.feedback));
        }
    }
}

/// Text with XML white space collapsed, as a reading system shows it.
fn even(text: &str) -> String {
    let words = text.split([' ', '\t', '\n', '\r']);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Appends the text of a page in one language, without notes and their marks. A `span` without a class only marks
/// foreign words, which belong to the text around them.
fn shown(node: Node<'_, '_>, lang: &Lang, out: &mut String) {
    for child in node.children() {
        let is_word = is_element(&child, "span") && child.attribute("class").is_none();
        let is_other = child
            .attribute("lang")
            .is_some_and(|other| other != lang.tag() && !is_word);
        if let Some(text) = child.text().filter(|_| child.is_text()) {
            out.push_str(text);
        } else if is_element(&child, "br") {
            out.push('\n');
        } else if let Some(tex) = tex(&child) {
            // As it is read aloud; the tests of formulas check what it looks like.
            out.push_str(tex);
        } else if !is_other
            && !is_type(&child, "noteref")
            && !is_type(&child, "footnotes")
            && child.attribute("role") != Some("doc-backlink")
        {
            shown(child, lang, out);
        }
    }
}

/// The TeX of a formula, which is MathML or an image.
fn tex<'n>(node: &Node<'n, '_>) -> Option<&'n str> {
    let is_drawn = node.attribute("role") == Some("math");
    let alt = node.attribute("alt").filter(|_| is_drawn);
    node.attribute("alttext").or(alt)
}

/// Finds texts on a page one after the other. Returns those that are missing, and what is left between the others.
fn take<'p, 't>(page: &'p str, texts: &'t [String]) -> (Vec<&'t str>, Vec<&'p str>) {
    let mut missing = Vec::new();
    let mut left = Vec::new();
    let mut rest = page;
    for text in texts {
        match rest.split_once(text.as_str()) {
            Some((before, after)) => {
                left.push(before);
                rest = after;
            }
            None => missing.push(text.as_str()),
        }
    }
    left.push(rest);
    (missing, left)
}

/// Complains of texts that are missing on a page, and of words that are neither the authors' nor diglot's.
fn differences(page: &str, texts: &[String], labels: &Labels) -> Vec<String> {
    let page = even(page);
    let (missing, left) = take(&page, texts);
    let missing = missing.into_iter().map(lacks);
    let foreign = left.into_iter().filter(|words| is_foreign(words, labels));
    missing
        .chain(foreign.map(|words| format!("nobody wrote: {words}")))
        .collect()
}

fn lacks(text: &str) -> String {
    format!("lost or out of place: {text}")
}

/// Whether words are not diglot's own: labels, numbers, letters of options, punctuation.
fn is_foreign(words: &str, labels: &Labels) -> bool {
    let mut own: Vec<&str> = [
        labels.chapter,
        labels.appendix,
        labels.figure,
        labels.table,
        labels.listing,
        labels.insight,
        labels.note,
        labels.tip,
        labels.warning,
        labels.roadmap,
        labels.summary,
        labels.quiz,
        labels.several,
        labels.true_or_false,
        labels.judged_true,
        labels.judged_false,
        labels.to_match,
        labels.to_order,
        labels.to_sort,
        labels.get("point"),
        labels.get("points"),
        labels.see_answer,
        labels.answers,
        labels.question,
        labels.answer,
        labels.explanation,
        labels.back,
        labels.glossary,
        labels.notes,
    ]
    .iter()
    .flat_map(|label| label.split("{}"))
    .map(str::trim)
    .filter(|label| !label.is_empty())
    .collect();
    // Longer labels first, because one may contain another.
    own.sort_by_key(|label| std::cmp::Reverse(label.len()));
    let mut rest = words.to_owned();
    // Pictures side by side.
    for letter in 'a'..='f' {
        rest = rest.replace(&format!("({letter})"), " ");
    }
    for label in own {
        rest = rest.replace(label, " ");
    }
    let mut words = rest.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        // The letters of what belongs to a class are in alphabetical order.
        let are_letters = word.bytes().all(|byte| byte.is_ascii_uppercase());
        let are_letters = are_letters && word.as_bytes().is_sorted_by(|one, next| one < next);
        // What only one language has adds a letter to the number before it.
        let number = word.strip_suffix(|c: char| c.is_ascii_uppercase());
        let number = number.filter(|number| !number.is_empty()).unwrap_or(word);
        !are_letters && !number.chars().all(|c| c.is_ascii_digit())
    })
}

/// All text in an element.
fn whole(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    texts.filter_map(|text| text.text()).collect()
}

/// Compares what was written with the content of an element.
fn compare(node: Node<'_, '_>, written: &Written<'_>, lang: &Lang) -> Vec<String> {
    let mut text = String::new();
    shown(node, lang, &mut text);
    let texts = written.in_order_of(&even(&text));
    let mut faults = differences(&text, &texts, &lang.labels());
    let mut notes = String::new();
    for part in node.descendants().filter(|node| is_type(node, "footnotes")) {
        shown(part, lang, &mut notes);
    }
    let mut wanted = written.notes.clone();
    if written.has_keys {
        let notes = even(&notes);
        wanted.sort_by_key(|note| notes.find(note.as_str()));
    }
    faults.extend(differences(&notes, &wanted, &lang.labels()));
    let is_other = |inner: &Node<'_, '_>| {
        let mut around = inner.ancestors().take_while(|around| *around != node);
        around.any(|around| around.attribute("lang").is_some_and(|of| of != lang.tag()))
    };
    let images = node.descendants().filter(|node| is_element(node, "img"));
    let images = images.filter(|image| tex(image).is_none() && !is_other(image));
    let is_in_line = |image: &Node<'_, '_>| {
        let class = image.attribute("class").unwrap_or_default();
        class.starts_with("in-line-")
    };
    let (in_lines, images): (Vec<_>, Vec<_>) = images.partition(is_in_line);
    let alts = |images: Vec<Node<'_, '_>>| -> Vec<String> {
        let alts = images.iter().filter_map(|image| image.attribute("alt"));
        alts.map(str::to_owned).collect()
    };
    // Some texts are not in the author's order.
    let (mut signs, mut wanted) = (alts(in_lines), written.signs.clone());
    signs.sort();
    wanted.sort();
    if signs != wanted {
        faults.push(format!("pictures in lines say {signs:?}, not {wanted:?}"));
    }
    let alts = alts(images);
    if alts != written.alts {
        faults.push(format!("pictures say {alts:?}, not {:?}", written.alts));
    }
    let listings = node.descendants().filter(|node| is_element(node, "pre"));
    let listings = listings.filter(|pre| !is_other(pre));
    let listings: Vec<String> = listings.map(whole).collect();
    let marks = node.descendants().filter(|node| {
        let class = node.attribute("class").unwrap_or_default();
        class.split(' ').any(|class| class == "mark") && !is_other(node)
    });
    let marks: Vec<String> = marks.map(whole).collect();
    if marks != written.marks {
        faults.push(format!("marks: {marks:?}, not {:?}", written.marks));
    }
    if listings != written.listings {
        faults.push(format!(
            "listings: {listings:?}, not {:?}",
            written.listings
        ));
    }
    faults
}

/// Complains of lost, duplicated and misplaced text in an edition.
pub fn lost(epub: &Epub, book: &Book, edition: &Edition) -> Vec<String> {
    let book = &*manuscript::with_readings(book, edition);
    let sides = match edition.languages {
        Languages::Only(side) => vec![side],
        Languages::Both { .. } => vec![Side::A, Side::B],
    };
    let mut faults = Vec::new();
    for side in sides {
        let lang = book.languages.get(side);
        let mut check = |name: &str, written: &Written<'_>| {
            let page = epub.page(name);
            let mut nodes = page.descendants();
            let body = nodes.find(|node| is_element(node, "body")).unwrap();
            let found = compare(body, written, lang).into_iter();
            faults.extend(found.map(|fault| format!("{name} ({lang}): {fault}")));
        };
        let mut key = Written::on(book, side, edition);
        let is_there = |chapter: &&Chapter| match chapter.only {
            Some(side) => edition.languages.shows(side),
            None => true,
        };
        let written_chapters = book.chapters.iter().filter(is_there);
        for (name, chapter) in chapters(epub).iter().zip(written_chapters) {
            let mut written = Written::on(book, side, edition);
            match edition.solves {
                None => written.chapter(chapter),
                Some(_) => written.solved(chapter),
            }
            if chapter.only.is_some_and(|only| only != side) {
                continue;
            }
            match edition.answers {
                Answers::Appendix => key.key(chapter),
                Answers::Chapter => written.answers(&chapter.blocks),
                Answers::Nowhere => {}
            }
            check(name, &written);
        }
        if !key.texts.is_empty() {
            check("answers.xhtml", &key);
        }
        if !book.glossary.is_empty() {
            let mut written = Written::on(book, side, edition);
            for term in sorted_terms(book, edition.languages.lead()) {
                written.say(&term.term);
                if let Some(reading) = term.reading.get(side) {
                    written.say_text(reading);
                }
                written.say_all(&term.pos);
                written.say_all(&term.definition);
                written.say_all(&term.example);
            }
            check("glossary.xhtml", &written);
        }
        for (name, written) in front(book, side, edition) {
            let mut text = String::new();
            shown(epub.page(name).root_element(), lang, &mut text);
            let text = even(&text);
            let missing = take(&text, &written.texts).0.into_iter().map(lacks);
            faults.extend(missing.map(|fault| format!("{name} ({lang}): {fault}")));
        }
    }
    faults
}

/// Title page, colophon and contents, with what they must contain in this order.
fn front<'b>(book: &'b Book, side: Side, edition: &Edition) -> [(&'static str, Written<'b>); 3] {
    let mut title = Written::on(book, side, edition);
    title.say(&book.title);
    title.say_all(&book.subtitle);
    title.say_all(book.creators.iter().map(|creator| &creator.name));
    title.say_all(&book.publisher);
    let mut colophon = Written::on(book, side, edition);
    colophon.say(&book.title);
    colophon.say_all(book.creators.iter().map(|creator| &creator.name));
    colophon.say_all(&book.publisher);
    colophon.say_all(&book.rights);
    let mut contents = Written::on(book, side, edition);
    for chapter in &book.chapters {
        let titles = chapter.label.iter().chain([&chapter.title]);
        titles.for_each(|title| contents.say_plain(title));
    }
    [
        ("title.xhtml", title),
        ("colophon.xhtml", colophon),
        ("nav.xhtml", contents),
    ]
}

#[test]
fn every_word_of_the_authors_is_there_once_in_its_place() {
    for bound in BOOKS.iter() {
        for made in bound.epubs() {
            let epub = Epub::open(&made.path);
            let faults = lost(&epub, bound.book_of(made), &made.edition);
            assert!(
                faults.is_empty(),
                "{} {}: {}",
                bound.name,
                made.edition.name,
                faults.join("\n")
            );
        }
    }
}

#[test]
fn wrong_marks_and_labels_are_noticed() {
    let hard = &BOOKS[2];
    let made = hard.epubs().find(|made| made.edition.name == "zh").unwrap();
    for (page, from, to) in [
        ("traps", ">第二条</span>", ">第三条</span>"),
        ("traps", ">①</span>", "></span>"),
        (
            "traps",
            ">（一）</span> ",
            ">（一）</span> <span class=\"mark\">1</span> ",
        ),
        ("displays", ">译注：</span>", ">编注：</span>"),
    ] {
        let mut epub = Epub::open(&made.path);
        let name = format!("OEBPS/chapter-{page}.xhtml");
        let mut files = epub.files.iter_mut();
        let (_, content) = files.find(|(file, _)| *file == name).unwrap();
        let text = String::from_utf8(content.clone()).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        *content = text.replacen(from, to, 1).into_bytes();
        let faults = lost(&epub, hard.book(), &made.edition);
        assert!(!faults.is_empty(), "{to} in {name}");
    }
}
