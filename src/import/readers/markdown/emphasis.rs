//! Emphasis that Chinese authors mean. CommonMark lets no asterisks begin or end emphasis between a mark and a letter, as
//! in `**问：**什么`; where there are no spaces between words, that is no sign that they are meant as asterisks.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Events;
use crate::import::scripts::{counts_as_chinese, is_han};

/// Asterisks that open or close emphasis.
struct Mark {
    event: usize,
    /// Where they stand in the text of the event.
    at: usize,
    length: usize,
    opens: bool,
}

/// Asterisks that may be the beginning of emphasis.
#[derive(Clone, Copy)]
struct Open {
    event: usize,
    at: usize,
    length: usize,
    is_beside_mark: bool,
}

/// The events of a text with the emphasis that the parser took for asterisks.
pub(super) fn mended<'a>(text: &'a str, events: Events<'a>) -> Events<'a> {
    let events = joined(text, unpaired(text, joined(text, events)));
    let mut marks: Vec<Mark> = Vec::new();
    let mut open: Vec<Option<Open>> = vec![None];
    let mut verbatim = 0_usize;
    for (number, (event, range)) in events.iter().enumerate() {
        if let Event::Start(tag) = event {
            verbatim += usize::from(is_verbatim(tag.to_end()));
            open.push(None);
        } else if let Event::End(tag) = event {
            verbatim -= usize::from(is_verbatim(*tag));
            open.pop();
        } else if let Event::Text(words) = event
            && verbatim == 0
            && text.get(range.clone()) == Some(&**words)
            && let Some(open) = open.last_mut()
        {
            pairs(text, range, number, open, &mut marks);
        }
    }
    if marks.is_empty() {
        return events;
    }
    marks.sort_by_key(|mark| (mark.event, mark.at));
    let mut marks = marks.into_iter().peekable();
    let mut mended = Vec::with_capacity(events.len());
    for (number, (event, range)) in events.into_iter().enumerate() {
        let mut from = range.start;
        while let Some(mark) = marks.next_if(|mark| mark.event == number) {
            let own = range.start + mark.at..range.start + mark.at + mark.length;
            if from < own.start {
                mended.push((Event::Text(text[from..own.start].into()), from..own.start));
            }
            from = own.end;
            let event = match (mark.opens, mark.length) {
                (true, 1) => Event::Start(Tag::Emphasis),
                (true, _) => Event::Start(Tag::Strong),
                (false, 1) => Event::End(TagEnd::Emphasis),
                (false, _) => Event::End(TagEnd::Strong),
            };
            mended.push((event, own));
        }
        if from == range.start {
            mended.push((event, range));
        } else if from < range.end {
            mended.push((Event::Text(text[from..range.end].into()), from..range.end));
        }
    }
    mended
}

fn is_verbatim(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock | TagEnd::Image
    )
}

/// Takes strong text for asterisks that has such ones on both sides: of `**“甲”**和**“乙”**` the parser pairs those in the
/// middle.
fn unpaired<'a>(text: &'a str, events: Events<'a>) -> Events<'a> {
    let has_asterisks = |at: Option<usize>| {
        let beside = at.and_then(|at| events.get(at));
        beside.is_some_and(|(event, _)| matches!(event, Event::Text(words) if words.contains("**")))
    };
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut undone: Vec<(usize, Range<usize>)> = Vec::new();
    for (number, (event, range)) in events.iter().enumerate() {
        if let Event::Start(Tag::Strong) = event {
            open.push((number, has_asterisks(number.checked_sub(1))));
        } else if let Event::End(TagEnd::Strong) = event
            && let Some((start, true)) = open.pop()
            && has_asterisks(Some(number + 1))
        {
            undone.push((start, range.start..range.start + 2));
            undone.push((number, range.end - 2..range.end));
        }
    }
    let mut events = events;
    for (number, range) in undone {
        events[number] = (Event::Text(text[range.clone()].into()), range);
    }
    events
}

/// Puts texts together that follow one another in the file.
fn joined<'a>(text: &'a str, events: Events<'a>) -> Events<'a> {
    let mut joined: Events<'a> = Vec::with_capacity(events.len());
    for (event, range) in events {
        if let (Event::Text(words), Some((Event::Text(last), before))) = (&event, joined.last_mut())
            && before.end == range.start
            && text[range.clone()] == **words
            && text[before.clone()] == **last
        {
            before.end = range.end;
            *last = text[before.clone()].into();
        } else {
            joined.push((event, range));
        }
    }
    joined
}

/// Finds the asterisks of a text that belong together.
fn pairs(
    text: &str,
    range: &Range<usize>,
    event: usize,
    open: &mut Option<Open>,
    marks: &mut Vec<Mark>,
) {
    let words = &text[range.clone()];
    let mut from = 0;
    while let Some(found) = words[from..].find('*') {
        let at = from + found;
        let length = words[at..].len() - words[at..].trim_start_matches('*').len();
        from = at + length;
        let before = text[..range.start + at].chars().next_back();
        let after = text[range.start + from..].chars().next();
        if length > 2 || before == Some('\\') {
            continue;
        }
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_beside_mark = [before, after].into_iter().flatten().any(is_mark);
        let is_in_chinese = [before, after].into_iter().flatten().any(counts_as_chinese);
        match *open {
            Some(first) if first.length == length && !is_blank(before) => {
                if first.is_beside_mark || (is_beside_mark && is_in_chinese) {
                    marks.push(Mark {
                        event: first.event,
                        at: first.at,
                        length,
                        opens: true,
                    });
                    marks.push(Mark {
                        event,
                        at,
                        length,
                        opens: false,
                    });
                }
                *open = None;
            }
            _ if !is_blank(after) => {
                let is_beside_mark = is_beside_mark && is_in_chinese;
                *open = Some(Open {
                    event,
                    at,
                    length,
                    is_beside_mark,
                });
            }
            _ => {}
        }
    }
}

/// Whether a character is a mark of Chinese.
fn is_mark(c: char) -> bool {
    counts_as_chinese(c) && !is_han(c) && !c.is_alphanumeric()
}
