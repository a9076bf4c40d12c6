//! Reads the paragraphs of Markdown by rendering it to HTML, so that Markdown blocks and the HTML and MDX
//! between them are read in the same way.

use crate::error::Fault;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use rustc_hash::FxHashMap;

use super::Paragraph;
use super::html::read_fragment;

/// The paragraphs of a Markdown file. GitHub's extensions are supported; imports and exports of MDX are
/// left out.
///
/// # Errors
/// When the HTML exceeds the limits of `dom::parse`.
pub fn read(text: &str, is_mdx: bool) -> Result<Vec<Paragraph>, Fault> {
    let body = without_front_matter(text);
    read_fragment(&render(&without_mdx(body, is_mdx), options()))
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// Removes front matter in YAML or TOML, which is only allowed at the very beginning. Further on, the same
/// lines are thematic breaks; the option of pulldown-cmark cannot be used because it treats the text
/// between any two of them as metadata.
fn without_front_matter(text: &str) -> &str {
    let mut lines = text.split_inclusive('\n');
    let fence = lines.next().unwrap_or_default();
    let mut at = fence.len();
    let fence = fence.trim_end();
    if !matches!(fence, "---" | "+++") || text[at..].starts_with('\n') {
        return text;
    }
    for line in lines {
        at += line.len();
        let line = line.trim_end();
        if line == fence || (fence == "---" && line == "...") {
            return &text[at..];
        }
    }
    text
}

fn render(text: &str, options: Options) -> String {
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut block: Option<String> = None;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                let html = html_block(&block.take().unwrap_or_default(), options);
                events.push(Event::Html(html.into()));
            }
            Event::Html(html) if let Some(block) = &mut block => block.push_str(&html),
            Event::InlineHtml(html) => events.push(Event::Html(html_tag(&html).into())),
            event => events.push(event),
        }
    }
    let mut rendered = String::new();
    html::push_html(&mut rendered, events.into_iter());
    rendered
}

/// Removes MDX comments, attribute lines of kramdown and, in MDX files, imports and exports.
fn without_mdx(text: &str, is_mdx: bool) -> String {
    let commented = without_comments(text);
    let mut kept = String::with_capacity(commented.len());
    let mut inside_script = false;
    let mut after_blank = true;
    for line in commented.split_inclusive('\n') {
        let bare = line.trim();
        let starts_script = is_mdx
            && after_blank
            && ["import ", "export "].iter().any(|word| line.starts_with(word));
        inside_script = !bare.is_empty() && (inside_script || starts_script);
        let attributes = bare.starts_with("{:") && bare.ends_with('}');
        after_blank = bare.is_empty();
        if !inside_script && !attributes {
            kept.push_str(line);
        }
    }
    without_jsx_attributes(&kept)
}

/// Removes `{/* … */}`, except inside code.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let spans = code_spans(text);
    let mut at = 0;
    while let Some(found) = text[at..].find(['`', '{']) {
        kept.push_str(&text[at..at + found]);
        at += found;
        let rest = &text[at..];
        if let Some(comment) = rest.strip_prefix("{/*") {
            match comment.find("*/}") {
                Some(end) => {
                    at += "{/*".len() + end + "*/}".len();
                    continue;
                }
                None => break,
            }
        }
        let length = spans.get(&at).copied().unwrap_or(1);
        kept.push_str(&rest[..length]);
        at += length;
    }
    kept.push_str(&text[at..]);
    kept
}

/// For each run of backticks, by its position, the length of the code span that it opens, or only of the run
/// if its paragraph has no other of the same length after it.
fn code_spans(text: &str) -> FxHashMap<usize, usize> {
    let (mut runs, mut paragraph, mut at) = (Vec::new(), 0, 0);
    while let Some(found) = text[at..].find(['`', '\n']) {
        at += found;
        let rest = &text[at..];
        let length = rest.len() - rest.trim_start_matches('`').len();
        if length > 0 {
            runs.push((paragraph, length, at));
        } else if rest.starts_with("\n\n") {
            paragraph += 1;
        }
        at += length.max(1);
    }
    runs.sort_unstable();
    let next = runs.iter().skip(1).map(Some).chain([None]);
    let span =
        |(&(paragraph, length, at), next): (&(_, usize, usize), Option<&(_, _, usize)>)| match next
        {
            Some(next) if (next.0, next.1) == (paragraph, length) => (at, next.2 + length - at),
            _ => (at, length),
        };
    runs.iter().zip(next).map(span).collect()
}

