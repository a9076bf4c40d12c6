//! Old work in bulk: which files pair, and what becomes of those that do not.

use crate::support::article::{arabic, english};
use crate::support::office::{docx, word_paragraph};
use crate::support::{Case, Ran, assert_tame};

fn align(case: &Case, pairs: &str) -> Ran {
    case.run(["align", "--pairs", pairs, "--memory", "m.tarjuman"])
}

fn documents(case: &Case) -> Vec<String> {
    case.column("m.tarjuman", "SELECT name FROM document ORDER BY name")
}

#[test]
fn a_folder_pairs_its_files_by_name() {
    let case = Case::new();
    let word = |text: &str| docx(&text.lines().map(word_paragraph).collect::<String>(), "");
    for name in ["a.en.txt", "b_en.txt", "en/c.txt", "deep/English/d.txt", "e.txt", "f.en"] {
        case.write(format!("old/{name}"), english());
    }
    for name in ["a.ar.txt", "b_ar.md", "ar/c.txt", "deep/Arabic/d.txt", "e.ar.txt", "f.ar"] {
        case.write(format!("old/{name}"), arabic());
    }
    case.write("old/h.en.docx", word(&english()));
    case.write("old/h.ar.docx", word(&arabic()));
    let ran = align(&case, "old").succeeds();
    assert_eq!(
        documents(&case),
        [
            "a.en.txt | a.ar.txt",
            "b_en.txt | b_ar.md",
            "deep/English/d.txt | deep/Arabic/d.txt",
            "e.txt | e.ar.txt",
            "en/c.txt | ar/c.txt",
            "f.en | f.ar",
            "h.en.docx | h.ar.docx",
        ]
    );
    assert!(ran.err.contains("7 documents stored"), "{}", ran.err);
    assert_eq!(ran.out, "");
}

/// CAT tools name files by locale.
#[test]
fn names_with_locales_pair() {
    let case = Case::new();
    for (name, text) in [
        ("a.en-US.txt", english()),
        ("a.ar-SA.txt", arabic()),
        ("b_en_GB.txt", english()),
        ("b_ar_EG.txt", arabic()),
        ("en-US/c.txt", english()),
        ("ar-SA/c.txt", arabic()),
    ] {
        case.write(format!("old/{name}"), text);
    }
    align(&case, "old").succeeds();
    assert_eq!(
        documents(&case),
        ["a.en-US.txt | a.ar-SA.txt", "b_en_GB.txt | b_ar_EG.txt", "en-US/c.txt | ar-SA/c.txt"]
    );
}

#[test]
fn files_without_a_counterpart_are_listed() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    case.write("old/a.ar.txt", arabic());
    case.write("old/lonely.en.txt", english());
    case.write("old/three.en.txt", english());
    case.write("old/three.ar.txt", arabic());
    case.write("old/three.ar.md", arabic());
    case.write("old/.hidden.en.txt", english());
    let ran = align(&case, "old").succeeds();
    for name in ["lonely.en.txt", "three.en.txt", "three.ar.txt", "three.ar.md"] {
        assert!(ran.err.contains(name), "{name} is missing in {}", ran.err);
    }
    assert!(!ran.err.contains(".hidden"), "{}", ran.err);
    assert_eq!(documents(&case), ["a.en.txt | a.ar.txt"]);
}

#[test]
fn a_bad_pair_is_reported_and_skipped() {
    let case = Case::new();
    for name in ["a", "z"] {
        case.write(format!("old/{name}.en.txt"), english());
        case.write(format!("old/{name}.ar.txt"), arabic());
    }
    case.write("old/broken.en.docx", b"PK\x03\x04half");
    case.write("old/broken.ar.txt", arabic());
    case.write("old/same.en.txt", english());
    case.write("old/same.ar.txt", english());
    let ran = align(&case, "old").ends_with(1);
    for word in ["broken.en.docx", "same.en.txt", "skipped"] {
        assert!(ran.err.contains(word), "{word} is missing in {}", ran.err);
    }
    assert_eq!(documents(&case), ["a.en.txt | a.ar.txt", "z.en.txt | z.ar.txt"]);
}

