//! Word's formulas (OMML) as TeX.

use roxmltree::Node;

use super::package::{attribute, is, own_text, tag};

/// A formula as TeX; `None` if it has something that has no TeX here.
pub(super) fn tex(formula: Node<'_, '_>) -> Option<String> {
    let tex = row(formula)?;
    Some(tex.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The characters of a formula.
pub(super) fn words(formula: Node<'_, '_>) -> String {
    let texts = formula
        .descendants()
        .filter(|node| is(*node, "m", "t") || is(*node, "w", "t"));
    texts.map(own_text).collect()
}

/// What stands in an element, one after the other.
fn row(node: Node<'_, '_>) -> Option<String> {
    let mut out = String::new();
    for child in node.children().filter(Node::is_element) {
        let piece = element(child)?;
        // A command and the letter after it are two things.
        let ends_command = out.rfind('\\').is_some_and(|at| {
            out[at + 1..].chars().all(|c| c.is_ascii_alphabetic()) && out.len() > at + 1
        });
        if ends_command && piece.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push(' ');
        }
        out.push_str(&piece);
    }
    Some(out)
}

fn child<'a, 't>(node: Node<'a, 't>, name: &str) -> Option<Node<'a, 't>> {
    node.children().find(|child| is(*child, "m", name))
}

/// An argument of a formula, in braces.
fn argument(node: Node<'_, '_>, name: &str) -> Option<String> {
    match child(node, name) {
        Some(argument) => Some(format!("{{{}}}", row(argument)?)),
        None => Some("{}".to_owned()),
    }
}

/// A property of an element: that of a child of `naryPr` for `nary`.
fn property<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let properties = node
        .children()
        .find(|child| child.is_element() && child.tag_name().name().ends_with("Pr"))?;
    attribute(child(properties, name)?, "val")
}

/// Whether a property is there and not switched off.
fn has(node: Node<'_, '_>, name: &str) -> bool {
    let properties = node
        .children()
        .find(|child| child.is_element() && child.tag_name().name().ends_with("Pr"));
    properties
        .and_then(|properties| child(properties, name))
        .is_some_and(|one| !matches!(attribute(one, "val"), Some("0" | "off" | "false")))
}

fn element(node: Node<'_, '_>) -> Option<String> {
    let ("m", name) = tag(node) else {
        // Bookmarks, tracked insertions and the like; what was deleted is gone.
        return match tag(node) {
            ("w", "ins" | "r" | "hyperlink" | "smartTag") => row(node),
            ("w", "t") => Some(text(&own_text(node), false)),
            _ if words(node).is_empty() => Some(String::new()),
            _ => None,
        };
    };
    let arg = |name: &str| argument(node, name);
    Some(match name {
        "r" => run(node),
        "oMath" | "e" | "num" | "den" | "sub" | "sup" | "deg" | "fName" | "lim" | "box" => {
            return match name {
                "box" => arg("e"),
                _ => row(node),
            };
        }
        "f" => match property(node, "type") {
            Some("lin" | "skw") => format!("{}/{}", arg("num")?, arg("den")?),
            Some("noBar") => format!("\\genfrac{{}}{{}}{{0pt}}{{}}{}{}", arg("num")?, arg("den")?),
            _ => format!("\\frac{}{}", arg("num")?, arg("den")?),
        },
        "sSup" => format!("{}^{}", arg("e")?, arg("sup")?),
        "sSub" => format!("{}_{}", arg("e")?, arg("sub")?),
        "sSubSup" => format!("{}_{}^{}", arg("e")?, arg("sub")?, arg("sup")?),
        "sPre" => format!("{{}}_{}^{}{}", arg("sub")?, arg("sup")?, arg("e")?),
        "rad" => {
            let degree = arg("deg")?;
            if degree == "{}" || has(node, "degHide") {
                format!("\\sqrt{}", arg("e")?)
            } else {
                let degree = degree.trim_start_matches('{').trim_end_matches('}');
                format!("\\sqrt[{degree}]{}", arg("e")?)
            }
        }
        "nary" => nary(node)?,
        "d" => delimited(node)?,
        "func" => format!("{} {}", arg("fName")?, arg("e")?),
        "limLow" => match arg("e")?.as_str() {
            operator if is_operator(operator) => {
                let operator = &operator[1..operator.len() - 1];
                format!("{operator}_{}", arg("lim")?)
            }
            base => format!("\\underset{}{base}", arg("lim")?),
        },
        "limUpp" => format!("\\overset{}{}", arg("lim")?, arg("e")?),
        "acc" => {
            let accent = accent(property(node, "chr").unwrap_or("\u{302}"))?;
            format!("{accent}{}", arg("e")?)
        }
        "bar" => {
            let line = if property(node, "pos") == Some("top") {
                "\\overline"
            } else {
                "\\underline"
            };
            format!("{line}{}", arg("e")?)
        }
        "groupChr" => match (property(node, "chr").unwrap_or("⏟"), property(node, "pos")) {
            ("⏟", _) => format!("\\underbrace{}", arg("e")?),
            ("⏞", _) => format!("\\overbrace{}", arg("e")?),
            ("→", Some("top")) => format!("\\overrightarrow{}", arg("e")?),
            _ => return None,
        },
        "borderBox" => format!("\\boxed{}", arg("e")?),
        "eqArr" => {
            let lines = node.children().filter(|child| is(*child, "m", "e"));
            let lines: Option<Vec<String>> = lines.map(row).collect();
            format!(
                "\\begin{{aligned}}{}\\end{{aligned}}",
                lines?.join(" \\\\ ")
            )
        }
        "m" => format!("\\begin{{matrix}}{}\\end{{matrix}}", rows(node)?),
        _ if name.ends_with("Pr") => String::new(),
        _ => return None,
    })
}

