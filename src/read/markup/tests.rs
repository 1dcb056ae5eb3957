#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what CommonMark has too is looked at"
)]

use comrak::nodes::{AstNode, NodeValue};

use super::{Node, NodeKind, parse};
use crate::read::inline::{Problem, Remark};

/// The tree of a line in a notation like HTML, and the remarks.
fn read(line: &str) -> (String, Vec<Remark>) {
    let mut remarks = Vec::new();
    let nodes = parse(line, true, &mut remarks);
    let mut out = String::new();
    show(line, &nodes, &mut out);
    (out, remarks)
}

fn show(line: &str, nodes: &[Node], out: &mut String) {
    let mut wrap = |open: &str, inner: &[Node], close: &str| {
        out.push_str(open);
        show(line, inner, out);
        out.push_str(close);
    };
    for node in nodes {
        match &node.kind {
            NodeKind::Text(text) => wrap(text, &[], ""),
            NodeKind::Code(code) => wrap(&format!("<c>{code}</c>"), &[], ""),
            NodeKind::Formula(tex) => wrap(&format!("<f>{tex}</f>"), &[], ""),
            NodeKind::Emph(inner) => wrap("<e>", inner, "</e>"),
            NodeKind::Strong(inner) => wrap("<s>", inner, "</s>"),
            NodeKind::Link { url, inner, .. } => wrap(&format!("<a {url}>"), inner, "</a>"),
            NodeKind::Note { attributes, inner } => {
                let names: Vec<&str> = attributes.iter().map(|one| &line[one.at.clone()]).collect();
                let open = format!("<n {}", names.join(" "));
                wrap(&format!("{}>", open.trim_end()), inner, "</n>");
            }
            NodeKind::Superscript(inner) => wrap("<sup>", inner, "</sup>"),
            NodeKind::Subscript(inner) => wrap("<sub>", inner, "</sub>"),
            NodeKind::Span { attributes, inner } => {
                let names: String = attributes.iter().map(|one| &line[one.at.clone()]).collect();
                wrap(&format!("<span {names}>"), inner, "</span>");
            }
            NodeKind::Term { id, inner } => wrap(&format!("<t {id}>"), inner, "</t>"),
            NodeKind::Ruby { base, reading } => wrap(&format!("<r>{base}|{reading}</r>"), &[], ""),
            NodeKind::Blank(name) => wrap(&format!("<b>{name}</b>"), &[], ""),
            NodeKind::Break => wrap("<br>", &[], ""),
            NodeKind::Picture(it) => {
                let names: String = it
                    .attributes
                    .iter()
                    .map(|one| &line[one.at.clone()])
                    .collect();
                wrap(&format!("<img {}|{}|{names}>", it.alt, it.path), &[], "");
            }
            NodeKind::Citation(works) => {
                let each = works.iter().map(|work| {
                    let place = work.place.as_ref().map_or("", |(words, _)| words);
                    let sign = if work.is_anonymous { "-@" } else { "@" };
                    format!("{}|{sign}{}|{place}", work.before, work.key)
                });
                let each: Vec<String> = each.collect();
                wrap(&format!("<cite {}>", each.join(";")), &[], "");
            }
        }
    }
}

/// The tree of a line by comrak, in the same notation. A word before the line keeps it from becoming a list or such.
fn by_comrak(line: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.cjk_friendly_emphasis = true;
    let arena = comrak::Arena::new();
    let root = comrak::parse_document(&arena, &format!("x {line}"), &options);
    let mut out = String::new();
    for child in root.first_child().into_iter().flat_map(AstNode::children) {
        show_comrak(child, &mut out);
    }
    out.split_off(2)
}

fn show_comrak<'a>(node: &'a AstNode<'a>, out: &mut String) {
    let (open, close) = match &node.data().value {
        NodeValue::Text(text) => (text.to_string(), ""),
        NodeValue::Code(code) => (format!("<c>{}</c>", code.literal), ""),
        NodeValue::LineBreak => ("<br>".to_owned(), ""),
        NodeValue::Emph => ("<e>".to_owned(), "</e>"),
        NodeValue::Strong => ("<s>".to_owned(), "</s>"),
        NodeValue::Link(link) => (format!("<a {}>", link.url), "</a>"),
        other => panic!("{other:?}"),
    };
    out.push_str(&open);
    for child in node.children() {
        show_comrak(child, out);
    }
    out.push_str(close);
}

