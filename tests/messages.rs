//! Messages in Chinese: every message has a translation, and is shown in Chinese when that is requested.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use diglot::message::{TemplatePart, template_parts};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::support::{diglot, errors, results, root, run, sample, scratch};

/// The group of the catalogue with the texts of `--help`, which a unit test in `cli` checks.
const HELP: &str = "help";

/// The Chinese translation of each template, without the texts of `--help`.
fn catalogue() -> BTreeMap<String, String> {
    let path = root().join("src/lang/data/messages/zh.toml");
    let text = fs::read_to_string(path).unwrap();
    let groups: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
    let mut all = BTreeMap::new();
    for (group, messages) in groups {
        for (template, translation) in messages {
            if group != HELP {
                let before = all.insert(template.clone(), translation);
                assert_eq!(before, None, "`{template}` stands in two groups");
            }
        }
    }
    all
}

/// Collects the templates in some code: the first string of every `message!`, and the first two of every `plural!`.
fn templates(tokens: TokenStream, found: &mut BTreeSet<String>) {
    // The tokens before a group, if they may be the name of a macro.
    let mut name = String::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => name = ident.to_string(),
            TokenTree::Punct(punct) if punct.as_char() == '!' => name.push('!'),
            TokenTree::Group(group) => {
                let count = match name.as_str() {
                    "message!" => 1,
                    "plural!" => 2,
                    _ => 0,
                };
                if group.delimiter() == Delimiter::Parenthesis {
                    let words = group.stream().into_iter().filter_map(words);
                    found.extend(words.take(count));
                }
                templates(group.stream(), found);
                name.clear();
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => name.clear(),
        }
    }
}

fn words(token: TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    let literal: syn::Lit = syn::parse_str(&literal.to_string()).unwrap();
    match literal {
        syn::Lit::Str(words) => Some(words.value()),
        _ => None,
    }
}

/// The templates in the whole program.
fn all_templates() -> BTreeSet<String> {
    fn folder(path: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folder(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let code = fs::read_to_string(&path).unwrap();
                // Unit tests are at the ends of files.
                let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap();
                templates(code.parse().unwrap(), found);
            }
        }
    }
    let mut found = BTreeSet::new();
    folder(&root().join("src"), &mut found);
    found
}

#[test]
fn every_template_is_found() {
    let code = "fn f() { say(message!(\"a {}\", list(message!(\"b\")))); vec![plural!(n, \"c {}\", \"d {}\", \"no\")]; }
        const C: Message = message!(r\"e\"); other!(\"no\"); message(\"no\");";
    let mut found = BTreeSet::new();
    templates(code.parse().unwrap(), &mut found);
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, ["a {}", "b", "c {}", "d {}", "e"]);
}

#[test]
fn every_message_has_a_translation_and_every_translation_a_message() {
    let (templates, catalogue) = (all_templates(), catalogue());
    assert!(templates.len() > 500, "{} templates", templates.len());
    let missing: Vec<_> = templates
        .iter()
        .filter(|template| !catalogue.contains_key(*template))
        .collect();
    assert!(missing.is_empty(), "without Chinese: {missing:#?}");
    let unused: Vec<_> = catalogue
        .keys()
        .filter(|template| !templates.contains(*template))
        .collect();
    assert!(unused.is_empty(), "said by nothing: {unused:#?}");
}

/// The indices of the placeholders in a template.
fn places(template: &str) -> BTreeSet<usize> {
    let each = template_parts(template)
        .into_iter()
        .filter_map(|piece| match piece {
            TemplatePart::Place(index) => Some(index),
            TemplatePart::Text(_) => None,
        });
    each.collect()
}

