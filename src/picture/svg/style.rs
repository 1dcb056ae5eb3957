//! Applies the style sheets of a drawing. The resulting properties are written to the elements themselves, so that no
//! style sheet is left for renderers to interpret in different ways.
//!
//! Selectors are matched on the way down the tree: for each element and rule, bit `n` says whether the selector's
//! first `n + 1` compounds match with the last of them at this element. So the cost is the number of elements times the
//! number of rules, whatever the selectors look like, while matching from right to left would try every chain of
//! ancestors.

use std::collections::BTreeMap;

/// The most compounds that a selector may have, one for each bit of a `u32`.
const MAX_COMPOUNDS: usize = 32;

/// The rules of a style sheet in order of specificity.
#[derive(Debug, Default)]
pub struct Sheet {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    specificity: [usize; 3],
    compounds: Vec<Compound>,
    declarations: Vec<Declaration>,
}

/// `name: value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    pub name: String,
    pub value: String,
    pub is_important: bool,
}

/// Why a sheet cannot be applied.
#[derive(Debug, PartialEq, Eq)]
pub enum SheetError {
    LoadsSomething,
    Selector(String),
}

/// The relation between a compound and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Combinator {
    Descendant,
    Child,
    Next,
    Later,
}

/// A compound selector: a type and simple selectors that one element has to match, and the combinator before it.
#[derive(Debug)]
struct Compound {
    combinator: Combinator,
    name: Option<String>,
    simple: Vec<SimpleSelector>,
}

#[derive(Debug)]
enum SimpleSelector {
    Id(String),
    Class(String),
    Has(String),
    Is(String, String),
    Includes(String, String),
    Begins(String, String),
    Ends(String, String),
    Contains(String, String),
    First,
    Last,
    Root,
}

/// The element that selectors are matched against.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a, 'input> {
    pub node: roxmltree::Node<'a, 'input>,
}

/// For each rule, which prefixes of its selector match with the last compound at this element (`own`), at an ancestor
/// (`above`), and at its children (`last`, `before`).
#[derive(Debug, Clone)]
pub struct Matches {
    own: Vec<u32>,
    above: Vec<u32>,
    /// At the last of its children visited so far, and at any of them.
    last: Vec<u32>,
    before: Vec<u32>,
}

impl Sheet {
    /// Parses a style sheet and adds its rules.
    pub fn add(&mut self, text: &str) -> Result<(), SheetError> {
        let text = without_comments(text);
        let mut rest = text.as_str();
        while let Some(start) = rest.find(|c: char| !c.is_whitespace() && !matches!(c, ';' | '}')) {
            rest = &rest[start..];
            // CSS ignores `<!--` and `-->`, which once hid style sheets from old browsers.
            if let Some(after) = rest.strip_prefix("<!--").or(rest.strip_prefix("-->")) {
                rest = after;
                continue;
            }
            let end = find_outside(rest, &['{', ';']).unwrap_or(rest.len());
            let head = rest[..end].trim();
            let is_at_rule = head.starts_with('@');
            if is_at_rule && head.to_ascii_lowercase().starts_with("@import") {
                return Err(SheetError::LoadsSomething);
            }
            if !rest[end..].starts_with('{') {
                rest = rest.get(end + 1..).unwrap_or_default();
                continue;
            }
            let body = &rest[end + 1..];
            let close = closing(body);
            if !is_at_rule {
                self.add_rule(head, &body[..close])?;
            }
            rest = body.get(close + 1..).unwrap_or_default();
        }
        // The sort is stable, so of rules with equal specificity the later wins.
        self.rules.sort_by_key(|rule| rule.specificity);
        Ok(())
    }

    fn add_rule(&mut self, selectors: &str, body: &str) -> Result<(), SheetError> {
        let declarations = declarations(body);
        if declarations.is_empty() {
            return Ok(());
        }
        for selector in split_outside(selectors, ',') {
            let Some(compounds) = parse(selector.trim())? else {
                continue;
            };
            self.rules.push(Rule {
                specificity: specificity(&compounds),
                compounds,
                declarations: declarations.clone(),
            });
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// The state above the root element, where nothing matches.
    pub fn outside(&self) -> Matches {
        let none = vec![0; self.rules.len()];
        Matches {
            own: none.clone(),
            above: none.clone(),
            last: none.clone(),
            before: none,
        }
    }

    /// Matches an element, and updates `parent` for the siblings that follow.
    pub fn enter(&self, subject: Subject<'_, '_>, parent: &mut Matches) -> Matches {
        let mut own = Vec::with_capacity(self.rules.len());
        for (index, rule) in self.rules.iter().enumerate() {
            let mut mask = 0_u32;
            for (place, compound) in rule.compounds.iter().enumerate() {
                let stands = place == 0 || {
                    let from = match compound.combinator {
                        Combinator::Descendant => parent.own[index] | parent.above[index],
                        Combinator::Child => parent.own[index],
                        Combinator::Next => parent.last[index],
                        Combinator::Later => parent.before[index],
                    };
                    from & (1 << (place - 1)) != 0
                };
                if stands && compound.fits(subject) {
                    mask |= 1 << place;
                }
            }
            own.push(mask);
        }
        let above = parent.own.iter().zip(&parent.above);
        let above = above.map(|(own, above)| own | above).collect();
        for (before, mask) in parent.before.iter_mut().zip(&own) {
            *before |= mask;
        }
        parent.last.clone_from(&own);
        let none = vec![0; self.rules.len()];
        Matches {
            own,
            above,
            last: none.clone(),
            before: none,
        }
    }

    /// The declarations of the matching rules, in the order in which they apply.
    pub fn declarations<'s>(&'s self, matches: &Matches) -> impl Iterator<Item = &'s Declaration> {
        let hits: Vec<usize> = self
            .rules
            .iter()
            .zip(&matches.own)
            .enumerate()
            .filter(|(_, (rule, mask))| **mask & (1 << (rule.compounds.len() - 1)) != 0)
            .map(|(index, _)| index)
            .collect();
        hits.into_iter()
            .flat_map(|index| &self.rules[index].declarations)
    }
}

