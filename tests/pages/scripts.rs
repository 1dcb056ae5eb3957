//! Line layout in various scripts, and the text that a reader gets by copying it.

use std::fmt::Write as _;
use std::process::Command;

use tempfile::TempDir;

use super::paper::{Paper, Run};
use crate::support::{build, has_validator, results, run, scratch, skip, write};

/// A book of one chapter, with a block for each text.
fn folder(languages: [&str; 2], texts: &[[&str; 2]], more: &str) -> TempDir {
    let scratch = scratch();
    let [a, b] = languages;
    let book = format!(
        "id: scripts\nlanguages: [{a}, {b}]\ntitle: {{ {a}: A, {b}: B }}\nchapters: [one.yaml]\n{more}"
    );
    let mut chapter = format!("id: one\nnumber: 1\ntitle: {{ {a}: A, {b}: B }}\nblocks:\n");
    for [one, other] in texts {
        let _ = writeln!(chapter, "  - text: {{ {a}: '{one}', {b}: '{other}' }}");
    }
    write(&scratch.path().join("book.yaml"), book);
    write(&scratch.path().join("one.yaml"), chapter);
    scratch
}

/// A narrow Chinese edition of a book in Chinese and English.
fn chinese(texts: &[&str], more: &str) -> Paper {
    let texts: Vec<[&str; 2]> = texts.iter().map(|text| [*text, "x"]).collect();
    let editions =
        "editions: { zh: { format: pdf, layout: single, languages: [zh], page: { trim: A6 } } }\n";
    let scratch = folder(["zh", "en"], &texts, &format!("{editions}{more}"));
    Paper::of(scratch.path(), "zh")
}

/// The runs of the chapter's text, without its title.
fn runs(paper: &Paper) -> Vec<&Run> {
    let (page, y) = paper.place("one-text-1");
    let runs = paper.runs.iter();
    runs.filter(|run| run.page > page || (run.page == page && run.y > y))
        .collect()
}

/// Each token occurs at every position of a line, so that any that may break does.
#[test]
fn tokens_are_not_broken_and_connectors_begin_no_line() {
    const TOKENS: [&str; 9] = [
        "C++", "i++", "C#", ".NET", "3～5", "10%", "-5", "A/B", "don’t",
    ];
    let body = "牛顿·莱布尼茨用C++写i++和C#与.NET，北京～上海有3～5个，得-5分或10%，做A/B测试，对／错都don’t管——好";
    let texts: Vec<String> = (0..22).map(|pad| "字".repeat(pad) + body).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let paper = chinese(&texts, "");
    let (from, _) = paper.place("one-text-1");
    let mut lines = paper.lines(0);
    lines.retain(|line| line.page >= from);
    let first: Vec<&str> = lines
        .iter()
        .map(|line| line.text.trim())
        .filter(|text| text.starts_with(|c| "·～—／-，".contains(c)))
        .filter(|text| !text.starts_with("-5"))
        .collect();
    assert_eq!(first, Vec::<&str>::new());
    for token in TOKENS {
        let whole = lines.iter().map(|line| line.text.matches(token).count());
        assert_eq!(whole.sum::<usize>(), texts.len(), "{token}");
    }
    let all: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
    assert!(
        !all.contains(['\u{2060}', '\u{FE00}']),
        "marks of layout are copied"
    );
}

/// The advance in em of the first occurrence of a character.
fn width(paper: &Paper, c: char) -> f64 {
    let runs = runs(paper);
    let glyph = runs.iter().find_map(|run| {
        let glyph = run.glyphs.iter().find(|glyph| glyph.c == c)?;
        Some(glyph.advance / run.size)
    });
    glyph.unwrap_or_else(|| panic!("no `{c}`"))
}

#[test]
fn marks_are_as_wide_as_their_language_needs_in_any_order_of_families() {
    for families in [
        "[Libertinus Serif, Noto Serif SC]",
        "[Noto Serif SC, Libertinus Serif]",
    ] {
        let style = format!("style: {{ families: {{ zh: {families} }} }}\n");
        let latin = chinese(&["西安拼作Xi’an，she said “hello” to me。"], &style);
        for c in ['’', '“', '”'] {
            let width = width(&latin, c);
            assert!(width < 0.6, "{families}: `{c}` is {width:.2} em wide");
        }
        let han = chinese(&["他说“你好”是你好"], &style);
        for c in ['“', '”'] {
            let width = width(&han, c);
            assert!(width > 0.9, "{families}: `{c}` is {width:.2} em wide");
        }
    }
}

