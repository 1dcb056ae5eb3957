//! Indexes.

use std::collections::BTreeSet;

use super::{Writer, string};
use crate::book::{Inline, Text};
use crate::lang::{Emphasis, Labels, Lang, around};
use crate::manuscript::{EntryName, Group, IndexEntry, Localized, Referral, Saying};
use crate::typeset::inline;

impl<'a> Writer<'a> {
    /// Writes the index of each language.
    pub(super) fn index(&mut self, index: &Localized<Vec<Group<'a>>>) {
        let entries = index.iter().flatten().flat_map(|group| &group.entries);
        let referrals = entries.flat_map(|entry| entry.see.iter().chain(&entry.see_also));
        let referred: BTreeSet<&str> = referrals.filter_map(|one| one.id.as_deref()).collect();
        let manners = self.languages.zip(self.setting.rooms.index);
        let each = index.map_ref().zip(manners).map(|(groups, (lang, room))| {
            let groups = groups.iter().map(|group| {
                let entries = group.entries.iter();
                let entries = entries.map(|entry| call(entry, &referred, lang, *room));
                let heading = string(&group.heading.text());
                format!(
                    "    ({heading}, (\n{}    )),\n",
                    entries.collect::<String>()
                )
            });
            format!("  (\n{}  ),\n", groups.collect::<String>())
        });
        let each = each.iter().map(String::as_str).collect::<String>();
        self.blank();
        let uses = self.around.map(|around| around.uses() + ", ");
        self.put(&format!("#index({}(\n{each}))", uses.unwrap_or_default()));
    }
}

/// An entry as a dictionary.
fn call(entry: &IndexEntry<'_>, referred: &BTreeSet<&str>, lang: &Lang, room: f64) -> String {
    let mut parts = vec![format!("level: {}", entry.level)];
    if referred.contains(entry.id.as_str()) {
        parts.push(format!("id: {}", string(&entry.id)));
    }
    match &entry.name {
        EntryName::Term(anchor, text) => {
            parts.push(format!("term: {}", string(anchor)));
            parts.push(format!("body: {}", inline::words(text, lang, room)));
        }
        EntryName::Own(name) => parts.push(format!("body: {}", words(name, lang, room))),
    }
    let uses: Vec<String> = entry.uses.iter().map(|one| string(one) + ", ").collect();
    parts.push(format!("uses: ({})", uses.concat()));
    let more = entry.referrals().into_iter();
    let more = more.filter(|(all, _)| !all.is_empty());
    let more: Vec<String> = more
        .map(|(all, label)| sent(all, label, lang, room) + ", ")
        .collect();
    let more = more.concat();
    if !more.is_empty() {
        parts.push(format!("see: ({more})"));
    }
    format!("      ({}),\n", parts.join(", "))
}

/// Where readers are sent: `see clouds; rain`.
fn sent(referrals: &[Referral], label: Saying, lang: &Lang, room: f64) -> String {
    let labels = lang.labels();
    let each = referrals.iter().map(|referral| {
        let name = words(&referral.words.join(labels.colon), lang, room);
        match &referral.id {
            Some(id) => format!("reference({}, {name})", string(id)),
            None => name,
        }
    });
    let each: Vec<String> = each.collect();
    let each = each.join(&format!(" + {} + ", string(labels.semicolon)));
    let before = dressed(lang, &|labels| around(&label(labels)).0.to_owned());
    let after = dressed(lang, &|labels| around(&label(labels)).1.to_owned());
    let parts = [before, Some(each), after];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" + ")
}

/// A part of a label, in italics where the script has them.
fn dressed(lang: &Lang, say: &dyn Fn(&Labels<'_>) -> String) -> Option<String> {
    if say(&lang.labels()).is_empty() {
        return None;
    }
    let own = inline::own(lang, say);
    Some(match lang.emphasis() {
        Emphasis::Italic => format!("emph({own})"),
        Emphasis::Bold | Emphasis::DotsBelow | Emphasis::DotsAbove => own,
    })
}

/// What an author wrote as a plain name.
fn words(name: &str, lang: &Lang, room: f64) -> String {
    let text = Text {
        inlines: vec![Inline::Plain(name.to_owned())],
        ..Text::default()
    };
    inline::words(&text, lang, room)
}
