//! Reads the paragraphs of HTML: the article of a page without navigation, headers and footers.

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::Readability;
use rustc_hash::FxHashMap;

use super::{Paragraph, dom};
use crate::error::Fault;
use crate::model::ParagraphKind;

/// An element that is said to be the article must contain at least this share of the page's text.
const ARTICLE_SHARE: f64 = 0.25;

/// The paragraphs of the article of a page. The article is the element that the page marks as such
/// (`<article>`, `<main>`), or else what Mozilla's Readability algorithm finds, or else the body.
///
/// # Errors
/// When the page exceeds the limits of [`dom::parse`].
pub fn read_page(html: &str) -> Result<Vec<Paragraph>, Fault> {
    let original = dom::parse(html)?;
    let page = original.clone();
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
    match by_readability(original) {
        Some(found) if size(&found) as f64 >= ARTICLE_SHARE * size(&whole) as f64 => Ok(found),
        _ => Ok(whole),
    }
}

/// The paragraphs of HTML that is entirely article text, such as rendered Markdown.
///
/// # Errors
/// As [`read_page`].
pub fn read_fragment(html: &str) -> Result<Vec<Paragraph>, Fault> {
    Ok(paragraphs(&dom::parse(html)?.root(), Boilerplate::Keep))
}

/// The element that a page marks as its article. Several `<article>` elements are a list of teasers,
/// unless one of them has most of the text.
fn marked_article(page: &Document) -> Option<NodeRef<'_>> {
    let lengths = text_lengths(page);
    let length = |node: &NodeRef<'_>| lengths.get(&node.id).copied().unwrap_or(0);
    for selector in ["[itemprop=articleBody]", "article", "main, [role=main]"] {
        let marked = page.select(selector);
        let all: usize = marked.nodes().iter().map(length).sum();
        let longest = marked.nodes().iter().copied().max_by_key(length);
        if let Some(node) = longest
            && length(&node) * 2 > all
        {
            return Some(node);
        }
    }
    None
}

/// The length in bytes of the text in each element of a page.
fn text_lengths(page: &Document) -> FxHashMap<NodeId, usize> {
    let mut nodes = vec![page.root()];
    let mut next = 0;
    while let Some(node) = nodes.get(next).copied() {
        nodes.extend(node.children_it(false));
        next += 1;
    }
    // Parents come before their children.
    let mut lengths: FxHashMap<NodeId, usize> = FxHashMap::default();
    for node in nodes.iter().rev() {
        let length = match node.is_text() {
            true => node.text().len(),
            false => lengths.get(&node.id).copied().unwrap_or(0),
        };
        if let Some(parent) = node.parent() {
            *lengths.entry(parent.id).or_default() += length;
        }
    }
    lengths
}

fn by_readability(page: Document) -> Option<Vec<Paragraph>> {
    let heading = page.select_single("h1").text();
    let heading = Paragraph::new(&heading, ParagraphKind::Heading);
    let article = Readability::with_document(page, None, None).ok()?.parse().ok()?;
    let mut found = read_fragment(&article.content).ok()?;
    let title = Paragraph::new(&article.title, ParagraphKind::Heading);
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
        Enter { node: NodeRef<'a>, in_article: bool },
        Leave { kind_before: ParagraphKind },
    }
    let mut out =
        Collector { found: Vec::new(), current: String::new(), kind: ParagraphKind::Text };
    let in_article = root.ancestors_it(None).any(|ancestor| is_article(&ancestor));
    let mut pending: Vec<Visit<'_>> = vec![Visit::Enter { node: *root, in_article }];
    while let Some(visit) = pending.pop() {
        let (node, in_article) = match visit {
            Visit::Leave { kind_before } => {
                out.flush();
                out.kind = kind_before;
                continue;
            }
            Visit::Enter { node, in_article } => (node, in_article),
        };
        if node.is_text() {
            out.current.push_str(&node.text());
            continue;
        }
        if let Some(name) = node.node_name().filter(|_| node.is_element()) {
            let is_boilerplate =
                boilerplate == Boilerplate::Skip && is_boilerplate(&node, &name, in_article);
            if is_boilerplate || is_hidden(&node, &name) {
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
                pending.push(Visit::Leave { kind_before });
            }
        }
        let in_article = in_article || is_article(&node);
        pending.extend(node.children_it(true).map(|node| Visit::Enter { node, in_article }));
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

/// Whether readers of the page do not see an element, or not as text.
fn is_hidden(node: &NodeRef<'_>, name: &str) -> bool {
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

fn is_article(node: &NodeRef<'_>) -> bool {
    node.node_name().is_some_and(|name| matches!(&*name, "article" | "main"))
}

/// Whether an element is not part of the article that the page is about. The header of an article contains
/// its heading; the header of a page contains its logo.
fn is_boilerplate(node: &NodeRef<'_>, name: &str, in_article: bool) -> bool {
    let role = node.attr("role");
    let by_role = role.is_some_and(|role| {
        matches!(
            &*role,
            "navigation" | "banner" | "contentinfo" | "search" | "complementary" | "menu"
        )
    });
    by_role || name == "nav" || (!in_article && matches!(name, "header" | "footer" | "aside"))
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
