//! Errors that authors make in formulas, and where they are reported.

use super::read;

/// The errors in a formula, each with the part of the TeX that it points at.
fn said(tex: &str) -> Vec<(&str, String)> {
    let errors = read(tex, true).expect_err(tex);
    let piece = |at: std::ops::Range<usize>| tex.get(at).unwrap_or("outside");
    let said = errors
        .into_iter()
        .map(|error| (piece(error.at), error.message.to_string()));
    said.collect()
}

#[test]
fn every_unknown_command_is_reported_at_its_place() {
    assert_eq!(
        said(r"\foo{x} + \frac{\smal}{中} \begin{smallmatrix}\nix\end{smallmatrix}"),
        [
            (
                r"\foo",
                r"the command `\foo` does not exist in formulas".to_owned()
            ),
            (
                r"\smal",
                r"the command `\smal` does not exist in formulas".to_owned()
            ),
            ("中", "`中` is not a mathematical symbol".to_owned()),
            (
                r"\nix",
                r"the command `\nix` does not exist in formulas".to_owned()
            ),
        ]
    );
}

#[test]
fn unmatched_delimiters_are_reported_at_their_place() {
    for (tex, piece) in [
        (r"\frac{a}{b", ""),
        (r"a } b", "}"),
        (r"\left( x", ""),
        (r"x^a^b", "^"),
        (r"a & b", "&"),
        (r"\begin{foo} x \end{foo}", "{foo}"),
        (r"50% x", "%"),
        (r"\text{$x$}", "$"),
    ] {
        let said = said(tex);
        assert!(said[0].0.contains(piece), "{tex}: {said:?}");
    }
}

#[test]
fn definitions_and_loading_are_refused() {
    for tex in [
        r"\def\x{\x\x}\x",
        r"\newcommand{\x}{\x}\x",
        r"\let\x=y",
        r"\input{/etc/passwd}",
        r"\include{a}",
        r"\write18{ls}",
        r"\csname x\endcsname",
        r"\href{javascript:alert(1)}{x}",
        r"\require{html}",
        r"\catcode`\$=3",
    ] {
        assert!(read(tex, false).is_err(), "{tex}");
    }
}

#[test]
fn commands_that_some_editions_cannot_show_are_refused() {
    for tex in [
        r"\begin{align} a &= b \end{align}",
        r"\tag{1} x",
        r"\begin{align*} a \label{x} \end{align*}",
        r"\color{red} x",
        r"\cancel{x}",
        r"\begin{array}{|c|} a \end{array}",
    ] {
        assert!(read(tex, true).is_err(), "{tex}");
    }
}

#[test]
fn long_and_deep_formulas_are_refused_at_once() {
    for part in [
        "{",
        r"\sqrt",
        r"\frac",
        "x^{",
        r"\left(",
        r"\begin{matrix}",
        r"\text{",
    ] {
        let tex = part.repeat(4000 / part.len());
        assert!(read(&tex, true).is_err(), "{part}");
    }
    assert!(read(&"x+".repeat(5000), true).is_err());
}

/// Any input yields a formula or errors, never a panic.
#[test]
fn any_input_is_read_or_refused() {
    let pieces = [
        r"\frac",
        r"\sqrt",
        "{",
        "}",
        "^",
        "_",
        "x",
        "&",
        r"\\",
        "'",
        r"\left",
        r"\right",
        "(",
        "]",
        r"\begin{matrix}",
        r"\end{matrix}",
        r"\begin{cases}",
        r"\end{cases}",
        r"\text{",
        "中",
        r"\big",
        "|",
        r"\sum",
        r"\limits",
        r"\overline",
        r"\hline",
        r"\boxed",
        r"\substack",
        r"\mathbb",
        r"\not",
        " ",
        "[",
        "1",
        r"\operatorname",
        r"\begin{array}{c}",
        r"\end{array}",
        r"\varliminf",
        r"\",
        "é",
        r"\middle",
        r"\prescript",
    ];
    // A Lehmer generator, so that every run tests the same inputs.
    let mut state: u64 = 48271;
    let mut next = |below: usize| {
        state = state * 48271 % 2_147_483_647;
        usize::try_from(state).unwrap_or(0) % below
    };
    let mut formulas = 0;
    for _ in 0..20_000 {
        let length = 1 + next(9);
        let tex: String = (0..length).map(|_| pieces[next(pieces.len())]).collect();
        match read(&tex, length % 2 == 0) {
            Ok(_) => formulas += 1,
            Err(errors) => {
                for error in errors {
                    assert!(tex.get(error.at.clone()).is_some(), "{tex}: {error:?}");
                }
            }
        }
    }
    assert!(formulas > 100, "{formulas} were formulas");
}
