//! The language server: what `diglot check` says, in an editor, while its author types.
//!
//! An editor sends messages, all of which are handled one after another. Whatever it has open takes the place of the file
//! on the disk. A book is checked once all messages that have come in are handled, so typing is never waited for twice.

mod answers;
mod document;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use lsp_server::{Connection, ErrorCode, ExtractError, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument,
    Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, Completion, GotoDefinition, HoverRequest, Request as _,
};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions,
    HoverProviderCapability, OneOf, PublishDiagnosticsParams, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::disk;
use crate::message::{Locale, message};
use crate::project::{Checked, Listed, Options, Project};
use crate::read::{self, BOOK_FILE, Declared};

/// What the server can do.
fn capabilities() -> ServerCapabilities {
    let characters = ["[", "#", "("];
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::FULL)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(characters.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    }
}

/// Serves an editor until it says that it is done. Returns whether it asked for that before it left.
///
/// # Errors
/// If the editor does not keep to the protocol.
pub fn serve(connection: &Connection, locale: Locale) -> anyhow::Result<bool> {
    connection.initialize(serde_json::to_value(capabilities())?)?;
    let mut server = Server {
        connection,
        locale,
        open: BTreeMap::new(),
        books: BTreeMap::new(),
    };
    while let Ok(first) = connection.receiver.recv() {
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Request(request) => {
                    if connection.handle_shutdown(&request)? {
                        return Ok(true);
                    }
                    server.answer(request)?;
                }
                Message::Notification(it) if it.method == "exit" => return Ok(false),
                Message::Notification(it) => server.take(it),
                Message::Response(_) => {}
            }
            next = connection.receiver.try_recv().ok();
        }
        server.publish()?;
    }
    Ok(false)
}

/// A book of which files are open.
#[derive(Default)]
struct OpenBook {
    /// Whether something has changed since it was checked.
    is_stale: bool,
    checked: Option<Checked>,
    /// The last listing without errors.
    listed: Option<Listed>,
    /// What can be referred to, by the file in which it is; of the last version that could be read.
    declared: BTreeMap<String, Vec<Declared>>,
    /// The files for which diagnostics are shown.
    shown: BTreeSet<String>,
}

struct Server<'c> {
    connection: &'c Connection,
    locale: Locale,
    /// The texts of open files.
    open: BTreeMap<PathBuf, String>,
    /// Books by their folder.
    books: BTreeMap<PathBuf, OpenBook>,
}

/// The path of a file on this machine.
fn path_of(uri: &Uri) -> Option<PathBuf> {
    Url::parse(uri.as_str()).ok()?.to_file_path().ok()
}

/// The address of a file.
fn uri_of(path: &Path) -> Option<Uri> {
    Uri::from_str(Url::from_file_path(path).ok()?.as_str()).ok()
}

/// The folder of the book that a file belongs to, and its path in there.
fn book_of(path: &Path) -> Option<(PathBuf, String)> {
    let mut folders = path.ancestors().skip(1);
    let folder = folders.find(|folder| disk::is_file(&folder.join(BOOK_FILE)))?;
    let inside = path.strip_prefix(folder).ok()?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    Some((folder.to_owned(), parts?.join("/")))
}

