//! Bounds on the HTML of a page, checked before it is parsed: of broken or hostile pages the parser
//! makes trees that grow with the square of the page, in time or in memory.

use crate::error::{Fault, FaultKind};

/// Elements inside each other beyond which a page is broken. Browsers stop at 512; parsers of the
/// tree recurse, and their time grows with its square.
const DEEPEST: usize = 1000;

/// Attributes of one element beyond which a page is broken: the parser compares each with all
/// before it.
const MOST_ATTRIBUTES: usize = 1000;

/// Copies of unclosed `<b>`, `<font>` and their like that the parser may have to make, one in every
/// paragraph that follows. Each takes some two hundred bytes.
const MOST_COPIES: usize = 2_000_000;

/// Refuses a page that would take the parser too long.
///
/// # Errors
/// With what is wrong with the page and what to do.
pub fn check(html: &str) -> Result<(), Fault> {
    let (mut depth, mut formatting, mut copies) = (0usize, 0usize, 0usize);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let closes = rest.starts_with('/');
        let name: String = rest[usize::from(closes)..]
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if name.is_empty() {
            continue;
        }
        let (attributes, length) = attributes(&rest[usize::from(closes) + name.len()..]);
        if attributes > MOST_ATTRIBUTES {
            return Err(broken(&format!(
                "gives a <{name}> more than {MOST_ATTRIBUTES} attributes"
            )));
        }
        rest = &rest[usize::from(closes) + name.len() + length..];
        if !closes && matches!(name.as_str(), "script" | "style") {
            rest = end_tag(rest, &name).map_or("", |end| &rest[end + 2..]);
            continue;
        }
        if is_formatting(&name) {
            formatting = if closes { formatting.saturating_sub(1) } else { formatting + 1 };
        } else {
            copies += formatting;
        }
        match (closes_itself(&name), closes) {
            (false, false) => depth += 1,
            (false, true) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(broken(&format!("nests more than {DEEPEST} elements inside each other")));
        }
        if copies > MOST_COPIES {
            return Err(broken("leaves many elements such as <b> and <font> unclosed"));
        }
    }
    Ok(())
}

fn broken(how: &str) -> Fault {
    let what = format!("the page {how}, so its HTML is broken");
    Fault::new(FaultKind::Limit, what, "save the article as plain text")
}

/// How many attributes a tag has, and its length, from behind its name. A quote opens only behind
/// an equals sign.
fn attributes(tag: &str) -> (usize, usize) {
    let (mut count, mut in_word, mut quote) = (0, false, None);
    let mut previous = ' ';
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => (quote, in_word) = (None, false),
            (Some(_), _) => {}
            (None, '>') => return (count, at + 1),
            (None, '"' | '\'') if previous == '=' => quote = Some(c),
            (None, c) if c.is_ascii_whitespace() || c == '/' => in_word = false,
            (None, '=') => in_word = true,
            (None, _) => {
                // What stands behind an equals sign is a value.
                count += usize::from(!in_word && previous != '=');
                in_word = true;
            }
        }
        if !c.is_ascii_whitespace() {
            previous = c;
        }
    }
    (count, tag.len())
}

/// Where the end tag of an element that holds no other begins.
fn end_tag(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|&at| {
        let tag = text.as_bytes().get(at + 2..at + 2 + name.len());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// Elements that HTML opens again in every block that follows while they are not closed.
fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// What HTML closes by itself, and what SVG closes in one tag, does not nest.
fn closes_itself(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "td"
            | "tr"
            | "th"
            | "dt"
            | "dd"
            | "option"
            | "br"
            | "hr"
            | "img"
            | "input"
            | "meta"
            | "link"
            | "wbr"
            | "source"
            | "col"
            | "area"
            | "base"
            | "embed"
            | "param"
            | "track"
            | "tbody"
            | "thead"
            | "tfoot"
            | "optgroup"
            | "rt"
            | "rp"
            | "colgroup"
            | "path"
            | "circle"
            | "rect"
            | "line"
            | "polygon"
            | "polyline"
            | "ellipse"
            | "use"
            | "stop"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_and_values_are_not() {
        for (tag, count) in [
            (">", 0),
            (" hidden>", 1),
            (" class=a id = 'b c' title=\"> it's\" data-x/>", 4),
            (" title=it's alt = x>", 2),
            ("/>", 0),
        ] {
            assert_eq!(attributes(tag), (count, tag.len()), "{tag}");
        }
        assert_eq!(attributes(" a=\"b> c"), (1, 8));
    }

    #[test]
    fn an_element_without_end_of_attributes_is_refused() {
        let with = |count: usize| {
            let all: String = (0..count).map(|i| format!(" a{i}=1")).collect();
            format!("<p{all}>text</p>")
        };
        assert_eq!(check(&with(500)), Ok(()));
        assert!(check(&with(40_000)).unwrap_err().to_string().contains("attributes"));
    }

    /// The parser would open every one of them again in every paragraph.
    #[test]
    fn unclosed_formatting_before_many_paragraphs_is_refused() {
        let page = |fonts: usize, paragraphs: usize| {
            let fonts: String = (0..fonts).map(|size| format!("<font size={size}>")).collect();
            format!("<p>{fonts}{}", "<p>x".repeat(paragraphs))
        };
        assert_eq!(check(&page(3, 20_000)), Ok(()));
        assert!(check(&page(900, 20_000)).unwrap_err().to_string().contains("unclosed"));
    }
}
