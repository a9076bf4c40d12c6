//! Files of other tools, where they are at hand, against counts that other programs made.
//!
//! The files are not part of the project: `TARJUMAN_FORMATS` names their folder, or it is
//! `../shared/formats`. `cargo test -- --ignored other_tools` asks for them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tarjuman::exchange::ReadOptions;

use crate::support::reading::{languages, read_file};

/// The folder of files written by other tools.
fn formats() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/formats");
    let folder = std::env::var_os("TARJUMAN_FORMATS").map_or_else(usual, PathBuf::from);
    assert!(folder.is_dir(), "{} is not there", folder.display());
    folder
}

/// Every TMX of the survey is read to its end, and every `tu` of it is a unit or skipped: the
/// control is a count of another XML reader.
#[test]
#[ignore = "needs files of other tools"]
fn every_tmx_of_the_survey_gives_all_its_units() {
    let folder = formats().join("tmx");
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let mut rows = index.lines().map(|row| row.split('\t').collect::<Vec<_>>());
    let titles = rows.next().unwrap();
    let column = |name: &str| titles.iter().position(|title| *title == name).unwrap();
    let (file, count, odd) = (column("file"), column("n_tu"), column("odd"));
    let mut surveyed = 0;
    for row in rows.filter(|row| !row[odd].contains("Start tag expected")) {
        surveyed += 1;
        let found = read_file(&folder.join(row[file]), &ReadOptions::default());
        assert!(found.error.is_none(), "{}: {:?}", row[file], found.error);
        let expected: usize = row[count].parse().unwrap();
        // A unit of several languages gives several pairs.
        let units = found.units.len() + found.skips.len();
        assert!(units >= expected, "{}: {units} of {expected}: {:?}", row[file], found.skips);
        for skip in &found.skips {
            let known = [
                "only one segment",
                "no segments",
                "both sides are empty",
                "all its segments are in",
            ];
            assert!(
                known.iter().any(|known| skip.reason.contains(known)),
                "{}: {skip:?}",
                row[file]
            );
        }
    }
    assert!(surveyed > 100, "{surveyed}");
}

/// Of the broken files, those that are well formed give their units, and no other text is made up.
#[test]
#[ignore = "needs files of other tools"]
fn broken_files_give_what_they_hold() {
    let folder = formats().join("broken");
    let expected: BTreeMap<&str, (usize, usize, bool)> = [
        // Units, skips, whether it ends in an error.
        ("01_billion_laughs.tmx", (0, 1, false)),
        ("03_xxe_file.tmx", (0, 1, false)),
        ("06_param_entity.tmx", (1, 0, false)),
        ("16_dup_attr.tmx", (0, 1, false)),
        ("21_astral_ok.tmx", (1, 0, false)),
        ("23_bare_ampersand.tmx", (0, 1, false)),
        ("24_unclosed_tag.tmx", (0, 0, true)),
        ("26_raw_nul.tmx", (0, 1, false)),
        ("27_invalid_utf8.tmx", (0, 0, true)),
        ("29_cp1256_declared_utf8.tmx", (0, 0, true)),
        ("30_cp1256_declared_windows1256.tmx", (1, 0, false)),
        ("31_iso8859_6.tmx", (1, 0, false)),
        ("32_utf16le_bom.tmx", (1, 0, false)),
        ("33_utf16be_bom_nodecl.tmx", (1, 0, false)),
        ("40_double_bom.tmx", (1, 0, false)),
        ("46_empty_seg.tmx", (0, 3, false)),
        ("49_same_lang_twice.tmx", (2, 0, false)),
        ("52_region_mix.tmx", (4, 1, false)),
        ("55_unpaired_bpt.tmx", (3, 0, false)),
        ("64_bad_dates.tmx", (1, 0, false)),
        ("65_two_roots.tmx", (1, 0, true)),
        ("66_html_not_tmx.tmx", (0, 0, true)),
        ("67_empty.tmx", (0, 0, true)),
        ("82_unclosed_quote.csv", (1, 1, false)),
        ("84_ragged.csv", (0, 3, false)),
        ("86_utf16_tsv.tsv", (1, 0, false)),
        ("87_cp1256.csv", (1, 0, false)),
        ("89_crcr.csv", (2, 0, false)),
        ("92_moses_mismatch.en", (0, 0, true)),
    ]
    .into();
    for (name, (units, skips, is_error)) in expected {
        let found = read_file(&folder.join(name), &ReadOptions::default());
        let outcome = (found.units.len(), found.skips.len(), found.error.is_some());
        assert_eq!(outcome, (units, skips, is_error), "{name}: {found:?}");
        assert!(!format!("{:?}", found.units).contains('\u{FFFD}'), "{name}");
    }
}

/// Every catalogue and XLIFF that other tools made is read to its end; what is not well formed is
/// said to be.
#[test]
#[ignore = "needs files of other tools"]
fn every_catalogue_and_xliff_is_read_to_its_end() {
    let folder = formats();
    // Pairs with two texts, as lxml and polib counted them in the files that those can read.
    for (name, counted) in [("po", 1005), ("xliff", 2005)] {
        let mut files = Vec::new();
        collect(&folder.join(name), &mut files);
        let mut units = 0;
        for file in files {
            let mut found = read_file(&file, &ReadOptions::default());
            if found.error.as_ref().is_some_and(|error| error.to_string().contains("-language")) {
                found = read_file(&file, &languages("en", "ar"));
            }
            let name = file.file_name().unwrap().to_str().unwrap();
            // The two that no XML reader takes to their end.
            let is_broken = ["bad.xliff", "corrupt.html_test.xlf"].contains(&name);
            assert_eq!(found.error.is_some(), is_broken, "{}: {:?}", file.display(), found.error);
            units += found.units.len();
        }
        assert!(units >= counted, "{name}: {units} of {counted}");
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
    files.sort();
}
