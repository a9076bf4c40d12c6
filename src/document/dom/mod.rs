//! Parses HTML into a tree, in time and memory that grow with the size of the page and not with its square,
//! whatever the page contains.
//!
//! Nothing is counted beforehand, because a second reading of HTML never agrees with the parser about every
//! comment, title and end tag. The limits are on what the parser does: the [`Sink`] that builds the tree
//! counts its steps, and the parser gets the page in small pieces, between which it can be stopped.

mod sink;
mod tag;

use std::cell::Cell;
use std::ops::Range;

use dom_query::{Document, NodeId};
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use sink::{MAX_DEPTH, Sink, too_deep};
use tag::TagScan;

use crate::error::{Fault, FaultKind};

/// The most attributes of an element that are accepted: the tokenizer compares each with all those before
/// it.
const MAX_ATTRIBUTES: usize = 1000;

/// The length in bytes of the pieces in which text is given to the parser.
const PIECE: usize = 4096;

/// Parses a page.
///
/// # Errors
/// A fault that says which limit the page exceeds.
pub fn parse(html: &str) -> Result<Document, Fault> {
    parse_with(html, MAX_ATTRIBUTES)
}

fn parse_with(html: &str, max_attributes: usize) -> Result<Document, Fault> {
    let mut parser = Parser::new(html, max_attributes);
    let mut start = 0;
    let ends = memchr::memchr_iter(b'<', html.as_bytes()).chain([html.len()]);
    for end in ends.filter(|end| *end > 0) {
        parser.feed(start..end)?;
        start = end;
    }
    parser.finish()
}

fn broken(how: &str) -> Fault {
    let what = format!("the page {how}, so its HTML is broken");
    Fault::new(FaultKind::Limit, what, "save the article as plain text")
}

/// The parser, which can be stopped between two pieces of the page.
struct Parser<'a> {
    html: &'a str,
    /// The same text, of which parts can be passed on without copying them.
    page: StrTendril,
    tokenizer: Tokenizer<Tokens>,
    input: BufferQueue,
    tag: TagScan,
    max_attributes: usize,
}

impl<'a> Parser<'a> {
    fn new(html: &'a str, max_attributes: usize) -> Self {
        let tokens = Tokens::new(html.len());
        Parser {
            html,
            page: StrTendril::from_slice(html),
            tokenizer: Tokenizer::new(tokens, Default::default()),
            input: BufferQueue::default(),
            tag: TagScan::default(),
            max_attributes,
        }
    }

    /// Parses a part of the page in which `<` can only be the first character.
    ///
    /// The tokenizer does not show its state, but it passes on everything before a tag when the tag begins,
    /// nothing during the tag, and the tag at its end.
    fn feed(&mut self, part: Range<usize>) -> Result<(), Fault> {
        let Range { mut start, end } = part;
        if self.html[start..].starts_with('<') {
            self.read(start..start + 1)?;
            start += 1;
            self.tag.begin(&self.html[start..end]);
        }
        while start < end {
            let piece = start..self.html.floor_char_boundary(end.min(start + PIECE));
            start = piece.end;
            self.read(piece)?;
        }
        Ok(())
    }

    /// Passes a piece of the page on to the tokenizer.
    fn read(&mut self, piece: Range<usize>) -> Result<(), Fault> {
        if self.tag.read(&self.html[piece.clone()]) > self.max_attributes {
            let what = format!("gives an element more than {} attributes", self.max_attributes);
            return Err(broken(&what));
        }
        let tokens = &self.tokenizer.sink;
        let before = tokens.count.get();
        // No article is nearly as long as four gigabytes.
        let (start, length) = (piece.start as u32, piece.len() as u32);
        self.input.push_back(self.page.subtendril(start, length));
        while !matches!(self.tokenizer.feed(&self.input), TokenizerResult::Done) {}
        if tokens.count.get() > before {
            self.tag = TagScan::Outside;
        }
        self.tokenizer.sink.builder.sink.check()
    }

    fn finish(self) -> Result<Document, Fault> {
        self.tokenizer.end();
        let sink = self.tokenizer.sink.builder.sink;
        sink.check()?;
        match depth(&sink.page) > MAX_DEPTH {
            true => Err(too_deep()),
            false => Ok(sink.page),
        }
    }
}