impl Compound {
    fn fits(&self, subject: Subject<'_, '_>) -> bool {
        let node = subject.node;
        let is_named = self
            .name
            .as_ref()
            .is_none_or(|name| node.tag_name().name() == name);
        is_named && self.simple.iter().all(|simple| simple.holds(subject))
    }
}

impl SimpleSelector {
    fn holds(&self, Subject { node }: Subject<'_, '_>) -> bool {
        let has = |name: &str, is: &dyn Fn(&str) -> bool| super::plain(node, name).is_some_and(is);
        let is_empty = |value: &String| value.is_empty();
        match self {
            Self::Id(id) => has("id", &|value| value == id),
            Self::Class(class) => has("class", &|value| includes(value, class)),
            Self::Has(name) => has(name, &|_| true),
            Self::Is(name, wanted) => has(name, &|value| value == wanted),
            Self::Includes(name, wanted) => has(name, &|value| includes(value, wanted)),
            Self::Begins(name, part) => has(name, &|value| {
                !is_empty(part) && value.starts_with(part.as_str())
            }),
            Self::Ends(name, part) => has(name, &|value| {
                !is_empty(part) && value.ends_with(part.as_str())
            }),
            Self::Contains(name, part) => has(name, &|value| {
                !is_empty(part) && value.contains(part.as_str())
            }),
            Self::First => node.prev_sibling_element().is_none(),
            Self::Last => node.next_sibling_element().is_none(),
            Self::Root => node.parent_element().is_none(),
        }
    }
}

fn includes(value: &str, word: &str) -> bool {
    value.split_ascii_whitespace().any(|one| one == word)
}

fn specificity(compounds: &[Compound]) -> [usize; 3] {
    let mut counts = [0; 3];
    for compound in compounds {
        counts[2] += usize::from(compound.name.is_some());
        for simple in &compound.simple {
            counts[usize::from(!matches!(simple, SimpleSelector::Id(_)))] += 1;
        }
    }
    counts
}

/// Parses a selector. `None` if it can never match in a static image, as with `:hover`.
fn parse(selector: &str) -> Result<Option<Vec<Compound>>, SheetError> {
    let unknown = || SheetError::Selector(super::values::shortened(selector));
    // `:where(…)` around a whole selector only affects its specificity.
    let whole = [":where(", ":is("]
        .iter()
        .find_map(|name| selector.strip_prefix(name)?.strip_suffix(')'))
        .filter(|inside| !inside.contains([',', '(', ')']));
    let mut rest = whole.unwrap_or(selector).trim();
    let mut compounds: Vec<Compound> = Vec::new();
    let mut combinator = Combinator::Descendant;
    while let Some(first) = rest.chars().next() {
        if matches!(first, '>' | '+' | '~') {
            combinator = match first {
                '>' => Combinator::Child,
                '+' => Combinator::Next,
                _ => Combinator::Later,
            };
            rest = rest[1..].trim_start();
            continue;
        }
        let mut compound = Compound {
            combinator,
            name: None,
            simple: Vec::new(),
        };
        let before = rest.len();
        if let Some(after) = rest.strip_prefix('*') {
            rest = after;
        } else if let Some((name, after)) = identifier(rest) {
            compound.name = Some(name.to_owned());
            rest = after;
        }
        while let Some(mark) = rest.chars().next() {
            match mark {
                '#' => {
                    let (id, after) = identifier(&rest[1..]).ok_or_else(unknown)?;
                    compound.simple.push(SimpleSelector::Id(id.to_owned()));
                    rest = after;
                }
                '.' => {
                    let (class, after) = identifier(&rest[1..]).ok_or_else(unknown)?;
                    compound
                        .simple
                        .push(SimpleSelector::Class(class.to_owned()));
                    rest = after;
                }
                '[' => {
                    let end = rest.find(']').ok_or_else(unknown)?;
                    compound
                        .simple
                        .push(attribute_selector(&rest[1..end]).ok_or_else(unknown)?);
                    rest = &rest[end + 1..];
                }
                ':' if rest.starts_with("::") => return Ok(None),
                ':' => {
                    let (class, after) = identifier(&rest[1..]).ok_or_else(unknown)?;
                    match class {
                        "root" => compound.simple.push(SimpleSelector::Root),
                        "first-child" => compound.simple.push(SimpleSelector::First),
                        "last-child" => compound.simple.push(SimpleSelector::Last),
                        "hover" | "focus" | "active" | "visited" | "target" | "focus-within"
                        | "focus-visible" | "before" | "after" | "checked" | "disabled"
                        | "enabled" | "link" => return Ok(None),
                        _ => return Err(unknown()),
                    }
                    rest = after;
                }
                _ => break,
            }
        }
        let is_parted =
            rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~'));
        if rest.len() == before || !(rest.is_empty() || is_parted) {
            return Err(unknown());
        }
        compounds.push(compound);
        combinator = Combinator::Descendant;
        rest = rest.trim_start();
    }
    if compounds.is_empty() {
        // Browsers skip a rule without a selector.
        return Ok(None);
    }
    if compounds.len() > MAX_COMPOUNDS {
        return Err(unknown());
    }
    Ok(Some(compounds))
}

