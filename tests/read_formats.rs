//! Formats are told by what files hold; progress and errors reach the caller.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tarjuman::exchange::ReadOptions;

use crate::support::Case;
use crate::support::reading::{gzipped, read_file};

#[test]
fn formats_are_found_by_what_files_hold() {
    let case = Case::new();
    let tmx = "<tmx><header srclang='en'/><body><tu><tuv lang='en'><seg>tea</seg></tuv>\
               <tuv lang='ar'><seg>شاي</seg></tuv></tu></body></tmx>";
    case.write("a.xml", tmx);
    case.write("a.tmx.txt", tmx);
    case.write("b.gz", gzipped(tmx.as_bytes()));
    case.write("c.txt", "en\tar\ntea\tشاي\n");
    for name in ["a.xml", "a.tmx.txt", "b.gz", "c.txt"] {
        assert_eq!(
            read_file(&case.path(name), &ReadOptions::default()).texts(),
            [("tea", "شاي")],
            "{name}"
        );
    }
    case.write("d.txt", "just words\n");
    let found = read_file(&case.path("d.txt"), &ReadOptions::default());
    assert!(found.message().contains("use one of tmx, xliff"));
    let missing = read_file(&case.path("no.tmx"), &ReadOptions::default());
    assert!(missing.message().contains("no.tmx"));
}

#[test]
fn progress_counts_the_bytes_of_the_file() {
    let case = Case::new();
    let rows: String = (0..20_000).map(|n| format!("tea {n}\tشاي {n}\n")).collect();
    let bytes = gzipped(format!("en\tar\n{rows}").as_bytes());
    case.write("a.tsv.gz", &bytes);
    let progress = Arc::new(AtomicU64::new(0));
    let options = ReadOptions { progress: Some(progress.clone()), ..ReadOptions::default() };
    assert_eq!(read_file(&case.path("a.tsv.gz"), &options).units.len(), 20_000);
    assert_eq!(progress.load(Ordering::Relaxed), bytes.len() as u64);
}

/// What the sink says goes to the caller, and nothing more is read.
#[test]
fn an_error_of_the_sink_ends_the_reading() {
    use tarjuman::Error;
    use tarjuman::exchange::read_units_from;
    let mut count = 0;
    let result = read_units_from(
        Path::new("a.tsv"),
        "en\tar\na\tأ\nb\tب\n".as_bytes(),
        &ReadOptions::default(),
        &mut |_| {
            count += 1;
            Err(Error::StandardInputTwice)
        },
    );
    assert!(matches!(result, Err(Error::StandardInputTwice)));
    assert_eq!(count, 1);
}
