//! Parses HTML into a tree, in time and memory that grow with the size of the page and not with its square,
//! whatever the page contains.
//!
//! Nothing is counted beforehand, because a second reading of HTML never agrees with the parser about every
//! comment, title and end tag. The limits are on what the parser does: the [`Sink`] that builds the tree
//! counts its steps, and the parser gets the page in small pieces, between which it can be stopped.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;

use dom_query::{Document, NodeId};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{
    ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink,
};
use html5ever::{Attribute, QualName, TokenizerResult};
use rustc_hash::FxHashMap;

use crate::error::{Fault, FaultKind};

/// The deepest nesting of elements that is accepted. Browsers stop at 512; what follows the parsing may take
/// time that grows with the depth.
const MAX_DEPTH: usize = 1000;

/// The most attributes of an element that are accepted: the tokenizer compares each with all those before
/// it.
const MAX_ATTRIBUTES: usize = 1000;

/// The most elements and texts that are accepted. Each takes about 200 bytes.
const MAX_NODES: usize = 2_000_000;

/// The steps of the tree builder that are accepted, apart from [`STEPS_PER_BYTE`]. It looks at open elements
/// one after another, and reopens formatting elements such as `<b>` in every block until they are closed.
const STEPS: usize = 20_000_000;

/// The steps of the tree builder that are accepted for each byte. An ordinary page takes one for four bytes.
const STEPS_PER_BYTE: usize = 50;

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

fn too_deep() -> Fault {
    broken(&format!("nests more than {MAX_DEPTH} levels of elements"))
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

/// Follows the attributes of a tag by the states of the HTML standard (§ 13.2.5.32 to 13.2.5.39).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum TagScan {
    /// Not in a tag.
    #[default]
    Outside,
    /// In a tag.
    Inside { state: TagState, attributes: usize },
}

/// Where in a tag it is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum TagState {
    /// After its `<`.
    Open,
    /// In the name of the tag.
    Tag,
    /// Before the name of an attribute.
    Before,
    /// In the name of an attribute.
    Name,
    /// After the name of an attribute and white space.
    AfterName,
    /// After an equals sign.
    BeforeValue,
    /// In a value that this character closes.
    Quoted(u8),
    /// In a value without quotation marks.
    Unquoted,
}

impl TagScan {
    /// Begins with the text after a `<`, unless that is in a tag itself.
    fn begin(&mut self, rest: &str) {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        if *self == TagScan::Outside && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            *self = TagScan::Inside { state: TagState::Open, attributes: 0 };
        }
    }

    /// Reads on. Returns how many attributes the tag has so far.
    fn read(&mut self, piece: &str) -> usize {
        let TagScan::Inside { state, attributes } = self else { return 0 };
        for byte in piece.bytes() {
            let is_space = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c');
            let next = match (*state, byte) {
                (TagState::Quoted(mark), _) if byte == mark => TagState::Before,
                (TagState::Quoted(_), _) => continue,
                (TagState::BeforeValue, b'"' | b'\'') => TagState::Quoted(byte),
                (_, b'>') => {
                    let all = *attributes;
                    *self = TagScan::Outside;
                    return all;
                }
                (TagState::BeforeValue, _) if is_space => continue,
                (TagState::BeforeValue, _) => TagState::Unquoted,
                (TagState::Unquoted, _) if is_space => TagState::Before,
                (TagState::Unquoted, _) => continue,
                (TagState::Name, _) if is_space => TagState::AfterName,
                (TagState::AfterName, _) if is_space => continue,
                (TagState::Open, _) => TagState::Tag,
                (_, b'/') => TagState::Before,
                (TagState::Tag, _) if !is_space => continue,
                (TagState::Tag | TagState::Before, _) if is_space => TagState::Before,
                (TagState::Name | TagState::AfterName, b'=') => TagState::BeforeValue,
                (TagState::Name, _) => continue,
                _ => {
                    *attributes += 1;
                    TagState::Name
                }
            };
            *state = next;
        }
        *attributes
    }
}