/// The number of levels of a tree. Elements that the parser moved may be deeper than it saw.
fn depth(page: &Document) -> usize {
    let (mut deepest, mut pending) = (0, vec![(page.root(), 0)]);
    while let Some((node, depth)) = pending.pop() {
        deepest = deepest.max(depth);
        pending.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    deepest
}

/// The tokens on their way from the tokenizer to the tree builder.
struct Tokens {
    builder: TreeBuilder<NodeId, Sink>,
    /// The number of tokens, errors not counted.
    count: Cell<usize>,
}

impl Tokens {
    fn new(length: usize) -> Self {
        let options = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
        Tokens { builder: TreeBuilder::new(Sink::new(length), options), count: Cell::new(0) }
    }
}

impl TokenSink for Tokens {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        match &token {
            Token::ParseError(_) => {}
            Token::TagToken(tag) => {
                self.count.set(self.count.get() + 1);
                if tag.kind == TagKind::StartTag && is_formatting(&tag.name) {
                    self.builder.sink.count_formatting_tag(tag.attrs.len());
                }
            }
            _ => self.count.set(self.count.get() + 1),
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Whether it is a formatting element: the parser compares each with those that are open, and reopens them
/// in every block until they are closed.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(html: &str) -> String {
        parse(html).map(|_| String::new()).unwrap_or_else(|fault| fault.to_string())
    }

    /// Comments, titles and end tags that a reading beside the parser's sees otherwise.
    #[test]
    fn depth_is_what_the_parser_sees() {
        let deep = "<div>".repeat(3000);
        for hidden in [
            format!("<!--><p>{deep}x"),
            format!("<!-- --!>{deep}x<!-- -->"),
            format!("<title><!--</title>{deep}x"),
            "<div></span></p></i>".repeat(3000),
            format!("<svg><![CDATA[]]>{}", "<g>".repeat(3000)),
        ] {
            assert!(refusal(&hidden).contains("nests more than"), "{}", &hidden[..40]);
        }
        for shown in [
            format!("<script>{deep}</script><p>x"),
            format!("<!-- {deep} --><p>x"),
            format!("<textarea>{deep}</textarea><p>x"),
            "<p>one<li>two<td>".repeat(3000),
            format!("{}x", "<div>".repeat(900)),
        ] {
            assert_eq!(refusal(&shown), "", "{}", &shown[..40]);
        }
    }

    #[test]
    fn an_element_with_too_many_attributes_is_refused() {
        let all = |count: usize| (0..count).map(|i| format!(" a{i}=1")).collect::<String>();
        assert_eq!(refusal(&format!("<p{}>text", all(900))), "");
        // Values, comments, scripts and texts are none.
        assert_eq!(refusal(&format!("<p title=\"{}\">text", all(2000))), "");
        assert_eq!(
            refusal(&format!("<!-- <p{} --><script> a <b{}</script>", all(900), all(2000))),
            ""
        );
        assert_eq!(refusal(&format!("a < b{}", all(2000))), "");
        for before in
            ["<p", "<<p", "</p", "</><p", "<svg><![CDATA[]]><p", "<a b=\"<c\" d", "<a b=</><p"]
        {
            let page = format!("{before}{}>text", all(2000));
            assert!(refusal(&page).contains("attributes"), "{before}");
        }
    }

    /// The parser would reopen all of them in every paragraph.
    #[test]
    fn unclosed_formatting_before_many_paragraphs_is_refused() {
        let page = |fonts: usize, paragraphs: usize| {
            let fonts: String = (0..fonts).map(|size| format!("<font size={size}>")).collect();
            format!("<p>{fonts}{}", "<p>x".repeat(paragraphs))
        };
        assert_eq!(refusal(&page(3, 20_000)), "");
        assert!(refusal(&page(900, 20_000)).contains("unclosed"));
    }

    /// Notes the largest number of attributes of a tag.
    struct Spy {
        tokens: Tokens,
        most_attributes: Cell<usize>,
    }

    impl TokenSink for Spy {
        type Handle = NodeId;

        fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
            if let Token::TagToken(tag) = &token {
                self.most_attributes.set(self.most_attributes.get().max(tag.attrs.len()));
            }
            self.tokens.process_token(token, line)
        }

        fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
            self.tokens.adjusted_current_node_present_but_not_in_html_namespace()
        }
    }

    fn most_attributes(html: &str) -> usize {
        let spy = Spy { tokens: Tokens::new(html.len()), most_attributes: Cell::new(0) };
        let tokenizer = Tokenizer::new(spy, Default::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(html));
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tokenizer.sink.most_attributes.get()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// No tag gets past with more attributes, however it is written and whatever is before it.
        #[test]
        fn attributes_are_counted_as_the_tokenizer_does(
            parts in proptest::collection::vec(prop::sample::select(vec![
                "<", "</", "<p", "</p", ">", "/>", "<!--", "-->", "--!>", "<!", "<?", "</>", " ", "\n",
                "=", "= ", "\"", "'", "/", " a", " b=c", " d='<e'", " f=\"g", "x", "&amp;", "&",
                "<title>", "</title>", "<script>", "</script", "<svg>", "<![CDATA[", "]]>", "\0", "é",
            ]), 0..40)
        ) {
            let mut html = String::new();
            for (at, part) in parts.iter().enumerate() {
                html.push_str(part);
                // The tokenizer drops attributes of the same name.
                if part.starts_with(' ') && part.len() > 1 {
                    html.push_str(&at.to_string());
                }
            }
            let most = 2;
            prop_assert!(parse_with(&html, most).is_err() || most_attributes(&html) <= most);
        }
    }
}