/// The rows of a matrix.
fn rows(matrix: Node<'_, '_>) -> Option<String> {
    let rows = matrix.children().filter(|child| is(*child, "m", "mr"));
    let rows: Option<Vec<String>> = rows
        .map(|one| {
            let cells = one.children().filter(|child| is(*child, "m", "e"));
            let cells: Option<Vec<String>> = cells.map(row).collect();
            Some(cells?.join(" & "))
        })
        .collect();
    Some(rows?.join(" \\\\ "))
}

/// A sum, an integral or the like.
fn nary(node: Node<'_, '_>) -> Option<String> {
    let sign = property(node, "chr").unwrap_or("∫");
    let mut out = text(sign, false);
    let is_integral = sign.starts_with(['∫', '∬', '∭', '∮']);
    match property(node, "limLoc") {
        Some("undOvr") if is_integral => out.push_str("\\limits"),
        Some("subSup") if !is_integral => out.push_str("\\nolimits"),
        _ => {}
    }
    for (name, hides, mark) in [("sub", "subHide", '_'), ("sup", "supHide", '^')] {
        let limit = argument(node, name)?;
        if limit != "{}" && !has(node, hides) {
            out.push(mark);
            out.push_str(&limit);
        }
    }
    out.push_str(&argument(node, "e")?);
    Some(out)
}

/// What stands between brackets.
fn delimited(node: Node<'_, '_>) -> Option<String> {
    let bracket = |name: &str, usual: &'static str| {
        let bracket = property(node, name).unwrap_or(usual).to_owned();
        match bracket.as_str() {
            "" => ".".to_owned(),
            "{" => "\\{".to_owned(),
            "}" => "\\}".to_owned(),
            "|" => "|".to_owned(),
            "‖" => "\\|".to_owned(),
            "⟨" | "〈" => "\\langle".to_owned(),
            "⟩" | "〉" => "\\rangle".to_owned(),
            "⌈" => "\\lceil".to_owned(),
            "⌉" => "\\rceil".to_owned(),
            "⌊" => "\\lfloor".to_owned(),
            "⌋" => "\\rfloor".to_owned(),
            other => other.to_owned(),
        }
    };
    let (open, close) = (bracket("begChr", "("), bracket("endChr", ")"));
    let between = property(node, "sepChr").unwrap_or("|");
    let parts = node.children().filter(|child| is(*child, "m", "e"));
    let parts: Option<Vec<String>> = parts.map(row).collect();
    let inner = parts?.join(&format!(" \\middle{between} "));
    Some(format!("\\left{open} {inner} \\right{close}"))
}

/// Whether an argument is the name of an operator with limits below it.
fn is_operator(argument: &str) -> bool {
    ["{\\lim}", "{\\max}", "{\\min}", "{\\sup}", "{\\inf}"].contains(&argument)
}

fn accent(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "\u{302}" | "^" | "ˆ" => "\\hat",
        "\u{303}" | "~" | "˜" => "\\tilde",
        "\u{304}" | "\u{305}" | "¯" => "\\bar",
        "\u{307}" | "˙" => "\\dot",
        "\u{308}" | "¨" => "\\ddot",
        "\u{20D7}" | "→" => "\\vec",
        "\u{30C}" | "ˇ" => "\\check",
        "\u{306}" | "˘" => "\\breve",
        "\u{300}" => "\\grave",
        "\u{301}" => "\\acute",
        _ => return None,
    })
}

