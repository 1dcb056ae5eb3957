//! What an editor is told: diagnostics, fixes, completions, the other language of a text, where something is.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CompletionItem,
    CompletionItemKind, CompletionParams, CompletionTextEdit, Diagnostic,
    DiagnosticRelatedInformation, DiagnosticSeverity, GotoDefinitionParams, Hover, HoverContents,
    HoverParams, Location, MarkupContent, MarkupKind, NumberOrString, Position, Range,
    TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};

use super::document::{byte_at, line_at, range};
use super::{OpenBook, Server, book_of, path_of, uri_of};
use crate::diagnostics::{self, Severity};
use crate::lang::{Lang, Pair, Side};
use crate::message::{Locale, message};
use crate::project::Checked;
use crate::read::{Declared, DeclaredKind};
use crate::source::Sources;
use crate::texts::Words;

/// The diagnostics of a book by file; those without a place are in its book.yaml.
pub fn diagnostics(
    checked: &Checked,
    folder: &Path,
    locale: Locale,
) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    let sources = &checked.sources;
    for path in sources.paths() {
        found.entry(path.to_owned()).or_default();
    }
    for one in checked.diagnostics.sorted() {
        let path = one.at.map_or(crate::read::BOOK_FILE, |at| {
            sources.file(at.file).path.as_str()
        });
        let list = found.entry(path.to_owned()).or_default();
        list.push(diagnostic(one, sources, folder, locale));
    }
    found
}

fn diagnostic(
    one: &diagnostics::Diagnostic,
    sources: &Sources,
    folder: &Path,
    locale: Locale,
) -> Diagnostic {
    let mut words = one.message.say(locale);
    if let Some(hint) = &one.hint {
        words = format!("{words}\n{}", hint.say(locale));
    }
    let related = one.labels.iter().filter_map(|(at, message)| {
        Some(DiagnosticRelatedInformation {
            location: Location {
                uri: uri_of(&folder.join(&sources.file(at.file).path))?,
                range: range(sources, *at),
            },
            message: message.say(locale),
        })
    });
    Diagnostic {
        range: one.at.map_or_else(Range::default, |at| range(sources, at)),
        severity: Some(match one.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(one.code.name().to_owned())),
        source: Some("diglot".to_owned()),
        message: words,
        related_information: Some(related.collect()),
        ..Diagnostic::default()
    }
}

/// A reference that is being typed or looked at.
struct Reference<'t> {
    /// Whether it refers to a place of the book, after a `#`, rather than to a term.
    is_anchor: bool,
    name: &'t str,
}

/// The reference that is open at a byte of a line: what follows `[[#`, `[[`, `|` after that, or `](#`.
fn open_at(line: &str, byte: usize) -> Option<Reference<'_>> {
    let before = &line[..byte];
    let of = |is_anchor: bool, start: usize| {
        let name = &before[start..];
        let is_name = name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        is_name.then_some(Reference { is_anchor, name })
    };
    let after = |mark: &str| before.rfind(mark).map(|at| at + mark.len());
    let anchor = [after("[[#"), after("](#")].into_iter().flatten().max();
    if let Some(found) = anchor.and_then(|start| of(true, start)) {
        return Some(found);
    }
    let open = after("[[")?;
    let last = before[open..].rfind('|').map_or(open, |at| open + at + 1);
    of(false, last)
}

/// The reference around a byte of a line.
fn around(line: &str, byte: usize) -> Option<Reference<'_>> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '[' | '#');
    let rest = line[byte..]
        .find(|c| !is_name(c))
        .unwrap_or(line.len() - byte);
    let found = open_at(line, byte + rest)?;
    (!found.name.is_empty()).then_some(found)
}

impl OpenBook {
    /// What can be referred to by anchor, or the terms.
    fn named(&self, is_anchor: bool) -> impl Iterator<Item = (&String, &Declared)> {
        let all = self
            .declared
            .iter()
            .flat_map(|(path, list)| list.iter().map(move |one| (path, one)));
        all.filter(move |(_, one)| (one.kind == DeclaredKind::Term) != is_anchor)
    }
}

