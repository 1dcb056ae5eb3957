//! A white background for an SVG, so that black lines stay visible on an e-reader's page in dark mode.

use roxmltree::{Document, Node};

/// An SVG with a white rectangle as its first shape; `None` if it is not well-formed or draws nothing.
pub fn under(svg: &str) -> Option<String> {
    let document = Document::parse(svg).ok()?;
    let root = document.root_element();
    let first = root.children().find(is_drawn)?;
    let at = first.range().start;
    let place = area(root);
    let rect = format!("<rect {place} fill=\"#fff\" fill-opacity=\"1\" stroke=\"none\"/>");
    Some([&svg[..at], &rect, &svg[at..]].concat())
}

/// Whether a node is an element that draws, not one that describes the picture.
fn is_drawn(node: &Node<'_, '_>) -> bool {
    let is_about = ["title", "desc", "metadata"].contains(&node.tag_name().name());
    node.is_element() && !is_about
}

/// The position and size of a rectangle that fills the picture. If the picture's proportions differ from those of its
/// view box, the rectangle has to extend beyond the view box; it is clipped at the picture's edge.
fn area(root: Node<'_, '_>) -> String {
    let numbers = root.attribute("viewBox").map(|text| {
        let parts = text.split([' ', ',', '\t', '\n', '\r']);
        let parts = parts.filter(|part| !part.is_empty());
        parts
            .filter_map(|part| part.parse().ok())
            .collect::<Vec<f64>>()
    });
    match numbers.as_deref() {
        Some([x, y, width, height]) if *width > 0.0 && *height > 0.0 => {
            // Twice the view box on every side, which is enough for proportions up to five times as long.
            let (more_x, more_y) = if root.attribute("width").is_some() {
                (2.0 * width, 2.0 * height)
            } else {
                (0.0, 0.0)
            };
            let (x, y) = (x - more_x, y - more_y);
            let (width, height) = (
                2.0f64.mul_add(more_x, *width),
                2.0f64.mul_add(more_y, *height),
            );
            format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
        }
        _ => "width=\"100%\" height=\"100%\"".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::under;

    #[test]
    fn the_background_is_the_first_shape_and_fills_the_view_box() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 0 40 20"><title>t</title><path d="M0 0"/></svg>"#;
        let with = under(svg).expect("well-formed");
        let (before, after) = with.split_once("<rect ").expect("a ground");
        assert!(before.ends_with("</title>"), "{with}");
        assert!(
            after.starts_with(r#"x="-4" y="0" width="40" height="20""#),
            "{with}"
        );
        assert!(after.ends_with("<path d=\"M0 0\"/></svg>"), "{with}");
    }
}