/// The names that are printed upright.
const FUNCTIONS: [&str; 26] = [
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
    "log", "ln", "lg", "exp", "lim", "max", "min", "sup", "inf", "det", "dim", "ker", "gcd", "arg",
];

/// A run of characters.
fn run(node: Node<'_, '_>) -> String {
    let words: String = node
        .children()
        .filter(|child| is(*child, "m", "t"))
        .map(own_text)
        .collect();
    if FUNCTIONS.contains(&words.trim()) {
        return format!("\\{}", words.trim());
    }
    let is_words = has(node, "nor") || words.chars().any(super::super::scripts::is_cjk);
    if is_words {
        return format!("\\text{{{}}}", text(&words, true));
    }
    let tex = text(&words, false);
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    match (property(node, "scr"), property(node, "sty")) {
        (Some("double-struck"), _) => format!("\\mathbb{{{tex}}}"),
        (Some("script"), _) => format!("\\mathcal{{{tex}}}"),
        (Some("fraktur"), _) => format!("\\mathfrak{{{tex}}}"),
        (_, Some("b")) => format!("\\mathbf{{{tex}}}"),
        (_, Some("bi")) if letters > 0 => format!("\\boldsymbol{{{tex}}}"),
        (_, Some("p")) if letters > 0 => format!("\\mathrm{{{tex}}}"),
        _ => tex,
    }
}

/// Characters as TeX.
fn text(words: &str, is_text: bool) -> String {
    let mut out = String::new();
    for c in words.chars() {
        let c = plain(c);
        match c {
            '\\' if is_text => out.push_str("\\textbackslash{}"),
            '\\' => out.push_str("\\backslash "),
            '{' | '}' | '$' | '%' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            // It aligns the lines of equations, and nothing else uses it.
            '&' if !is_text => out.push('&'),
            '&' => out.push_str("\\&"),
            '^' | '~' if is_text => out.push(c),
            '^' => out.push_str("\\hat{}"),
            '~' => out.push_str("\\sim "),
            c if is_text => out.push(c),
            c => match command(c) {
                Some(command) => {
                    out.push_str(command);
                    out.push(' ');
                }
                None => out.push(c),
            },
        }
    }
    if is_text {
        out
    } else {
        out.trim_end().to_owned()
    }
}

/// A letter without the style that Unicode's mathematical letters have.
fn plain(c: char) -> char {
    let code = u32::from(c);
    let letter = |offset: u32| {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let index = usize::try_from(offset % 52).unwrap_or_default();
        letters.chars().nth(index).unwrap_or(c)
    };
    match code {
        0x1D434..=0x1D49B => letter(code - 0x1D434),
        0x210E => 'h',
        0x2212 => '-',
        0x2061..=0x2064 => ' ',
        _ => c,
    }
}

