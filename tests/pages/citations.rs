//! Citations and the list of works: what is printed, in which order, and where it stands.

use std::fs;
use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{copy, fixture, scratch, write};

/// The text of each language from where a word begins, with the pages of the list left out or alone.
fn said(paper: &Paper, lang: &str) -> String {
    let own = paper.runs.iter().filter(|run| run.lang == lang);
    own.map(|run| run.text.as_str()).collect()
}

fn all(paper: &Paper) -> String {
    paper.runs.iter().map(|run| run.text.as_str()).collect()
}

/// The technical book with a citation style of its own.
fn in_style(folder: &Path, style: &str) {
    copy(&fixture("technical"), folder);
    let path = folder.join("book.yaml");
    let book = fs::read_to_string(&path).unwrap();
    let settings = format!("  file: works.bib\n  style: {style}\n");
    write(&path, book.replace("  file: works.bib\n", &settings));
}

fn starting<'p>(paper: &'p Paper, start: &str) -> Vec<&'p Run> {
    let runs = paper.runs.iter();
    runs.filter(|run| run.text.starts_with(start)).collect()
}

#[test]
fn numbers_are_raised_and_close_up_with_pages_after_them() {
    let paper = Paper::of(&fixture("technical"), "parallel");
    assert!(said(&paper, "zh").contains("断点组成[1]1120。"));
    assert!(said(&paper, "en").contains("breakpoints[1]1120. Boxes"));
    let number = paper
        .runs
        .iter()
        .position(|run| run.text.starts_with("[1]"));
    let [before, number] = [number.unwrap() - 1, number.unwrap()].map(|at| &paper.runs[at]);
    assert!(number.size < before.size, "{number:?} after {before:?}");
}

/// The works of this book read the same in both languages.
#[test]
fn a_list_that_reads_the_same_is_printed_once_except_on_facing_pages() {
    for (name, times) in [
        ("parallel", 1),
        ("stacked", 1),
        ("facing", 2),
        ("en-print", 1),
    ] {
        let paper = Paper::of(&fixture("technical"), name);
        let text = all(&paper);
        assert_eq!(
            text.matches("KNUTH D E, PLASS M F.").count(),
            times,
            "{name}"
        );
        // 吕 is no particle, as the first of two words without a comma would be.
        assert_eq!(
            text.matches("吕叔湘. 中国文法要略[M]. 北京: 商务印书馆, 1982.")
                .count(),
            times,
            "{name}"
        );
    }
}

#[test]
fn works_in_the_same_order_are_level() {
    let scratch = scratch();
    in_style(scratch.path(), "ieee");
    let paper = Paper::of(scratch.path(), "parallel");
    let numbers = starting(&paper, "[2]");
    let [zh, en] = numbers[numbers.len() - 2..] else {
        panic!("{numbers:?}")
    };
    assert_eq!(zh.page, en.page);
    assert!((zh.y - en.y).abs() < 0.5, "{zh:?} beside {en:?}");
}

#[test]
fn each_language_has_its_own_style_and_order() {
    let scratch = scratch();
    in_style(scratch.path(), "{ zh: gb-7714-2015-author-date, en: apa }");
    let paper = Paper::of(scratch.path(), "parallel");
    let (zh, en) = (said(&paper, "zh"), said(&paper, "en"));
    assert!(zh.contains("断点组成（Knuth et al., 1981）1120。"), "{zh}");
    assert!(zh.contains("说话的目的（吕叔湘，1982）；"), "{zh}");
    assert!(
        en.contains("breakpoints (Knuth & Plass, 1981, p. 1120). Boxes"),
        "{en}"
    );
    assert!(
        en.contains("Bringhurst, R. (2004). The Elements of Typographic Style (3rd ed.)"),
        "{en}"
    );
    // The Chinese standard lists works in Chinese first; APA goes by the alphabet.
    let text = all(&paper);
    let place = |words: &str| {
        text.rfind(words)
            .unwrap_or_else(|| panic!("no `{words}` in {text}"))
    };
    assert!(place("吕叔湘, 1982. 中国文法要略") < place("BRINGHURST R, 2004."));
    assert!(place("BRINGHURST R, 2004.") < place("Bringhurst, R. (2004)."));
    assert!(place("Bringhurst, R. (2004).") < place("吕叔湘. (1982)."));
    // What turns over hangs.
    let first = *starting(&paper, "Knuth").last().unwrap();
    let turned = paper
        .runs
        .iter()
        .find(|run| run.page == first.page && run.y > first.y + 1.0 && run.x > first.x + 5.0);
    assert!(turned.is_some(), "no line hangs from {first:?}");
}