#[test]
fn the_same_folder_again_changes_nothing() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    case.write("old/a.ar.txt", arabic());
    align(&case, "old").succeeds();
    let before = case.rows("m.tarjuman");
    let ran = align(&case, "old").succeeds();
    assert!(ran.err.contains("1 unchanged"), "{}", ran.err);
    assert_eq!(case.rows("m.tarjuman"), before);
}

/// The folder itself is where people keep the memory of what is in it.
#[test]
fn the_memory_is_no_file_without_counterpart() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    case.write("old/a.ar.txt", arabic());
    let align = ["align", "--pairs", "old", "--memory", "old/m.tarjuman"];
    case.run(align).succeeds();
    let ran = case.run(align).succeeds();
    assert!(!ran.err.contains("m.tarjuman"), "{}", ran.err);
}

/// A file elsewhere is not the memory because it has the memory's name.
#[test]
fn a_file_that_is_named_like_the_memory_is_listed() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    case.write("old/a.ar.txt", arabic());
    case.write("old/deep/m.tarjuman", english());
    let ran = align(&case, "old").succeeds();
    assert!(ran.err.contains("m.tarjuman: no counterpart"), "{}", ran.err);
    let align = ["align", "--pairs", "old", "--memory", "old/../old/m.tarjuman"];
    case.run(align).succeeds();
    assert!(!case.run(align).succeeds().err.contains("old/m.tarjuman"));
}

/// Else the memory would stand in the way of the two files, or be read as one of them.
#[test]
fn a_memory_that_is_named_like_an_article_does_not_pair() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    case.write("old/a.ar.txt", arabic());
    for memory in ["old/a.tarjuman", "old/a.en.tarjuman"] {
        for count in ["1 documents stored", "1 unchanged"] {
            let ran = case.run(["align", "--pairs", "old", "--memory", memory]).succeeds();
            assert!(ran.err.contains(count), "{memory}: {}", ran.err);
            assert!(!ran.err.contains("warning"), "{memory}: {}", ran.err);
        }
        std::fs::remove_file(case.path(memory)).unwrap();
    }
}

#[test]
fn an_arabic_source_language_turns_the_pairs_of_a_folder() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    case.write("old/a.ar.txt", arabic());
    let align = ["align", "--pairs", "old", "--memory", "m.tarjuman", "--source-language", "ar"];
    case.run(align).succeeds();
    assert_eq!(documents(&case), ["a.ar.txt | a.en.txt"]);
}

#[test]
fn a_list_names_pairs_beside_it() {
    let case = Case::new();
    case.write("old/x.txt", english());
    case.write("old/y.txt", arabic());
    let list = "# original\ttranslation\tname\r\n\r\nx.txt\ty.txt\tThe market\r\ny.txt\tx.txt\r\n";
    case.write("old/list.tsv", list);
    align(&case, "old/list.tsv").succeeds();
    assert_eq!(documents(&case), ["The market", "y.txt | x.txt"]);
}

/// A list may come from any editor: with a mark, in UTF-16, with comments and spaces around names.
#[test]
fn a_list_is_read_however_it_was_saved() {
    let list = "# pairs\n x.txt \t y.txt \t The market \t ignored\n";
    let wide = |text: &str| -> Vec<u8> {
        format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    for bytes in [list.as_bytes().to_vec(), format!("\u{FEFF}{list}").into_bytes(), wide(list)] {
        let case = Case::new();
        case.write("x.txt", english());
        case.write("y.txt", arabic());
        case.write("list.tsv", bytes);
        align(&case, "list.tsv").succeeds();
        assert_eq!(documents(&case), ["The market"]);
    }
}

/// A folder that is linked into another is not gone into: it may lead back.
#[cfg(unix)]
#[test]
fn links_to_folders_are_not_followed() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    case.write("old/a.ar.txt", arabic());
    std::os::unix::fs::symlink(case.path("old"), case.path("old/again")).unwrap();
    std::os::unix::fs::symlink(case.path("old/a.en.txt"), case.path("old/b.en.txt")).unwrap();
    std::os::unix::fs::symlink(case.path("old/a.ar.txt"), case.path("old/b.ar.txt")).unwrap();
    align(&case, "old").succeeds();
    assert_eq!(documents(&case), ["a.en.txt | a.ar.txt", "b.en.txt | b.ar.txt"]);
}