/// Pseudo-random numbers (xorshift), the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or(0)
    }
}

fn has_link_in_link(nodes: &[Node], in_link: bool) -> bool {
    nodes.iter().any(|node| match &node.kind {
        NodeKind::Link { inner, .. } => in_link || has_link_in_link(inner, true),
        NodeKind::Emph(inner) | NodeKind::Strong(inner) => has_link_in_link(inner, in_link),
        _ => false,
    })
}

/// Whether a strong text is directly followed by another: `**a****b**`.
fn has_strong_beside_strong(line: &str, nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match &node.kind {
        NodeKind::Strong(inner) => {
            let (before, after) = line.split_at(node.at.end);
            let bare = before.trim_end_matches('*');
            let escaped = (bare.len() - bare.trim_end_matches('\\').len()) % 2;
            let closing = before.len() - bare.len() - escaped;
            let opening = after.len() - after.trim_start_matches('*').len();
            (closing, opening) == (2, 2) || has_strong_beside_strong(line, inner)
        }
        NodeKind::Emph(inner) | NodeKind::Link { inner, .. } => {
            has_strong_beside_strong(line, inner)
        }
        _ => false,
    })
}

#[test]
fn emphasis_code_and_links_are_read_as_commonmark_reads_them() {
    const PARTS: [&str; 24] = [
        "*", "*", "*", "**", "**", "***", "a", "b ", " ", "中", "文", "。", "，", "“", "”", "(",
        ")", "`", "``", "\\", "[", "](u)", "\\\na", "\\\n中",
    ];
    let mut draw = Draw(88_172_645_463_325_252);
    let (mut compared, mut marked, mut beside) = (0, 0, 0);
    while compared < 20_000 {
        let line: String = (0..2 + draw.below(14))
            .map(|_| PARTS[draw.below(PARTS.len())])
            .collect();
        let line = line.trim();
        if line.contains("\\\\\n") {
            // The line break is not escaped, so lines would have been joined.
            continue;
        }
        // The intended differences: a star between variables, a link inside a link, `**a****b**`.
        let inner_stars = line.split(|c: char| c.is_ascii_alphabetic()).skip(1);
        let is_multiplied = inner_stars
            .clone()
            .any(|part| !part.is_empty() && part.chars().all(|c| c == '*'));
        let nodes = parse(line, false, &mut Vec::new());
        if line.is_empty() || is_multiplied || has_link_in_link(&nodes, false) {
            continue;
        }
        if has_strong_beside_strong(line, &nodes) {
            beside += 1;
            continue;
        }
        let mut own = String::new();
        show(line, &nodes, &mut own);
        assert_eq!(own, by_comrak(line), "{line}");
        compared += 1;
        marked += usize::from(own != line);
    }
    assert!(marked > compared / 3, "most lines had no markup: {marked}");
    assert!(
        beside < compared / 50,
        "too many lines were left out: {beside}"
    );
}

#[test]
fn adjacent_strong_texts_are_read() {
    for (line, wanted) in [
        ("**甲****乙**", "<s>甲</s><s>乙</s>"),
        ("**甲。****乙**丙", "<s>甲。</s><s>乙</s>丙"),
        ("前**甲****乙****丙**后", "前<s>甲</s><s>乙</s><s>丙</s>后"),
        ("**a****b** c", "<s>a</s><s>b</s> c"),
        ("**Note:****text**", "<s>Note:</s><s>text</s>"),
        ("*见**甲****乙**。*", "<e>见<s>甲</s><s>乙</s>。</e>"),
        ("**[甲](u)****`乙`**", "<s><a u>甲</a></s><s><c>乙</c></s>"),
        ("*甲***乙**", "<e>甲</e><s>乙</s>"),
        ("**甲***乙*", "<s>甲</s><e>乙</e>"),
        ("***甲******乙***", "<e><s>甲</s></e><e><s>乙</s></e>"),
    ] {
        let (tree, remarks) = read(line);
        assert_eq!(tree, wanted, "{line}");
        assert!(remarks.is_empty(), "{line}: {remarks:?}");
    }
    let (tree, remarks) = read("**甲****乙");
    assert_eq!(tree, "<s>甲</s>**乙");
    let wanted = Remark {
        at: 7..9,
        problem: Problem::Unclosed("**".to_owned()),
    };
    assert_eq!(remarks, [wanted]);
}