/// CLREQ § 3.3.4: ruby over neighbouring characters does not run together.
#[test]
fn readings_of_neighbouring_characters_are_a_quarter_em_apart() {
    let paper = chinese(&["一行", "读作{双|shuāng}{床|chuáng}{装|zhuāng}三字"], "");
    let size = paper.size("zh");
    let readings: Vec<_> = runs(&paper)
        .into_iter()
        .filter(|run| (run.size - size / 2.0).abs() < 0.1)
        .collect();
    assert_eq!(readings.len(), 3, "{readings:?}");
    for two in readings.windows(2) {
        let gap = (two[1].x - two[0].right()) / size;
        assert!(gap > 0.24, "{gap:.3} em");
    }
}

/// A text with a reading above every character is justified like any other, and its lines keep the pitch.
#[test]
fn lines_with_made_readings_are_justified_and_even() {
    let text =
        "春天的脚步近了一切都像刚睡醒的样子欣欣然张开了眼山朗润起来了水涨起来了太阳的脸红起来了"
            .repeat(2);
    let scratch = folder(
        ["zh", "en"],
        &[[&text, "x"]],
        "editions: { zh: { format: pdf, layout: single, languages: [zh], page: { trim: A6 }, ruby: pinyin } }\n",
    );
    let paper = Paper::of(scratch.path(), "zh");
    let size = paper.size("zh");
    let all = runs(&paper);
    let base: Vec<_> = all
        .iter()
        .filter(|run| (run.size - size).abs() < 0.1)
        .collect();
    let said: String = base
        .iter()
        .map(|run| run.text.trim_matches('\u{2060}'))
        .collect();
    assert!(said.contains("春天的脚步近了"), "{said}");
    let readings = all.iter().filter(|run| (run.size - size / 2.0).abs() < 0.1);
    let readings: String = readings.map(|run| run.text.as_str()).collect();
    let letters = readings.chars().filter(|c| c.is_alphabetic());
    let readings: String = letters.collect();
    let wanted = "zhāngkāileyǎnshānlǎngrùnqǐláile";
    assert!(readings.contains(wanted), "{readings}");
    let mut lines: Vec<(f64, f64)> = Vec::new();
    for run in base {
        match lines.last_mut() {
            Some((y, right)) if (*y - run.y).abs() < 0.1 => *right = run.right(),
            _ => lines.push((run.y, run.right())),
        }
    }
    assert!(lines.len() > 3);
    for two in lines.windows(2) {
        assert!(
            (two[1].0 - two[0].0 - paper.pitch()).abs() < 0.1,
            "{lines:?}"
        );
    }
    // All but the last end at the margin, or before the room that a wide reading needs.
    let most = lines.iter().map(|(_, right)| *right).fold(0.0, f64::max);
    for (_, right) in &lines[..lines.len() - 1] {
        assert!(most - right < size * 0.6, "{lines:?}");
    }
}

/// Bopomofo is beside its character, one symbol below the other, and the mark of the tone beside the last.
#[test]
fn bopomofo_is_set_at_the_right_of_its_character() {
    let paper = chinese(&["{中|ㄓㄨㄥ}{國|ㄍㄨㄛˊ}"], "");
    let all = runs(&paper);
    let found = |text: &str| {
        let run = all.iter().find(|run| run.text.contains(text));
        run.unwrap_or_else(|| panic!("no {text} in {all:?}"))
    };
    let (base, first, last, tone) = (found("國"), found("ㄍ"), found("ㄛ"), found("ˊ"));
    assert!(first.x >= base.right() - 0.1 && last.x >= base.right() - 0.1);
    assert!(first.y < last.y, "{} {}", first.y, last.y);
    assert!((first.x - last.x).abs() < 0.1);
    assert!(tone.x > last.x);
    // Between the character and the next one.
    assert!(found("中").right() <= found("ㄓ").x + 0.1);
    assert!(found("ㄥ").right() <= base.x + 0.1);
}