/// Three files of one name are no pair, whichever two of them would be one.
#[test]
fn a_name_that_three_files_share_pairs_none_of_them() {
    let case = Case::new();
    for (name, text) in [
        ("a.en.txt", english()),
        ("a.ar.txt", arabic()),
        ("A.txt", english()),
        ("b.EN.TXT", english()),
        ("B.ar.md", arabic()),
    ] {
        case.write(format!("old/{name}"), text);
    }
    let ran = align(&case, "old").succeeds();
    assert_eq!(documents(&case), ["b.EN.TXT | B.ar.md"]);
    for name in ["a.en.txt", "a.ar.txt", "A.txt"] {
        assert!(ran.err.contains(&format!("{name}: no counterpart")), "{name}: {}", ran.err);
    }
}

#[test]
fn a_list_with_a_bad_pair_stores_the_others() {
    let case = Case::new();
    case.write("x.txt", english());
    case.write("y.txt", arabic());
    case.write("list.tsv", "gone.txt\ty.txt\nx.txt\ty.txt\n");
    let ran = align(&case, "list.tsv").ends_with(1);
    assert!(ran.err.contains("gone.txt"), "{}", ran.err);
    assert_eq!(documents(&case), ["x.txt | y.txt"]);
}

/// The second would go over the first, so neither its text nor the count may say that it was stored.
#[test]
fn a_name_that_a_list_gives_twice_is_refused_the_second_time() {
    let case = Case::new();
    case.write("x.txt", english());
    case.write("y.txt", arabic());
    case.write("z.txt", arabic().replace("27", "28"));
    let list = "x.txt\ty.txt\tThe market\nx.txt\tz.txt\nx.txt\tz.txt\tThe market\n./x.txt\tz.txt\n";
    case.write("list.tsv", list);
    let ran = align(&case, "list.tsv").ends_with(1);
    for said in [
        "error: list.tsv: line 3: skipped: line 1 already has the document name “The market”",
        "error: list.tsv: line 4: skipped: line 2 already has the document name “x.txt | z.txt”",
        "2 documents stored, 0 unchanged, 2 skipped",
    ] {
        assert!(ran.err.contains(said), "{said} is missing in {}", ran.err);
    }
    assert_eq!(documents(&case), ["The market", "x.txt | z.txt"]);
    let target = "SELECT target_name FROM document WHERE name = 'The market'";
    assert_eq!(case.column("m.tarjuman", target), ["y.txt"]);
}

#[test]
fn a_line_that_names_no_pair_is_told_by_its_number() {
    let case = Case::new();
    case.write("x.txt", english());
    case.write("list.tsv", "# pairs\nx.txt\n");
    align(&case, "list.tsv").fails_saying(&["list.tsv", "list.tsv:2"]);
    assert!(!case.exists("m.tarjuman"));
}

#[test]
fn a_folder_without_pairs_makes_no_memory() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    let ran = align(&case, "old").ends_with(2);
    assert!(ran.err.contains("no two file names match"), "{}", ran.err);
    align(&case, "missing").fails_saying(&["missing"]);
    assert!(!case.exists("m.tarjuman"));
}

#[test]
fn pairs_need_a_memory() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    let ran = case.run(["align", "--pairs", "old"]).ends_with(2);
    assert!(ran.err.contains("--memory"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn names_in_a_folder_cannot_drive_the_terminal() {
    let case = Case::new();
    case.write("old/a.en.txt", english());
    case.write("old/a.ar.txt", arabic());
    case.write("old/lone\u{1b}]0;x\u{7}\u{202e}.en.txt", english());
    case.write("old/b\u{9b}.en.txt", english());
    case.write("old/b\u{9b}.ar.txt", "");
    assert_tame(&align(&case, "old").ends_with(1).err);
}
