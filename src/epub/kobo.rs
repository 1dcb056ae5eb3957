//! Kobo's own markup. Its renderer stores bookmarks, highlights and the reading position by spans with ids
//! `kobo.PARAGRAPH.SENTENCE`, and lays out columns in two `div` elements around the page's content.

use super::xml::{El, Node};

/// The elements that begin a new paragraph number.
const PARAGRAPHS: [&str; 14] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "dt",
    "dd",
    "th",
    "td",
    "figcaption",
    "pre",
    "blockquote",
    "img",
];
/// Elements that hold no text of the page, or that must not be split.
const LEFT_ALONE: [&str; 5] = ["head", "rt", "rp", "math", "svg"];

/// Adds Kobo's markup to a page.
pub fn mark(page: &mut El) {
    let mut marker = Marker {
        paragraph: 0,
        sentence: 0,
    };
    for child in page.children_mut() {
        let Node::El(body) = child else { continue };
        if body.name() != "body" {
            continue;
        }
        marker.inside(body);
        let content = std::mem::take(body.children_mut());
        let inner = El::new("div").attr("id", "book-inner").with_all(content);
        let columns = El::new("div").attr("id", "book-columns").with(inner);
        body.children_mut().push(columns.into());
    }
}

struct Marker {
    paragraph: usize,
    sentence: usize,
}

impl Marker {
    fn inside(&mut self, element: &mut El) {
        if LEFT_ALONE.contains(&element.name()) {
            return;
        }
        let is_listing = element.name() == "pre";
        if PARAGRAPHS.contains(&element.name()) {
            self.paragraph += 1;
            self.sentence = 0;
        }
        if is_listing {
            return self.lines(element);
        }
        for child in std::mem::take(element.children_mut()) {
            match child {
                Node::Text(text) if text.trim().is_empty() => {
                    element.children_mut().push(Node::Text(text));
                }
                Node::Text(text) => {
                    for sentence in sentences(&text) {
                        let span = self.span().with(sentence);
                        element.children_mut().push(span.into());
                    }
                }
                Node::El(mut inner) => {
                    self.inside(&mut inner);
                    let node = match inner.name() {
                        "img" => self.span().with(inner),
                        _ => inner,
                    };
                    element.children_mut().push(node.into());
                }
            }
        }
    }

    /// Treats each line of a listing as one sentence, however many coloured spans it has.
    fn lines(&mut self, listing: &mut El) {
        for child in listing.children_mut() {
            let Node::El(code) = child else { continue };
            for line in code.children_mut() {
                let Node::El(line) = line else { continue };
                let content = std::mem::take(line.children_mut());
                let span = self.span().with_all(content);
                line.children_mut().push(span.into());
            }
        }
    }

    fn span(&mut self) -> El {
        self.sentence += 1;
        let id = format!("kobo.{}.{}", self.paragraph.max(1), self.sentence);
        El::new("span").class("koboSpan").attr("id", id)
    }
}

/// Splits a text into sentences, each with the space after it. Latin punctuation ends a sentence only before a space,
/// Han punctuation always; closing quotes belong to the sentence.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut rest) = (0, text.char_indices().peekable());
    while let Some((_, c)) = rest.next() {
        let is_han = matches!(c, '。' | '！' | '？' | '；' | '…');
        if !is_han && !matches!(c, '.' | '!' | '?' | ':' | ';') {
            continue;
        }
        let is_closing = |c: &char| {
            matches!(
                c,
                '”' | '’' | '」' | '』' | '）' | '》' | ')' | '"' | '\'' | '。' | '！' | '？' | '…'
            )
        };
        while rest.next_if(|(_, c)| is_closing(c)).is_some() {}
        let mut has_space = false;
        while rest.next_if(|(_, c)| c.is_whitespace()).is_some() {
            has_space = true;
        }
        let end = rest.peek().map_or(text.len(), |(at, _)| *at);
        if (is_han || has_space) && end < text.len() {
            found.push(&text[start..end]);
            start = end;
        }
    }
    found.push(&text[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn sentences_end_according_to_script() {
        assert_eq!(
            sentences("他说：“好。”然后走了。再见！"),
            ["他说：“好。”", "然后走了。", "再见！"]
        );
        assert_eq!(
            sentences("Version 3.14 works. “Does it?” Yes."),
            ["Version 3.14 works. ", "“Does it?” ", "Yes."]
        );
        assert_eq!(sentences("没有句号"), ["没有句号"]);
    }
}
