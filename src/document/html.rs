//! Reads the paragraphs of HTML: the article of a page without navigation, headers and footers.

use dom_query::{Document, NodeRef};
use dom_smoothie::Readability;

use super::{Paragraph, bounds};
use crate::error::Fault;
use crate::model::ParagraphKind;

/// An element that is said to be the article must contain at least this share of the page's text.
const ARTICLE_SHARE: f64 = 0.25;

/// The paragraphs of the article of a page. The article is the element that the page marks as such
/// (`<article>`, `<main>`), or else what Mozilla's Readability algorithm finds, or else the body.
///
/// # Errors
/// When the page exceeds the limits of [`bounds::check`].
pub fn read_page(html: &str) -> Result<Vec<Paragraph>, Fault> {
    bounds::check(html)?;
    let page = Document::from(html);
    page.select("script, style, noscript, template, iframe").remove();
    let whole = paragraphs(&page.root(), Boilerplate::Skip);
    if whole.is_empty() {
        return Ok(whole);
    }
    let size = |paragraphs: &[Paragraph]| paragraphs.iter().map(|p| p.text.len()).sum::<usize>();
    if let Some(article) = marked_article(&page) {
        let found = paragraphs(&article, Boilerplate::Skip);
        if size(&found) as f64 >= ARTICLE_SHARE * size(&whole) as f64 {
            return Ok(found);
        }
    }
    match by_readability(html) {
        Some(found) if size(&found) as f64 >= ARTICLE_SHARE * size(&whole) as f64 => Ok(found),
        _ => Ok(whole),
    }
}

/// The paragraphs of HTML that is entirely article text, such as rendered Markdown.
///
/// # Errors
/// As [`read_page`].
pub fn read_fragment(html: &str) -> Result<Vec<Paragraph>, Fault> {
    bounds::check(html)?;
    Ok(paragraphs(&Document::from(html).root(), Boilerplate::Keep))
}

/// The element that a page marks as its article. Several `<article>` elements are a list of teasers,
/// unless one of them has most of the text.
fn marked_article(page: &Document) -> Option<NodeRef<'_>> {
    for selector in ["[itemprop=articleBody]", "article", "main, [role=main]"] {
        let longest = page
            .select(selector)
            .nodes()
            .iter()
            .copied()
            .map(|node| (node.text().len(), node))
            .max_by_key(|(length, _)| *length);
        let all: usize = page.select(selector).nodes().iter().map(|node| node.text().len()).sum();
        if let Some((length, node)) = longest
            && length * 2 > all
        {
            return Some(node);
        }
    }
    None
}

fn by_readability(html: &str) -> Option<Vec<Paragraph>> {
    let mut readability = Readability::new(html, None, None).ok()?;
    let article = readability.parse().ok()?;
    let mut found = read_fragment(&article.content).ok()?;
    let title = Paragraph::new(&article.title, ParagraphKind::Heading);
    let page = Document::from(html);
    let heading = page.select_single("h1").text();
    let heading = Paragraph::new(&heading, ParagraphKind::Heading);
    // Readability removes the heading from the text; it is article text if the page shows it.
    if !heading.text.is_empty()
        && title.text.contains(&heading.text)
        && found.first().is_none_or(|first| first.text != heading.text)
    {
        found.insert(0, heading);
    }
    Some(found)
}

/// Whether to skip elements that are not part of the article: navigation, site header and footer.
#[derive(Clone, Copy, PartialEq)]
enum Boilerplate {
    Skip,
    Keep,
}

/// Walks the tree without recursion: the tree of a broken page may be too deep for the stack.
fn paragraphs(root: &NodeRef<'_>, boilerplate: Boilerplate) -> Vec<Paragraph> {
    enum Visit<'a> {
        Enter(NodeRef<'a>),
        Leave { kind_before: Option<ParagraphKind> },
    }
    let mut out =
        Collector { found: Vec::new(), current: String::new(), kind: ParagraphKind::Text };
    let mut pending: Vec<Visit<'_>> = vec![Visit::Enter(*root)];
    while let Some(visit) = pending.pop() {
        let node = match visit {
            Visit::Leave { kind_before } => {
                out.flush();
                if let Some(kind) = kind_before {
                    out.kind = kind;
                }
                continue;
            }
            Visit::Enter(node) => node,
        };
        if node.is_text() {
            out.current.push_str(&node.text());
            continue;
        }
        if let Some(name) = node.node_name().filter(|_| node.is_element()) {
            if is_skipped(&node, &name, boilerplate) {
                continue;
            }
            if &*name == "br" {
                out.line_break();
                continue;
            }
            if is_block(&name) {
                out.flush();
                let kind_before = out.kind;
                out.kind = kind_of(&node, &name, kind_before);
                pending.push(Visit::Leave { kind_before: Some(kind_before) });
            }
        }
        pending.extend(node.children_it(true).map(Visit::Enter));
    }
    out.flush();
    out.found
}