/// Texts that consist of readings alone are both set where the same text would be set once.
#[test]
fn different_readings_are_different_texts() {
    let style = "editions: { all: { format: pdf, layout: stacked } }\n";
    let texts = [
        ["{春|chūn}", "{夏|xià}"],
        ["{秋|qiū}{天|tiān}", "{冬|dōng}{日|rì}"],
        ["{中|ㄓㄨㄥ}", "{國|ㄍㄨㄛˊ}"],
    ];
    let scratch = folder(["zh", "ja"], &texts, style);
    let paper = Paper::of(scratch.path(), "all");
    let text: String = runs(&paper).iter().map(|run| run.text.as_str()).collect();
    for c in "春夏秋天冬日中國".chars() {
        assert!(text.contains(c), "{c} in {text}");
    }
}

/// JLREQ § 3.3.8: a reading may hang over the kana beside its base, but not over a Han character.
#[test]
fn furigana_hangs_over_kana_only() {
    let style =
        "editions: { ja: { format: pdf, layout: single, languages: [ja], page: { trim: A6 } } }\n";
    let width = |words: &str| {
        let scratch = folder(["ja", "en"], &[[words, "x"]], style);
        let paper = Paper::of(scratch.path(), "ja");
        let size = paper.size("ja");
        let all = runs(&paper);
        let base: Vec<_> = all
            .iter()
            .filter(|run| (run.size - size).abs() < 0.1)
            .collect();
        (base.last().unwrap().right() - base[0].x) / size
    };
    let (kana, han) = (
        width("を{承|うけたま}るものです"),
        width("字{承|うけたま}字ものです"),
    );
    assert!((han - 8.0).abs() < 0.1, "{han}");
    assert!((kana - 7.0).abs() < 0.1, "{kana}");
}

/// Raised diacritics are drawn as runs of their own, but occur in the text once.
#[test]
fn letters_with_raised_marks_are_in_the_text_once() {
    let words = "bʌtn̩ n̩n̩ ê̌ ɛ̃́ e̊e̊ tail";
    let style = "style: { families: { fa: [DejaVu Sans Mono] } }\n\
                 editions: { all: { format: pdf, layout: stacked } }\n";
    let persian = "كَتَبَ الدَّرْسَ";
    let scratch = folder(["en", "fa"], &[[words, persian]], style);
    let paper = Paper::of(scratch.path(), "all");
    let runs = runs(&paper);
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(text.matches("bʌtn̩ n̩n̩ ê̌ ɛ̃́ e̊e̊").count(), 1, "{text}");
    // Right-to-left runs are in visual order here, so only counts can be compared.
    let count = |text: &str, c: char| text.matches(c).count();
    for c in persian.chars().filter(|c| *c != ' ') {
        assert_eq!(count(&text, c), count(persian, c), "{c} in {text}");
    }
    // Each diacritic is a character of its own, which every viewer can copy.
    let marks = runs.iter().flat_map(|run| &run.glyphs);
    assert!(marks.filter(|glyph| glyph.c == '\u{329}').count() == 3);

    if !has_validator("pdftotext") {
        skip("pdftotext");
        return;
    }
    let made = build(scratch.path(), &[]);
    let pdf = made.path().join("scripts-all.pdf");
    let copied = results(&run(Command::new("pdftotext")
        .arg("-raw")
        .arg(pdf)
        .arg("-")));
    let copied: String = copied.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(copied.contains("bʌtn̩ n̩n̩"), "{copied}");
    assert_eq!(copied.matches('\u{329}').count(), 3, "{copied}");
}

#[test]
fn a_book_can_give_labels_for_an_unknown_language() {
    let labels = "labels: { la: { contents: Summarium, chapter: \"Caput {}\" } }\n";
    let scratch = folder(["la", "en"], &[["Unus", "One"]], labels);
    let paper = Paper::of(scratch.path(), "parallel");
    let lang = |words: &str| {
        let run = paper.runs.iter().find(|run| run.text == words);
        run.unwrap_or_else(|| panic!("no `{words}`")).lang.clone()
    };
    assert_eq!(lang("Summarium"), "la");
    assert_eq!(lang("Caput 1"), "la");
    // Labels without a translation are tagged as English, as on the copyright page.
    let copyright = paper.runs.iter().filter(|run| run.text == "Copyright");
    assert!(copyright.map(|run| run.lang.as_str()).eq(["en", "en"]));
}

/// A screen reader would read code in the accent of the region of the text around it.
#[test]
fn code_in_a_text_is_english_of_no_region() {
    let Some(text) = plain_pdf("写下`let x`再说。", "zh") else {
        return;
    };
    assert_eq!(text.matches("/Lang (en)").count(), 1);
    assert_eq!(text.matches("/Lang (zh-CN)").count(), 1);
    let text = plain_pdf("写下来再说。", "zh").unwrap();
    assert_eq!(text.matches("/Lang (en)").count(), 0);
}