#[test]
fn styles_for_notes_make_notes() {
    let scratch = scratch();
    in_style(scratch.path(), "chicago-notes");
    let paper = Paper::of(scratch.path(), "en-print");
    let text = said(&paper, "en");
    let whole = "Donald E. Knuth and Michael F. Plass, “Breaking Paragraphs into Lines,” Software: Practice and \
                 Experience 11, no. 11 (1981): 1120";
    assert!(text.contains(whole), "{text}");
    // Quotation marks enclose the full stop, as Americans set it.
    assert!(
        text.contains("1Knuth and Plass, “Breaking Paragraphs into Lines.”"),
        "{text}"
    );
    // Later notes are short, and a citation inside a note is part of it.
    assert!(
        text.contains(
            "TeX does this; see Knuth and Plass, “Breaking Paragraphs into Lines,” 1126–1132."
        ),
        "{text}"
    );
}

/// A book of one chapter that cites works.
fn book(folder: &Path, style: &str, works: &str, zh: &str, en: &str) {
    let settings = format!(
        "id: works\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [one.yaml]\nbibliography:\n  \
         file: works.bib\n  entries: all\n  style: {style}\neditions:\n  columns: {{ format: pdf, page: {{ trim: A5 }} }}\n  \
         facing: {{ format: pdf, layout: facing, page: {{ trim: A5 }} }}\n  \
         stacked: {{ format: pdf, layout: stacked, page: {{ trim: A5 }} }}\n"
    );
    let chapter = format!(
        "id: one\ntitle: {{ zh: 章, en: Chapter }}\nblocks:\n  - text:\n      zh: \"{zh}\"\n      en: \"{en}\"\n"
    );
    write(&folder.join("book.yaml"), settings);
    write(&folder.join("one.yaml"), chapter);
    write(&folder.join("works.bib"), works);
}

#[test]
fn others_are_no_person() {
    let scratch = scratch();
    let works = "@article{he, author = {He, Kaiming and others}, title = {Learning}, journaltitle = {J}, date = {2016}}\n\
                 @book{wang, author = {王, 小明 and others}, title = {语法}, date = {2001}}\n\
                 @book{two, author = {Abel, A. and Bell, B. and others}, title = {Two}, date = {2002}}\n";
    let style = "{ zh: gb-7714-2015-numeric, en: chicago-author-date }";
    book(scratch.path(), style, works, "甲[@he]", "A [@he; @two].");
    let text = all(&Paper::of(scratch.path(), "columns"));
    for words in [
        "HE K, et al. Learning",
        "王小明, 等. 语法",
        "(He et al. 2016; Abel et al. 2002)",
        "He, Kaiming, et al. 2016.",
        "Abel, A., B. Bell, et al. 2002.",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
}

#[test]
fn markup_and_simple_formulas_of_titles_are_set() {
    let scratch = scratch();
    let works = r"@article{he, author = {He, K.}, title = {The \textit{E.~coli} genome, {CO}$_2$ and the $\alpha$-helix of O’Brien},
        journaltitle = {J}, date = {2016}}";
    book(scratch.path(), "apa", works, "甲[@he]", "A [@he].");
    let paper = Paper::of(scratch.path(), "columns");
    let text = all(&paper);
    assert!(
        text.replace('\u{A0}', " ")
            .contains("The E. coli genome, CO2 and the α-helix of O’Brien. J."),
        "{text}"
    );
    let run = |words: &str| {
        let mut runs = paper.runs.iter();
        runs.rfind(|run| run.text.starts_with(words))
            .unwrap_or_else(|| panic!("no `{words}` in {text}"))
    };
    assert!(run("E.").is_slanted);
    assert_eq!(run("2").text, "2", "{text}");
}

#[test]
fn places_are_printed_after_years_and_as_chinese_has_them() {
    let scratch = scratch();
    let works = "@book{smith, author = {Smith, John}, title = {Title}, date = {2001}}\n\
                 @book{lu, author = {吕叔湘}, title = {文法}, date = {1982}}\n";
    let texts = (
        "甲[@lu, 第三章]",
        "Smith [-@smith, p. 5] and [-@lu, chap. 3].",
    );
    let style = "{ zh: gb-7714-2015-numeric, en: chicago-author-date }";
    book(scratch.path(), style, works, texts.0, texts.1);
    let paper = Paper::of(scratch.path(), "columns");
    assert!(
        said(&paper, "zh").contains("[1]第三章"),
        "{}",
        said(&paper, "zh")
    );
    let en = said(&paper, "en");
    assert!(en.contains("Smith (2001, 5) and (1982, chap. 3)."), "{en}");
    let style = "{ zh: gb-7714-2015-note, en: apa }";
    book(scratch.path(), style, works, texts.0, texts.1);
    let text = all(&Paper::of(scratch.path(), "columns"));
    assert!(text.contains("1982, 第三章."), "{text}");
    assert!(text.contains("(2001, p. 5)"), "{text}");
}