impl Server<'_> {
    /// Takes note of what has changed. A notification that cannot be read is left aside.
    fn take(&mut self, it: Notification) {
        let method = it.method.clone();
        let read = || -> Option<(Uri, Option<String>)> {
            match method.as_str() {
                DidOpenTextDocument::METHOD => {
                    let it = parameters::<DidOpenTextDocument>(it)?;
                    Some((it.text_document.uri, Some(it.text_document.text)))
                }
                DidChangeTextDocument::METHOD => {
                    let it = parameters::<DidChangeTextDocument>(it)?;
                    let last = it.content_changes.into_iter().next_back()?;
                    Some((it.text_document.uri, Some(last.text)))
                }
                DidCloseTextDocument::METHOD => {
                    let it = parameters::<DidCloseTextDocument>(it)?;
                    Some((it.text_document.uri, None))
                }
                DidSaveTextDocument::METHOD => {
                    let it = parameters::<DidSaveTextDocument>(it)?;
                    let path = path_of(&it.text_document.uri)?;
                    let text = self.open.get(&path).cloned();
                    Some((it.text_document.uri, text))
                }
                _ => None,
            }
        };
        let Some((uri, text)) = read() else { return };
        let Some(path) = path_of(&uri) else { return };
        if let Some((folder, _)) = book_of(&path) {
            self.books.entry(folder).or_default().is_stale = true;
        }
        match text {
            Some(text) => self.open.insert(path, text),
            None => self.open.remove(&path),
        };
    }

    /// Answers a request.
    fn answer(&mut self, request: Request) -> anyhow::Result<()> {
        let id = request.id.clone();
        let answer = match request.method.as_str() {
            HoverRequest::METHOD => self.with::<HoverRequest, _>(request, Self::hover),
            GotoDefinition::METHOD => self.with::<GotoDefinition, _>(request, Self::definition),
            Completion::METHOD => self.with::<Completion, _>(request, Self::completion),
            CodeActionRequest::METHOD => {
                self.with::<CodeActionRequest, _>(request, Self::code_actions)
            }
            other => {
                let message = format!("diglot does not know {other}");
                Response::new_err(id, ErrorCode::MethodNotFound as i32, message)
            }
        };
        self.connection.sender.send(answer.into())?;
        Ok(())
    }

    /// Answers a request whose parameters can be read.
    fn with<R, T>(
        &mut self,
        request: Request,
        answer: impl FnOnce(&mut Self, R::Params) -> Option<T>,
    ) -> Response
    where
        R: lsp_types::request::Request,
        R::Params: DeserializeOwned,
        T: Serialize,
    {
        let id = request.id.clone();
        match request.extract::<R::Params>(R::METHOD) {
            Ok((id, parameters)) => Response::new_ok(id, answer(self, parameters)),
            Err(ExtractError::JsonError { error, .. }) => {
                Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string())
            }
            Err(ExtractError::MethodMismatch(_)) => {
                Response::new_err(id, ErrorCode::MethodNotFound as i32, String::new())
            }
        }
    }

    /// The book in a folder, checked as it is now.
    fn book(&mut self, folder: &Path) -> Option<&mut OpenBook> {
        let book = self.books.get_mut(folder)?;
        if book.is_stale || book.checked.is_none() {
            let project = Project::open(folder, Options::default()).ok()?;
            let open = self.open.iter().filter_map(|(path, text)| {
                let (own, inside) = book_of(path)?;
                (own == folder).then(|| (inside, text.clone().into_bytes()))
            });
            book.read(&project.with(open.collect()));
        }
        Some(book)
    }

    /// Tells the editor what is wrong with the books that have changed.
    fn publish(&mut self) -> anyhow::Result<()> {
        let stale = self.books.iter().filter(|(_, book)| book.is_stale);
        let folders: Vec<PathBuf> = stale.map(|(folder, _)| folder.clone()).collect();
        for folder in folders {
            let locale = self.locale;
            let Some(book) = self.book(&folder) else {
                continue;
            };
            let Some(checked) = &book.checked else {
                continue;
            };
            let mut found = answers::diagnostics(checked, &folder, locale);
            for path in &book.shown {
                found.entry(path.clone()).or_default();
            }
            let shown = found.iter().filter(|(_, list)| !list.is_empty());
            book.shown = shown.map(|(path, _)| path.clone()).collect();
            for (path, diagnostics) in found {
                let Some(uri) = uri_of(&folder.join(path)) else {
                    continue;
                };
                let parameters = PublishDiagnosticsParams {
                    uri,
                    diagnostics,
                    version: None,
                };
                let method = PublishDiagnostics::METHOD.to_owned();
                let notification = Notification::new(method, parameters);
                self.connection
                    .sender
                    .send(notification.into())
                    .context(message!("the editor has gone"))?;
            }
        }
        Ok(())
    }
}

impl OpenBook {
    /// Checks the book anew. What can be referred to is kept from earlier where a file cannot be read now.
    fn read(&mut self, project: &Project) {
        let checked = project.check();
        for path in checked.sources.paths() {
            if let Some(declared) = read::declared(&checked.sources, path) {
                self.declared.insert(path.to_owned(), declared);
            }
        }
        let listed = project.texts();
        if listed.texts.is_some() {
            self.listed = Some(listed);
        }
        self.checked = Some(checked);
        self.is_stale = false;
    }
}

/// The parameters of a notification, if they can be read.
fn parameters<N>(it: Notification) -> Option<N::Params>
where
    N: lsp_types::notification::Notification,
    N::Params: DeserializeOwned,
{
    it.extract(N::METHOD).ok()
}
