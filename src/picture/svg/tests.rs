use std::fmt::Write as _;

use super::*;

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"{XLINK}\" viewBox=\"0 0 40 20\">\n{inside}\n</svg>"
    )
}

/// The sanitised form of a drawing with this content.
fn written(inside: &str) -> String {
    of(svg(inside).as_bytes())
}

fn of(bytes: &[u8]) -> String {
    let drawing = rewrite(bytes).expect("a drawing");
    let text = String::from_utf8(drawing.bytes).expect("UTF-8");
    assert!(roxmltree::Document::parse(&text).is_ok(), "{text}");
    text
}

fn refused(inside: &str) -> Refusal {
    rewrite(svg(inside).as_bytes()).expect_err("a refusal")
}

/// The message of a refusal as unsafe.
fn unsafe_in(refusal: Refusal) -> String {
    let Refusal::Unsafe(what) = refusal else {
        panic!("{refusal:?}")
    };
    what.to_string()
}

/// An attribute of the first element with a name in a sanitised drawing.
fn attribute(text: &str, element: &str, name: &str) -> Option<String> {
    let document = roxmltree::Document::parse(text).expect("XML");
    let mut all = document.descendants();
    let found = all.find(|node| node.tag_name().name() == element)?;
    found
        .attributes()
        .find(|attribute| attribute.name() == name)
        .map(|attribute| attribute.value().to_owned())
}

