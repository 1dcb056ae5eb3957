//! A text with its markup, whatever format it was written in: a flat sequence of runs, each with a style, so that it
//! can be cut in two and joined anywhere.

use std::borrow::Cow;
use std::ops::Range;

use super::document::visible;
use super::scripts::is_cjk;

/// A text in one language, or in both before it is cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rich {
    pub(crate) runs: Vec<Run>,
}

/// A part of a text that has one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) inline: Inline,
    pub(crate) style: Style,
}

/// What stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inline {
    /// Characters, each of which is printed as it is.
    Text(String),
    Code(String),
    /// TeX.
    Formula(String),
    Ruby {
        base: String,
        reading: String,
    },
    Picture {
        /// As its file calls it; see [`super::pictures`].
        source: String,
        alt: String,
    },
    Note {
        text: Rich,
        /// Whether the other language has no such note.
        only: bool,
    },
    /// The end of a line that stays one.
    Break,
    /// The end of a line in the file only.
    Wrap,
}

/// How a part of a text is marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub(crate) struct Style {
    pub(crate) emph: bool,
    pub(crate) strong: bool,
    pub(crate) script: Script,
    /// A key of a keyboard.
    pub(crate) key: bool,
    pub(crate) small_caps: bool,
    pub(crate) link: Option<Link>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Script {
    #[default]
    Level,
    Raised,
    Lowered,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// An address on the web.
    Address(String),
    /// A place in the files that are brought in, as a [`Block`](super::document::Block) calls it; once the book is put
    /// together, an anchor of the book.
    Place(String),
}

impl Inline {
    /// What it looks like to whoever asks for plain words. Code and formulas stand between backticks, so that nobody
    /// takes their words for words of a language; notes and pictures do not show.
    fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Ruby { base: text, .. } => Cow::Borrowed(text),
            Self::Code(code) | Self::Formula(code) => {
                Cow::Owned(format!("`{}`", code.replace('`', "'")))
            }
            Self::Picture { .. } | Self::Note { .. } => Cow::Borrowed(""),
            Self::Break | Self::Wrap => Cow::Borrowed("\n"),
        }
    }

    /// How many visible characters were read for it.
    fn visible(&self) -> usize {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Formula(text) => visible(text),
            Self::Ruby { base, reading } => visible(base) + visible(reading),
            Self::Picture { alt, .. } => visible(alt),
            Self::Note { text, .. } => text.visible(),
            Self::Break | Self::Wrap => 0,
        }
    }
}

impl Rich {
    /// A text without markup.
    pub(crate) fn plain(text: &str) -> Self {
        let mut rich = Self::default();
        rich.push(Inline::Text(text.to_owned()), &Style::default());
        rich
    }

    /// Adds a part.
    pub(crate) fn push(&mut self, inline: Inline, style: &Style) {
        if let Inline::Text(text) = &inline {
            if text.is_empty() {
                return;
            }
            if let Some(Run {
                inline: Inline::Text(last),
                style: before,
            }) = self.runs.last_mut()
                && before == style
            {
                last.push_str(text);
                return;
            }
        }
        self.runs.push(Run {
            inline,
            style: style.clone(),
        });
    }

    /// Its words without markup: what languages are told by, and what is aligned.
    pub(crate) fn words(&self) -> String {
        self.runs.iter().map(|run| run.inline.shown()).collect()
    }

    /// Its words as a title has them, on one line.
    pub(crate) fn title(&self) -> String {
        let mut title = String::new();
        for run in &self.runs {
            match &run.inline {
                Inline::Text(text)
                | Inline::Code(text)
                | Inline::Formula(text)
                | Inline::Ruby { base: text, .. } => title.push_str(text),
                Inline::Break | Inline::Wrap => title.push(' '),
                Inline::Picture { .. } | Inline::Note { .. } => {}
            }
        }
        title.trim().to_owned()
    }

    /// All that was read for it, notes, readings and descriptions too.
    pub(crate) fn raw(&self) -> String {
        let mut raw = String::new();
        for run in &self.runs {
            match &run.inline {
                Inline::Text(text) | Inline::Code(text) | Inline::Formula(text) => {
                    raw.push_str(text);
                }
                Inline::Ruby { base, reading } => {
                    raw.push_str(base);
                    raw.push(' ');
                    raw.push_str(reading);
                }
                Inline::Picture { alt, .. } => raw.push_str(alt),
                Inline::Note { text, .. } => raw.push_str(&text.raw()),
                Inline::Break | Inline::Wrap => raw.push(' '),
            }
        }
        raw
    }

    /// How many visible characters it has, with those of notes, readings and alternative texts.
    pub(crate) fn visible(&self) -> usize {
        self.runs.iter().map(|run| run.inline.visible()).sum()
    }

