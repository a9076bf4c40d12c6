//! An alignment on its way into a memory: what is aligned again and what is not, and what others do to
//! the document meanwhile.

use std::path::Path;

use tarjuman::align::Aligner;
use tarjuman::document::{Article, Segmentation};
use tarjuman::job::{
    AlignSettings, ArticlePair, Change, StoreSettings, TextLanguages, Update, document_key,
};
use tarjuman::memory::{BeadEdit, Memory};
use tarjuman::model::{DocumentId, Language, Pair, Score, Status};

use crate::support::Case;
use crate::support::article::{arabic, english, english_with};

const NAME: &str = "market.en.txt | market.ar.txt";

/// How the document of a case is aligned and stored.
#[derive(Clone)]
struct Settings {
    align: AlignSettings,
    store: StoreSettings,
}

fn settings() -> Settings {
    Settings {
        align: AlignSettings {
            segmentation: Segmentation::Sentence,
            languages: TextLanguages::default(),
            aligner: Aligner::default(),
        },
        store: StoreSettings { min_score: Score::HALF, replace: false },
    }
}

/// The settings with one of them changed.
fn settings_with(change: impl FnOnce(&mut Settings)) -> Settings {
    let mut changed = settings();
    change(&mut changed);
    changed
}

fn article(name: &str, text: &str) -> Article {
    Article::from_bytes(Path::new(name), text.as_bytes()).unwrap()
}

/// The English text with the usual Arabic one, aligned for a memory.
fn prepare(english: &str, settings: &Settings, memory: &Memory) -> Update {
    let names = Pair::new("market.en.txt", "market.ar.txt");
    let articles =
        names.zip(Pair::new(english, arabic().as_str())).map(|(name, text)| article(name, text));
    let pair = ArticlePair::of(articles, &settings.align.languages).unwrap();
    let key = document_key(names.map(Path::new), None);
    Update::prepare(Some(memory), &pair, key, &settings.align, settings.store).unwrap()
}

fn memory(case: &Case) -> Memory {
    Memory::open(&case.path("m.tarjuman")).unwrap()
}

/// Another program accepts a bead, which moves the document to its next revision.
fn accept_one(case: &Case) {
    let mut memory = memory(case);
    let document = memory.find_document(NAME).unwrap().unwrap();
    let beads = vec![memory.beads(document.id).unwrap()[0].id];
    let accept = BeadEdit::Status { beads, status: Status::Accepted };
    memory.review(document.id, document.revision, &accept).unwrap();
}

/// New files, or another way to read them, are aligned; another minimum score only chooses other units;
/// and without any change nothing is done.
#[test]
fn only_what_is_new_is_aligned() {
    let case = Case::with_memory();
    let other_score = settings_with(|settings| settings.store.min_score = Score::new(0.7));
    let british = settings_with(|settings| {
        settings.align.languages.source = Some("en-GB".parse().unwrap());
    });
    let paragraphs =
        settings_with(|settings| settings.align.segmentation = Segmentation::Paragraph);
    for (english, settings, change) in [
        (english(), settings(), "nothing"),
        (english(), other_score, "units"),
        (english(), settings_with(|settings| settings.store.replace = true), "beads"),
        (english(), british, "beads"),
        (english(), paragraphs, "beads"),
        (english_with(0, "It opened in May."), settings(), "beads"),
    ] {
        let update = prepare(&english, &settings, &memory(&case));
        let found = match update.change() {
            Change::Nothing => "nothing",
            Change::Units { .. } => "units",
            Change::Beads(beads) => {
                assert!(beads.coverage.is_some());
                "beads"
            }
        };
        assert_eq!(found, change);
        let mut memory = memory(&case);
        let stored = update.store(&mut memory).unwrap();
        assert_eq!(stored.is_none(), change == "nothing");
        // As it was before.
        if stored.is_some() {
            memory.undo(None).unwrap();
        }
    }
}

/// What was decided during an alignment is not overwritten: the alignment is refused.
#[test]
fn a_decision_made_meanwhile_is_not_lost() {
    let case = Case::with_memory();
    for (english, settings) in [
        (english_with(0, "It opened in May."), settings()),
        (english(), settings_with(|settings| settings.store.min_score = Score::new(0.7))),
        (english(), settings_with(|settings| settings.store.replace = true)),
    ] {
        let update = prepare(&english, &settings, &memory(&case));
        accept_one(&case);
        let before = case.rows("m.tarjuman");
        let refused = update.store(&mut memory(&case)).unwrap_err();
        assert!(refused.to_string().contains("align it again"), "{refused}");
        assert_eq!(case.rows("m.tarjuman"), before);
    }
}

/// A document that another program stored or deleted meanwhile is not mixed with this one.
#[test]
fn a_document_that_came_or_went_meanwhile_is_noticed() {
    let case = Case::with_memory();
    let english = english_with(0, "It opened in May.");
    let update = prepare(&english, &settings(), &memory(&case));
    memory(&case).delete_document(DocumentId(1), false).unwrap();
    update.store(&mut memory(&case)).unwrap_err();
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM document"), 0);
    let update = prepare(&english, &settings(), &memory(&case));
    case.run(["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"]).succeeds();
    let before = case.rows("m.tarjuman");
    update.store(&mut memory(&case)).unwrap_err();
    assert_eq!(case.rows("m.tarjuman"), before);
}

/// A document is known by the names of its files, on every system alike, unless it has a name.
#[test]
fn documents_are_known_by_the_names_of_their_files() {
    for (source, target, name) in [
        ("a.txt", "b.txt", "a.txt | b.txt"),
        ("./a.txt", "././old/./b.txt", "a.txt | old/b.txt"),
        ("../a.txt", "/old/b.txt", "../a.txt | /old/b.txt"),
        ("old\\a.txt", "b.txt", "old/a.txt | b.txt"),
        ("-", "b.txt", "- | b.txt"),
    ] {
        let key = document_key(Pair::new(source, target).map(Path::new), None);
        assert_eq!(key.name, name);
        assert_eq!(format!("{} | {}", key.files.source, key.files.target), name);
    }
    let named = document_key(Pair::new("a", "b").map(Path::new), Some("The market"));
    assert_eq!((named.name.as_str(), named.files.source.as_str()), ("The market", "a"));
}

/// A pair is one of two languages; what looks odd about it is said.
#[test]
fn a_pair_is_of_two_languages() {
    let of = |source: &str, target: &str, tags: (Option<&str>, Option<&str>)| {
        let parse = |tag: Option<&str>| tag.map(|tag| tag.parse::<Language>().unwrap());
        let articles = Pair::new(article("a", source), article("b", target));
        ArticlePair::of(articles, &Pair::from(tags).map(parse))
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
        let pair = of(source, target, tags);
        match (pair, refused) {
            (Ok(pair), None) => assert!(pair.warnings.is_empty(), "{source}: {:?}", pair.warnings),
            (Err(error), Some(words)) => assert!(error.to_string().contains(words), "{error}"),
            (pair, _) => panic!("{source}: {pair:?}"),
        }
    }
    let swapped = of("One two.", "واحد اثنان.", (Some("ar"), Some("en"))).unwrap();
    assert_eq!(swapped.warnings.len(), 2, "{:?}", swapped.warnings);
    assert!(swapped.warnings[0].contains("swapped"));
}