/// Removes the attributes of JSX components at the start of a line: CommonMark would treat a tag with
/// JavaScript in it as text.
fn without_jsx_attributes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut line_is_blank = true;
    let mut tags = Tags::of(text);
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        kept.push_str(before);
        line_is_blank = match before.rsplit_once('\n') {
            Some((_, line)) => line.trim().is_empty(),
            None => line_is_blank && before.trim().is_empty(),
        };
        let length = if line_is_blank { tags.length(tag) } else { None };
        match length {
            Some(length) if tag[..length].contains("={") => {
                let name: String =
                    tag[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
                let close = if tag[..length].ends_with("/>") { "/>" } else { ">" };
                kept.push_str(&format!("<{name}{close}"));
                rest = &tag[length..];
            }
            _ => {
                kept.push('<');
                rest = &tag[1..];
            }
        }
        line_is_blank = false;
    }
    kept.push_str(rest);
    kept
}

/// An HTML block with the text between its tags rendered as Markdown, as MDX and kramdown do. Text without
/// Markdown is not changed by this.
fn html_block(block: &str, options: Options) -> String {
    let opening = block.trim_start().to_ascii_lowercase();
    if ["<script", "<style", "<pre", "<textarea", "<!", "<?"]
        .iter()
        .any(|tag| opening.starts_with(tag))
    {
        return block.to_owned();
    }
    let mut html = String::with_capacity(block.len());
    // Text including inline tags, because the text of a Markdown link may contain some.
    let mut run = String::new();
    let mut inside_code = false;
    let mut rest = block;
    let last_comment_end = block.rfind(COMMENT_END);
    let mut tags = Tags::of(block);
    while let Some(at) = rest.find('<') {
        run.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with(COMMENT_START) {
            // Without `last_comment_end`, every unclosed comment would cost a search to the end of the
            // block.
            let start = block.len() - rest.len();
            let end =
                last_comment_end.filter(|&end| end > start).and_then(|_| rest.find(COMMENT_END));
            if let Some(end) = end {
                rest = &rest[end + COMMENT_END.len()..];
                continue;
            }
        }
        let Some(length) = tags.length(rest) else {
            let looks_like_a_tag =
                rest[1..].starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c));
            run.push_str(if looks_like_a_tag && !is_autolink(rest) { "\\<" } else { "<" });
            rest = &rest[1..];
            continue;
        };
        let tag = html_tag(&rest[..length]);
        rest = &rest[length..];
        let name = tag.trim_matches(['<', '/', '>']);
        if is_phrasing(name) && !inside_code && !run.trim().is_empty() {
            run.push_str(&tag);
            continue;
        }
        push_text(&run, inside_code, options, &mut html);
        run.clear();
        if matches!(name, "pre" | "script" | "style") {
            inside_code = !tag.starts_with("</");
        }
        html.push_str(&tag);
    }
    run.push_str(rest);
    push_text(&run, inside_code, options, &mut html);
    html
}

/// Whether it is an inline element.
fn is_phrasing(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "br"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

fn push_text(text: &str, inside_code: bool, options: Options, html: &mut String) {
    if inside_code || text.trim().is_empty() {
        html.push_str(text);
        return;
    }
    // Indentation inside an HTML block does not mean code.
    let flush_left = text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let mut rendered = String::new();
    html::push_html(&mut rendered, Parser::new_ext(&flush_left, options));
    let inner = rendered.trim_end();
    let single = inner.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    html.push_str(if text.starts_with(char::is_whitespace) { " " } else { "" });
    html.push_str(single.filter(|inner| !inner.contains("<p>")).unwrap_or(inner));
    html.push_str(if text.ends_with(char::is_whitespace) { " " } else { "" });
}

const COMMENT_START: &str = "<!--";
const COMMENT_END: &str = "-->";

/// The longest tag, in characters. A longer one is text.
const MAX_TAG_LENGTH: usize = 10_000;

/// The deepest nesting of braces in a tag; a tag with more is text. No component needs as many, and the
/// search for the end of unclosed tags must be cut short.
const MAX_BRACE_DEPTH: usize = 32;

/// Finds the ends of the tags of a text.
struct Tags {
    /// How many characters may still be read in vain: every `<` that begins no tag may cost a search over the
    /// longest tag. When they are used up, what is left is text.
    allowed: usize,
}

impl Tags {
    /// No article needs as many.
    fn of(text: &str) -> Self {
        Tags { allowed: 100 * MAX_TAG_LENGTH + 8 * text.len() }
    }

    /// The length of the tag at the start of `text`, including JSX attributes (`{…}`).
    fn length(&mut self, text: &str) -> Option<usize> {
        let name = text[1..].trim_start_matches('/');
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '>') || is_autolink(text) {
            return None;
        }
        let mut depth = 0usize;
        let mut quote: Option<char> = None;
        let most = self.allowed.min(MAX_TAG_LENGTH);
        let mut read = 0;
        for (at, c) in text.char_indices().skip(1).take(most) {
            read += 1;
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(c),
                (None, '{') if depth == MAX_BRACE_DEPTH => break,
                (None, '{') => depth += 1,
                (None, '}') => depth = depth.saturating_sub(1),
                (None, '>') if depth == 0 => return Some(at + 1),
                (None, '<') if depth == 0 => break,
                _ => {}
            }
        }
        self.allowed -= read;
        None
    }
}