    /// Whether nothing is printed of it.
    pub(crate) fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| match &run.inline {
            Inline::Text(text) => text.trim().is_empty(),
            Inline::Code(code) | Inline::Formula(code) => code.trim().is_empty(),
            Inline::Break | Inline::Wrap => true,
            Inline::Ruby { .. } | Inline::Picture { .. } | Inline::Note { .. } => false,
        })
    }

    /// A part of the text, by offsets in its words. What does not show belongs to the word before it.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let mut part = Self::default();
        let mut at = 0;
        for run in &self.runs {
            let shown = run.inline.shown();
            let (from, to) = (at, at + shown.len());
            at = to;
            if let Inline::Text(text) = &run.inline {
                let place = |offset: usize| offset.clamp(from, to) - from;
                let text = text[place(range.start)..place(range.end)].to_owned();
                part.push(Inline::Text(text), &run.style);
            } else if (from..to).contains(&range.start)
                || range.contains(&from) && (from < to || range.start < from || from == 0)
                || (from == to && from == range.end && range.start < from)
            {
                part.push(run.inline.clone(), &run.style);
            }
        }
        part.trimmed()
    }

    /// Without white space and line ends around it.
    pub(crate) fn trimmed(mut self) -> Self {
        let is_end = |run: &Run| match &run.inline {
            Inline::Text(text) => text.trim().is_empty(),
            Inline::Break | Inline::Wrap => true,
            Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Ruby { .. }
            | Inline::Picture { .. }
            | Inline::Note { .. } => false,
        };
        while self.runs.last().is_some_and(is_end) {
            self.runs.pop();
        }
        let blank = self.runs.iter().take_while(|run| is_end(run)).count();
        self.runs.drain(..blank);
        if let Some(Run {
            inline: Inline::Text(text),
            ..
        }) = self.runs.first_mut()
        {
            *text = text.trim_start().to_owned();
        }
        if let Some(Run {
            inline: Inline::Text(text),
            ..
        }) = self.runs.last_mut()
        {
            *text = text.trim_end().to_owned();
        }
        self
    }

    /// Adds a text after this one: with a space between words, with nothing beside Chinese.
    pub(crate) fn join(&mut self, next: Self) {
        if !self.runs.is_empty() && !next.runs.is_empty() {
            let touches = |c: Option<char>| c.is_some_and(is_cjk);
            let beside =
                touches(self.words().chars().next_back()) || touches(next.words().chars().next());
            if !beside {
                self.push(Inline::Text(" ".to_owned()), &Style::default());
            }
        }
        self.append(next);
    }

    /// Adds a text right after this one.
    pub(crate) fn append(&mut self, next: Self) {
        for Run { inline, style } in next.runs {
            self.push(inline, &style);
        }
    }

    /// Its notes.
    pub(crate) fn notes_mut(&mut self) -> impl Iterator<Item = (&mut Self, &mut bool)> {
        self.runs
            .iter_mut()
            .filter_map(|run| match &mut run.inline {
                Inline::Note { text, only } => Some((text, only)),
                Inline::Text(_)
                | Inline::Code(_)
                | Inline::Formula(_)
                | Inline::Ruby { .. }
                | Inline::Picture { .. }
                | Inline::Break
                | Inline::Wrap => None,
            })
    }

    /// Removes notes; returns how many visible characters they had.
    pub(crate) fn remove_notes(&mut self, is_removed: &dyn Fn(&Self) -> bool) -> usize {
        let before = self.visible();
        self.runs
            .retain(|run| !matches!(&run.inline, Inline::Note { text, .. } if is_removed(text)));
        before - self.visible()
    }

    /// Calls `change` with each of its runs, those of notes too.
    pub(crate) fn each_run(&mut self, change: &mut dyn FnMut(&mut Run)) {
        for run in &mut self.runs {
            change(run);
            if let Inline::Note { text, .. } = &mut run.inline {
                text.each_run(change);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_its_words() {
        let strong = Style {
            strong: true,
            ..Style::default()
        };
        let mut rich = Rich::plain("用 ");
        rich.push(Inline::Code("a`b".to_owned()), &Style::default());
        rich.push(Inline::Text("开始。 Begin".to_owned()), &strong);
        let note = Inline::Note {
            text: Rich::plain("x"),
            only: false,
        };
        rich.push(note, &Style::default());
        rich.push(Inline::Text(" with it.".to_owned()), &Style::default());
        let words = rich.words();
        let start = words.find("Begin").unwrap();
        let [first, second] = [rich.part(0..start - 1), rich.part(start..usize::MAX)];
        assert_eq!(first.words(), "用 `a'b`开始。");
        assert_eq!(second.words(), "Begin with it.");
        assert_eq!(first.runs[2].style, strong);
        assert_eq!(first.visible() + second.visible(), rich.visible());
        assert_eq!(second.runs.len(), 3);
    }
}