struct Collector {
    found: Vec<Paragraph>,
    current: String,
    kind: ParagraphKind,
}

impl Collector {
    fn flush(&mut self) {
        let paragraph = Paragraph::new(&self.current, self.kind);
        self.current.clear();
        if !paragraph.text.is_empty() {
            self.found.push(paragraph);
        }
    }

    /// One `<br>` is white space, two separate paragraphs.
    fn line_break(&mut self) {
        if self.current.trim_end_matches([' ', '\t']).ends_with('\n') {
            self.flush();
        } else {
            self.current.push('\n');
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

fn kind_of(node: &NodeRef<'_>, name: &str, outer: ParagraphKind) -> ParagraphKind {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => ParagraphKind::Heading,
        "td" | "th" => ParagraphKind::Cell,
        "li" | "dt" | "dd" => ParagraphKind::Item,
        "blockquote" => ParagraphKind::Quote,
        _ if node.has_class("footnote-definition") => ParagraphKind::Note,
        _ => outer,
    }
}

/// Whether an element is skipped because readers do not see it, or not as part of the article.
fn is_skipped(node: &NodeRef<'_>, name: &str, boilerplate: Boilerplate) -> bool {
    let never = matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "title"
            | "pre"
            | "svg"
            | "iframe"
            | "object"
            | "canvas"
            | "video"
            | "audio"
            | "button"
            | "select"
            | "textarea"
            | "map"
            | "math"
            | "datalist"
            | "meter"
            | "progress"
            | "noembed"
            | "noframes"
            | "rt"
            | "rp"
    );
    never
        || node.has_attr("hidden")
        || name == "dialog" && !node.has_attr("open")
        || node.attr("style").is_some_and(|style| hides(&style))
        || node.attr("aria-hidden").is_some_and(|value| &*value == "true")
        || node.has_class("footnote-reference")
        || node.has_class("footnote-definition-label")
        || boilerplate == Boilerplate::Skip && is_boilerplate(node, name)
}

/// Whether the declarations of a style attribute hide the element.
fn hides(style: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(
        |(property, value)| {
            let value = value.split('!').next().unwrap_or_default().trim();
            let is = |name: &str, of: &str| {
                property.trim().eq_ignore_ascii_case(name) && value.eq_ignore_ascii_case(of)
            };
            is("display", "none") || is("visibility", "hidden")
        },
    )
}

fn is_boilerplate(node: &NodeRef<'_>, name: &str) -> bool {
    let role = node.attr("role");
    let by_role = role.is_some_and(|role| {
        matches!(
            &*role,
            "navigation" | "banner" | "contentinfo" | "search" | "complementary" | "menu"
        )
    });
    // The header of an article contains its heading; the header of a page contains its logo.
    let of_the_page = || {
        !node.ancestors_it(None).any(|ancestor| {
            ancestor.node_name().is_some_and(|name| matches!(&*name, "article" | "main"))
        })
    };
    by_role || name == "nav" || (matches!(name, "header" | "footer" | "aside") && of_the_page())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        read_page(html).unwrap().into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn navigation_is_left_out() {
        let html = "<html><head><title>T</title></head><body><header>Logo</header><nav><a>Home</a></nav>\
            <article><header><h1>Head</h1></header><p>One <b>bold</b>&amp;<br>line.</p><ul><li>A</li><li>B</li></ul>\
            <table><tr><td>1</td><td>2</td></tr></table><pre>code</pre><script>x</script></article>\
            <footer>Imprint</footer></body></html>";
        assert_eq!(texts(html), ["Head", "One bold& line.", "A", "B", "1", "2"]);
    }

    #[test]
    fn broken_html_is_read() {
        assert_eq!(texts("<p>One<p>Two <b>three<div>four"), ["One", "Two three", "four"]);
        assert_eq!(texts("<table><tr><td>a<td>b</table>text").join("|"), "a|b|text");
    }

    #[test]
    fn a_page_that_nests_too_deeply_is_refused() {
        let deep = |levels| format!("{}end", "<div>".repeat(levels));
        assert_eq!(texts(&deep(900)), ["end"]);
        assert!(read_page(&deep(50_000)).is_err());
        assert_eq!(texts(&"<p>one".repeat(3000)).len(), 3000);
        let script = format!(
            "<script>{}</script><!-- {} --><p>text",
            "i<n;".repeat(3000),
            "<div>".repeat(3000)
        );
        assert_eq!(texts(&script), ["text"]);
    }
}