/// Whether `text` begins with `<https://…>` or `<someone@…>`.
fn is_autolink(text: &str) -> bool {
    let address = text[1..].find(|c: char| c.is_whitespace() || "<>\"'={".contains(c));
    address.is_some_and(|end| {
        let (address, after) = text[1..].split_at(end);
        after.starts_with('>') && address.contains([':', '@'])
    })
}

/// A tag without its attributes: they contain no text, and those of JSX would confuse an HTML parser.
fn html_tag(tag: &str) -> String {
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    if inner.starts_with('!') {
        return String::new();
    }
    let closing = inner.starts_with('/');
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect::<String>()
        .to_ascii_lowercase();
    let is_void = matches!(name.as_str(), "br" | "hr" | "img" | "input" | "wbr");
    if name.is_empty() || (inner.ends_with('/') && !is_void) {
        return String::new();
    }
    if closing { format!("</{name}>") } else { format!("<{name}>") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ParagraphKind;

    fn texts(text: &str) -> Vec<String> {
        read(text, true).unwrap().into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn only_rendered_text_is_read() {
        let text = "---\ntitle: No\n---\n\n# Head {#anchor}\n\nA [link](http://x.example) and `code` *here*.\n\n\
            ```rust\nlet no = 1;\n```\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n\n![alt](x.png)\n";
        assert_eq!(
            texts(text),
            ["Head", "A link and code here.", "one", "two", "a", "b", "1", "2", "quoted"]
        );
        assert_eq!(read(text, true).unwrap()[0].kind, ParagraphKind::Heading);
    }

    #[test]
    fn text_between_two_thematic_breaks_is_read() {
        assert_eq!(
            texts("One.\n\n---\nTwo: a part.\n\n---\nThree.\n\n+++\nFour.\n+++\n").join(" "),
            "One. Two: a part. Three. +++ Four. +++"
        );
        assert_eq!(texts("---\n\nOne.\n\n---\nTwo.\n"), ["One.", "Two."]);
        for matter in ["---\ntitle: no\n---\n", "---\ntitle: no\n...\n", "+++\na = 1\n+++\n"] {
            assert_eq!(texts(&format!("{matter}One.\n\n---\n# Two\n\n---\n")), ["One.", "Two"]);
        }
        assert_eq!(texts("---\nNo end.\n"), ["No end."]);
    }

    #[test]
    fn text_of_html_and_mdx_blocks_is_read() {
        let text = "<Intro>\n\nWelcome *all*.\n\n</Intro>\n\n<aside markdown=\"1\" class=\"pquote\">\n  Said [someone](http://x.example).\n  \
            <p markdown=\"1\">\n— **A**\n  </p>\n</aside>\n\n## Head {/*anchor*/}\n\n<Card title=\"no\" on={() => x > 1}>\nText\n</Card>\n";
        assert_eq!(texts(text), ["Welcome all.", "Said someone.", "— A", "Head", "Text"]);
    }

    #[test]
    fn an_unclosed_tag_loses_no_text() {
        assert_eq!(texts("<div>\nA < B and more").join(" "), "A < B and more");
        assert_eq!(texts("<div>\nA <b and `c < d` more").join(" "), "A <b and c < d more");
    }

    #[test]
    fn a_link_around_tags_in_an_html_block_is_rendered() {
        for (block, expected) in [
            ("<div>[a <b>x</b>](http://u.example)</div>", "a x"),
            (
                "<p>\nSee [the <em>old</em> <code>map</code>](http://u.example \"no\").\n</p>",
                "See the old map.",
            ),
            ("<td>**one <i>two</i>** three</td>", "one two three"),
            ("<div><b>[x</b> y](http://u.example)</div>", "x y"),
            ("<div>[see <!-- no --> it](http://u.example)</div>", "see it"),
            ("<div>\nAt <https://u.example/map> today\n</div>", "At https://u.example/map today"),
        ] {
            assert_eq!(texts(block), [expected], "{block}");
        }
    }
}