#[test]
fn dates_in_words_theses_and_parts_of_books_are_printed_once_and_whole() {
    let scratch = scratch();
    let works = "@book{soon, author = {Abel, A.}, title = {Soon}, subtitle = {a start}, year = {forthcoming}}\n\
                 @thesis{thesis, author = {Bell, B.}, title = {Work}, type = {phdthesis}, institution = {Oxford}, date = {2001}}\n\
                 @thesis{lunwen, author = {李四}, title = {论文}, type = {phdthesis}, institution = {北京大学}, date = {2001}}\n\
                 @incollection{part, author = {Cole, C.}, title = {Part}, booktitle = {Handbook}, date = {2002}}\n\
                 @inproceedings{paper, author = {Dale, D.}, title = {Paper}, booktitle = {Proceedings}, date = {2003}}\n\
                 @online{web, author = {Earl, E.}, title = {Page}, url = {example.org/page}, date = {2004}}\n";
    let style = "chicago-author-date";
    book(scratch.path(), style, works, "甲[@soon]", "A [@soon].");
    let text = all(&Paper::of(scratch.path(), "stacked"));
    for words in [
        "(Abel forthcoming)",
        "Abel, A. forthcoming. Soon: A Start.",
        "“Work.” PhD thesis, Oxford.",
        "博士学位论文, 北京大学",
        "https://example.org/page",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
    assert_eq!(
        text.matches("Handbook").count(),
        text.matches("Cole, C.").count()
    );
    assert_eq!(
        text.matches("Proceedings").count(),
        text.matches("Dale, D.").count()
    );
}

/// Each list is in its own column, or on its own pages, from its beginning on.
#[test]
fn lists_in_different_orders_run_side_by_side() {
    let scratch = scratch();
    let entry = |n: usize| {
        let name = char::from(b'A' + u8::try_from(25 - n).unwrap());
        format!(
            "@book{{w{n}, author = {{{name}uthor, First}}, title = {{A Long Title of a Book About Everything}}, date = {{{}}}}}\n",
            1950 + n
        )
    };
    let works: String = (0..26).map(entry).collect();
    let style = "{ zh: gb-7714-2015-numeric, en: apa }";
    book(scratch.path(), style, &works, "甲[@w0]", "A [@w0].");
    for (edition, apart) in [("columns", 0), ("facing", 1)] {
        let paper = Paper::of(scratch.path(), edition);
        let [first_zh, first_en] = ["[1]", "Author"].map(|start| {
            let runs = starting(&paper, start);
            *runs
                .last()
                .unwrap_or_else(|| panic!("no {start} in {edition}"))
        });
        assert_eq!(first_zh.page + apart, first_en.page, "{edition}");
        assert!(
            (first_zh.y - first_en.y).abs() < 0.5,
            "{edition}: {first_zh:?} {first_en:?}"
        );
        // They end near each other too.
        let last_zh = starting(&paper, "[26]")[0];
        let last_en = starting(&paper, "Zuthor").pop().unwrap();
        assert!(last_zh.page.abs_diff(last_en.page) <= 1, "{edition}");
    }
    // On a handout of the list as well.
    let file = scratch.path().join("book.yaml");
    let settings = fs::read_to_string(&file).unwrap();
    let sheets = "  sheets: { format: pdf, layout: handout, scope: [text] }\n";
    write(&file, settings + sheets);
    let sheet = all(&Paper::sheet(scratch.path(), "sheets", "back.bibliography"));
    assert!(
        sheet.contains("[26]") && sheet.contains("Zuthor"),
        "{sheet}"
    );
}

/// Only titles that are known to be English take its capitals: one in German without a `langid` stays as written.
#[test]
fn german_titles_without_a_language_stay_as_written() {
    let scratch = scratch();
    let works = "@book{kunst, author = {Abel, A.}, title = {Die Kunst der schönen Schrift und ihre Geschichte}, date = {2016}}\n\
                 @book{art, author = {Bell, B.}, title = {The art of the fine letter and its history}, date = {2017}}\n";
    book(
        scratch.path(),
        "chicago-author-date",
        works,
        "甲[@kunst]",
        "A [@kunst; @art].",
    );
    let text = all(&Paper::of(scratch.path(), "columns"));
    let text = text.replace('\u{A0}', " ");
    for words in [
        "Die Kunst der schönen Schrift und ihre Geschichte",
        "The Art of the Fine Letter and Its History",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
}
