//! Writes texts in diglot's own markup. Whatever would be markup and is not meant to be is escaped; what the markup
//! cannot say is written without it.

use super::rich::{Inline, Link, Rich, Run, Script, Style};
use super::scripts::is_cjk;
use crate::read;

/// A text in diglot's markup, and whether a mark was left out since it cannot be written where it stands.
pub(crate) fn write(rich: &Rich) -> (String, bool) {
    let mut lines = Vec::new();
    let mut is_plain = false;
    for line in rich.runs.split(|run| run.inline == Inline::Break) {
        let line = Rich {
            runs: line.to_vec(),
        };
        let (line, lost) = one_line(&line.trimmed());
        is_plain |= lost;
        lines.push(line);
    }
    // An empty line would part paragraphs.
    lines.retain(|line| !line.is_empty());
    (lines.join("\\\n"), is_plain)
}

/// A line: with all its marks if they are read as they are meant, else with fewer.
fn one_line(line: &Rich) -> (String, bool) {
    let meant = meant(line);
    let mut text = line.clone();
    text.each_run(&mut |run| {
        if let Inline::Formula(tex) = &run.inline
            && !read::is_formula(tex, false)
        {
            run.inline = Inline::Code(tex.clone());
        }
    });
    for keeps in [
        |_: &mut Run| {},
        |run: &mut Run| run.style.script = Script::Level,
        |run: &mut Run| run.style.emph = false,
        |run: &mut Run| run.style.strong = false,
        |run: &mut Run| {
            run.style = Style::default();
            if let Inline::Formula(tex) = &run.inline {
                run.inline = Inline::Code(tex.clone());
            }
        },
    ] {
        text.each_run(&mut |run| keeps(run));
        let written = runs(&text.runs, false);
        if read::words_of(&written).as_ref() == Some(&meant) {
            let is_whole = text == *line;
            return (written, !is_whole);
        }
    }
    (runs(&text.runs, false), true)
}

/// What a reader has to find in a line.
fn meant(line: &Rich) -> String {
    let mut meant = String::new();
    for (at, run) in line.runs.iter().enumerate() {
        match &run.inline {
            Inline::Text(text) | Inline::Code(text) => meant.push_str(text),
            Inline::Formula(tex) => meant.push_str(tex.trim()),
            Inline::Ruby { base, reading } => {
                meant.push_str(base.trim());
                if base.chars().any(is_cjk) {
                    meant.push_str(reading.trim());
                }
            }
            Inline::Picture { alt, .. } => meant.push_str(alt.trim()),
            Inline::Note { text, .. } => meant.push_str(&self::meant(text)),
            Inline::Wrap => meant.push_str(between(&line.runs, at)),
            Inline::Break => {}
        }
    }
    solid(&meant)
}

/// A text without white space, which folding may change.
pub(crate) fn solid(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What stands where a line of the file ended: a space between words, nothing beside Chinese.
fn between(runs: &[Run], at: usize) -> &'static str {
    let touches = |c: Option<char>| c.is_some_and(is_cjk);
    let shown = |run: &Run| {
        Rich {
            runs: vec![run.clone()],
        }
        .words()
    };
    let before = runs[..at].iter().rev().map(shown).find(|it| !it.is_empty());
    let after = runs[at + 1..].iter().map(shown).find(|it| !it.is_empty());
    let before = before.and_then(|text| text.chars().next_back());
    let after = after.and_then(|text| text.chars().next());
    if touches(before) || touches(after) {
        ""
    } else {
        " "
    }
}

/// The parts of a style that are written as marks around a text, from the outermost on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Link,
    Span,
    Strong,
    Emph,
    Script,
}

impl Layer {
    const OUTERMOST: Self = Self::Link;

    fn next(self) -> Option<Self> {
        match self {
            Self::Link => Some(Self::Span),
            Self::Span => Some(Self::Strong),
            Self::Strong => Some(Self::Emph),
            Self::Emph => Some(Self::Script),
            Self::Script => None,
        }
    }

    /// Whether two styles are the same in this layer.
    fn is_same(self, one: &Style, other: &Style) -> bool {
        match self {
            Self::Link => one.link == other.link,
            Self::Span => one.key == other.key && one.small_caps == other.small_caps,
            Self::Strong => one.strong == other.strong,
            Self::Emph => one.emph == other.emph,
            Self::Script => one.script == other.script,
        }
    }