/// The commands of common characters, so that a person can read the formula.
fn command(c: char) -> Option<&'static str> {
    const COMMANDS: [(char, &str); 86] = [
        ('α', "\\alpha"),
        ('β', "\\beta"),
        ('γ', "\\gamma"),
        ('δ', "\\delta"),
        ('ε', "\\varepsilon"),
        ('ϵ', "\\epsilon"),
        ('ζ', "\\zeta"),
        ('η', "\\eta"),
        ('θ', "\\theta"),
        ('ϑ', "\\vartheta"),
        ('ι', "\\iota"),
        ('κ', "\\kappa"),
        ('λ', "\\lambda"),
        ('μ', "\\mu"),
        ('ν', "\\nu"),
        ('ξ', "\\xi"),
        ('π', "\\pi"),
        ('ρ', "\\rho"),
        ('σ', "\\sigma"),
        ('τ', "\\tau"),
        ('υ', "\\upsilon"),
        ('φ', "\\varphi"),
        ('ϕ', "\\phi"),
        ('χ', "\\chi"),
        ('ψ', "\\psi"),
        ('ω', "\\omega"),
        ('Γ', "\\Gamma"),
        ('Δ', "\\Delta"),
        ('Θ', "\\Theta"),
        ('Λ', "\\Lambda"),
        ('Ξ', "\\Xi"),
        ('Π', "\\Pi"),
        ('Σ', "\\Sigma"),
        ('Φ', "\\Phi"),
        ('Ψ', "\\Psi"),
        ('Ω', "\\Omega"),
        ('×', "\\times"),
        ('÷', "\\div"),
        ('±', "\\pm"),
        ('∓', "\\mp"),
        ('·', "\\cdot"),
        ('⋅', "\\cdot"),
        ('∙', "\\cdot"),
        ('∘', "\\circ"),
        ('≤', "\\le"),
        ('≥', "\\ge"),
        ('≠', "\\ne"),
        ('≈', "\\approx"),
        ('≡', "\\equiv"),
        ('∼', "\\sim"),
        ('≃', "\\simeq"),
        ('≅', "\\cong"),
        ('∝', "\\propto"),
        ('≪', "\\ll"),
        ('≫', "\\gg"),
        ('∞', "\\infty"),
        ('∂', "\\partial"),
        ('∇', "\\nabla"),
        ('∑', "\\sum"),
        ('∏', "\\prod"),
        ('∫', "\\int"),
        ('∬', "\\iint"),
        ('∭', "\\iiint"),
        ('∮', "\\oint"),
        ('∈', "\\in"),
        ('∉', "\\notin"),
        ('⊂', "\\subset"),
        ('⊆', "\\subseteq"),
        ('⊃', "\\supset"),
        ('∪', "\\cup"),
        ('∩', "\\cap"),
        ('∅', "\\emptyset"),
        ('∀', "\\forall"),
        ('∃', "\\exists"),
        ('¬', "\\neg"),
        ('∧', "\\land"),
        ('∨', "\\lor"),
        ('→', "\\to"),
        ('←', "\\leftarrow"),
        ('⇒', "\\Rightarrow"),
        ('⇔', "\\Leftrightarrow"),
        ('↦', "\\mapsto"),
        ('…', "\\dots"),
        ('⋯', "\\cdots"),
        ('ℝ', "\\mathbb{R}"),
        ('ℤ', "\\mathbb{Z}"),
    ];
    COMMANDS
        .iter()
        .find(|(one, _)| *one == c)
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(omml: &str) -> Option<String> {
        let xml = format!(
            "<m:oMath xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\">{omml}</m:oMath>"
        );
        let document = roxmltree::Document::parse(&xml).unwrap();
        tex(document.root_element())
    }

    #[test]
    fn common_elements_become_tex() {
        let r = |words: &str| format!("<m:r><m:t>{words}</m:t></m:r>");
        let e = |words: &str| format!("<m:e>{}</m:e>", r(words));
        for (omml, wanted) in [
            (
                format!(
                    "<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>",
                    r("a"),
                    r("2𝑏")
                ),
                "\\frac{a}{2b}",
            ),
            (
                format!("<m:sSup>{}<m:sup>{}</m:sup></m:sSup>", e("x"), r("2")),
                "{x}^{2}",
            ),
            (
                format!(
                    "<m:rad><m:radPr><m:degHide m:val=\"1\"/></m:radPr><m:deg/>{}</m:rad>",
                    e("x")
                ),
                "\\sqrt{x}",
            ),
            (
                format!("<m:rad><m:deg>{}</m:deg>{}</m:rad>", r("3"), e("x")),
                "\\sqrt[3]{x}",
            ),
            (
                format!(
                    "<m:nary><m:naryPr><m:chr m:val=\"∑\"/></m:naryPr><m:sub>{}</m:sub><m:sup>{}</m:sup>{}</m:nary>",
                    r("i=1"),
                    r("n"),
                    e("α")
                ),
                "\\sum_{i=1}^{n}{\\alpha}",
            ),
            (format!("<m:d>{}</m:d>", e("x")), "\\left( x \\right)"),
            (
                format!("<m:func><m:fName>{}</m:fName>{}</m:func>", r("sin"), e("θ")),
                "{\\sin} {\\theta}",
            ),
            (format!("<m:acc>{}</m:acc>", e("x")), "\\hat{x}"),
            (
                format!(
                    "<m:m><m:mr>{}{}</m:mr><m:mr>{}{}</m:mr></m:m>",
                    e("a"),
                    e("b"),
                    e("c"),
                    e("d")
                ),
                "\\begin{matrix}a & b \\\\ c & d\\end{matrix}",
            ),
            (
                "<m:r><m:rPr><m:nor/></m:rPr><m:t>if 是</m:t></m:r>".to_owned(),
                "\\text{if 是}",
            ),
            (r("α") + &r("x"), "\\alpha x"),
        ] {
            assert_eq!(of(&omml).as_deref(), Some(wanted));
        }
        assert_eq!(of("<m:unheard><m:r><m:t>x</m:t></m:r></m:unheard>"), None);
    }
}