#[test]
fn text_that_only_looks_like_markup_is_printed() {
    for line in [
        "2*3*4 = 24",
        "a**b and 2**10",
        "x1*y2*z3 and 10*n*m",
        "kw**args",
        "_x_ and __x__",
        "snake_case_name",
        "R&amp;D, AT&T",
        "Wow![1]",
        "[0, 1) 与 (0, 1]",
        "[sic] and a[0]",
        "{a|b} ${HOME}",
        "f(x) { return 1; }",
        "<b title=\"*x*\">",
        "Vec<T> and a < b",
        "* 一",
        "^2 and x^2",
        "a ^b^ and ~/x ~y~",
        "10~20~30 and 10~20岁、30~40岁",
        "x~~y~~ and x^^2^^",
        "2^(a b)^",
        "a[i]{x} [plain]{甲} [b]{} [c]{.}",
    ] {
        let (tree, remarks) = read(line);
        assert_eq!(tree, line);
        assert!(remarks.is_empty(), "{line}: {remarks:?}");
    }
}

#[test]
fn markup_can_be_nested() {
    for (line, wanted) in [
        ("*token*s and 中*文*字", "<e>token</e>s and 中<e>文</e>字"),
        (
            "pho**to**graphy, un*believ*able",
            "pho<s>to</s>graphy, un<e>believ</e>able",
        ),
        (
            "не**жирн**ый, ה*נטוי* و**غامق**",
            "не<s>жирн</s>ый, ה<e>נטוי</e> و<s>غامق</s>",
        ),
        (
            "한국**어**의 $x$는, ש$x$ у $n$й",
            "한국<s>어</s>의 <f>x</f>는, ש<f>x</f> у <f>n</f>й",
        ),
        ("[[a|`b`]]", "<t a><c>b</c></t>"),
        ("[[a]] [[ b |c]]", "<t a></t> <t b>c</t>"),
        ("[a^[b *c*]](u)", "<a u>a<n>b <e>c</e></n></a>"),
        ("^[a [b](u) [[c]]]", "<n>a <a u>b</a> <t c></t></n>"),
        ("**{漢|hàn}**", "<s><r>漢|hàn</r></s>"),
        ("*[[a|b]]*", "<e><t a>b</t></e>"),
        ("[[a|[b](u)]]", "<t a><a u>b</a></t>"),
        ("{{a}} `{{b}}`", "<b>a</b> <c>{{b}}</c>"),
        ("$a*b*c$ `$x$`", "<f>a*b*c</f> <c>$x$</c>"),
        (
            "<https://e.org/*a*>",
            "<a https://e.org/*a*>https://e.org/*a*</a>",
        ),
        ("<a@b.org>", "<a mailto:a@b.org>a@b.org</a>"),
        ("\\[[a]] \\![b](u)", "[[a]] !<a u>b</a>"),
        ("[a](<u v> \"t\") [b]( u )", "<a u v>a</a> <a u>b</a>"),
        ("[a](u(v)) [b](u\\))", "<a u(v)>a</a> <a u)>b</a>"),
        ("{漢\\|字|x}", "<r>漢|字|x</r>"),
        (
            "H~2~O, 2^10^, CO~2~，平方米^2^",
            "H<sub>2</sub>O, 2<sup>10</sup>, CO<sub>2</sub>，平方米<sup>2</sup>",
        ),
        ("x^2^^[a]", "x<sup>2</sup><n>a</n>"),
        ("a^[b]{.translator #k}{c}", "a<n .translator #k>b</n>{c}"),
        ("[a *b*]{.smallcaps}", "<span .smallcaps>a <e>b</e></span>"),
        (
            "[[c]{.kbd}]{ lang=fr }",
            "<span lang=fr><span .kbd>c</span></span>",
        ),
        ("x\\^2\\^ \\~a~", "x^2^ ~a~"),
    ] {
        let (tree, remarks) = read(line);
        assert_eq!(tree, wanted, "{line}");
        assert!(remarks.is_empty(), "{line}: {remarks:?}");
    }
}

