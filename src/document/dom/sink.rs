//! Builds the tree of a page, and counts what that takes.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use dom_query::{Document, NodeId};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName};
use rustc_hash::FxHashMap;

use super::{MAX_ATTRIBUTES, broken};
use crate::error::{Fault, FaultKind};

/// The deepest nesting of elements that is accepted. Browsers stop at 512; what follows the parsing may take
/// time that grows with the depth.
pub const MAX_DEPTH: usize = 1000;

/// The most elements and texts that are accepted. Each takes about 200 bytes.
const MAX_NODES: usize = 2_000_000;

/// The steps of the tree builder that are accepted, apart from [`STEPS_PER_BYTE`]. It looks at open elements
/// one after another, and reopens formatting elements such as `<b>` in every block until they are closed.
const STEPS: usize = 20_000_000;

/// The steps of the tree builder that are accepted for each byte. An ordinary page takes one for four bytes.
const STEPS_PER_BYTE: usize = 50;

/// The refusal of a page that nests too deeply.
pub fn too_deep() -> Fault {
    broken(&format!("nests more than {MAX_DEPTH} levels of elements"))
}

/// Builds the tree, and counts what that takes.
pub struct Sink {
    /// The tree so far.
    pub page: Document,
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
    /// A sink for a page of so many bytes.
    pub fn new(length: usize) -> Self {
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
    pub fn check(&self) -> Result<(), Fault> {
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
    pub fn count_formatting_tag(&self, attributes: usize) {
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
