//! Readers and writers of one memory at the same time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tarjuman::memory::{LookupOptions, Memory, SearchOptions};
use tarjuman::model::{Language, Pair, Unit, UnitText};

use crate::support::Case;

#[test]
fn readers_and_writers_do_not_hinder_one_another() {
    assert_bears_load(Duration::from_secs(2));
}

/// The same for longer: `cargo test --release -- --ignored a_minute_of_load`.
#[test]
#[ignore = "takes a minute"]
fn a_minute_of_load_loses_no_write() {
    assert_bears_load(Duration::from_secs(60));
}

/// Four readers and two writers; no call fails, and every unit that was added is there and found.
fn assert_bears_load(time: Duration) {
    let case = Case::with_memory();
    let path = case.path("m.tarjuman");
    let before = case.count("m.tarjuman", "SELECT count(*) FROM unit");
    let over = AtomicBool::new(false);
    let rounds = AtomicUsize::new(0);
    let added: Vec<String> = std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut memory = Memory::open(&path).unwrap();
                let options = LookupOptions::new(Language::english());
                let search = SearchOptions {
                    words: Some("crate*".to_owned()),
                    limit: 20,
                    ..SearchOptions::default()
                };
                while !over.load(Ordering::Relaxed) {
                    memory.lookup("Crate 7 of writer 1 holds apples.", &options).unwrap();
                    memory.search(&search).unwrap();
                    rounds.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let writers: Vec<_> = (1..3)
            .map(|writer| {
                let path = &path;
                scope.spawn(move || {
                    let mut memory = Memory::open(path).unwrap();
                    let until = Instant::now() + time;
                    let mut added = Vec::new();
                    while Instant::now() < until {
                        let text =
                            format!("Crate {} of writer {writer} holds apples.", added.len());
                        let unit = Unit::new(
                            Pair::new(text.as_str(), "في الصندوق تفاح").map(UnitText::plain),
                            Pair::new(Language::english(), Language::arabic()),
                        );
                        memory.add_units(&[unit]).unwrap();
                        added.push(text);
                    }
                    added
                })
            })
            .collect();
        let added = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        over.store(true, Ordering::Relaxed);
        added
    });
    let rounds = rounds.into_inner();
    assert!(rounds > 20, "only {rounds} times were units looked up");
    assert!(added.len() > 20, "only {} units were added", added.len());
    let count = case.count("m.tarjuman", "SELECT count(*) FROM unit");
    assert_eq!(count - before, added.len() as i64);
    assert_eq!(case.column("m.tarjuman", "PRAGMA integrity_check"), ["ok"]);
    let mut memory = Memory::open(&path).unwrap();
    for text in added.iter().step_by(added.len() / 20) {
        let found = memory.lookup(text, &LookupOptions::new(Language::english())).unwrap();
        assert_eq!((found[0].score, &found[0].source), (100, text));
    }
}
