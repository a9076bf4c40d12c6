//! Limits on the HTML of a page, checked before it is parsed: on broken or hostile pages, the time or
//! memory that the parser needs grows with the square of their size.

use crate::error::{Fault, FaultKind};

/// The deepest nesting of elements that is accepted. Browsers stop at 512; tree builders recurse, and
/// their time grows with the square of the depth.
const MAX_DEPTH: usize = 1000;

/// The most attributes of an element that are accepted: the parser compares each with all those before
/// it.
const MAX_ATTRIBUTES: usize = 1000;

/// The most copies of unclosed formatting elements (`<b>`, `<font>`) that the parser may have to make: it
/// reopens each of them in every following paragraph. A copy takes about 200 bytes.
const MAX_COPIES: usize = 2_000_000;

/// Refuses a page that would take the parser too long.
///
/// # Errors
/// A fault that says what is wrong with the page.
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
        if attributes > MAX_ATTRIBUTES {
            return Err(broken(&format!("gives a <{name}> more than {MAX_ATTRIBUTES} attributes")));
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
        match (is_closed_implicitly(&name), closes) {
            (false, false) => depth += 1,
            (false, true) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(broken(&format!("nests more than {MAX_DEPTH} levels of elements")));
        }
        if copies > MAX_COPIES {
            return Err(broken("leaves many elements such as <b> and <font> unclosed"));
        }
    }
    Ok(())
}

fn broken(how: &str) -> Fault {
    let what = format!("the page {how}, so its HTML is broken");
    Fault::new(FaultKind::Limit, what, "save the article as plain text")
}

/// The number of attributes of a tag, and its length in bytes, both counted from the end of its name. A
/// quotation mark opens a value only after an equals sign.
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
                // What follows an equals sign is a value.
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

/// The position of the end tag of an element that contains only text.
fn end_tag(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|&at| {
        let tag = text.as_bytes().get(at + 2..at + 2 + name.len());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// Whether it is a formatting element: HTML reopens these in every following block until they are closed.
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

/// Whether an element does not add to the nesting: HTML closes it implicitly, or SVG writes it as a
/// single tag.
fn is_closed_implicitly(name: &str) -> bool {
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
    fn an_element_with_too_many_attributes_is_refused() {
        let with = |count: usize| {
            let all: String = (0..count).map(|i| format!(" a{i}=1")).collect();
            format!("<p{all}>text</p>")
        };
        assert_eq!(check(&with(500)), Ok(()));
        assert!(check(&with(40_000)).unwrap_err().to_string().contains("attributes"));
    }

    /// The parser would reopen all of them in every paragraph.
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