/// The uncompressed PDF of a chapter in one language, if qpdf is available.
fn plain_pdf(text: &str, lang: &str) -> Option<String> {
    if !has_validator("qpdf") {
        skip("qpdf");
        return None;
    }
    let editions =
        format!("editions: {{ one: {{ format: pdf, layout: single, languages: [{lang}] }} }}\n");
    let texts = if lang == "zh" {
        [text, "Word"]
    } else {
        ["词", text]
    };
    let scratch = folder(["zh", "en"], &[texts], &editions);
    let made = build(scratch.path(), &[]);
    let pdf = made.path().join("scripts-one.pdf");
    let plain = made.path().join("plain.pdf");
    let mut qpdf = Command::new("qpdf");
    qpdf.args(["--qdf", "--object-streams=disable"]);
    results(&run(qpdf.arg(pdf).arg(&plain)));
    let bytes = std::fs::read(plain).unwrap();
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// WCAG 2.1, 3.1.2: language of parts.
#[test]
fn words_of_the_other_language_are_marked_in_the_tags() {
    let languages = |text| Some(plain_pdf(text, "en")?.matches("/Lang(zh-CN)").count());
    let Some(count) = languages("The word is token.") else {
        return;
    };
    assert_eq!(count, 0);
    assert_eq!(languages("The word is 词元, and so on."), Some(1));
}

/// Readings beside the characters of a speaker's name make it wider; what is said begins after them.
#[test]
fn what_is_said_begins_after_a_name_with_bopomofo() {
    let scratch = scratch();
    write(
        &scratch.path().join("book.yaml"),
        "id: said\nlanguages: [zh-Hant, en]\ntitle: { zh-Hant: 書, en: Book }\nchapters: [one.yaml]\neditions:\n  \
         zh: { format: pdf, layout: single, languages: [zh-Hant], ruby: bopomofo, page: { trim: A6 } }\n",
    );
    write(
        &scratch.path().join("one.yaml"),
        "id: one\ntitle: { zh-Hant: 章, en: Chapter }\nblocks:\n  - dialogue:\n      \
         - { speaker: { zh-Hant: 林小明, en: Lin }, zh-Hant: 你好, en: Hello }\n",
    );
    let paper = Paper::of(scratch.path(), "zh");
    let all: Vec<&Run> = paper.runs.iter().collect();
    let found = |text: &str| {
        let run = all.iter().find(|run| run.text.contains(text));
        run.unwrap_or_else(|| panic!("no {text} in {all:?}"))
    };
    let (name, said) = (found("明"), found("你"));
    let symbols = all
        .iter()
        .filter(|run| run.text.contains('ㄥ') && run.x < said.x);
    let last = symbols.map(|run| run.right()).fold(name.right(), f64::max);
    assert!(last > name.right(), "no reading beside the name: {all:?}");
    assert!(said.x >= last - 0.1, "{} before {last}", said.x);
}

/// Arabic is not hyphenated, so that lines of long words would be spread too far. Set ragged, they still begin at the right.
#[test]
fn loose_lines_of_arabic_begin_at_the_right() {
    let style = "editions: { ar: { format: pdf, layout: single, languages: [ar], page: { trim: 70x140mm } } }\n";
    let text = "والاستقلاليات واستخداماتهم والمسؤوليات والاجتماعيات واستقبالاتهم ومستشفياتهم والإلكترونيات واحتياجاتهم.";
    let scratch = folder(["ar", "en"], &[[text, "x"]], style);
    let paper = Paper::of(scratch.path(), "ar");
    let mut lines: Vec<(f64, f64, f64)> = Vec::new();
    for run in runs(&paper) {
        match lines.last_mut() {
            Some((y, left, right)) if (*y - run.y).abs() < 1.0 => {
                *left = left.min(run.x);
                *right = right.max(run.right());
            }
            _ => lines.push((run.y, run.x, run.right())),
        }
    }
    let (left, right) = paper.type_area(paper.place("one-text-1").0);
    assert!(lines.len() > 2, "{lines:?}");
    assert!(
        lines.iter().all(|(_, _, end)| (right - end).abs() < 3.0),
        "{right}: {lines:?}"
    );
    assert!(
        lines.iter().any(|(_, start, _)| start - left > 10.0),
        "no line is ragged: {left}: {lines:?}"
    );
}
