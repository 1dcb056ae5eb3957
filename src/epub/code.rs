//! Listings, with syntax colours added at build time because e-readers run no highlighter. Each line is an element
//! of its own, so that one too long for the screen wraps with a hanging indent instead of running off the page.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::xml::El;
use crate::lang::{Lang, is_han};
use crate::manuscript::Localized;

/// The same syntaxes as Typst has, so that print and EPUB highlight the same languages.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_no_newlines);

/// Prefixes of scopes, and the CSS class for each; the first prefix that matches counts.
static KINDS: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let kinds = [
        ("comment", "comment"),
        ("constant.character.escape", "constant"),
        ("string", "string"),
        ("keyword.operator", ""),
        ("keyword", "keyword"),
        ("storage", "keyword"),
        ("variable.language", "keyword"),
        ("constant", "constant"),
        ("entity.name", "name"),
        ("support", "name"),
        ("variable.function", "name"),
        ("markup.inserted", "string"),
        ("markup.deleted", "keyword"),
        // Code interpolated into a string.
        ("meta.interpolation", ""),
    ];
    let scope = |(name, class)| Some((Scope::new(name).ok()?, class));
    kinds.into_iter().filter_map(scope).collect()
});

/// The programs of a listing: one if it is the same in every language.
pub fn programs(
    languages: Localized<&Lang>,
    programs: &Localized<&str>,
    write: impl Fn(&str) -> El,
) -> Vec<El> {
    let is_rtl = languages.lead().is_rtl();
    let pre = |text: &str| {
        let pre = El::new("pre");
        // Code runs left to right even on a right-to-left page.
        let pre = if is_rtl { pre.attr("dir", "ltr") } else { pre };
        pre.with(write(text))
    };
    match programs {
        Localized::Duo { lead, second } if lead != second => {
            let both = languages.zip(*programs);
            let tagged = both.map(|(lang, text)| {
                pre(text)
                    .attr("lang", lang.tag())
                    .attr("xml:lang", lang.tag())
            });
            tagged.iter().cloned().collect()
        }
        Localized::Duo { lead: only, .. } | Localized::Solo(only) => vec![pre(only)],
    }
}

/// A program as a `code` element, one element for each line. The style sheet numbers them, so that nobody copies the
/// numbers.
pub fn write(lang: Option<&str>, text: &str, numbers_from: Option<usize>, marked: &[usize]) -> El {
    let known = lang.and_then(|lang| SYNTAXES.find_syntax_by_token(&lang.to_lowercase()));
    let mut colours = known.map(|syntax| (ParseState::new(syntax), ScopeStack::new()));
    let mut code = El::new("code");
    if let Some(lang) = lang {
        code = code.class(format!("language-{lang}"));
    }
    let (text, end) = text
        .strip_suffix('\n')
        .map_or((text, ""), |text| (text, "\n"));
    if let Some(first) = numbers_from {
        code.add_class(&format!("numbered from-{first}"));
    }
    let mut lines = text.split('\n').enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let runs = match &mut colours {
            Some((state, stack)) => runs(line, state, stack),
            None => vec![("", line)],
        };
        let mut element = El::new("span").class(depth(line));
        if marked.contains(&index) {
            element.add_class("marked");
        }
        for (class, run) in runs {
            element = match class {
                "" => element.with(run),
                // Comments are italic, but Han characters never are.
                "comment" if run.chars().any(is_han) => {
                    element.with(El::new("span").class("comment upright").with(run))
                }
                _ => element.with(El::new("span").class(class).with(run)),
            };
        }
        // The newline goes inside the span: between two spans that are blocks it would show as an empty line.
        let end = if lines.peek().is_some() { "\n" } else { end };
        code = code.with(if end.is_empty() {
            element
        } else {
            element.with(end)
        });
    }
    code
}

/// The class of a line by its indentation, in steps of four columns, at most three.
fn depth(line: &str) -> &'static str {
    let space = line.chars().take_while(|c| c.is_whitespace());
    let columns: usize = space.map(|c| if c == '\t' { 4 } else { 1 }).sum();
    ["line", "line in-1", "line in-2", "line in-3"][columns.div_ceil(4).min(3)]
}

/// A line split into runs of one class. A line that cannot be parsed is one run without a class.
fn runs<'t>(
    line: &'t str,
    state: &mut ParseState,
    stack: &mut ScopeStack,
) -> Vec<(&'static str, &'t str)> {
    let Ok(changes) = state.parse_line(line, &SYNTAXES) else {
        return vec![("", line)];
    };
    let mut runs: Vec<(&'static str, usize, usize)> = Vec::new();
    let mut add = |class, start: usize, end: usize| match runs.last_mut() {
        _ if start == end => {}
        Some((last, _, last_end)) if *last == class => *last_end = end,
        _ => runs.push((class, start, end)),
    };
    let mut start = 0;
    for (end, change) in changes {
        add(class(stack), start, end);
        start = end;
        if stack.apply(&change).is_err() {
            break;
        }
    }
    add(class(stack), start, line.len());
    let cut = |(class, start, end)| (class, &line[start..end]);
    runs.into_iter().map(cut).collect()
}

/// The class of text in these scopes: that of the innermost scope that has one.
fn class(stack: &ScopeStack) -> &'static str {
    let mut scopes = stack.scopes.iter().rev();
    let found = scopes.find_map(|scope| KINDS.iter().find(|(kind, _)| kind.is_prefix_of(*scope)));
    found.map_or("", |(_, class)| class)
}