#[test]
fn unclosed_markup_is_reported_at_its_place() {
    for (line, mark, start) in [
        ("一 **二", "**", 4),
        ("see [this", "[", 4),
        ("a^[b", "^[", 1),
        ("{漢|hàn", "{", 0),
        ("run `ls", "`", 4),
        ("设 $\\frac{a}", "$", 4),
        ("in {{x}", "{{", 3),
        ("[[a|b", "[[", 0),
        ("`a ^[b` *c ^[d*", "^[", 11),
    ] {
        let (tree, remarks) = read(line);
        let wanted = Remark {
            at: start..start + mark.len(),
            problem: Problem::Unclosed(mark.to_owned()),
        };
        assert_eq!(remarks, [wanted], "{line}: {tree}");
    }
    for line in [
        "[a](https://e.org b)",
        "[文](https://e.org",
        "[文]（https://e.org）",
    ] {
        let (tree, remarks) = read(line);
        assert_eq!(tree, line);
        assert_eq!(remarks.len(), 1, "{line}: {remarks:?}");
    }
    let (_, remarks) = read("`![a](u)` vec![] 和 `vec![]`");
    assert!(remarks.is_empty(), "{remarks:?}");
}

#[test]
fn pictures_have_plain_words_and_sizes() {
    for (line, wanted) in [
        (
            "x ![a *b*](c.png){height=2}，y",
            "x <img a *b*|c.png|height=2>，y",
        ),
        ("*![a\\]](<b c.svg>)*", "<e><img a]|b c.svg|></e>"),
        ("\\![a](https://e.org)", "!<a https://e.org>a</a>"),
    ] {
        let (tree, remarks) = read(line);
        assert_eq!(tree, wanted);
        assert!(remarks.is_empty(), "{line}: {remarks:?}");
    }
}

/// Eight times as much text may take 24 times as long: linear time would be 8, quadratic 64.
#[test]
fn parsing_takes_linear_time() {
    const PARTS: [&str; 14] = [
        "^[", "[", "[[", "[[a|", "{", "{{", "{漢|", "`a ``b ", "$\\a ", "*a ", "[](", "<a b=\"",
        "![", "a*",
    ];
    let closed = PARTS.map(|part| (part, ""));
    for (part, end) in closed
        .into_iter()
        .chain([("*a ", "a* "), ("^[a ", "] "), ("[a", "](u)")])
    {
        let time = |number: usize| {
            let line = part.repeat(number) + &end.repeat(number);
            let start = std::time::Instant::now();
            read(&line);
            start.elapsed().as_secs_f64()
        };
        let mut times = [f64::MAX; 2];
        for _ in 0..2 {
            times[0] = times[0].min(time(8_000));
            times[1] = times[1].min(time(64_000));
        }
        let [once, eight] = times;
        assert!(
            eight < 24.0 * once + 0.5,
            "{part}: {once} s, then {eight} s"
        );
    }
}

#[test]
fn citations_name_works_and_places_in_them() {
    let found = |line: &str| read(line).0;
    assert_eq!(found("fast [@wang2019]."), "fast <cite |@wang2019|>.");
    assert_eq!(
        found("[see @a:b, pp. 3-5; -@c-d]"),
        "<cite see|@a:b|pp. 3-5;|-@c-d|>"
    );
    assert_eq!(
        found("研究[参见@王2019，第 3 页；@b]。"),
        "研究<cite 参见|@王2019|第 3 页;|@b|>。"
    );
    assert_eq!(found("[@a][@b]"), "<cite |@a|><cite |@b|>");
    // Not citations: a mail address, a link, a span, an escaped bracket, words without a key.
    assert_eq!(found("[me@example.org]"), "[me@example.org]");
    assert_eq!(found("[@name](https://a.b)"), "<a https://a.b>@name</a>");
    assert_eq!(found("[@name]{.kbd}"), "<span .kbd>@name</span>");
    assert_eq!(found(r"\[@a]"), "[@a]");
    assert_eq!(found("[@a; b]"), "[@a; b]");
}
