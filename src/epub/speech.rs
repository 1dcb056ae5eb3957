//! Quotations, dialogue and signatures.

use super::chapter::Writer;
use super::xml::{El, Node};
use crate::manuscript::{QuotePiece, SignatureItem, TurnItem};

impl<'m> Writer<'_, 'm> {
    pub(super) fn quote(&mut self, quote: &'m QuotePiece<'m>) -> El {
        let text = quote.text;
        let text = text.map(|text| self.texts.short(text).block("p", ""));
        let pieces = self.pieces(&quote.pieces, false);
        let source = quote.source;
        let source = source.map(|source| self.texts.short(source).block("p", "source"));
        let element = El::new("blockquote");
        let element = if quote.is_epigraph {
            element
                .class("epigraph")
                .attr("epub:type", "epigraph")
                .attr("role", "doc-epigraph")
        } else {
            element
        };
        element.with_all(text).with_all(pieces).with_all(source)
    }

    pub(super) fn dialogue(&mut self, turns: &'m [TurnItem<'m>]) -> El {
        let mut dialogue = El::new("div").class("dialogue");
        for turn in turns {
            dialogue = dialogue.with(self.turn(turn));
        }
        dialogue
    }

    fn turn(&mut self, turn: &'m TurnItem<'m>) -> El {
        let text = self.texts.short(turn.text);
        let text = match turn.time {
            Some(time) => text.map(|_, nodes| {
                let time = El::new("span").class("time").with(time.to_owned());
                [time.into(), " ".into()].into_iter().chain(nodes).collect()
            }),
            None => text,
        };
        let Some(speaker) = turn.speaker else {
            return text.block("p", "turn");
        };
        let names = self.texts.line(speaker).map(|lang, nodes| {
            let name = El::new("span").class("speaker").with_all(nodes);
            let colon = lang.labels().colon.trim();
            let name: [Node; 2] = [name.with(colon.to_owned()).into(), " ".into()];
            name.into()
        });
        names.and(text).block("p", "turn")
    }

    pub(super) fn signatures(&mut self, all: &'m [SignatureItem<'m>]) -> El {
        let mut signatures = El::new("div").class("signatures");
        for one in all {
            let party = self.texts.short(one.party).block("p", "party");
            let lines = one.lines.iter();
            let lines: Vec<El> = lines
                .map(|line| self.texts.short(*line).block("p", "sign"))
                .collect();
            let signature = El::new("div").class("signature").with(party);
            signatures = signatures.with(signature.with_all(lines));
        }
        signatures
    }
}