impl Server<'_> {
    /// The book of an open file with the line at a position.
    fn place(
        &mut self,
        at: &TextDocumentPositionParams,
    ) -> Option<(std::path::PathBuf, String, String)> {
        let path = path_of(&at.text_document.uri)?;
        let (folder, inside) = book_of(&path)?;
        let text = self.open.get(&path)?.clone();
        Some((folder, inside, text))
    }

    /// Names that may follow.
    pub(super) fn completion(&mut self, at: CompletionParams) -> Option<Vec<CompletionItem>> {
        let at = at.text_document_position;
        let (folder, _, text) = self.place(&at)?;
        let (line, byte) = line_at(&text, at.position)?;
        let open = open_at(line, byte)?;
        let units = u32::try_from(open.name.encode_utf16().count()).ok()?;
        let start = Position {
            line: at.position.line,
            character: at.position.character.checked_sub(units)?,
        };
        let book = self.book(&folder)?;
        let items = book
            .named(open.is_anchor)
            .map(|(path, one)| CompletionItem {
                label: one.name.clone(),
                kind: Some(match one.kind {
                    DeclaredKind::Term => CompletionItemKind::CONSTANT,
                    DeclaredKind::Chapter => CompletionItemKind::MODULE,
                    DeclaredKind::Anchor => CompletionItemKind::REFERENCE,
                }),
                detail: Some(match &one.about {
                    Some(about) => about.clone(),
                    None => path.clone(),
                }),
                text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                    range: Range {
                        start,
                        end: at.position,
                    },
                    new_text: one.name.clone(),
                })),
                ..CompletionItem::default()
            });
        Some(items.collect())
    }

    /// Where a term or an anchor is.
    pub(super) fn definition(&mut self, at: GotoDefinitionParams) -> Option<Location> {
        let at = at.text_document_position_params;
        let (folder, _, text) = self.place(&at)?;
        let (line, byte) = line_at(&text, at.position)?;
        let found = around(line, byte)?;
        let book = self.book(&folder)?;
        let (path, one) = book
            .named(found.is_anchor)
            .find(|(_, one)| one.name == found.name)?;
        let sources = &book.checked.as_ref()?.sources;
        Some(Location {
            uri: uri_of(&folder.join(path))?,
            range: range(sources, one.at),
        })
    }

    /// The other language of a text.
    pub(super) fn hover(&mut self, at: HoverParams) -> Option<Hover> {
        let at = at.text_document_position_params;
        let (folder, inside, text) = self.place(&at)?;
        let byte = byte_at(&text, at.position)?;
        let locale = self.locale;
        let book = self.book(&folder)?;
        let listed = book.listed.as_ref()?;
        let texts = listed.texts.as_ref()?;
        let byte = u32::try_from(byte).ok()?;
        for (_, pair) in texts.iter() {
            if listed.sources.file(pair.at.file).path != inside {
                continue;
            }
            for (side, other) in [(Side::A, Side::B), (Side::B, Side::A)] {
                let value = pair.sides.get(side).value;
                let Some(value) = value.filter(|at| at.start <= byte && byte <= at.end) else {
                    continue;
                };
                let words = pair.sides.get(other).words.as_ref();
                return Some(Hover {
                    contents: HoverContents::Markup(MarkupContent {
                        kind: MarkupKind::Markdown,
                        value: other_language(words, &texts.languages, other, locale),
                    }),
                    range: Some(range(&listed.sources, value)),
                });
            }
        }
        None
    }

    /// Fixes for the diagnostics in a range.
    #[expect(clippy::needless_pass_by_value, reason = "as requests are answered")]
    pub(super) fn code_actions(
        &mut self,
        at: CodeActionParams,
    ) -> Option<Vec<CodeActionOrCommand>> {
        let path = path_of(&at.text_document.uri)?;
        let (folder, inside) = book_of(&path)?;
        let locale = self.locale;
        let book = self.book(&folder)?;
        let checked = book.checked.as_ref()?;
        let sources = &checked.sources;
        let mut actions = Vec::new();
        for one in checked.diagnostics.sorted() {
            let (Some(span), Some(fix)) = (one.at, &one.fix) else {
                continue;
            };
            let here = range(sources, span);
            let meets = here.start <= at.range.end && at.range.start <= here.end;
            if !meets || sources.file(span.file).path != inside {
                continue;
            }
            #[expect(clippy::mutable_key_type, reason = "what the protocol's type asks for")]
            let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
            for edit in &fix.edits {
                let path = folder.join(&sources.file(edit.at.file).path);
                changes.entry(uri_of(&path)?).or_default().push(TextEdit {
                    range: range(sources, edit.at),
                    new_text: edit.new.clone(),
                });
            }
            actions.push(CodeActionOrCommand::CodeAction(CodeAction {
                title: title(sources, fix, locale),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostic(one, sources, &folder, locale)]),
                edit: Some(WorkspaceEdit {
                    changes: Some(changes),
                    ..WorkspaceEdit::default()
                }),
                is_preferred: Some(fix.is_certain),
                ..CodeAction::default()
            }));
        }
        Some(actions)
    }
}

/// What a fix does.
fn title(sources: &Sources, fix: &diagnostics::Fix, locale: Locale) -> String {
    let Some(edit) = fix.edits.first() else {
        return String::new();
    };
    let old = sources.slice(edit.at);
    let title = if edit.new.is_empty() {
        message!("remove `{}`", old)
    } else {
        message!("replace `{}` with `{}`", old, edit.new.as_str())
    };
    title.say(locale)
}

/// What a text says in the other language, as Markdown.
fn other_language(
    words: Option<&Words>,
    languages: &Pair<Lang>,
    side: Side,
    locale: Locale,
) -> String {
    let tag = languages.get(side).tag();
    match words {
        Some(words) => format!("**{tag}**\n\n{}", words.text),
        None => message!("the text is missing in `{}`", tag).say(locale),
    }
}