#[test]
fn a_translation_has_the_placeholders_of_its_template() {
    for (template, translation) in catalogue() {
        assert_eq!(
            places(&template),
            places(&translation),
            "`{template}`: `{translation}`"
        );
        let quotes = |text: &str| text.matches('`').count() % 2;
        assert_eq!(quotes(&translation), 0, "`{translation}`");
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

#[test]
fn chinese_messages_use_full_width_marks_and_spaces_around_latin() {
    let path = root().join("src/lang/data/messages/zh.toml");
    let groups: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    for translation in groups.values().flat_map(BTreeMap::values) {
        // Code between backticks is exempt.
        let prose: Vec<&str> = translation.split('`').step_by(2).collect();
        let prose = prose.join("`").replace(": `", " `");
        let characters: Vec<char> = prose.chars().collect();
        for two in characters.windows(2) {
            let is_half = |c: char| ",;:?!()".contains(c);
            let touches_mark =
                is_han(two[0]) && is_half(two[1]) || is_half(two[0]) && is_han(two[1]);
            let is_latin = |c: char| c.is_ascii_alphanumeric() || c == '`';
            let touches_latin =
                is_han(two[0]) && is_latin(two[1]) || is_latin(two[0]) && is_han(two[1]);
            assert!(!touches_mark && !touches_latin, "{two:?} in {translation}");
        }
    }
}

/// The stdout of `check` on the sample book.
fn check(environment: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = diglot();
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command.envs(environment.iter().copied());
    let output = run(command.arg("check").arg(sample()).args(arguments));
    results(&output)
}

#[test]
fn the_command_line_decides_the_language_and_then_the_locale() {
    const ENGLISH: &str = "no errors, no warnings\n";
    const CHINESE: &str = "没有错误，没有警告\n";
    let zh = "zh_CN.UTF-8";
    for (environment, arguments, wanted) in [
        (&[][..], &[][..], ENGLISH),
        (&[("LANG", zh)], &[], CHINESE),
        (
            &[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", zh)],
            &[],
            CHINESE,
        ),
        (
            &[("LC_ALL", "C"), ("LC_MESSAGES", zh), ("LANG", zh)],
            &[],
            ENGLISH,
        ),
        (&[("LC_ALL", ""), ("LANG", "zh_TW.UTF-8")], &[], CHINESE),
        (&[("LANG", "de_DE.UTF-8")], &[], ENGLISH),
        (&[("LC_ALL", zh)], &["--lang", "en"], ENGLISH),
        (&[("LC_ALL", "C")], &["--lang=zh"], CHINESE),
    ] {
        assert_eq!(
            check(environment, arguments),
            wanted,
            "{environment:?} {arguments:?}"
        );
    }
    let output = run(diglot().args(["--lang", "zh", "check"]).arg(sample()));
    assert_eq!(results(&output), CHINESE);
}

/// The stderr of a command that must end with status 2.
fn refused(command: &mut Command) -> String {
    let output = run(command);
    assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
    errors(&output)
}

#[test]
fn wrong_usage_is_explained_in_the_requested_language() {
    let end = "help: `diglot help` lists the commands and `--help` their arguments\n";
    assert_eq!(
        refused(diglot().args(["check", "--lang", "fr"])),
        format!(
            "error: `fr` is not a valid value for `--lang <LANG>`\nhelp: known here: en, zh\n{end}"
        )
    );
    assert_eq!(
        refused(diglot().args(["bild"])),
        format!("error: unknown command `bild`\nhelp: did you mean `build`?\n{end}")
    );
    let end = "建议：`diglot help` 列出全部命令，`--help` 列出命令的参数\n";
    assert_eq!(
        refused(diglot().args(["check", "--lang", "zh", "--verbos"])),
        format!("错误：未知的参数 `--verbos`\n建议：是不是想写 `--verbose`？\n{end}")
    );
    assert_eq!(
        refused(diglot().args(["--lang", "zh", "export", "quiz"])),
        format!("错误：缺少参数：--to <TO>\n{end}")
    );
    assert_eq!(
        refused(diglot().args(["check", "nowhere", "--lang", "zh"])),
        "错误：无法打开书的文件夹 nowhere：没有这个文件或文件夹\n"
    );
}

#[test]
fn the_help_is_in_chinese_if_requested() {
    let output = run(diglot()
        .args(["check", "--help"])
        .env("LC_ALL", "zh_CN.UTF-8"));
    assert_eq!(
        results(&output),
        fs::read_to_string(root().join("tests/messages/check-help.zh.txt")).unwrap()
    );
}

#[test]
fn a_build_in_chinese_is_in_chinese_from_the_first_line_to_the_table() {
    let folder = scratch();
    let build = || {
        let mut command = diglot();
        command.args(["build", "--lang", "zh", "-e", "en", "-o", "dist"]);
        run(command.arg(sample()).current_dir(folder.path()))
    };
    let first = build();
    assert_eq!(first.status.code(), Some(0), "{}", errors(&first));
    assert_eq!(errors(&first), "en：打包\nen：完成\n");
    let table = results(&first);
    let head: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(head, ["版本", "页数", "大小", "秒", "路径"]);
    // Each Han character takes two columns.
    let columns = |line: &str| -> usize {
        let before = &line[..line.find("dist").or(line.find("路径")).unwrap()];
        before.chars().map(|c| 1 + usize::from(is_han(c))).sum()
    };
    let widths: BTreeSet<usize> = table.lines().map(columns).collect();
    assert_eq!(widths.len(), 1, "{table}");
    assert!(results(&build()).contains("未变"));
}