    /// The marks before and after a text in this layer.
    fn marks(self, style: &Style) -> Option<(String, String)> {
        let both = |mark: &str| Some((mark.to_owned(), mark.to_owned()));
        match self {
            Self::Link => {
                let address = match style.link.as_ref()? {
                    Link::Address(address) => destination(address),
                    Link::Place(anchor) => format!("#{anchor}"),
                };
                Some(("[".to_owned(), format!("]({address})")))
            }
            Self::Span => {
                let classes = match (style.key, style.small_caps) {
                    (true, true) => ".kbd .smallcaps",
                    (true, false) => ".kbd",
                    (false, true) => ".smallcaps",
                    (false, false) => return None,
                };
                Some(("[".to_owned(), format!("]{{{classes}}}")))
            }
            Self::Strong if style.strong => both("**"),
            Self::Emph if style.emph => both("*"),
            Self::Script => match style.script {
                Script::Raised => both("^"),
                Script::Lowered => both("~"),
                Script::Level => None,
            },
            Self::Strong | Self::Emph => None,
        }
    }
}

/// An address as it stands between parentheses.
fn destination(address: &str) -> String {
    let safe: String = address
        .chars()
        .map(|c| match c {
            ' ' => "%20".to_owned(),
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '\\' => "%5C".to_owned(),
            c => c.to_string(),
        })
        .collect();
    if safe.contains(['(', ')']) {
        format!("<{safe}>")
    } else {
        safe
    }
}

/// Writes the runs of a line. `inside` says whether they stand in brackets.
fn runs(all: &[Run], inside: bool) -> String {
    let mut out = String::new();
    layer(all, 0..all.len(), Layer::OUTERMOST, inside, &mut out);
    out
}

fn layer(all: &[Run], range: std::ops::Range<usize>, which: Layer, inside: bool, out: &mut String) {
    let mut at = range.start;
    while at < range.end {
        let style = &all[at].style;
        let same = all[at..range.end]
            .iter()
            .take_while(|run| which.is_same(&run.style, style));
        let end = at + same.count();
        let marks = which.marks(style);
        let in_brackets = inside || (marks.is_some() && matches!(which, Layer::Link | Layer::Span));
        let mut inner = String::new();
        match which.next() {
            Some(next) => layer(all, at..end, next, in_brackets, &mut inner),
            None => {
                for one in at..end {
                    inline(all, one, in_brackets, &mut inner);
                }
            }
        }
        if let Some((open, close)) = marks {
            let bare = inner.trim();
            let lead = &inner[..inner.len() - inner.trim_start().len()];
            let tail = &inner[inner.trim_end().len()..];
            let is_address = matches!(&style.link, Some(Link::Address(address))
                if which == Layer::Link && words(&all[at..end]).as_deref() == Some(address));
            out.push_str(lead);
            if bare.is_empty() {
                // Marks around nothing would be printed.
            } else if let (true, Some(Link::Address(address))) = (is_address, &style.link) {
                out.extend(["<", address, ">"]);
            } else {
                before_bracket(out, &open);
                out.push_str(&open);
                out.push_str(bare);
                out.push_str(&close);
            }
            out.push_str(tail);
        } else {
            before_bracket(out, &inner);
            out.push_str(&inner);
        }
        at = end;
    }
}

/// The characters of runs that are nothing but text, if no style but the link changes them.
fn words(all: &[Run]) -> Option<String> {
    let mut words = String::new();
    for run in all {
        match &run.inline {
            Inline::Text(text) if !text.contains(['<', '>', ' ']) => words.push_str(text),
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Ruby { .. }
            | Inline::Picture { .. }
            | Inline::Note { .. }
            | Inline::Break
            | Inline::Wrap => return None,
        }
    }
    words.contains("://").then_some(words)
}

/// Escapes an exclamation mark that would make a picture of what follows.
fn before_bracket(out: &mut String, next: &str) {
    if next.starts_with('[') && out.ends_with('!') {
        out.pop();
        out.push_str("\\!");
    }
}