fn attribute_selector(inside: &str) -> Option<SimpleSelector> {
    let Some((name, value)) = inside.split_once('=') else {
        return Some(SimpleSelector::Has(inside.trim().to_owned()));
    };
    let value = value.trim().trim_matches(['"', '\'']).to_owned();
    let name = name.trim();
    let kind = name.chars().next_back()?;
    let plain = name
        .trim_end_matches(['~', '^', '$', '*'])
        .trim()
        .to_owned();
    Some(match kind {
        '~' => SimpleSelector::Includes(plain, value),
        '^' => SimpleSelector::Begins(plain, value),
        '$' => SimpleSelector::Ends(plain, value),
        '*' => SimpleSelector::Contains(plain, value),
        '|' => return None,
        _ => SimpleSelector::Is(plain, value),
    })
}

/// Splits an identifier off the beginning of a text.
fn identifier(text: &str) -> Option<(&str, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
    let end = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// The declarations of a rule's body or of a `style` attribute.
pub fn declarations(body: &str) -> Vec<Declaration> {
    let body = without_comments(body);
    let each = split_outside(&body, ';');
    let parsed = each.filter_map(|one| {
        let (name, value) = one.split_once(':')?;
        let name = name.trim();
        let value = value.trim();
        let (value, is_important) = match value.rsplit_once('!') {
            Some((rest, mark)) if mark.trim().eq_ignore_ascii_case("important") => {
                (rest.trim_end(), true)
            }
            _ => (value, false),
        };
        let name = if name.starts_with("--") {
            name.to_owned()
        } else {
            name.to_ascii_lowercase()
        };
        (!name.is_empty() && !value.is_empty()).then(|| Declaration {
            name,
            value: value.to_owned(),
            is_important,
        })
    });
    parsed.collect()
}

/// Inherited custom properties by name.
pub type Variables = BTreeMap<String, String>;

/// A value with its variables substituted, and with the light colour of `light-dark()`, since paper is white. `None`
/// if a variable is unknown.
pub fn resolved(value: &str, variables: &Variables) -> Option<String> {
    let mut value = value.to_owned();
    // Nested variables are few. The limit also ends cycles.
    for _ in 0..8 {
        let Some((start, name_len)) = function(&value) else {
            return Some(value);
        };
        let inside = &value[start + name_len..];
        let end = find_outside(inside, &[')'])?;
        let arguments: Vec<&str> = split_outside(&inside[..end], ',').map(str::trim).collect();
        let (first, rest) = arguments.split_first()?;
        let put = if value[start..].starts_with("var(") {
            let fallback = (!rest.is_empty()).then(|| rest.join(", "));
            variables.get(*first).cloned().or(fallback)?
        } else {
            (*first).to_owned()
        };
        let after = start + name_len + end + 1;
        value = format!("{}{put}{}", &value[..start], &value[after..]);
        if value.len() > 4096 {
            return None;
        }
    }
    None
}

/// The offset of the first `var(` or `light-dark(`, and the length of its name.
fn function(value: &str) -> Option<(usize, usize)> {
    ["var(", "light-dark("]
        .iter()
        .filter_map(|name| Some((value.find(name)?, name.len())))
        .min()
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        out.push(' ');
        let inside = &rest[start + 2..];
        rest = inside.find("*/").map_or("", |end| &inside[end + 2..]);
    }
    out + rest
}

/// The offset of the first of some characters that is outside strings and brackets.
fn find_outside(text: &str, wanted: &[char]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) => {
                if c == open {
                    quote = None;
                }
            }
            None if depth == 0 && wanted.contains(&c) => return Some(at),
            None => match c {
                '"' | '\'' => quote = Some(c),
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            },
        }
    }
    None
}

fn split_outside(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        if let Some(at) = find_outside(text, &[mark]) {
            rest = Some(&text[at + mark.len_utf8()..]);
            Some(&text[..at])
        } else {
            rest = None;
            Some(text)
        }
    })
}

/// The offset of the brace that closes the one opened before this text.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}
