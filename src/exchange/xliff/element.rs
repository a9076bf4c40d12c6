//! The elements of XLIFF that matter, by their names and the elements they are in.

use crate::exchange::fault::{Checked, wrong_root};

/// The two forms of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitForm {
    /// `trans-unit` of 1.2.
    TransUnit,
    /// `unit` of 2.x.
    Unit,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementKind {
    /// The root, and what holds files and units.
    Container,
    File,
    Unit(UnitForm),
    Segment,
    Source,
    SegmentedSource,
    Target,
    /// One inside a text.
    Inline,
    /// A list of notes, codes or definitions.
    List,
    Note,
    /// A native code kept apart from the texts (`data`).
    Code,
    /// A character of such a code (`cp`).
    Character,
    /// A group of metadata: `metaGroup` of 2.x, our `context-group` of 1.2.
    MetadataGroup,
    /// An entry of such a group.
    Metadata,
    /// Studio's information about a segment (`sdl:seg`).
    Definition,
    /// One value of that (`sdl:value`).
    DefinitionValue,
    /// Anything else; it contains no unit and no part of one.
    Ignored,
}

/// What an element is, by its name and the element it is in.
///
/// # Errors
/// When it is the root and not that of XLIFF.
pub fn element_kind(parent: Option<ElementKind>, name: &str) -> Checked<ElementKind> {
    use ElementKind::{
        Character, Code, Container, Definition, DefinitionValue, File, Ignored, Inline, List,
        Metadata, MetadataGroup, Note, Segment, SegmentedSource, Source, Target, Unit,
    };
    use UnitForm::TransUnit;
    let Some(parent) = parent else {
        return if name == "xliff" { Ok(Container) } else { Err(wrong_root("XLIFF", name)) };
    };
    Ok(match (parent, name) {
        (Ignored, _) => Ignored,
        (Container, "file") => File,
        (File | Container, "header" | "skeleton") => Ignored,
        (File | Container, "trans-unit") => Unit(TransUnit),
        (File | Container, "unit") => Unit(UnitForm::Unit),
        (File | Container, "body" | "group" | "bin-unit" | "file") => Container,
        (Unit(TransUnit) | Segment, "source") => Source,
        (Unit(TransUnit) | Segment, "target") => Target,
        (Unit(TransUnit), "seg-source") => SegmentedSource,
        (Unit(TransUnit), "note") => Note,
        (Unit(TransUnit), "seg-defs") => List,
        (Unit(TransUnit), "context-group") => MetadataGroup,
        (Unit(UnitForm::Unit), "metadata") => List,
        (List | MetadataGroup, "metagroup") => MetadataGroup,
        (MetadataGroup, "meta" | "context") => Metadata,
        (Unit(UnitForm::Unit), "segment") => Segment,
        (Unit(UnitForm::Unit), "notes" | "originaldata") => List,
        (List, "note") => Note,
        (List, "data") => Code,
        (List, "seg") => Definition,
        (Code, "cp") => Character,
        (Definition, "value") => DefinitionValue,
        (Source | SegmentedSource | Target | Inline, _) => Inline,
        _ => Ignored,
    })
}