/// Builds the tree, and counts what that takes.
struct Sink {
    page: Document,
    /// The length of the page in bytes.
    length: usize,
    steps: Cell<usize>,
    /// Elements, texts and attributes, by the memory they need.
    nodes: Cell<usize>,
    /// The depths of elements as they were added, and the largest.
    depths: RefCell<FxHashMap<NodeId, usize>>,
    deepest: Cell<usize>,
    /// The depth of the last element.
    depth: Cell<usize>,
    /// Attributes of further tags of the same element.
    added_attributes: Cell<usize>,
}

impl Sink {
    fn new(length: usize) -> Self {
        Sink {
            page: Document::default(),
            length,
            steps: Cell::new(0),
            nodes: Cell::new(0),
            depths: RefCell::default(),
            deepest: Cell::new(0),
            depth: Cell::new(0),
            added_attributes: Cell::new(0),
        }
    }

    /// Whether the limits are kept.
    fn check(&self) -> Result<(), Fault> {
        if self.deepest.get() > MAX_DEPTH {
            return Err(too_deep());
        }
        // Elements and texts take a byte each at least, unless the parser repeats them.
        let too_many = self.nodes.get() > MAX_NODES;
        let repeats = too_many && self.nodes.get() > self.length;
        if repeats || self.steps.get() > STEPS + STEPS_PER_BYTE.saturating_mul(self.length) {
            return Err(broken("leaves many elements unclosed, such as <b> and <div>"));
        }
        if too_many {
            let what = format!("the page has more than {MAX_NODES} elements");
            return Err(Fault::new(FaultKind::Limit, what, "split it into several pages"));
        }
        Ok(())
    }

    fn count_step(&self) {
        self.count_steps(1);
    }

    fn count_steps(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_add(steps));
    }

    /// Counts the comparison of a formatting tag, with its attributes, with the formatting elements around
    /// it.
    fn count_formatting_tag(&self, attributes: usize) {
        self.count_steps((8 + attributes) * self.depth.get());
    }

    fn count_nodes(&self, nodes: usize) {
        self.count_steps(nodes);
        self.nodes.set(self.nodes.get().saturating_add(nodes));
    }

    fn place(&self, parent_depth: usize, child: &NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendText(_) => self.count_nodes(1),
            NodeOrText::AppendNode(node) => {
                self.count_step();
                let depth = parent_depth + 1;
                self.depths.borrow_mut().insert(*node, depth);
                self.depth.set(depth);
                self.deepest.set(self.deepest.get().max(depth));
            }
        }
    }

    fn depth_of(&self, node: &NodeId) -> usize {
        self.depths.borrow().get(node).copied().unwrap_or(0)
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Document {
        self.page
    }

    /// Errors are not of interest, and there may be many.
    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.page.get_document()
    }

    fn elem_name<'a>(&'a self, node: &'a NodeId) -> Self::ElemName<'a> {
        self.count_step();
        self.page.elem_name(node)
    }

    fn same_node(&self, a: &NodeId, b: &NodeId) -> bool {
        self.count_step();
        self.page.same_node(a, b)
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeId {
        self.count_nodes(1 + attributes.len() / 4);
        self.page.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.count_nodes(1);
        self.page.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.count_nodes(1);
        self.page.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.place(self.depth_of(parent), &child);
        self.page.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.place(self.depth_of(sibling).saturating_sub(1), &child);
        self.page.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        before: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        self.place(self.depth_of(before), &child);
        self.page.append_based_on_parent_node(element, before, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.count_nodes(1);
        self.page.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        let contents = self.page.get_template_contents(target);
        let depth = self.depth_of(target);
        self.depths.borrow_mut().insert(contents, depth);
        contents
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.page.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        let added = self.added_attributes.get() + attributes.len();
        self.added_attributes.set(added);
        if added <= MAX_ATTRIBUTES {
            self.page.add_attrs_if_missing(target, attributes);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.count_step();
        self.page.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let depth = self.depth_of(new_parent) + 1;
        let children = self.page.tree.child_ids_of(node);
        self.count_steps(children.len());
        for child in children {
            self.depths.borrow_mut().insert(child, depth);
        }
        self.page.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &NodeId) -> bool {
        self.page.is_mathml_annotation_xml_integration_point(node)
    }
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
