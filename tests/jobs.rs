//! An alignment on its way into a memory: what is aligned anew and what is not, and what others do to
//! the document meanwhile.

use std::path::Path;

use tarjuman::align::Aligner;
use tarjuman::document::{Article, Segmentation};
use tarjuman::job::{Change, Pair, Settings, key};
use tarjuman::memory::{BeadEdit, Memory};
use tarjuman::model::{Language, Score, Status};

use crate::support::Case;
use crate::support::article::{arabic, english, english_with};

const NAME: &str = "market.en.txt | market.ar.txt";

fn settings() -> Settings {
    Settings {
        segmentation: Segmentation::Sentence,
        source_language: None,
        target_language: None,
        min_score: Score::HALF,
        replace: false,
        aligner: Aligner::default(),
    }
}

fn article(name: &str, text: &str) -> Article {
    Article::from_bytes(Path::new(name), text.as_bytes()).unwrap()
}

fn pair_of(english: &str, settings: &Settings) -> Pair {
    let (source, target) = (Path::new("market.en.txt"), Path::new("market.ar.txt"));
    let articles = (article("market.en.txt", english), article("market.ar.txt", &arabic()));
    Pair::of(articles.0, articles.1, key(source, target, None), settings).unwrap()
}

fn memory(case: &Case) -> Memory {
    Memory::open(&case.path("m.tarjuman")).unwrap()
}

/// Another program accepts a bead, which moves the document to its next revision.
fn accept_one(case: &Case) {
    let mut memory = memory(case);
    let document = memory.document(NAME).unwrap().unwrap();
    let beads = vec![memory.beads(document.id).unwrap()[0].id];
    let accept = BeadEdit::Status { beads, status: Status::Accepted };
    memory.review(document.id, document.revision, &accept).unwrap();
}

/// What is new about the files or how they are read has them aligned; another least score only chooses
/// other units; and the same again does nothing.
#[test]
fn only_what_is_new_is_aligned() {
    let case = Case::with_memory();
    let usual = settings();
    let british = Some("en-GB".parse().unwrap());
    for (english, settings, change) in [
        (english(), usual.clone(), Change::Nothing),
        (english(), Settings { min_score: Score::new(0.7), ..usual.clone() }, Change::Units),
        (english(), Settings { replace: true, ..usual.clone() }, Change::Beads),
        (english(), Settings { source_language: british, ..usual.clone() }, Change::Beads),
        (
            english(),
            Settings { segmentation: Segmentation::Paragraph, ..usual.clone() },
            Change::Beads,
        ),
        (english_with(0, "It opened in May."), usual, Change::Beads),
    ] {
        let pair = pair_of(&english, &settings);
        let update = pair.align_for(&memory(&case), &settings).unwrap();
        assert_eq!(update.change(), change);
        assert_eq!(update.coverage().is_some(), change == Change::Beads);
        let stored = update.store(&pair, &mut memory(&case), &settings).unwrap();
        assert_eq!(stored.is_none(), change == Change::Nothing);
        // Back to what it was.
        let mut memory = memory(&case);
        if stored.is_some() {
            memory.undo(None).unwrap();
        }
    }
}

/// What was decided while the alignment ran is not written over: whoever aligned is told.
#[test]
fn a_decision_made_meanwhile_is_not_lost() {
    let case = Case::with_memory();
    for (english, settings) in [
        (english_with(0, "It opened in May."), settings()),
        (english(), Settings { min_score: Score::new(0.7), ..settings() }),
        (english(), Settings { replace: true, ..settings() }),
    ] {
        let pair = pair_of(&english, &settings);
        let update = pair.align_for(&memory(&case), &settings).unwrap();
        accept_one(&case);
        let before = case.rows("m.tarjuman");
        let refused = update.store(&pair, &mut memory(&case), &settings).unwrap_err();
        assert!(refused.to_string().contains("align it again"), "{refused}");
        assert_eq!(case.rows("m.tarjuman"), before);
    }
}

/// A document that another program stored or took away meanwhile is not mixed with this one.
#[test]
fn a_document_that_came_or_went_meanwhile_is_noticed() {
    let case = Case::with_memory();
    let settings = settings();
    let pair = pair_of(&english_with(0, "It opened in May."), &settings);
    let update = pair.align_for(&memory(&case), &settings).unwrap();
    memory(&case).delete_document(1, false).unwrap();
    update.store(&pair, &mut memory(&case), &settings).unwrap_err();
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM document"), 0);
    let update = pair.align_for(&memory(&case), &settings).unwrap();
    case.run(["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"]).succeeds();
    let before = case.rows("m.tarjuman");
    update.store(&pair, &mut memory(&case), &settings).unwrap_err();
    assert_eq!(case.rows("m.tarjuman"), before);
}

/// A document is known by the names of its files, on every system alike, unless it has a name.
#[test]
fn documents_are_known_by_the_names_of_their_files() {
    for (source, target, name) in [
        ("a.txt", "b.txt", "a.txt | b.txt"),
        ("./a.txt", "././old/./b.txt", "a.txt | old/b.txt"),
        ("../a.txt", "/work/b.txt", "../a.txt | /work/b.txt"),
        ("old\\a.txt", "b.txt", "old/a.txt | b.txt"),
        ("-", "b.txt", "- | b.txt"),
    ] {
        let key = key(Path::new(source), Path::new(target), None);
        assert_eq!(key.name, name);
        assert_eq!(format!("{} | {}", key.source_name, key.target_name), name);
    }
    let named = key(Path::new("a"), Path::new("b"), Some("The market"));
    assert_eq!((named.name.as_str(), named.source_name.as_str()), ("The market", "a"));
}

/// A pair is one of two languages; what looks odd about it is said.
#[test]
fn a_pair_is_of_two_languages() {
    let of = |source: &str, target: &str, settings: &Settings| {
        let names = key(Path::new("a"), Path::new("b"), None);
        Pair::of(article("a", source), article("b", target), names, settings)
    };
    let tagged = |source: Option<&str>, target: Option<&str>| {
        let parse = |tag: Option<&str>| tag.map(|tag| tag.parse::<Language>().unwrap());
        Settings { source_language: parse(source), target_language: parse(target), ..settings() }
    };
    for (source, target, tags, refused) in [
        ("One two three.", "Four five six.", (None, None), Some("both a and b are English")),
        ("واحد اثنان.", "ثلاثة أربعة.", (None, None), Some("are Arabic")),
        ("One two.", "Un deux.", (Some("en"), Some("fr")), None),
        ("One two.", "One two.", (Some("en-GB"), Some("en-US")), None),
        ("One two.", "واحد اثنان.", (Some("ar"), None), Some("are Arabic")),
        ("Ένα δύο.", "واحد اثنان.", (None, None), Some("--source-language")),
        ("1 2 3", "واحد اثنان.", (Some("en"), None), None),
    ] {
        let pair = of(source, target, &tagged(tags.0, tags.1));
        match (pair, refused) {
            (Ok(pair), None) => assert!(pair.warnings.is_empty(), "{source}: {:?}", pair.warnings),
            (Err(error), Some(words)) => assert!(error.to_string().contains(words), "{error}"),
            (pair, _) => panic!("{source}: {pair:?}"),
        }
    }
    let swapped = of("One two.", "واحد اثنان.", &tagged(Some("ar"), Some("en"))).unwrap();
    assert_eq!(swapped.warnings.len(), 2, "{:?}", swapped.warnings);
    assert!(swapped.warnings[0].contains("swapped"));
}