#[test]
fn what_draws_nothing_is_dropped_and_what_draws_is_kept() {
    let text = written(
        r#"<title>t</title><desc>d</desc><metadata><x xmlns="urn:x"/></metadata>
        <x:guide xmlns:x="urn:x" y="1"/><animate attributeName="x"/><view id="v"/>
        <a xlink:href="https://example.org/"><rect width="4" height="4" x:y="2" xmlns:x="urn:x" data-z="3"/></a>
        <g inkscape:label="a" xmlns:inkscape="urn:i"><circle r="2" cx="3" tabindex="0"/></g>"#,
    );
    for gone in [
        "title", "desc", "metadata", "guide", "animate", "<view", "<a", "data-z", "label",
        "tabindex",
    ] {
        assert!(!text.contains(gone), "{gone} in {text}");
    }
    assert!(
        text.contains(r#"<g><rect width="4" height="4"/></g>"#),
        "{text}"
    );
    assert!(text.contains(r#"<circle cx="3" r="2"/>"#), "{text}");
}

#[test]
fn what_would_change_the_drawing_is_refused_with_its_line() {
    for (inside, what) in [
        ("<script/>", "line 2: the element `script` is not allowed"),
        (
            "\n<g onclick='x'/>",
            "line 3: the event handler `onclick` is not allowed",
        ),
        (
            "<g ONLOAD='x'/>",
            "line 2: the event handler `ONLOAD` is not allowed",
        ),
        (
            "<image href='a.png'/>",
            "line 2: `href` refers to something outside the picture, `a.png`",
        ),
        (
            "<use href='b.svg#a'/>",
            "line 2: `href` refers to something outside the picture, `b.svg#a`",
        ),
        (
            "<rect fill='url(https://example.org/#a)'/>",
            "line 2: in `fill`: it refers to something outside the picture",
        ),
        (
            "<rect style='mask:url( \"x.svg#m\" )'/>",
            "line 2: in `mask`: it refers to something outside the picture",
        ),
        (
            "<flowRoot/>",
            "line 2: only Inkscape draws the element `flowRoot`",
        ),
        (
            "<style>@import 'a.css';</style>",
            "line 2: the style sheet loads another file",
        ),
        (
            "<style>rect:not(.a){fill:red}</style>",
            "line 2: print cannot apply the style rule for `rect:not(.a)`",
        ),
        (
            "<rect clip-path='inset(5px)'/>",
            "line 2: in `clip-path`: print cannot draw `inset(5px)`",
        ),
    ] {
        assert_eq!(unsafe_in(refused(inside)), what, "{inside}");
    }
    let html =
        refused("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>");
    assert!(matches!(html, Refusal::Html(_)), "{html:?}");
}

#[test]
fn document_types_are_dropped_and_entities_refused() {
    let head = "<?xml version=\"1.1\" encoding=\"utf-8\"?>\n<!-- a [ b > -->\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD > [\"\n \"http://www.w3.org/x.dtd\">\n";
    assert!(of((head.to_owned() + &svg("<path d='M0 0h1'/>")).as_bytes()).contains("M0 0h1"));
    let entity = "<!DOCTYPE svg [ <!ENTITY a 'b'> ]>".to_owned() + &svg("<text>&a;</text>");
    assert!(matches!(
        rewrite(entity.as_bytes()),
        Err(Refusal::Unsafe(_))
    ));
    // Line numbers include the prolog.
    let late = head.to_owned() + &svg("<script/>");
    assert_eq!(
        unsafe_in(rewrite(late.as_bytes()).expect_err("a script")),
        "line 6: the element `script` is not allowed"
    );
}

#[test]
fn encodings_and_namespaces_are_normalised() {
    let drawing = "<svg viewBox='0 0 4 4'><text>词é</text></svg>";
    let utf16: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain(drawing.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><svg viewBox='0 0 4 4'><text>\xe9</text></svg>";
    let prefixed = "<s:svg xmlns:s='http://www.w3.org/2000/svg' viewBox='0 0 4 4'><s:text>词é</s:text></s:svg>";
    for bytes in [drawing.as_bytes(), &utf16, prefixed.as_bytes(), latin] {
        let text = of(bytes);
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
        assert!(
            text.contains("<svg xmlns=\"http://www.w3.org/2000/svg\""),
            "{text}"
        );
        assert!(text.contains("é</text>"), "{text}");
    }
    let gbk =
        b"<?xml version='1.0' encoding='GBK'?><svg viewBox='0 0 4 4'><text>\xb4\xca</text></svg>";
    assert!(matches!(rewrite(gbk), Err(Refusal::Broken(_))));
}

#[test]
fn style_sheets_are_applied_according_to_the_cascade() {
    let text = written(
        "<style>/* c */ .a rect, #b > circle { fill: red } rect { fill: blue; stroke: lime !important }\n\
         .a rect:first-child + rect { fill: #0f0 } line:hover { stroke: red }\n\
         @media (prefers-color-scheme: dark) { rect { fill: white } }\n\
         svg { --ink: #123456 } ellipse { fill: var(--ink); stroke: var(--none, navy) }</style>\n\
         <g class='x a'><rect fill='black' style='stroke: red'/><rect style='fill:light-dark(#111111, #eeeeee)'/></g>\
         <g id='b'><circle/><g><circle r='9'/></g></g><ellipse/><line/>",
    );
    let document = roxmltree::Document::parse(&text).expect("XML");
    let of = |name: &str, property: &str| -> Vec<Option<String>> {
        let named = document
            .descendants()
            .filter(|node| node.tag_name().name() == name);
        named
            .map(|node| node.attribute(property).map(str::to_owned))
            .collect()
    };
    let some = |value: &str| Some(value.to_owned());
    assert_eq!(of("rect", "fill"), [some("#ff0000"), some("#111111")]);
    assert_eq!(of("rect", "stroke"), [some("#00ff00"), some("#00ff00")]);
    assert_eq!(of("circle", "fill"), [some("#ff0000"), None]);
    assert_eq!(of("ellipse", "fill"), [some("#123456")]);
    assert_eq!(of("ellipse", "stroke"), [some("#000080")]);
    assert_eq!(of("line", "stroke"), [None]);
    assert!(
        !text.contains("class") && !text.contains("<style"),
        "{text}"
    );
}

#[test]
fn ids_become_unique_names_and_references_follow() {
    let text = written(
        "<linearGradient id='1 a'/><linearGradient id='2'><stop offset='1'/></linearGradient>\
         <rect id='same'/><path id='same' d='M0 0h9'/><use href='#same'/>\
         <rect fill='url(#2)' stroke='url(#no) red' clip-path='url(#2)'/><use href='#no'/><g id='unused'/>",
    );
    assert_eq!(attribute(&text, "use", "href").as_deref(), Some("#same"));
    assert_eq!(text.matches("id=\"same\"").count(), 1);
    assert!(text.contains("<rect id=\"same\"/>"), "the first: {text}");
    assert!(
        text.contains("fill=\"url(#i1)\" stroke=\"#ff0000\"/>"),
        "{text}"
    );
    assert!(text.contains("<linearGradient id=\"i1\">"), "{text}");
    assert_eq!(text.matches("<use").count(), 1);
    assert!(!text.contains("unused"));
}

#[test]
fn numbers_are_within_the_range_of_pdf() {
    let text = written(
        "<path d='M1e1 .5L-0 1e-12zL9 NaN 3 3'/><rect width='1e999' height='NaN' x='inf'/>\
         <circle r='3' transform='scale(2)' stroke-width='0.1e1px'/>",
    );
    assert!(
        text.contains("d=\"M10 0.5L0 0zL9\"") || text.contains("d=\"M10 0.5L0 0z\""),
        "{text}"
    );
    assert!(text.contains("<rect/>"), "{text}");
    assert!(text.contains("stroke-width=\"1\""), "{text}");
    for far in [
        "<rect x='1e8'/>",
        "<g transform='scale(99999999)'/>",
        "<path d='M0 0L0 -1e30'/>",
    ] {
        assert!(matches!(refused(far), Refusal::Unsafe(_)), "{far}");
    }
}

#[test]
fn repetition_is_limited() {
    let inside_itself = "<g id='a'><use href='#a'/></g>";
    assert!(matches!(refused(inside_itself), Refusal::Broken(_)));
    let ring = "<pattern id='a'><rect fill='url(#b)'/></pattern><pattern id='b'><rect fill='url(#a)'/></pattern>";
    assert!(matches!(refused(ring), Refusal::Broken(_)));
    let mut doubled = "<g id='d0'><path d='M0 0h1'/></g>".to_owned();
    for level in 1..30 {
        let below = level - 1;
        let _ = write!(
            doubled,
            "<g id='d{level}'><use href='#d{below}'/><use href='#d{below}'/></g>"
        );
    }
    assert!(matches!(refused(&doubled), Refusal::TooLarge(_)));
    let deep = "<g>".repeat(60) + &"</g>".repeat(60);
    assert!(matches!(refused(&deep), Refusal::TooLarge(_)));
    let marks = "M0 0".to_owned() + &"L1 1".repeat(100_000);
    let marked = format!(
        "<marker id='m'>{}</marker><path d='{marks}' marker-mid='url(#m)'/>",
        "<path d='M0 0h1'/>".repeat(100)
    );
    assert!(matches!(refused(&marked), Refusal::TooLarge(_)));
}

#[test]
fn sizes_are_read_with_units_and_ratios() {
    for (root, size) in [
        ("width='300pt' height='150pt'", (400, 200)),
        ("width='100%' viewBox='0 0 30 10'", (30, 10)),
        ("width='60' viewBox='0 0 30 10'", (60, 20)),
        ("width='25.4mm' height='1in'", (96, 96)),
    ] {
        let drawing = rewrite(format!("<svg {root}/>").as_bytes()).expect(root);
        assert_eq!((drawing.width, drawing.height), size, "{root}");
    }
    assert!(matches!(rewrite(b"<svg/>"), Err(Refusal::Broken(_))));
}

#[test]
fn embedded_pictures_are_checked_like_others() {
    let mut png = std::io::Cursor::new(Vec::new());
    let deep = image::DynamicImage::ImageRgb16(image::ImageBuffer::new(2, 2));
    deep.write_to(&mut png, image::ImageFormat::Png)
        .expect("PNG");
    let data = BASE64_STANDARD.encode(png.into_inner());
    // Whatever media type the URL states, and with white space in it.
    let (head, tail) = data.split_at(20);
    let text = written(&format!(
        "<image width='2' height='2' href='data:image/jpeg;base64,{head}\n {tail}'/>"
    ));
    let href = attribute(&text, "image", "href").expect("a picture");
    let written = href
        .strip_prefix("data:image/png;base64,")
        .expect("its own type");
    let bytes = BASE64_STANDARD.decode(written).expect("base64");
    let picture = image::load_from_memory(&bytes).expect("a picture");
    assert_eq!(picture.color(), image::ColorType::Rgb8);
    let nested = BASE64_STANDARD.encode(svg("<script/>"));
    let refusal = refused(&format!(
        "<image href='data:image/svg+xml;base64,{nested}'/>"
    ));
    assert_eq!(
        unsafe_in(refusal),
        "line 2: the embedded picture: line 2: the element `script` is not allowed"
    );
    assert!(matches!(
        refused("<image href='data:image/png;base64,AAAA'/>"),
        Refusal::Broken(_)
    ));
}

#[test]
fn one_alternative_of_a_switch_is_chosen() {
    let text = written(
        "<switch><foreignObject/><g requiredExtensions='x'/><text systemLanguage='de'>de</text><text>so</text></switch>",
    );
    assert!(text.contains("<g><text>so</text></g>"), "{text}");
    assert!(matches!(
        refused("<switch><foreignObject/></switch>"),
        Refusal::Html(_)
    ));
}

#[test]
fn sanitising_is_idempotent() {
    let once = written(
        "<style>text{font:italic 5px 'A \"B',serif}</style><text x='1 2' dy='.5em'>a <tspan fill='hsl(120,100%,50%)'>b</tspan></text>\
         <filter id='f'><feGaussianBlur stdDeviation='2'/></filter><g filter='url(#f) blur(2px)' opacity='50%'/>",
    );
    assert_eq!(of(once.as_bytes()), once);
}

#[test]
fn the_cost_of_an_element_does_not_grow_with_their_number() {
    let many = "<rect width='1' height='1'/>\n".repeat(100_000);
    let text = svg(&many);
    let begun = std::time::Instant::now();
    rewrite(text.as_bytes()).expect("a drawing");
    // A hundred thousand elements would take minutes if each line number were counted from the beginning.
    assert!(begun.elapsed().as_secs() < 20);
}