fn inline(all: &[Run], at: usize, inside: bool, out: &mut String) {
    match &all[at].inline {
        Inline::Text(text) => escape(text, inside, out),
        Inline::Code(code) => out.push_str(&code_span(code)),
        Inline::Formula(tex) => {
            let tex = tex.trim();
            out.extend(["$", tex, "$"]);
        }
        Inline::Ruby { base, reading } => {
            let (base, reading) = (base.trim(), reading.trim());
            if base.chars().any(is_cjk) {
                out.push('{');
                ruby_part(base, out);
                out.push('|');
                ruby_part(reading, out);
                out.push('}');
            } else {
                before_bracket(out, "[");
                out.push('[');
                escape(base, true, out);
                let reading = reading.replace('"', "'");
                out.extend(["]{ruby=\"", &reading, "\"}"]);
            }
        }
        Inline::Picture { source, alt } => {
            out.push_str("![");
            let flat = alt.split_whitespace().collect::<Vec<&str>>().join(" ");
            escape(&flat, true, out);
            out.extend(["](", &destination(source), ")"]);
        }
        Inline::Note { text, only } => {
            out.push_str("^[");
            let flat: Vec<Run> = text
                .runs
                .iter()
                .map(|run| match &run.inline {
                    // A note is a single paragraph.
                    Inline::Break => Run {
                        inline: Inline::Text(" ".to_owned()),
                        style: run.style.clone(),
                    },
                    Inline::Text(_)
                    | Inline::Code(_)
                    | Inline::Formula(_)
                    | Inline::Ruby { .. }
                    | Inline::Picture { .. }
                    | Inline::Note { .. }
                    | Inline::Wrap => run.clone(),
                })
                .collect();
            out.push_str(runs(&flat, true).trim());
            out.push(']');
            if *only {
                out.push_str("{.only}");
            }
        }
        Inline::Wrap => out.push_str(between(all, at)),
        Inline::Break => {}
    }
}

/// A text in which every character is printed as it is.
fn escape(text: &str, inside: bool, out: &mut String) {
    for c in text.chars() {
        let is_mark = matches!(c, '\\' | '`' | '*' | '[' | '<' | '$' | '^' | '{' | '~');
        if is_mark || (inside && c == ']') {
            if c == '[' {
                before_bracket(out, "[");
            }
            out.push('\\');
        }
        out.push(if c.is_whitespace() && c != '\u{3000}' {
            ' '
        } else {
            c
        });
    }
}

fn ruby_part(text: &str, out: &mut String) {
    for c in text.chars() {
        if "\\`*[]<$^{}~|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Code between as many backticks as it takes.
fn code_span(code: &str) -> String {
    let code: String = code
        .chars()
        .map(|c| if c == '\n' { ' ' } else { c })
        .collect();
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let touches = code.starts_with('`') || code.ends_with('`');
    let is_padded = code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
    let pad = if touches || is_padded { " " } else { "" };
    format!("{ticks}{pad}{code}{pad}{ticks}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl Fn(&mut Style)) -> Style {
        let mut style = Style::default();
        change(&mut style);
        style
    }

    fn text(rich: &mut Rich, text: &str, style: &Style) {
        rich.push(Inline::Text(text.to_owned()), style);
    }

    #[test]
    fn marks_stand_around_words_and_not_around_spaces() {
        let strong = with(|style| style.strong = true);
        let mut both = strong.clone();
        both.emph = true;
        let link = with(|style| style.link = Some(Link::Address("https://a.org/b (c)".to_owned())));
        let mut rich = Rich::plain("See!");
        text(&mut rich, "here [now]", &link);
        text(&mut rich, ", then ", &strong);
        text(&mut rich, "go ", &both);
        text(&mut rich, "on", &Style::default());
        assert_eq!(
            write(&rich),
            (
                "See\\![here \\[now\\]](<https://a.org/b%20(c)>)**, then *go*** on".to_owned(),
                false
            )
        );
    }

    #[test]
    fn what_cannot_be_marked_is_written_without_marks() {
        let emph = with(|style| style.emph = true);
        let raised = with(|style| style.script = Script::Raised);
        let mut rich = Rich::plain("2");
        text(&mut rich, "3", &emph);
        text(&mut rich, "4", &Style::default());
        assert_eq!(write(&rich), ("234".to_owned(), true));
        let mut rich = Rich::plain("25 m");
        text(&mut rich, "2", &raised);
        assert_eq!(write(&rich), ("25 m^2^".to_owned(), false));
        text(&mut rich, "and more", &raised);
        assert_eq!(write(&rich), ("25 m2and more".to_owned(), true));
    }

    #[test]
    fn lines_code_notes_and_ruby_are_marked() {
        let plain = Style::default();
        let mut rich = Rich::plain("他姓");
        let (base, reading) = ("仇".to_owned(), "qiú".to_owned());
        rich.push(Inline::Ruby { base, reading }, &plain);
        rich.push(Inline::Break, &plain);
        rich.push(Inline::Code("a`b`".to_owned()), &plain);
        let note = Inline::Note {
            text: Rich::plain("see [1]*"),
            only: true,
        };
        rich.push(note, &plain);
        assert_eq!(
            write(&rich).0,
            "他姓{仇|qiú}\\\n`` a`b` ``^[see \\[1\\]\\*]{.only}"
        );
    }
}
