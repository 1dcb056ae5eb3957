//! `diglot check --fix` mends what is certain and changes nothing else; completions and manual pages.

use std::fs;

use super::{assert_done, little_book};
use crate::support::{diglot, errors, results, run, write};

/// A chapter with faults in all styles of YAML, and comments.
const FAULTY: &str = r#"id: two   # "kept", as is all the rest
number: 2
title: { zh: '结尾,还有', en: "The dogs' \"end\"" }
blocks:
  - text: { zh: '他说:"好.你呢?"(笑)', en: 'He said, "it''s fine"; the the end--really.' }   # kept, too
  - text:
      zh: |
        一步,  两步 (三步) 都算
        数!用 Rust,再用 C++.每一[[step]]。
      en: >-
        One
        "step"  counts,   says
        the   book. Every [[step]].
  - text: { zh: "一\u6b65,\u4e24步（一半)", en: “Half” }
  - text: { zh: 不清楚"的, en: 'Not clear" --  here.' }
"#;

const MENDED: &str = r#"id: two   # "kept", as is all the rest
number: 2
title: { zh: '结尾，还有', en: "The dogs’ “end”" }
blocks:
  - text: { zh: '他说：“好。你呢？”（笑）', en: 'He said, “it’s fine”; the end—really.' }   # kept, too
  - text:
      zh: |
        一步，两步（三步）都算
        数！用 Rust，再用 C++。每一[[step]]。
      en: >-
        One
        “step” counts, says
        the book. Every [[step]].
  - text: { zh: "一\u6b65，\u4e24步（一半）", en: “Half” }
  - text: { zh: 不清楚"的, en: 'Not clear" -- here.' }
"#;

#[test]
fn certain_faults_are_mended_and_nothing_else_is_changed() {
    for (mark, end) in [("", "\n"), ("\u{feff}", "\r\n")] {
        let (_scratch, book) = little_book();
        let chapter = book.join("chapters/two.yaml");
        let with_ends = |text: &str| format!("{mark}{}", text.replace('\n', end));
        write(&chapter, with_ends(FAULTY));
        let dry = run(diglot().args(["check", "--fix", "--dry-run"]).arg(&book));
        assert_done(&dry);
        assert!(
            errors(&dry).contains("\nchapters/two.yaml:5:21: `\"` → `“`\n"),
            "{}",
            errors(&dry)
        );
        assert_eq!(fs::read_to_string(&chapter).unwrap(), with_ends(FAULTY));
        let output = run(diglot().args(["check", "--fix"]).arg(&book));
        assert_done(&output);
        assert_eq!(fs::read_to_string(&chapter).unwrap(), with_ends(MENDED));
        assert!(
            errors(&output).contains("places in 1 file\n"),
            "{}",
            errors(&output)
        );
        // What nobody can be sure of is still reported.
        assert!(
            results(&output).starts_with("no errors, "),
            "{}",
            results(&output)
        );
        assert!(errors(&output).contains("warning[copy-unbalanced]"));
        let again = run(diglot().args(["check", "--fix"]).arg(&book));
        assert!(
            errors(&again).starts_with("there is nothing to mend\n"),
            "{}",
            errors(&again)
        );
    }
}

#[test]
fn a_dry_run_is_one_of_fixes_only() {
    let (_scratch, book) = little_book();
    let output = run(diglot().args(["check", "--dry-run"]).arg(&book));
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("--fix"), "{}", errors(&output));
}

#[test]
fn shells_and_man_get_pages_in_the_language_of_the_help() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(diglot().args(["completions", shell]));
        assert_done(&script);
        assert!(results(&script).contains("export"), "{shell}");
    }
    let page = |arguments: &[&str]| {
        let page = run(diglot().arg("man").args(arguments));
        assert_done(&page);
        results(&page)
    };
    assert!(page(&[]).contains(".SH SUBCOMMANDS"));
    assert!(page(&["export", "quiz"]).starts_with(".ie"));
    let chinese = page(&["check", "--lang", "zh"]);
    assert!(chinese.contains(".SH 选项") && !chinese.contains(".SH OPTIONS"));
    let output = run(diglot().args(["man", "chekc"]));
    assert_eq!(output.status.code(), Some(2));
}
